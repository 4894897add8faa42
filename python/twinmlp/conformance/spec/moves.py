"""What the equations of the updates are built from: numbers a run, signs, decay, and w - move with
its rounding bound.
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
