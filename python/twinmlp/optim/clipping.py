"""Gradient clipping: each element by its value, or all gradients together by their norm."""

from __future__ import annotations

import math
from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.checks import check_positive
from ..base.errors import describe_number, fail
from ..base.structures import check_plain_object, refuse_unknown

Clipping = dict[str, float]


def check_clipping(value: Any, argument: str) -> Clipping | None:
    """Accept an object with a value or a norm, a number above 0."""
    if value is None:
        return None
    value = check_plain_object(value, argument)
    refuse_unknown(value, argument, ("value", "norm"))
    if len(value) != 1:
        found = "both" if value else "neither"
        fail("E_FORMAT", argument, "an object with either value or norm", found)
    return {name: check_positive(limit, f"{argument}.{name}") for name, limit in value.items()}


def clip_value(gradient: Array, limit: float) -> Array:
    """Clip by value: g, not below -limit and not above limit."""
    return np.where(gradient > limit, limit, np.where(gradient < -limit, -limit, gradient))


def gradient_norm(gradients: Sequence[Array], ops: Arithmetic) -> float:
    """Compute the norm of all gradients of the network together.

    sqrt(0 + total g_1^2 + total g_2^2 + ...), the gradients in the order W_1, b_1, W_2, ... Error:
    E_DIVERGED if it is not finite.
    """
    squares = 0.0
    for g in gradients:
        squares = squares + ops.total(g * g)
    return check_norm(math.sqrt(squares) if squares >= 0.0 else squares)


def check_norm(norm: float) -> float:
    """Refuse to go on from a norm that is not finite."""
    if not math.isfinite(norm):
        fail("E_DIVERGED", "gradient_norm", "finite", describe_number(norm))
    return norm


def clip_norm(gradient: Array, norm: float, limit: float) -> Array:
    """Clip by norm: g * (limit / norm) if norm is above the limit, else g (Pascanu et al. 2013)."""
    return gradient * (limit / norm) if norm > limit else gradient
