"""A whole run with a mistake in it: every step of a case by the lines of `step.py`, some of them changed."""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np

from .names import Layers, Moment, Names, Patch, evaluate
from .step import OPTIMIZERS
from .streams import GENERATORS
from .words import NotApplicable, need

Array = np.ndarray
Case = dict[str, Any]
OF_STEP = ("loss", "gradient_norm", "learning_rate", "rows", "epoch")


def forward_quantities(case: Case) -> Iterator[tuple[str, int]]:
    """The quantities of a forward pass and its loss, in their order."""
    layers = case["network"]["layers"]
    yield from (("mask", l) for l, layer in enumerate(layers) if layer.get("dropout"))
    for l, layer in enumerate(layers):
        dropped = ("D",) if layer.get("dropout") else ()
        yield from ((name, l) for name in ("Z", "A", *dropped))
    yield "loss", len(layers) - 1


def backward_quantities(case: Case) -> Iterator[tuple[str, int]]:
    """The quantities of a backward pass and of the update, in their order."""
    layers = case["network"]["layers"]
    biases = [layer.get("bias", True) for layer in layers]
    for l in reversed(range(len(layers))):
        yield from ((name, l) for name in ("dA", "dZ", "dW", *(("db",) if biases[l] else ())))
    if "norm" in (case.get("clipping") or {}):
        yield "gradient_norm", 0
    if case["optimizer"].get("schedule"):
        yield "learning_rate", 0
    both = [[name for name in ("W", "b") if name == "W" or bias] for bias in biases]
    if changes_gradient(case):
        yield from (("g" + name, l) for l in range(len(layers)) for name in both[l])
    for l in range(len(layers)):
        for name in both[l]:
            for part in OPTIMIZERS.get(case["optimizer"]["name"], ()):
                yield (name if part == "move" else f"{name}.{part}"), l


def changes_gradient(case: Case) -> bool:
    """Whether the optimizer is handed more than the derivatives."""
    penalty = any((case.get("penalty") or {}).values())
    return bool(penalty or case.get("clipping") or case.get("masks"))


def value_in(record: Any, l: int, quantity: str) -> Any:
    """A recorded step's value of a quantity, as an array."""
    name, *part = quantity.split(".", 1)
    layer = record["layers"][l]
    if part:
        value = (layer.get("state") or {}).get(name, {}).get(part[0])
    else:
        value = record.get(quantity) if quantity in OF_STEP else layer.get(quantity)
    return None if value is None else np.atleast_1d(np.asarray(value, dtype=float))


def put(moment: Moment, quantity: str, l: int, value: Any) -> None:
    """Keep the value of a quantity."""
    name, *part = quantity.split(".", 1)
    if quantity in ("loss", "gradient_norm", "learning_rate"):
        moment.numbers[quantity] = np.float64(np.asarray(value).ravel()[0])
    elif part:
        state = moment.now[l].setdefault("state", {}).setdefault(name, {})
        state[part[0]] = value
    else:
        moment.now[l][quantity] = np.asarray(value, dtype=float)


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


def shape_of(moment: Moment, l: int, quantity: str) -> tuple[int, ...]:
    """The shape of a quantity: what has another cannot be gone on with."""
    layer, name = moment.case["network"]["layers"][l], quantity.split(".")[0]
    if quantity in OF_STEP or quantity.endswith("_power"):
        return ()
    if name[-1] == "b":
        return (layer["units"],)
    rows = layer["inputs"] if name[-1] == "W" else len(moment.rows)
    return rows, layer["units"]


def blank(case: Case) -> Layers:
    """Layers of which nothing is known."""
    return [{} for _ in case["network"]["layers"]]


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
    """The trace of a run of all steps, or of those until one, with a mistake in every place where it can be made.

    NotApplicable where these lines cannot follow the case: a line search, or a run that may end early.
    """
    training = case["training"]
    need(training.get("patience") is None and training.get("threshold") is None)
    need(case["optimizer"]["name"] in OPTIMIZERS)
    draws = GENERATORS[training.get("generator", "numpy")](training.get("seed", 42))
    trained, tested = split(case, draws)
    plain, n = without_dropout(case), len(trained)
    size = training.get("batch_size") or n
    dropout = any(layer.get("dropout") for layer in case["network"]["layers"])
    shared = size >= n and not dropout and not tested  # the step's loss is that of the epoch
    trace: dict[str, Any] = {"steps": [], "losses": [], "validation_losses": []}
    kept: dict[Any, Any] = {}  # the moments of a run share what is the same in all of them
    kept_of_losses: dict[Any, Any] = {}
    layers, earlier, step = [{**layer} for layer in first], None, 0

    def loss_of(rows: Any, epoch: int, case: Case) -> float:
        moment = Moment(case, step, epoch, np.asarray(rows), layers, blank(case))
        moment.kept = kept_of_losses
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
                case, step, epoch, rows, layers, blank(case), earlier=earlier, kept=kept
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


def split(case: Case, draws: Any) -> tuple[list[int], list[int]]:
    """The rows that are trained on and those set aside."""
    n, fraction = len(case["data"]["X"]), case["training"].get("validation_fraction")
    if fraction is None:
        return list(range(n)), []
    rows, count = [int(row) for row in draws.permutation(n)], int(np.ceil(fraction * n))
    return rows[count:], rows[:count]


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
