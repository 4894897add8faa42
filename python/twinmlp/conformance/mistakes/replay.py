"""A whole run with a mistake in it: every step of a case by the lines of `step.py`, some of them
changed."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..bits.stopping import split
from .applicable import NotApplicable, need
from .moment import Layers, Moment, Patch
from .names import Names, evaluate
from .order import (
    backward_quantities,
    blank,
    changes_gradient,
    forward_quantities,
    put,
    shape_of,
    value_in,
)
from .step import OPTIMIZERS
from .streams import GENERATORS

Array = np.ndarray
Case = dict[str, Any]


def take_step(moment: Moment, patch: Patch | None = None, whole: bool = True) -> Moment:
    """The step's quantities that are not there yet, as far as what they are made from is known."""
    names = [*forward_quantities(moment.case), *(backward_quantities(moment.case) if whole else ())]
    for quantity, l in names:
        if value_in({**moment.numbers, "layers": moment.now}, l, quantity) is None:
            for used in (patch, None):  # where the mistake cannot be made, the right line
                try:
                    value = evaluate(Names(moment, l, quantity, used))
                except NotApplicable:
                    continue
                if used:
                    need(np.shape(value) == shape_of(moment, l, quantity))
                put(moment, quantity, l, value)
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
    case: Case, patch: Patch | None, first: Layers, until: int | None = None
) -> dict[str, Any]:
    """The trace of a run of all steps, or of those until one, with a mistake in every place where
    it can be made.

    NotApplicable where these lines cannot follow the case: a line search, or a run that may end
    early.
    """
    training = case["training"]
    need(training.get("patience") is None and training.get("threshold") is None)
    need(case["optimizer"]["name"] in OPTIMIZERS)
    draws = GENERATORS[training.get("generator", "numpy")](training.get("seed", 42))
    trained, tested = split(case, len(case["data"]["X"]), draws)
    plain, n = without_dropout(case), len(trained)
    size = training.get("batch_size") or n
    dropout = any(layer.get("dropout") for layer in case["network"]["layers"])
    shared = size >= n and not dropout and not tested  # the step's loss is that of the epoch
    trace: dict[str, Any] = {"steps": [], "losses": [], "validation_losses": []}
    cache: dict[Any, Any] = {}  # the moments of a run share what is the same in all of them
    cache_of_losses: dict[Any, Any] = {}
    layers, earlier, step = [{**layer} for layer in first], None, 0

    def loss_of(rows: Any, epoch: int, case: Case) -> float:
        moment = Moment(case, step, epoch, np.asarray(rows), layers, blank(case))
        moment.cache = cache_of_losses
        used = None if patch and "rows_of_X" in patch.text else patch  # which is of a batch
        return take_step(moment, used, False).numbers.get("loss", np.nan)

    for epoch in range(training["epochs"]):
        order = list(range(n))
        if not shared:
            trace["losses"].append(loss_of(trained, epoch, plain))
        if tested:
            trace["validation_losses"].append(loss_of(tested, epoch, {**plain, "penalty": None}))
        if training.get("order") == "shuffled":
            order = [int(row) for row in draws.permutation(n)]
        for start in range(0, n, size):
            rows = np.asarray([trained[i] for i in order[start : start + size]])
            moment = Moment(
                case, step, epoch, rows, layers, blank(case), earlier=earlier, cache=cache
            )
            moment.rows = chosen_rows(moment, patch)
            if dropout:
                moment.uniforms = [
                    np.array(draws.random_sample(len(rows) * layer["units"])).reshape(len(rows), -1)
                    if layer.get("dropout")
                    else None
                    for layer in case["network"]["layers"]
                ]
            if patch and "_after" in patch.text:
                right = take_step(Moment(**{**vars(moment), "now": blank(case), "numbers": {}}))
                moment.after = parameters_of(right.now)
            take_step(moment, patch)
            earlier, moment.earlier = moment, None
            layers = [{"b": None, **only(layer, "W", "b", "state")} for layer in moment.now]
            need(all("W" in layer for layer in layers))
            if shared:
                trace["losses"].append(moment.numbers.get("loss", np.nan))
            trace["steps"].append(record_of(moment))
            step += 1
            if until is not None and step > until:
                return trace
    trace["final"] = {
        "loss": loss_of(trained, training["epochs"], plain),
        "parameters": parameters_of(layers),
    }
    if tested:
        last = loss_of(tested, training["epochs"], {**plain, "penalty": None})
        trace["validation_losses"].append(last)
    else:
        del trace["validation_losses"]
    return trace


def chosen_rows(moment: Moment, patch: Patch | None) -> Array:
    """The rows of a step."""
    try:
        rows = evaluate(Names(moment, 0, "rows", patch))
    except NotApplicable:
        return moment.rows
    need(len(rows) and 0 <= np.min(rows) and np.max(rows) < len(moment.case["data"]["X"]))
    return np.asarray(rows, dtype=int)


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
        "layers": [{**absent, **layer} for layer in moment.now],
    }
