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

Parts = tuple[Array, ...]


def dot(names: Sequence[str], a: Parts, b: Parts) -> Any:
    """a'b, of each run."""
    return sum((x * y).sum(axis=(-2, -1) if name == "W" else -1) for name, x, y in zip(names, a, b))


def two_loops(
    names: Sequence[str], g: Parts, s: Sequence[Parts], y: Sequence[Parts], rate: Any
) -> Parts:
    """-H g: Nocedal and Wright, Algorithm 7.4, with H_0 = s'y / y'y of the newest pair, else the
    learning rate."""
    q, alphas = g, {}
    for i in reversed(range(len(s))):
        alphas[i] = dot(names, s[i], q) / dot(names, s[i], y[i])
        q = tuple(part - change * like(alphas[i], part) for part, change in zip(q, y[i]))
    scale = dot(names, s[-1], y[-1]) / dot(names, y[-1], y[-1]) if len(s) else rate
    r = tuple(part * like(scale, part) for part in q)
    for i in range(len(s)):
        factor = alphas[i] - dot(names, y[i], r) / dot(names, s[i], y[i])
        r = tuple(part + move * like(factor, part) for part, move in zip(r, s[i]))
    return tuple(-part for part in r)


def dot_error(names: Sequence[str], a: Parts, b: Parts, error: Parts | None = None) -> Any:
    """How far a'b may be off: N + 2 roundings of its terms, and what b itself is off by."""
    terms = sum(x.shape[-1] * (x.shape[-2] if name == "W" else 1) for name, x in zip(names, a))
    sizes = tuple(np.abs(x) for x in a)
    own = (terms + 2) * bounds.UNIT * dot(names, sizes, tuple(np.abs(x) for x in b))
    return own if error is None else own + dot(names, sizes, error)


def quotient(a: Any, b: Any, a_error: Any, b_error: Any) -> Any:
    """a / b, and how far it may be off; without end where b may be 0."""
    size, left = np.abs(a / b), np.abs(b) - b_error
    error = (a_error + size * b_error) / np.where(left > 0, left, 1) + bounds.UNIT * size
    return a / b, np.where(left > 0, error, np.inf)


def loop_errors(
    names: Sequence[str], g: Parts, s: Sequence[Parts], y: Sequence[Parts], rate: Any
) -> Parts:
    """How far rounding may take each part of the direction: the two loops once more, each number
    with its error beside it."""
    q, e, alphas = g, tuple(part * 0 for part in g), {}
    for i in reversed(range(len(s))):
        top, below = dot(names, s[i], q), dot(names, s[i], y[i])
        errors = dot_error(names, s[i], q, e), dot_error(names, s[i], y[i])
        alphas[i] = quotient(top, below, *errors)
        q, e = added(q, e, y[i], -alphas[i][0], alphas[i][1])
    if len(s):
        top, below = dot(names, s[-1], y[-1]), dot(names, y[-1], y[-1])
        errors = dot_error(names, s[-1], y[-1]), dot_error(names, y[-1], y[-1])
        scale, error = quotient(top, below, *errors)
    else:
        scale, error = np.asarray(rate), 0.0
    r = tuple(part * like(scale, part) for part in q)
    e = tuple(
        like(np.abs(scale), part) * b + np.abs(part) * like(error, part) + bounds.UNIT * np.abs(x)
        for part, b, x in zip(q, e, r)
    )
    for i in range(len(s)):
        top, below = dot(names, y[i], r), dot(names, s[i], y[i])
        errors = dot_error(names, y[i], r, e), dot_error(names, s[i], y[i])
        beta, error = quotient(top, below, *errors)
        factor = alphas[i][0] - beta
        r, e = added(r, e, s[i], factor, alphas[i][1] + error + bounds.UNIT * np.abs(factor))
    return e


def added(
    a: Parts, a_error: Parts, b: Parts, factor: Any, factor_error: Any
) -> tuple[Parts, Parts]:
    """a + factor b, and how far it may be off: both errors, a product and a sum."""
    values = tuple(x + like(factor, x) * z for x, z in zip(a, b))
    rounding = lambda x, z, v: bounds.UNIT * (np.abs(like(factor, x) * z) + np.abs(v))
    errors = tuple(
        e + np.abs(z) * like(factor_error, x) + rounding(x, z, v)
        for x, e, z, v in zip(a, a_error, b, values)
    )
    return values, errors


def unless_zero(error: Any) -> Array:
    """An error, and what doubles lose near 0; 0 where nothing is added."""
    return np.where(error == 0, 0.0, error + bounds.FLOOR)


# one part of p: twice the error of the two loops
DIRECTION = Quantity(
    lambda index, *inputs: two_loops(*inputs)[index],
    lambda index, *inputs: unless_zero(2 * loop_errors(*inputs)[index]),
)
# g'p: twice N + 2 roundings of the terms
SLOPE = Quantity(
    lambda names, g, p: np.asarray(dot(names, g, p)),
    lambda names, g, p: unless_zero(2 * dot_error(names, g, p)),
)

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
    noise = bounds.FLOOR if slope.ndim else 0.0  # the ensemble's, on a 0, is not a slope
    if not agreed(positive(-slope - noise)):
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
