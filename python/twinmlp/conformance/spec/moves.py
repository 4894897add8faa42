"""What the equations of the updates are built from: numbers a run, signs, decay, and w - move with
its rounding bound; and those of rprop, adam and adamw.
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..truth import balls, bounds
from .quantities import Quantity

Array = np.ndarray


def like(value: Any, array: Array) -> Any:
    """One number a run, to be used with an array a run."""
    value = np.asarray(value)
    return value.reshape(value.shape + (1,) * (array.ndim - value.ndim)) if value.ndim else value


def positive(values: Array) -> Array:
    """Where a value is above 0; Undecided where a ball does not tell."""
    values = np.asarray(values)
    if values.dtype == object:
        return balls.elementwise(balls.is_positive)(values).astype(bool)
    return values > 0


def sign(values: Array) -> Array:
    """1, 0 or -1."""
    return positive(values).astype(float) - positive(-values).astype(float)


def mixed(share: Any, old: Array, new: Array) -> Array:
    """share * old + (1 - share) * new."""
    return share * old + new * (1 - share)


def decayed(w: Array, options: Any) -> Array:
    """w (1 - learning_rate weight_decay)."""
    return w * like(1 - options["learning_rate"] * options["weight_decay"], w)


def moved(
    move: Callable[..., Array], count: int, scale: Callable[..., Array] | None = None
) -> Quantity:
    """w - move, after decay: `count` operations in the move, whose size before any cancelling is
    `scale`; 0 where nothing moves."""

    def bound(w: Array, g: Array, state: Any, options: Any) -> Array:
        size = np.abs((scale or move)(w, g, state, options))
        decay = np.max(options["weight_decay"])
        error = bounds.relative(2, (1 if decay == 0 else 4) * np.abs(w) + 2 * count * size)
        return np.where((size == 0) & (g == 0) & (decay == 0), 0.0, error)

    return Quantity(lambda w, g, s, o: decayed(w, o) - move(w, g, s, o), bound)


def rate(w: Array, options: Any) -> Any:
    """The learning rate, to be used with a parameter."""
    return like(options["learning_rate"], w)


def rprop_step(w: Array, g: Array, s: Any, o: Any) -> Array:
    """step increase, or step decrease, or step, within the two limits."""
    agreement = s["sign"] * sign(g)
    longer, shorter = s["step"] * o["increase"], s["step"] * o["decrease"]
    longer = np.where(positive(longer - o["largest_step"]), o["largest_step"], longer)
    shorter = np.where(positive(o["smallest_step"] - shorter), o["smallest_step"], shorter)
    return np.where(positive(agreement), longer, np.where(positive(-agreement), shorter, s["step"]))


def taken_back(g: Array, s: Any, o: Any) -> Array:
    """Where the sign has turned, with backtracking."""
    return positive(-(s["sign"] * sign(g))) & bool(o["backtracking"])


def rprop_move(w: Array, g: Array, s: Any, o: Any) -> Array:
    """sign step, or what was added by the step before, with the other sign."""
    return np.where(taken_back(g, s, o), -(s["sign"] * s["step"]), sign(g) * rprop_step(w, g, s, o))


RPROP = {
    "parameter": moved(rprop_move, 2),
    "step": Quantity(rprop_step, lambda w, g, s, o: bounds.relative(2, rprop_step(w, g, s, o))),
    "sign": Quantity(
        lambda w, g, s, o: balls.exact(np.where(taken_back(g, s, o), 0.0, sign(g))),
        lambda w, g, s, o: bounds.exactly(g),
    ),
}


def adam_move(w: Array, g: Array, s: Any, o: Any) -> Array:
    """learning_rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon), or with epsilon beside
    sqrt(v) times a rate."""
    first, second = like(1 - s["beta1_power"], w), like(1 - s["beta2_power"], w)
    if o["epsilon_mode"] == "outside":
        return s["m"] * rate(w, o) / first / (np.sqrt(s["v"] / second) + o["epsilon"])
    return s["m"] * rate(w, o) * np.sqrt(second) / first / (np.sqrt(s["v"]) + o["epsilon"])


def power(name: str, base: str) -> Quantity:
    """beta^t, by one factor more."""
    return Quantity(
        lambda w, g, s, o: np.asarray(s[name] * o[base]),
        lambda w, g, s, o: bounds.relative(2, np.asarray(s[name] * o[base])),
    )


def mean(name: str, share: str, term: Any) -> Quantity:
    """share mean + (1 - share) term: three roundings a term."""
    return Quantity(
        lambda w, g, s, o: mixed(o[share], s[name], term(g)),
        lambda w, g, s, o: bounds.relative(8, mixed(o[share], np.abs(s[name]), np.abs(term(g)))),
    )


ADAM = {
    "m": mean("m", "beta1", lambda g: g),
    "v": mean("v", "beta2", lambda g: g * g),
    "beta1_power": power("beta1_power", "beta1"),
    "beta2_power": power("beta2_power", "beta2"),
    "parameter": moved(adam_move, 12),
}
