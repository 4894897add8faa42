"""A whole run with a mistake in it: every step of a case by the lines of `step.py`, some of them
changed; where a trace has a value, the run goes on with that."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from . import order
from .applicable import NotApplicable, need
from .moment import OF_LAYER, Known, Layers, Moment, Patch
from .names import Names, evaluate
from .order import Plan, plan_of
from .settings import START, case_with, started

Array = np.ndarray
Case = dict[str, Any]


def take_step(
    moment: Moment, patch: Patch | None = None, whole: bool = True, right: Moment | None = None
) -> Moment:
    """The step's quantities that are not there yet, as far as what they are made from is known;
    before the mistake they are those of the right step, if one began alike."""
    on, as_right = patch.quantities if patch else (), right is not None
    for quantity, l in order.of_step(moment, whole):
        if order.kept(moment, l, quantity) is not None:
            continue
        as_right = as_right and quantity not in on and quantity[0] not in "Wb"  # nor a state
        value, used = None, None
        if as_right and right is not None:
            value = right.predicted.get((quantity, l))
        if value is None:
            for used in (patch, None):  # where the mistake cannot be made, the right line
                at = Names(moment, l, quantity, used)
                with contextlib.suppress(NotApplicable):
                    value = evaluate(at)
                    break
        if value is None:
            continue
        moment.predicted[quantity, l] = value
        need(moment.judged is None or moment.judged(moment.step, quantity, l, value))
        if used and "memory" in at:
            moment.now[l].setdefault("memory", {})[at.parameter] = at["memory"]
        known = moment.recorded and order.kept(moment.recorded, l, quantity)
        if known is None and used:
            need(np.shape(value) == order.shape_of(moment, l, quantity))
        order.put(moment, quantity, l, value if known is None else known)
    return moment


def run_patched(case: Case, patch: Patch | None, first: Layers) -> dict[str, Any]:
    """The trace of a run with a mistake in every place where it can be made."""
    return replayed(case, patch, first, plan_of(case))[1]


@np.errstate(all="ignore")
def replayed(
    case: Case,
    patch: Patch | None,
    first: Layers,
    plan: Plan,
    known: Known = Known(),
    wanted: set[int] | None = None,
) -> tuple[dict[int, Moment], dict[str, Any]]:
    """The steps of a run with a mistake, by their numbers, and its trace: all, or a few wanted ones
    without losses; gone on with from what is known. A value that cannot be the trace's ends it:
    NotApplicable."""
    usual, starts = case, known.starts
    case = case_with(case, patch.text) if patch else case
    if patch and START in patch.text:
        first = started(first, patch.text)
        starts = {step: start for step, start in starts.items() if step}
    plain = order.without_dropout(case)
    without: Case = {**plain, "penalty": None}
    size = case["training"].get("batch_size") or len(plan.trained)
    whole_batch = size >= len(plan.trained) and plan.steps[0].uniforms is None
    shared = whole_batch and not plan.tested  # the step's loss is the epoch's
    trace: dict[str, Any] = {"steps": [], "losses": []}
    trace |= {"validation_losses": []} if plan.tested and wanted is None else {}
    # the moments of a run share what is the same in all of them
    cache: Any = known.cache if case is usual and known.cache is not None else {}
    cache_of_losses: Any = {}
    cache_of_validation: Any = {}
    layers, earlier, follows = [{**layer} for layer in first], None, plan.steps[0].step
    moments: dict[int, Moment] = {}

    def loss_of(rows: Any, epoch: int, case: Case, cache: Any) -> float:
        blank = order.blank(case)
        moment = Moment(case, 0, epoch, np.asarray(rows), layers, blank, cache=cache)
        return take_step(moment, patch, False).numbers.get("loss", np.nan)

    def add_validation(epoch: int) -> None:
        if plan.tested and epoch == len(trace["validation_losses"]):
            trace["validation_losses"].append(
                loss_of(plan.tested, epoch, without, cache_of_validation)
            )

    for step, epoch, rows, uniforms in plan.steps:
        if wanted is None:
            if not shared and epoch == len(trace["losses"]):
                trace["losses"].append(loss_of(plan.trained, epoch, plain, cache_of_losses))
            add_validation(epoch)
        elif step not in wanted:
            continue
        if step != follows:  # steps between are not taken: nothing is known but what is recorded
            layers, earlier = order.blank(case), None
        if starts.get(step) is not None:
            layers = [gone_on_with(*pair) for pair in zip(layers, starts[step])]
        follows = step + 1
        moment = Moment(case, step, epoch, rows, layers, order.blank(case), cache=cache)
        moment.earlier = earlier
        seen = moment.recorded = known.steps.get(step)
        moment.uniforms, moment.judged = uniforms, known.judged
        if step in known.gradients:
            moment.numbers.update(known.gradients[step].numbers)
            moment.now = [only(layer, *OF_LAYER[:8]) for layer in known.gradients[step].now]
        moment.rows = chosen_rows(moment, patch, rows if seen is None else seen.rows)
        if patch and "_after" in patch.text:
            whole = take_step(Moment(**{**vars(moment), "now": order.blank(case), "numbers": {}}))
            moment.after, moment.predicted = parameters_of(whole.now), {}
        as_usual = patch and case is usual and START not in patch.text
        right = known.right_step(moment, step == plan.steps[0].step) if as_usual else None
        moments[step] = take_step(moment, patch, right=right)
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
        loss = loss_of(plan.trained, epochs, plain, cache_of_losses)
        trace["final"] = {"loss": loss, **trace["final"]}
        add_validation(epochs)
    return moments, trace


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


def takes_other_rows(moment: Moment, patch: Patch) -> bool:
    """Whether a mistake takes other rows than a step."""
    with contextlib.suppress(NotApplicable):
        return not np.array_equal(chosen_rows(moment, patch, moment.rows), moment.rows)
    return False


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
    absent = {"b": None, "db": None, "dA": None}
    absent |= {"gb": None} if order.changes_gradient(moment.case) else {}
    recorded = lambda layer: {name: value for name, value in layer.items() if name != "memory"}
    layers = [{**absent, **recorded(layer)} for layer in moment.now]
    numbers = {"step": moment.step, "epoch": moment.epoch, "rows": moment.rows, **moment.numbers}
    return {**numbers, "layers": layers}
