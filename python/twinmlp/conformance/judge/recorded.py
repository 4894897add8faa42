"""What a trace records of a step, as far as it can be computed with; what it lacks is unknown."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ...trace.quantity_table import quantity_table, state_parts

Array = np.ndarray
Record = dict[str, Any]
Case = dict[str, Any]
Place = tuple[Any, ...]  # step, phase, layer (counted from 1), quantity


class Unknown:
    """What a trace does not say: whatever is made from it is unknown too."""

    def __mul__(self, other: Any) -> "Unknown":
        return self

    __add__ = __mul__


UNKNOWN = Unknown()


def rows_of(step: Record, true: Record, case: Case) -> Array:
    """The rows a step says it used, if they are rows; where they are counted from 1, the true ones."""
    rows, n = step.get("rows"), len(case["data"]["X"])
    expected = np.asarray(true["rows"], dtype=float)
    if rows is None or rows.ndim != 1 or np.array_equal(rows, expected + 1):
        return expected.astype(int)
    valid = rows.size and np.all((rows >= 0) & (rows < n) & (rows == np.floor(rows)))
    return (rows if valid else expected).astype(int)


@lru_cache(maxsize=None)
def shape_words() -> dict[str, str]:
    """Quantity -> its shape, in words of n, inputs and units."""
    return {row["name"]: row["shape"] for row in quantity_table()["quantities"]}


def shape_of(case: Case, name: str, l: int, n: int) -> tuple[int, ...] | None:
    """The shape of a quantity of layer l, from 0, with n rows; None for the b of a layer without."""
    layer, words = case["network"]["layers"][l], shape_words()[name]
    if words == "units" and not layer.get("bias", True):
        return None
    sizes = {"n": n, "inputs": layer["inputs"], "units": layer["units"]}
    return tuple(sizes[word] for word in words.split(" x "))


def usable(case: Case, layers: list[Record], n: int) -> list[Record]:
    """Of every layer, what can be computed with: the right shape, and finite."""
    return [
        {
            name: value
            for name, value in layer.items()
            if name != "state"
            and value.shape == shape_of(case, name, l, n)
            and np.isfinite(value).all()
        }
        for l, layer in enumerate(layers)
    ]


def usable_state(case: Case, layer: Record, l: int) -> dict[str, dict[str, Any]]:
    """Of a layer's state, what can be computed with: a part has the shape of its parameter, or is one number, or a list of such arrays."""

    def fits(part: str, name: str, value: Any) -> bool:
        if part in state_parts("lists"):
            return all(fits("", name, pair) for pair in value)
        return value.shape == (
            () if part in state_parts("numbers") else shape_of(case, name, l, 0)
        ) and bool(np.isfinite(value).all())

    return {
        name: {part: value for part, value in parts.items() if fits(part, name, value)}
        for name, parts in layer.get("state", {}).items()
    }


def whole(case: Case, layers: list[Record]) -> list[Record] | None:
    """W and b of every layer, if all are there, and what is there of the state."""
    given = usable(case, layers, 0)
    biases = [shape_of(case, "b", l, 0) is not None for l in range(len(layers))]
    if not all("W" in layer and (not bias or "b" in layer) for layer, bias in zip(given, biases)):
        return None
    return [
        {"W": layer["W"], "b": layer.get("b"), "state": usable_state(case, raw, l)}
        for l, (layer, raw) in enumerate(zip(given, layers))
    ]


def starts(case: Case, steps: list[Record], first: list[Record]) -> dict[int, list[Record] | None]:
    """W, b and the state before each recorded step: the case's, or what the trace says after the step before."""
    known: dict[int, list[Record] | None] = {-1: first}
    for step in steps:
        known[step["step"]] = whole(case, step["layers"])
    return {step["step"]: known.get(step["step"] - 1) for step in steps}


def in_full(case: Case, start: list[Record] | None, is_first: bool) -> list[Record]:
    """W, b and the state before a step, exactly or unknown; before the first step the state is left to the optimizer."""
    from ..spec.updates import OPTIMIZERS
    from ..spec.walk import in_balls
    from ..truth import balls

    parts, layers = OPTIMIZERS[case["optimizer"]["name"]].start, []
    for l in range(len(case["network"]["layers"])):
        layer: Record = {
            "W": UNKNOWN,
            "b": None if shape_of(case, "b", l, 0) is None else UNKNOWN,
            "state": {},
        }
        if start is not None:
            layer.update(
                {
                    name: None if start[l][name] is None else balls.exact(start[l][name])
                    for name in ("W", "b")
                }
            )
        for name in () if is_first else ("W", "b"):
            known = {} if start is None else start[l].get("state", {}).get(name, {})
            layer["state"][name] = {
                part: in_balls(known[part]) if part in known else UNKNOWN for part in parts
            }
        layers.append(layer)
    return layers


def is_known(value: Any) -> bool:
    """Whether no part of an input is unknown."""
    if isinstance(value, dict):
        value = tuple(value.values())
    return all(map(is_known, value)) if isinstance(value, tuple) else value is not UNKNOWN


def kept(case: Case, step: Record, true: Record, n: int) -> list[Array | None]:
    """The masks of dropout: as the trace says, else as the case's stream gives them."""
    masks: list[Array | None] = []
    for l, layer in enumerate(case["network"]["layers"]):
        found = None
        for source in (step["layers"][l], true["layers"][l]) if layer.get("dropout") else ():
            mask = np.asarray(source.get("mask", np.nan), dtype=float)
            if (
                found is None
                and mask.shape == (n, layer["units"])
                and np.isin(mask, (0.0, 1.0)).all()
            ):
                found = mask
        masks.append(UNKNOWN if found is None and layer.get("dropout") else found)
    return masks
