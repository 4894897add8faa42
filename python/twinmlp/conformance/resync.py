"""Every recorded quantity held against the one that its own recorded inputs should have given."""

from __future__ import annotations

from typing import Any, Callable, Iterator

import numpy as np

from ..compare import Entry, entries

Array = np.ndarray
Record = dict[str, Any]
Place = tuple[Any, ...]  # step, phase, layer (counted from 1), quantity

# What a derivative is made from besides dA.
SLOPE_INPUTS = {"identity": (), "sigmoid": ("A",), "tanh": ("A",), "relu": ("Z",)}


def rows_of(step: Record, true: Record, case: Record) -> Array:
    """The rows a step says it used, if they are rows; where they are counted from 1, the true ones."""
    rows, n = step.get("rows"), len(case["data"]["X"])
    expected = np.asarray(true["rows"], dtype=float)
    if rows is None or rows.ndim != 1 or np.array_equal(rows, expected + 1):
        return expected.astype(int)
    valid = rows.size and np.all((rows >= 0) & (rows < n) & (rows == np.floor(rows)))
    return (rows if valid else expected).astype(int)


def shape_of(case: Record, name: str, l: int, n: int) -> tuple[int, ...] | None:
    """The shape a quantity of layer l (counted from 0) has with n rows; None for the b of a layer without."""
    layer = case["network"]["layers"][l]
    if name in ("b", "db"):
        return (layer["units"],) if layer.get("bias", True) else None
    return (layer["inputs"], layer["units"]) if name in ("W", "dW") else (n, layer["units"])


def usable(case: Record, layers: list[Record], n: int) -> list[Record]:
    """Of every layer, what can be computed with: the right shape, and finite."""
    return [
        {
            name: value for name, value in layer.items()
            if name != "state" and value.shape == shape_of(case, name, l, n) and np.isfinite(value).all()
        }
        for l, layer in enumerate(layers)
    ]


def whole(case: Record, layers: list[Record]) -> list[Record] | None:
    """W and b of every layer, if all are there."""
    given = usable(case, layers, 0)
    biases = [shape_of(case, "b", l, 0) is not None for l in range(len(layers))]
    if not all("W" in layer and (not bias or "b" in layer) for layer, bias in zip(given, biases)):
        return None
    return [{"W": layer["W"], "b": layer.get("b"), "state": raw.get("state", {})} for layer, raw in zip(given, layers)]


def starts(case: Record, steps: list[Record], first: list[Record]) -> dict[int, list[Record] | None]:
    """W and b before each recorded step: the case's, or what the trace says after the step before."""
    known: dict[int, list[Record] | None] = {-1: first}
    for step in steps:
        known[step["step"]] = whole(case, step["layers"])
    return {step["step"]: known.get(step["step"] - 1) for step in steps}


def inputs_of(case: Record, name: str, l: int | None, given: list[Record], before: bool) -> bool:
    """Whether everything that a quantity is directly made from is there."""
    have: Callable[[str, int], bool] = lambda name, l: name in given[l]
    last = len(case["network"]["layers"]) - 1
    table: dict[str, Callable[[int], bool]] = {
        "Z": lambda l: before and (l == 0 or have("A", l - 1)),
        "A": lambda l: have("Z", l),
        "loss": lambda _: have("A", last),
        "dA": lambda l: have("A", last) if l == last else before and have("dZ", l + 1),
        "dZ": lambda l: have("dA", l) and all(have(name, l) for name in SLOPE_INPUTS[case["network"]["layers"][l]["activation"]]),
        "dW": lambda l: have("dZ", l) and (l == 0 or have("A", l - 1)),
        "db": lambda l: have("dZ", l),
        "W": lambda l: before and have("dW", l),
        "b": lambda l: before and have("db", l),
    }
    return table[name](last if l is None else l)


def judged_entries(case: Record, given: Record, golden: Record, first: list[Record]) -> Iterator[tuple[Entry, Entry]]:
    """Each entry of a trace whose inputs are there, and the entry its inputs should have given, with its rounding bound."""
    from .oracle import resync

    before = starts(case, given["steps"], first)
    true = {step["step"]: step for step in golden["steps"]}
    for step in given["steps"]:
        if step["step"] not in true:
            continue
        rows, start = rows_of(step, true[step["step"]], case), before[step["step"]]
        have = usable(case, step["layers"], len(rows))
        filled = {"step": step["step"], "epoch": 0, "rows": rows.tolist(), "loss": 0.0, "layers": fill(case, have, step, len(rows))}
        judged = resync(case, start or blank(case), filled)
        for entry in entries({"steps": [step]}):
            l = None if entry.layer is None else entry.layer - 1
            if entry.phase == "batch" or not inputs_of(case, entry.quantity, l, have, start is not None):
                continue
            value, bound = judged[entry.quantity] if l is None else judged["layers"][l][entry.quantity] or (None, None)
            if value is not None:
                yield settled(entry, np.atleast_1d(value), np.atleast_1d(bound))


def settled(entry: Entry, value: Array, bound: Array) -> tuple[Entry, Entry]:
    """An entry and its reference; where double precision has no number for it, whatever is there is right."""
    value, bound = np.asarray(value, dtype=float), np.asarray(bound, dtype=float)
    own, shown = np.asarray(entry.values, dtype=float), ~np.isfinite(value) | ~np.isfinite(bound)
    if own.shape == value.shape and shown.any():
        own, value, bound = np.where(shown, 0.0, own), np.where(shown, 0.0, value), np.where(shown, 0.0, bound)
    return entry._replace(values=own), entry._replace(values=value, allowed=bound)


def fill(case: Record, have: list[Record], step: Record, n: int) -> list[Record]:
    """A full record with zeros for what is not there: whatever is made from them is not looked at."""
    names = ("Z", "A", "dA", "dZ", "dW", "db", "W", "b")
    return [
        {**{name: layer.get(name, zeros(case, name, l, n)) for name in names}, "state": raw.get("state", {})}
        for l, (layer, raw) in enumerate(zip(have, step["layers"]))
    ]


def zeros(case: Record, name: str, l: int, n: int) -> Array | None:
    """Zeros in the shape of a quantity."""
    shape = shape_of(case, name, l, n)
    return None if shape is None else np.zeros(shape)


def blank(case: Record) -> list[Record]:
    """Zeros for the W and b of every layer."""
    return [{name: zeros(case, name, l, 0) for name in ("W", "b")} for l in range(len(case["network"]["layers"]))]
