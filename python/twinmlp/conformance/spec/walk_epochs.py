"""The walk between epochs: the split, the loss of what is set aside, and when a run ends before its
last epoch.

Nothing here guesses: `decide(margin)` says whether a margin is above 0. The oracle asks a ball, the
ensemble the true run.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..truth import balls, bounds
from .quantities import Quantity

Array = np.ndarray
Decide = Callable[[Any], bool]


class Best(NamedTuple):
    """The best row so far: its number, what it is best by, J of what is trained on, and the
    layers."""

    row: int
    value: Any
    loss: Any
    layers: Any


def split(
    training: dict[str, Any], targets: list[list[float]], draws: Any
) -> tuple[list[int], list[int]]:
    """The rows trained on and those set aside, both in their order: the first ceil(fraction n) of
    the stream's first permutation, or of each class its share."""
    fraction, n = training.get("validation_fraction"), len(targets)
    if fraction is None:
        return list(range(n)), []
    rows = [int(row) for row in draws.permutation(n)]
    count = int(np.ceil(fraction * n))
    aside = set(shares(rows, targets, count) if training.get("stratify") else rows[:count])
    return [row for row in rows if row not in aside], [row for row in rows if row in aside]


def shares(rows: list[int], targets: list[list[float]], count: int) -> list[int]:
    """Of every class the first of these rows, as many as its share of the count."""
    members: dict[int, list[int]] = {}
    for row in rows:
        target = targets[row]
        members.setdefault(int(target[0]) if len(target) == 1 else target.index(1), []).append(row)
    parts = {k: divmod(len(members[k]) * count, len(rows)) for k in sorted(members)}
    left = count - sum(whole for whole, _ in parts.values())
    more = sorted(parts, key=lambda k: -parts[k][1])[:left]
    return [row for k in parts for row in members[k][: parts[k][0] + (k in more)]]


def is_monitored(training: dict[str, Any]) -> bool:
    """Whether the loss of a row is looked at before its epoch begins."""
    return training.get("validation_fraction") is not None or training.get("patience") is not None


def can_stop(training: dict[str, Any]) -> bool:
    """Whether a run may end before its last epoch."""
    return training.get("patience") is not None or training.get("threshold") is not None


# (best - min_delta) - value: by how much more than min_delta a row is lower; one difference is
# rounded, the other only compared
IMPROVEMENT = Quantity(
    lambda value, best, min_delta: np.asarray(best - balls.exact(min_delta) - value),
    lambda value, best, min_delta: bounds.relative(2, np.abs(best) + min_delta),
)


def next_best(
    best: Best | None, row: Best, min_delta: float, evaluate: Callable[..., Any], decide: Decide
) -> Best:
    """The better of two rows: the first, or one that is lower by more than min_delta."""
    if best is None:
        return row
    if decide(evaluate(("improvement", None), IMPROVEMENT, row.value, best.value, min_delta)):
        return row
    return best


def largest(values: Sequence[Array]) -> Any:
    """The largest |value| of all arrays."""
    sizes = np.concatenate([abs(part).reshape(-1) for part in values])
    found = sizes[0]
    for size in sizes[1:]:
        found = found.max(size)
    return found


def excess(values: list[dict[str, Any]], threshold: float) -> Any:
    """The largest |gradient for the update|, less the threshold; of several runs, of
    each."""
    found = [here.get("g" + name, here["d" + name]) for here in values for name in ("W", "b")]
    parts = [part for part in found if part is not None]
    if parts[0].ndim == 2:
        return np.asarray(largest(parts) - balls.exact(threshold))
    of_runs = (largest([part[run] for part in parts]) for run in range(len(parts[0])))
    return np.array([size - balls.exact(threshold) for size in of_runs], dtype=object)


def surely(margin: Any) -> bool:
    """Whether a margin is above 0; Undecided where its ball does not tell."""
    ball: Any = np.asarray(margin)[()]
    return balls.is_positive(ball)


def margins(decided: list[Any]) -> Decide:
    """`surely`, with every margin put down."""

    def decide(margin: Any) -> bool:
        decided.append(margin)
        return surely(margin)

    return decide


def as_before(decided: Sequence[float], seen: list[Any]) -> Decide:
    """The decisions of a run with these margins, for the members of an ensemble, whose own are put
    down."""
    answers = iter(decided)

    def decide(margin: Any) -> bool:
        seen.append(margin)
        return bool(next(answers) > 0)

    return decide


def check_margins(decided: Sequence[float], allowed: Sequence[float]) -> None:
    """Refuse a run in which rounding could turn a decision: a margin not larger than what errors
    may have travelled to."""
    for margin, distance in zip(decided, allowed):
        if distance > 0 and abs(margin) <= distance:
            raise balls.Undecided(
                f"a decision to stop hangs on {margin:.3g}, and rounding may add {distance:.3g}"
            )
