"""A whole run with a mistake in it: every step of a case by the lines of `step.py`, some of them
changed; where a trace has a value, the run goes on with that."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from .applicable import NotApplicable, need
from .moment import OF_LAYER, Layers, Moment, Patch
from .names import Names, evaluate
from .order import (
    backward_quantities,
    blank,
    changes_gradient,
    forward_quantities,
    kept,
    put,
    shape_of,
)
from .plan import Plan, plan_of
from .settings import START, case_with, started

Array = np.ndarray
Case = dict[str, Any]


def take_step(moment: Moment, patch: Patch | None = None, whole: bool = True) -> Moment:
    """The step's quantities that are not there yet, as far as what they are made from is known."""
    names = [*forward_quantities(moment.case), *(backward_quantities(moment.case) if whole else ())]
    for quantity, l in names:
        if kept(moment, l, quantity) is None:
            for used in (patch, None):  # where the mistake cannot be made, the right line
                at = Names(moment, l, quantity, used)
                try:
                    value = evaluate(at)
                except NotApplicable:
                    continue
                moment.predicted[quantity, l] = value
                need(moment.judged is None or moment.judged(moment.step, quantity, l, value))
                if used and "memory" in at:
                    moment.now[l].setdefault("memory", {})[at.parameter] = at["memory"]
                known = None if moment.recorded is None else kept(moment.recorded, l, quantity)
                if known is None and used:
                    need(np.shape(value) == shape_of(moment, l, quantity))
                put(moment, quantity, l, value if known is None else known)
                break
    return moment


def without_dropout(case: Case) -> Case:
    """The case as a loss of all rows sees it."""
    layers = [
        {k: v for k, v in layer.items() if k != "dropout"} for layer in case["network"]["layers"]
    ]
    return {**case, "network": {**case["network"], "layers": layers}}


@np.errstate(all="ignore")
def run_patched(
    case: Case,
    patch: Patch | None,
    first: Layers,
    plan: Plan | None = None,
    recorded: dict[int, Moment] | None = None,
    starts: dict[int, Any] | None = None,
    wanted: set[int] | None = None,
    taken: dict[int, Moment] | None = None,
    judged: Callable[..., bool] | None = None,
    given: dict[int, Moment] | None = None,
) -> dict[str, Any]:
    """The trace of a run with a mistake in every place where it can be made; of a few wanted
    steps, without losses; gone on with from the starts that are known. `taken` is filled; a value
    that is judged to be none of the trace's ends the run; what is given is not computed."""
    plan = plan or plan_of(case)
    case = case_with(case, patch.text) if patch else case
    if patch and START in patch.text:
        first = started(first, patch.text)
        starts = {step: known for step, known in (starts or {}).items() if step}
    plain, n = without_dropout(case), len(plan.trained)
    dropout = plan.steps[0].uniforms is not None
    size = case["training"].get("batch_size") or n
    shared = size >= n and not dropout and not plan.tested  # the step's loss is the epoch's
    trace: dict[str, Any] = {"steps": [], "losses": [], "validation_losses": []}
    cache: dict[Any, Any] = {}  # the moments of a run share what is the same in all of them
    cache_of_losses: dict[Any, Any] = {}
    layers, earlier, follows = [{**layer} for layer in first], None, plan.steps[0].step

    def loss_of(rows: Any, epoch: int, case: Case) -> float:
        moment = Moment(case, 0, epoch, np.asarray(rows), layers, blank(case))
        moment.cache = cache_of_losses
        return take_step(moment, patch, False).numbers.get("loss", np.nan)

    for step, epoch, rows, uniforms in plan.steps:
        if wanted is None and not shared and epoch == len(trace["losses"]):
            trace["losses"].append(loss_of(plan.trained, epoch, plain))
        if wanted is None and plan.tested and epoch == len(trace["validation_losses"]):
            without = {**plain, "penalty": None}
            trace["validation_losses"].append(loss_of(plan.tested, epoch, without))
        if wanted is not None and step not in wanted:
            continue
        known = (starts or {}).get(step)
        if step != follows:  # steps between are not taken: nothing is known but what is recorded
            layers, earlier = blank(case), None
        if known is not None:
            layers = [gone_on_with(*pair) for pair in zip(layers, known)]
        follows = step + 1
        seen = (recorded or {}).get(step)
        moment = Moment(case, step, epoch, rows, layers, blank(case), earlier=earlier, cache=cache)
        moment.recorded, moment.uniforms, moment.judged = seen, uniforms, judged
        if given:
            moment.numbers.update(given[step].numbers)
            moment.now = [only(layer, *OF_LAYER[:8]) for layer in given[step].now]
        moment.rows = chosen_rows(moment, patch, rows if seen is None else seen.rows)
        if patch and "_after" in patch.text:
            right = take_step(Moment(**{**vars(moment), "now": blank(case), "numbers": {}}))
            moment.after, moment.predicted = parameters_of(right.now), {}
        take_step(moment, patch)
        if taken is not None:
            taken[step] = moment
        earlier, moment.earlier = moment, None
        layers = [{"b": None, **only(layer, "W", "b", "state", "memory")} for layer in moment.now]
        if wanted is None:
            need(all("W" in layer for layer in layers))
            if shared:
                trace["losses"].append(moment.numbers.get("loss", np.nan))
        trace["steps"].append(record_of(moment))
    trace["final"] = {"parameters": parameters_of(layers)}
    if wanted is None:
        epochs = case["training"]["epochs"]
        trace["final"] = {"loss": loss_of(plan.trained, epochs, plain), **trace["final"]}
    if plan.tested and wanted is None:
        last = loss_of(plan.tested, epochs, {**plain, "penalty": None})
        trace["validation_losses"].append(last)
    else:
        del trace["validation_losses"]
    return trace


def chosen_rows(moment: Moment, patch: Patch | None, usual: Array) -> Array:
    """The rows of a step."""
    if patch is None or "rows" not in patch.quantities:
        return usual
    try:
        rows = evaluate(Names(moment, 0, "rows", patch))
    except NotApplicable:
        return usual
    need(len(rows) and 0 <= np.min(rows) and np.max(rows) < len(moment.case["data"]["X"]))
    moment.predicted["rows", 0] = rows
    return np.asarray(rows, dtype=int)


def gone_on_with(layer: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """A layer as a trace has it, with the state of the run where the trace has none."""
    states = [found.get("state") or {} for found in (layer, known)]
    state = {name: {**states[0].get(name, {}), **states[1].get(name, {})} for name in ("W", "b")}
    recorded = {name: value for name, value in known.items() if name != "state"}
    with_state = {"state": state} if any(state.values()) else {}
    return {**only(layer, "memory"), **recorded, **with_state}


def only(layer: dict[str, Any], *names: str) -> dict[str, Any]:
    """Some values of a layer."""
    return {name: layer[name] for name in names if name in layer}


def parameters_of(layers: Layers) -> Layers:
    """W and b of every layer."""
    return [{"b": None, **only(layer, "W", "b")} for layer in layers]


def record_of(moment: Moment) -> dict[str, Any]:
    """A step as a trace has it."""
    absent = {"b": None, "db": None, "dA": None} | (
        {"gb": None} if changes_gradient(moment.case) else {}
    )
    return {
        "step": moment.step,
        "epoch": moment.epoch,
        "rows": moment.rows,
        **moment.numbers,
        "layers": [
            {**absent, **{name: v for name, v in layer.items() if name != "memory"}}
            for layer in moment.now
        ],
    }
