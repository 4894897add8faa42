"""The steps of a run before it is made, the quantities of a step in the order in which training
computes them, and where a step keeps each."""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import numpy as np

from ...trace.quantity_table import names_of_scope, numbers_of_step
from ..bits.stopping import split
from .applicable import need
from .moment import Layers, Moment, cached, is_penalized
from .optimizers import OPTIMIZERS
from .streams import GENERATORS

Array = np.ndarray
Case = dict[str, Any]


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


def of_step(moment: Moment, whole: bool) -> list[tuple[str, int]]:
    """The quantities of a step, or of its forward pass alone, with their layers."""
    both = lambda: [
        *forward_quantities(moment.case),
        *(backward_quantities(moment.case) if whole else ()),
    ]
    return cached(moment, ("quantities", whole), both)


def without_dropout(case: Case) -> Case:
    """The case as a loss of all rows sees it."""
    layers = [
        {k: v for k, v in layer.items() if k != "dropout"} for layer in case["network"]["layers"]
    ]
    return {**case, "network": {**case["network"], "layers": layers}}


def changes_gradient(case: Case) -> bool:
    """Whether the optimizer is handed more than the derivatives."""
    return bool(is_penalized(case) or case.get("clipping") or case.get("masks"))


def value_in(record: Any, l: int, quantity: str) -> Any:
    """A recorded step's value of a quantity, as an array."""
    name, *part = quantity.split(".", 1)
    layer = record["layers"][l]
    if part:
        value = (layer.get("state") or {}).get(name, {}).get(part[0])
    else:
        value = record.get(quantity) if quantity in names_of_scope("step") else layer.get(quantity)
    return None if value is None else np.atleast_1d(np.asarray(value, dtype=float))


def kept(moment: Moment, l: int, quantity: str) -> Any:
    """The value of a quantity as a step keeps it; None where it is not there."""
    name, *part = quantity.split(".", 1)
    if quantity in numbers_of_step():
        return moment.numbers.get(quantity)
    layer = moment.now[l]
    return (layer.get("state") or {}).get(name, {}).get(part[0]) if part else layer.get(quantity)


def put(moment: Moment, quantity: str, l: int, value: Any) -> None:
    """Keep the value of a quantity."""
    name, *part = quantity.split(".", 1)
    if quantity in numbers_of_step():
        moment.numbers[quantity] = np.float64(np.asarray(value).ravel()[0])
    elif part:
        state = moment.now[l].setdefault("state", {}).setdefault(name, {})
        state[part[0]] = value
    else:
        moment.now[l][quantity] = np.asarray(value, dtype=float)


def shape_of(moment: Moment, l: int, quantity: str) -> tuple[int, ...]:
    """The shape of a quantity: what has another cannot be gone on with."""
    layer, name = moment.case["network"]["layers"][l], quantity.split(".")[0]
    if quantity in names_of_scope("step") or quantity.endswith("_power"):
        return ()
    if name[-1] == "b":
        return (layer["units"],)
    rows = layer["inputs"] if name[-1] == "W" else len(moment.rows)
    return rows, layer["units"]


def blank(case: Case) -> Layers:
    """Layers of which nothing is known."""
    return [{} for _ in case["network"]["layers"]]


class Planned(NamedTuple):
    """A step to come: its number, its epoch, its rows, and the uniforms of its masks."""

    step: int
    epoch: int
    rows: Array
    uniforms: list[Any] | None


class Plan(NamedTuple):
    """All steps of a run, and the rows that are trained on and set aside."""

    steps: list[Planned]
    trained: list[int]
    tested: list[int]


def plan_of(case: Case) -> Plan:
    """The steps of a run; NotApplicable where these lines cannot follow the case: a line search,
    or a run that may end early."""
    training, layers = case["training"], case["network"]["layers"]
    need(training.get("patience") is None and training.get("threshold") is None)
    need(case["optimizer"]["name"] in OPTIMIZERS)
    draws = GENERATORS[training.get("generator", "numpy")](training.get("seed", 42))
    trained, tested = split(case, len(case["data"]["X"]), draws)
    n, found = len(trained), []
    size = training.get("batch_size") or n
    dropout = any(layer.get("dropout") for layer in layers)
    numbers = lambda layer, count: np.array(draws.random_sample(count * layer["units"]))
    drawn = lambda layer, count: numbers(layer, count).reshape(count, -1)
    for epoch in range(training["epochs"]):
        order = list(range(n))
        if training.get("order") == "shuffled":
            order = [int(row) for row in draws.permutation(n)]
        for start in range(0, n, size):
            rows = np.asarray([trained[i] for i in order[start : start + size]])
            uniforms = [
                drawn(layer, len(rows)) if layer.get("dropout") else None for layer in layers
            ]
            found.append(Planned(len(found), epoch, rows, uniforms if dropout else None))
    return Plan(found, trained, tested)
