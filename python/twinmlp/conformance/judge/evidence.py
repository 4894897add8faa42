"""A wrong place of a trace with all that is known around it: what its mistakes are evaluated
from."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...trace.quantity_table import numbers_of_step
from ..mistakes.applicable import NotApplicable
from ..mistakes.moment import Moment
from ..mistakes.names import Names
from ..mistakes.order import changes_gradient, value_in
from ..mistakes.replay import run_patched, take_step
from .precision import DOUBLE, Precision
from .recorded import Place, Record, rows_of, usable, usable_state

Array = np.ndarray


class Run(NamedTuple):
    """All there is to know about a trace: the case, the trace as arrays, the true values, W and b
    before each step.

    `made` keeps what has been found out about each step that was looked at, and the runs that were
    made up to it.
    """

    case: Record
    recorded: Record
    golden: Record
    first: list[Record]
    before: dict[int, list[Record] | None]
    made: dict[Any, Any]
    precision: Precision = DOUBLE


class Evidence(NamedTuple):
    """A place, the step it is in, and the values that stand there and around it."""

    moment: Moment
    l: int  # counted from 0; the last layer for what is not a layer's
    quantity: str
    known: dict[str, Any]

    def names(self) -> Names:
        """The names that a line is evaluated with."""
        names = Names(self.moment, self.l, self.quantity)
        names.update(self.known)
        return names


def evidence_at(run: Run, place: Place, own: Array, right: Array, bound: Any) -> Evidence:
    """The evidence of a place."""
    step, _, layer, quantity = place
    count = len(run.case["network"]["layers"])
    l = count - 1 if layer is None else layer - 1
    known = {"own": own, "right": right, "bound": bound}
    if step is None:
        everything = np.arange(len(run.case["data"]["X"]))
        moment = Moment(run.case, 0, 0, everything, run.first, [{} for _ in range(count)])
        return Evidence(moment, l, quantity, known | of_end(run, l, quantity))
    recorded, true = steps_of(run.recorded), steps_of(run.golden)
    last = max(number for number in recorded if number in true)
    found = {
        "true": value_in(true[step], l, quantity),
        "true_before": value_in(true[step - 1], l, quantity) if step - 1 in true else None,
        "true_after": value_in(true[step + 1], l, quantity) if step + 1 in true else None,
        "own_last": value_in(recorded[last], l, quantity) if step < last else None,
        "true_last": value_in(true[last], l, quantity) if step < last else None,
        "own_before": value_in(recorded[step - 1], l, quantity) if step - 1 in recorded else None,
        "true_below": value_in(true[step], l - 1, quantity) if layer and l > 0 else None,
        "true_above": value_in(true[step], l + 1, quantity) if layer and l + 1 < count else None,
        "batch": np.asarray(true[step]["rows"]) if quantity == "rows" else None,
    }
    found["start_value"] = run.first[l].get(quantity, np.nan)
    if step == 0 and quantity in ("W", "b"):
        found["true_before"] = run.first[l][quantity]
    known |= {name: value for name, value in found.items() if value is not None}
    return Evidence(moment_of(run, step), l, quantity, known)


def steps_of(trace: Record) -> dict[int, Record]:
    """The steps of a trace by their numbers."""
    return {record["step"]: record for record in trace["steps"]}


def of_end(run: Run, l: int, quantity: str) -> dict[str, Any]:
    """What the losses and the end of a run could have been taken for."""
    golden, name = run.golden, quantity[-1]
    found = {"final_loss": golden["final"]["loss"]}
    if len(golden["losses"]):
        found["last_loss"] = golden["losses"][-1]
    if quantity == "losses":
        found |= of_batches(run)
    if quantity.startswith("final ") and name in ("W", "b"):
        found["start_value"] = run.first[l][name]
        if golden["steps"] and is_plain_update(run.case):
            last = arrays(golden["steps"][-1]["layers"])[l]
            rate = run.case["optimizer"]["learning_rate"]
            found["last_value"] = last[name] + rate * last["d" + name]
    return {key: value for key, value in found.items() if value is not None}


def of_batches(run: Run) -> dict[str, Any]:
    """The losses of the batches of every epoch of a right run, and the rows of each batch."""
    case, n = run.case, len(run.case["data"]["X"])
    count = -(-n // (case["training"].get("batch_size") or n))
    if count == 1 or count * case["training"]["epochs"] > 100:
        return {}
    try:
        steps = run_patched(case, None, run.first)["steps"]
    except NotApplicable:
        return {}
    losses = np.array([step["loss"] for step in steps]).reshape(-1, count)
    return {"step_losses": losses, "batch_rows": np.array([len(s["rows"]) for s in steps[:count]])}


def moment_of(run: Run, step: int) -> Moment:
    """A recorded step with the trace's own values, and computed ones where it has none."""
    if step not in run.made:
        recorded, true = steps_of(run.recorded), steps_of(run.golden)
        moment = bare_moment(run, recorded[step], true[step])
        moment.guessed = not run.before.get(step)
        moment.before = run.before.get(step) or undone(run, true[step])
        if all("W" in layer for layer in moment.now):
            moment.after = [{"W": layer["W"], "b": layer.get("b")} for layer in moment.now]
        if step - 1 in recorded or step - 1 in true:
            earlier = recorded.get(step - 1) or true[step - 1]
            moment.earlier = bare_moment(run, earlier, true.get(step - 1, earlier))
            moment.earlier.before = run.before.get(step - 1) or [{} for _ in moment.now]
        run.made[step] = take_step(moment)
    return run.made[step]


def bare_moment(run: Run, recorded: Record, true: Record) -> Moment:
    """A step with what a record says of it."""
    rows = rows_of(recorded, true, run.case)
    layers = recorded["layers"] if recorded is not true else arrays(recorded["layers"])
    have = usable(run.case, layers, len(rows))
    for l, layer in enumerate(have):
        state = usable_state(run.case, layers[l], l)
        if state:
            layer["state"] = state
        if true["layers"][l].get("mask") is not None and "mask" not in layer:
            layer["mask"] = np.asarray(true["layers"][l]["mask"], dtype=float)
    known = (name for name in numbers_of_step() if name in recorded and np.isfinite(recorded[name]))
    numbers = {name: np.float64(recorded[name]) for name in known}
    return Moment(run.case, recorded["step"], int(true["epoch"]), rows, [], have, numbers)


def arrays(layers: list[Record]) -> list[Record]:
    """Layers with their values as arrays."""
    is_array = lambda item: isinstance(item[1], list)
    of = lambda layer: {k: np.asarray(v, dtype=float) for k, v in filter(is_array, layer.items())}
    return list(map(of, layers))


def is_plain_update(case: Record) -> bool:
    """Whether the update is that of sgd, and nothing else."""
    optimizer = case["optimizer"]
    usual = optimizer["name"] == "sgd" and not changes_gradient(case)
    return usual and not (optimizer.get("weight_decay") or optimizer.get("schedule"))


def undone(run: Run, record: Record) -> list[Record]:
    """About what W and b were before a step of the true run: the update taken back, where it is
    that of sgd."""
    if not is_plain_update(run.case):
        return [{} for _ in record["layers"]]
    rate = run.case["optimizer"]["learning_rate"]
    back = lambda layer, name: layer[name] + rate * layer["d" + name] if name in layer else None
    return [{w: back(layer, w) for w in ("W", "b")} for layer in arrays(record["layers"])]
