"""The equations of adam and adamw: two moving means of the gradient, and the move by them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..truth import bounds
from .moves import like, mixed, moved, rate
from .quantities import Quantity

Array = np.ndarray


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
