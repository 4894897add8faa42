"""What a trace records of a step, as far as it can be computed with; what it lacks is unknown."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ...trace.quantity_table import quantity_table, state_parts
from .precision import Precision

Array = np.ndarray
Record = dict[str, Any]
Case = dict[str, Any]
# of a run: step, phase, layer from 1, quantity; of the walk: name, layer from 0, part
Place = tuple[Any, ...]


class Unknown:
    """A value that a trace lacks: what is computed from it is unknown too."""

    def __mul__(self, other: Any) -> "Unknown":
        return self

    __add__ = __mul__


UNKNOWN = Unknown()


def rows_of(step: Record, true: Record, case: Case) -> Array:
    """The recorded rows of a step; the true ones where these are no rows, or counted from 1."""
    expected, n = np.asarray(true["rows"], dtype=float), len(case["data"]["X"])
    rows = np.asarray(step.get("rows", expected))
    if rows.ndim != 1 or np.array_equal(rows, expected + 1):
        return expected.astype(int)
    valid = rows.size and np.all((rows >= 0) & (rows < n) & (rows == np.floor(rows)))
    return (rows if valid else expected).astype(int)


@lru_cache(maxsize=None)
def shape_words() -> dict[str, str]:
    """Quantity -> its shape, in words of n, inputs and units."""
    return {row["name"]: row["shape"] for row in quantity_table()["quantities"]}


def shape_of(case: Case, name: str, l: int, n: int) -> tuple[int, ...] | None:
    """The shape of a quantity of layer l, from 0, with n rows; None where there is no bias."""
    layer, words = case["network"]["layers"][l], shape_words()[name]
    if words == "units" and not layer.get("bias", True):
        return None
    sizes = {"n": n, "inputs": layer["inputs"], "units": layer["units"]}
    return tuple(sizes[word] for word in words.split(" x "))


def usable(case: Case, layers: list[Record], n: int) -> list[Record]:
    """The recorded values of every layer that have the right shape and are finite."""

    def fits(name: str, value: Any, l: int) -> bool:
        is_shaped = name != "state" and value.shape == shape_of(case, name, l, n)
        return is_shaped and bool(np.isfinite(value).all())

    return [
        {name: value for name, value in layer.items() if fits(name, value, l)}
        for l, layer in enumerate(layers)
    ]


def usable_state(case: Case, layer: Record, l: int) -> dict[str, dict[str, Any]]:
    """The recorded parts of a layer's state that have the right shape and are finite."""

    def fits(part: str, name: str, value: Any) -> bool:
        if part in state_parts("lists"):
            return all(fits("", name, pair) for pair in value)
        shape = () if part in state_parts("numbers") else shape_of(case, name, l, 0)
        return value.shape == shape and bool(np.isfinite(value).all())

    return {
        name: {part: value for part, value in parts.items() if fits(part, name, value)}
        for name, parts in layer.get("state", {}).items()
    }


def whole_layers(case: Case, layers: list[Record]) -> list[Record] | None:
    """W, b and state of every layer; None unless all W and b are there."""
    found = usable(case, layers, 0)
    for l, layer in enumerate(found):
        if "W" not in layer or ("b" not in layer and shape_of(case, "b", l, 0) is not None):
            return None
    return [
        {"W": layer["W"], "b": layer.get("b"), "state": usable_state(case, layers[l], l)}
        for l, layer in enumerate(found)
    ]


def starts(case: Case, steps: list[Record], first: list[Record]) -> dict[int, list[Record] | None]:
    """W, b and state before each recorded step: the case's, or recorded by the step before."""
    known: dict[int, list[Record] | None] = {-1: first}
    for step in steps:
        known[step["step"]] = whole_layers(case, step["layers"])
    return {step["step"]: known.get(step["step"] - 1) for step in steps}


def exact_start(
    case: Case, start: list[Record] | None, is_first: bool, precision: Precision
) -> list[Record]:
    """W, b and state before a step, as balls or UNKNOWN; the optimizer starts its own state."""
    from ..spec.updates import OPTIMIZERS

    slack = precision.slack_of_case if is_first else precision.slack

    def exactly(value: Any) -> Any:
        if isinstance(value, list):
            return [exactly(item) for item in value]
        return value if value is UNKNOWN or value is None else in_balls(value, slack)

    parts, layers = OPTIMIZERS[case["optimizer"]["name"]].start, []
    for l in range(len(case["network"]["layers"])):
        known: Record = {} if start is None else start[l]
        layer = {name: exactly(known.get(name, UNKNOWN)) for name in ("W", "b")}
        if shape_of(case, "b", l, 0) is None:
            layer["b"] = None
        state = known.get("state", {})
        layer["state"] = {
            name: {part: exactly(state.get(name, {}).get(part, UNKNOWN)) for part in parts}
            for name in (() if is_first else ("W", "b"))
        }
        layers.append(layer)
    return layers


def is_known(value: Any) -> bool:
    """Whether no part of an input is unknown."""
    if isinstance(value, dict):
        value = tuple(value.values())
    return all(map(is_known, value)) if isinstance(value, tuple) else value is not UNKNOWN


def in_balls(value: Any, slack: Any) -> Any:
    """Numbers as balls that hold what they were before they were written."""
    from ..truth import balls

    value = np.asarray(value, dtype=float)
    return np.asarray(balls.around(value, slack(value)), dtype=object)


class RecordedStep:
    """The values of a recorded step that can be computed with, found by their place in the walk."""

    def __init__(self, case: Case, step: Record, n: int, precision: Precision) -> None:
        self.slack = precision.slack
        self.numbers = {**step.get("search", {}), **step}
        self.trials = step.get("search", {}).get("trials", [])
        self.layers = usable(case, step["layers"], n)
        self.trial_layers = [usable(case, trial["layers"], n) for trial in self.trials]
        self.states = [usable_state(case, layer, l) for l, layer in enumerate(step["layers"])]

    def value(self, place: Place) -> Any:
        """The recorded value at a place, as balls, or UNKNOWN."""
        value = self.look_up(place)
        known = value is not None and np.isfinite(value).all()
        return in_balls(value, self.slack) if known else UNKNOWN

    def look_up(self, place: Place) -> Any:
        """The recorded value at a place, or None."""
        numbers, layers = self.numbers, self.layers
        if place[0] == "trial":
            numbers, layers, place = self.trials[place[1]], self.trial_layers[place[1]], place[2:]
        name, l, *part = place
        if l is None:
            return numbers.get(name)
        if not part:
            return layers[l].get(name)
        value = self.states[l].get(name, {}).get(part[0])
        if len(part) == 1 or value is None:
            return value
        return value[part[1]] if part[1] < len(value) else None
