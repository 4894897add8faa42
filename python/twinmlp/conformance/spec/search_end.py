"""The end of a step that searches: the parameters it takes, and the pairs that it leaves."""

from __future__ import annotations

from typing import Any

import numpy as np

from .moves import positive
from .quantities import Evaluate, Layers
from .search import DIFFERENCE, SAME, agreed, dot, one

Keys = list[tuple[str, int]]


CURVATURE = 2.0**-26  # the share of the slope that a pair's must be more than


def keys_of(parameters: Layers) -> Keys:
    """W_1, b_1, W_2, b_2, ..., those that are there."""
    both = ((name, l) for l in range(len(parameters)) for name in ("W", "b"))
    return [(name, l) for name, l in both if parameters[l][name] is not None]


def gradients(values: Layers, keys: Keys) -> tuple[Any, ...]:
    """The gradients for the update."""
    return tuple(values[l].get("g" + name, values[l]["d" + name]) for name, l in keys)


def pairs(parameters: Layers, keys: Keys, part: str) -> Any:
    """The s or y of every pair before the step, the newest last; not a tuple where a part of it is
    unknown."""
    kept = [parameters[l].get("state", {}).get(name, {}).get(part, []) for name, l in keys]
    unknown = [parts for parts in kept if not isinstance(parts, list)]
    if unknown:
        return unknown[0]
    return tuple(zip(*kept))


def empty(values: Layers, keys: Keys) -> None:
    """No W and b yet after the step, and no pairs."""
    for l, layer in enumerate(values):
        state: Any = {name: {"s": [], "y": []} for name, at in keys if at == l}
        layer.update(W=None, b=None, state=state)


def stay(
    parameters: Layers, values: Layers, keys: Keys, known: tuple[Any, Any], evaluate: Evaluate
) -> None:
    """W, b and the pairs after a step whose update is not made: those before."""
    empty(values, keys)
    for index, (name, l) in enumerate(keys):
        values[l][name] = evaluate((name, l), SAME, parameters[l][name])
        for part, pairs in zip(("s", "y"), known):
            if isinstance(pairs, tuple):
                values[l]["state"][name][part] = [
                    evaluate((name, l, part, k), SAME, pair[index]) for k, pair in enumerate(pairs)
                ]


def settle(
    parameters: Layers,
    values: Layers,
    keys: Keys,
    found: dict[str, Any] | None,
    still: bool,
    known: tuple[Any, Any],
    slope: Any,
    options: Any,
    evaluate: Evaluate,
) -> None:
    """W, b and the pairs after the step: those of the trial that is taken, or those before and no
    pairs."""
    empty(values, keys)
    end = parameters if still else None if found is None else found["layers"]
    if end is None:  # nobody says which trial
        return
    for name, l in keys:
        values[l][name] = evaluate((name, l), SAME, end[l][name])
    if still or not all(isinstance(pair, tuple) for pair in known):
        return
    ends = tuple(end[l][name] for name, l in keys), gradients(end, keys)
    starts = tuple(parameters[l][name] for name, l in keys), gradients(values, keys)
    if found is None or not all(
        isinstance(part, np.ndarray)
        for parts in (*ends, *starts, (slope, found["t"]))
        for part in parts
    ):
        return
    names = [name for name, _ in keys]
    move, change = (tuple(a - b for a, b in zip(*both)) for both in zip(ends, starts))
    needed = np.asarray(slope) * found["t"] * -CURVATURE
    margins = dot(names, move, change) - needed, np.asarray(dot(names, change, change))
    kept = all(agreed(positive(margin)) for margin in margins)
    for part, old, new, before in zip(("s", "y"), known, ends, starts):
        for index, (name, l) in enumerate(keys):
            rows: list[Any] = [(SAME, pair[index]) for pair in old]
            rows += [(DIFFERENCE, new[index], before[index])] if kept else []
            rows = rows[-int(one(options["memory"])) :]
            values[l]["state"][name][part] = [
                evaluate((name, l, part, k), *row) for k, row in enumerate(rows)
            ]
