"""What ends a run early, one float at a time, in the order SPEC writes it; a rule can be another,
to see what a mistake gives.
"""

from __future__ import annotations

import math
from typing import Any, Callable, Mapping, NamedTuple

from .optimizers import OPTIMIZERS
from .scalar import Case, Layers


def split(case: Case, n: int, draws: Any) -> tuple[list[int], list[int]]:
    """The rows trained on and those set aside: the first ceil(fraction n) of the stream's first
    permutation, or with stratify those whose class has not had its share yet."""
    fraction = case["training"].get("validation_fraction")
    if fraction is None:
        return list(range(n)), []
    rows = [int(i) for i in draws.permutation(n)]
    if case["training"].get("stratify"):
        of = [y.index(1) if len(y) > 1 else int(y[0]) for y in case["data"]["y"]]
        m, sizes = math.ceil(fraction * n), [of.count(k) for k in range(max(of) + 1)]
        quota = [size * m // n for size in sizes]
        rest = [(-(size * m % n), k) for k, size in enumerate(sizes)]
        for _, k in sorted(rest)[: m - sum(quota)]:
            quota[k] += 1
        places = [sum(of[j] == of[i] for j in rows[:place]) for place, i in enumerate(rows)]
        first = [place < quota[of[i]] for place, i in zip(places, rows)]
        trained = [i for i, aside in zip(rows, first) if not aside]
        return trained, [i for i, aside in zip(rows, first) if aside]
    return rows[math.ceil(fraction * n) :], rows[: math.ceil(fraction * n)]


def largest(values: Layers) -> float:
    """The largest size of a gradient for the update."""
    sizes = [0.0]
    for here in values:
        for name in ("W", "b"):
            g = here.get("g" + name, here["d" + name])
            sizes += [abs(v) for row in g or [] for v in (row if isinstance(row, list) else [row])]
    return max(sizes)


def undone(case: Case, values: Layers, before: Layers) -> Layers:
    """The values of a step whose update is not made: W, b and state as before, at the first step
    the state's start."""
    entry = OPTIMIZERS.get(case["optimizer"]["name"])
    rate = float(case["optimizer"]["learning_rate"])
    # lbfgs is not in the table: its step is a search.
    start: Mapping[str, Any] = {"s": [], "y": []} if entry is None else entry[2]
    filled: Any = lambda v, like: (
        [filled(v, row) for row in like] if isinstance(like, list) else rate if v is None else v
    )
    is_one = lambda part: part.endswith("_power") or entry is None
    of = lambda w: {part: v if is_one(part) else filled(v, w) for part, v in start.items()}
    names = lambda layer: [name for name in ("W", "b") if start and layer[name] is not None]
    states = [{name: of(layer[name]) for name in names(layer)} for layer in before]
    return [{**here, "state": state, **layer} for here, layer, state in zip(values, before, states)]


class Rules(NamedTuple):
    """The rules of validation and early stopping: the split; the validation loss, from the loss of
    what is set aside and that with the penalty; what is monitored; when a row is better, patience
    is over, a gradient small; whether a last update is made."""

    split: Callable[[Case, int, Any], tuple[list[int], list[int]]] = split
    validation: Callable[[float, float], float] = lambda loss, penalized: loss
    monitored: Callable[[float, float | None], float] = lambda loss, validation: (
        loss if validation is None else validation
    )
    better: Callable[[float, float, float], bool] = lambda value, best, min_delta: (
        value < best - min_delta
    )
    over: Callable[[int, int, int], bool] = lambda row, best, patience: row - best >= patience
    small: Callable[[float, float], bool] = lambda size, threshold: size <= threshold
    last_update: bool = False
    drawn_anew: bool = False  # the stream begins again after the split


RULES = Rules()


class Row(NamedTuple):
    """A row of what is monitored: its number, its value, J and the parameters there."""

    number: int
    value: float
    loss: float
    parameters: Any


class Monitored(NamedTuple):
    """The validation loss of every row, the best row, and why the run ends."""

    losses: list[float]
    best: Row | None
    stopped: str | None


def add_row(
    training: Case, rules: Rules, monitored: Monitored, row: Row, validation: float | None
) -> Monitored:
    """What has been monitored, with one row more."""
    losses = monitored.losses + ([] if validation is None else [validation])
    patience, best = training.get("patience"), monitored.best
    if patience is None:
        return Monitored(losses, None, None)
    if best is None or rules.better(row.value, best.value, float(training.get("min_delta", 0))):
        best = row
    is_over = rules.over(row.number, best.number, patience)
    return Monitored(losses, best, "patience" if is_over else None)
