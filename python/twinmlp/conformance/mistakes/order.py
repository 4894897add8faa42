"""The quantities of a step in the order in which training computes them, and where a step keeps
each."""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np

from ...trace.quantity_table import names_of_scope, numbers_of_step
from .moment import Layers, Moment, is_penalized
from .optimizers import OPTIMIZERS

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
