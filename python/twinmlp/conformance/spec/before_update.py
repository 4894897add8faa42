"""The equations around the update: the penalty, clipping, masks, and the learning rate of a
step.
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..truth import balls, bounds
from .moves import Array, like, positive, sign
from .quantities import Quantity

Penalty = dict[str, Any]


def penalty_in(case: dict[str, Any]) -> Penalty:
    """The penalty of a case; nothing where both factors are 0."""
    penalty = case.get("penalty") or {}
    return penalty if penalty.get("l1") or penalty.get("l2") else {}


def penalized(parameters: Any, penalty: Penalty) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """All W, and the b that a penalty is on."""
    biases = [layer["b"] for layer in parameters if penalty.get("biases")]
    return tuple(layer["W"] for layer in parameters), tuple(b for b in biases if b is not None)


def over(weights: Any, biases: Any, total: Callable[[Any, Any], Any]) -> Any:
    """The sum of the totals of all W, along two axes, and of all b, along one, of each run."""
    return sum(total(W, (-2, -1)) for W in weights) + sum(total(b, -1) for b in biases)


def count(values: Array, axes: Any) -> Any:
    """The number of terms, of each run."""
    return np.ones(values.shape).sum(axis=axes)


def penalty_of(weights: tuple[Array, ...], biases: tuple[Array, ...], penalty: Penalty) -> Any:
    """l1 sum |w| + l2 / 2 sum w^2, of each run."""
    l1, l2 = penalty.get("l1", 0), penalty.get("l2", 0)
    size = lambda w, axes: (np.abs(w) * l1 + w * w * l2 / 2).sum(axis=axes)
    return over(weights, biases, size)


def with_penalty(loss: Quantity) -> Quantity:
    """J from the loss's inputs, W, b and the penalty, whose terms are all of one sign."""

    def bound(*inputs: Any) -> Array:
        *of_loss, weights, biases, _ = inputs
        size = np.asarray(balls.nearest(loss.value(*map(in_balls, of_loss))))
        added = bounds.relative(over(weights, biases, count) + 16, penalty_of(*inputs[-3:]))
        return loss.bound(*of_loss) + bounds.relative(2, size) + added

    return Quantity(lambda *inputs: loss.value(*inputs[:-3]) + penalty_of(*inputs[-3:]), bound)


def in_balls(value: Any) -> Any:
    """An array exactly, and everything else as it is."""
    return balls.exact(value) if isinstance(value, np.ndarray) else value


def derivative(d: Array, w: Array | None, mask: Array | None, penalty: Penalty) -> Array:
    """d + l1 sign(w) + l2 w, for a w that the penalty is on; 0 where the mask is."""
    if w is not None:
        d = d + sign(w) * penalty.get("l1", 0) + w * penalty.get("l2", 0)
    return d if mask is None else np.where(np.asarray(mask) == 0, d * 0, d)


def derivative_bound(d: Array, w: Array | None, mask: Array | None, penalty: Penalty) -> Array:
    """Four operations at most; none without a penalty."""
    if w is None:
        return bounds.exactly(d)
    size = np.abs(d) + np.abs(sign(w)) * penalty.get("l1", 0) + np.abs(w) * penalty.get("l2", 0)
    return derivative(bounds.relative(4, size), None, mask, penalty)


def norm_of(weights: Any, biases: Any, part: Callable[..., Array]) -> Any:
    """sqrt(sum of part^2), of each run."""
    squares = lambda one, axes: (part(*one) ** 2).sum(axis=axes)
    return np.sqrt(over(weights, biases, squares))


def norm_bound(weights: Any, biases: Any) -> Any:
    """The norm of the errors of the gradients, and N + 8 operations."""
    terms = over(weights, biases, lambda one, axes: count(one[0], axes))
    norm, errors = (norm_of(weights, biases, part) for part in (derivative, derivative_bound))
    return 2 * errors + bounds.relative(terms + 8, norm)


# sqrt(sum g^2) over all parameters, from (d, w or None, mask, penalty) of each W and of each b
NORM = Quantity(
    lambda weights, biases: np.asarray(norm_of(weights, biases, derivative)), norm_bound
)


def clipped(g: Array, clipping: dict[str, float], norm: Any) -> Array:
    """g within plus and minus the value; or times limit / norm where the norm is above the
    limit."""
    if "value" in clipping:
        limit = clipping["value"]
        low = np.where(positive(-limit - g), -limit, g)
        return np.where(positive(g - limit), limit, low)
    return g if norm is None else g * like(shrinking(clipping["norm"], norm), g)


def shrinking(limit: float, norm: Any) -> Any:
    """limit / norm where the norm is above the limit, else 1."""
    norm = np.asarray(norm)
    is_above = positive(norm - limit)
    return np.where(is_above, limit / np.where(is_above, norm, 1), 1)


def gradient_bound(
    d: Array, w: Array | None, mask: Array | None, penalty: Penalty, clipping: Any, norm: Any
) -> Array:
    """The derivative's, which clipping does not make larger; two operations more where it is
    scaled."""
    bound = derivative_bound(d, w, mask, penalty)
    if norm is None:
        return bound
    factor, g = like(shrinking(clipping["norm"], norm), d), derivative(d, w, mask, penalty)
    scaled = np.where((factor == 1) | (g == 0), 0.0, bounds.relative(4, g * factor))
    return 2 * bound * factor + scaled


# the gradient for the update, from d, w or None, mask, penalty, clipping and norm
GRADIENT_FOR_UPDATE = Quantity(
    lambda *inputs: in_balls(clipped(derivative(*inputs[:4]), *inputs[4:])), gradient_bound
)

# name -> defaults, and the factor on the learning rate at t
SCHEDULES: dict[str, tuple[dict[str, Any], Any]] = {
    "constant": ({}, lambda t, o: balls.exact(1)),
    "step": (
        {"drop": 0.5, "every": 10},
        lambda t, o: balls.exact(o["drop"]) ** int(t // o["every"]),
    ),
    "exponential": ({"decay": 0.99}, lambda t, o: balls.exact(o["decay"]) ** t),
    "inverse_scaling": (
        {"power": 0.5},
        lambda t, o: np.exp(np.log(balls.exact(t + 1)) * -o["power"]),
    ),
    "cosine": (
        {"period": 100, "smallest": 0.0},
        lambda t, o: cosine(min(t, o["period"]), o["period"], balls.exact(o["smallest"])),
    ),
}


def cosine(t: int, period: int, smallest: Any) -> Any:
    """smallest + (1 - smallest) (1 + cos(pi t / period)) / 2."""
    wave = balls.elementwise(lambda angle: angle.cos_pi())(balls.exact(int(t)) / int(period))
    return smallest + (1 - smallest) * (1 + wave) / 2


def rate_at(rate: Any, t: int, schedule: dict[str, Any]) -> Any:
    """The learning rate at t: the factor, and the warm-up's."""
    defaults, factor = SCHEDULES[schedule["name"]]
    options = {"warmup": 0, **defaults, **schedule}
    end = options["warmup"]
    warm = balls.exact(min(t + 1, end)) / end if end else 1
    return np.asarray(rate * factor(t, options) * warm)


def rate_bound(rate: Any, t: int, schedule: dict[str, Any]) -> Any:
    """Powers have 2 t operations at most; an exp has its own, and its argument's times the
    argument; a cosine 40."""
    of_exp = 8 + 8 * schedule.get("power", 0.5) * np.log(t + 1)
    counts = {"constant": 0, "step": 2 * t, "exponential": 2 * t, "cosine": 40}
    count = {**counts, "inverse_scaling": of_exp}[schedule["name"]]
    size = np.asarray(balls.nearest(rate_at(balls.exact(rate), t, schedule)))
    return bounds.relative(count + 8, size)


# learning_rate factor(t) min(t + 1, warmup) / warmup
LEARNING_RATE = Quantity(rate_at, rate_bound)
