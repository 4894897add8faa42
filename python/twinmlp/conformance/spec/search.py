"""The equations of a step of lbfgs: direction, slope, trials, what is taken, and pairs.

As in `quantities`, `value` takes balls and `bound` doubles. All parameters are one vector, in
parts; `names` says of each part whether it is a W or a b.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..truth import balls, bounds
from .moves import Array, like, positive
from .quantities import Quantity
from .two_loops import Parts, dot, dot_error, loop_errors, two_loops


def direction_bound(index: int, *inputs: Any) -> Array:
    """Twice the error of the two loops; 0 where nothing is added."""
    error = loop_errors(*inputs)[index]
    return np.where(error == 0, 0.0, 2 * error + bounds.FLOOR)


# one part of p
DIRECTION = Quantity(lambda index, *inputs: two_loops(*inputs)[index], direction_bound)


def slope_bound(names: Sequence[str], g: Parts, p: Parts) -> Array:
    """Twice N + 2 roundings of the terms."""
    error = 2 * dot_error(names, g, p)
    return np.where(error == 0, 0.0, error + bounds.FLOOR)


# g'p
SLOPE = Quantity(lambda names, g, p: np.asarray(dot(names, g, p)), slope_bound)

# w + t p: a product and a sum
POINT = Quantity(
    lambda w, p, t: w + p * like(t, p),
    lambda w, p, t: np.where(
        p == 0, 0.0, bounds.relative(2, np.abs(w) + 2 * np.abs(p * like(t, p)))
    ),
)
# what stays as it is
SAME = Quantity(lambda value: value + 0, bounds.exactly)
# a difference
DIFFERENCE = Quantity(
    lambda a, b: a - b, lambda a, b: np.where(a == b, 0.0, bounds.relative(2, a - b))
)


def agreed(answers: Any) -> bool:
    """What all runs decide alike."""
    answers = np.asarray(answers)
    if answers.any() != answers.all():
        raise NotImplementedError("a line search that rounding may turn")
    return bool(answers.all())


def one(value: Any) -> float:
    """The number that all runs have."""
    return float(np.ravel(np.asarray(value, dtype=object))[0])


def replayed(
    history: Sequence[Any], loss: Any, slope: Any, options: Any
) -> tuple[bool, float, float]:
    """Whether the search is over, the t that is accepted or to be tried next, and the longest t
    that was too short."""
    slope = np.asarray(slope)
    if not agreed(
        positive(-slope - (bounds.FLOOR if slope.ndim else 0.0))
    ):  # the ensemble's noise on a 0 is not a slope
        return True, 0.0, 0.0
    low, high, t = 0.0, None, 1.0
    for tried, J, steepness in history:
        t = one(tried)
        if agreed(positive(np.asarray(J) - loss - slope * options["c1"] * t)):
            high = t
        elif agreed(positive(slope * options["c2"] - steepness)):
            low = t
        else:
            return True, t, low
        t = 2.0 * t if high is None else (low + high) / 2.0
    return False, t, low


def next_t(history: Sequence[Any], loss: Any, slope: Any, options: Any) -> Array:
    """The t to try next; the last one again where the search is over."""
    return balls.exact(replayed(history, loss, slope, options)[1])


def taken_t(history: Sequence[Any], loss: Any, slope: Any, options: Any) -> Array:
    """The t that is accepted; after all trials the longest that was too short. Where the search is
    not over, what it should try."""
    over, t, low = replayed(history, loss, slope, options)
    return balls.exact(low if not over and len(history) >= one(options["evaluations"]) else t)


def decision_bound(history: Sequence[Any], loss: Any, slope: Any, options: Any) -> Any:
    """0; where a decision is within rounding, either way is right, and so is any t."""
    near, c1, c2 = False, one(options["c1"]), one(options["c2"])
    for t, J, steepness in history:
        fall, limit = c1 * t * slope, c2 * slope
        near |= bool(
            np.any(np.abs(J - loss - fall) <= bounds.relative(4, np.abs(loss) + np.abs(fall)))
        )
        near |= bool(np.any(np.abs(steepness - limit) <= bounds.relative(2, limit)))
    return np.asarray(2.0 * max([1.0, *(one(t) for t, _, _ in history)]) if near else 0.0)


NEXT = Quantity(next_t, decision_bound)
TAKEN = Quantity(taken_t, decision_bound)
