"""Penalties on the size of weights: J = data loss + l1 * (sum of |w|) + l2 / 2 * (sum of w^2).

The sums are over all W, never b. l1 is that of the lasso (Tibshirani 1996), l2 that of ridge
regression (Hoerl and Kennard 1970).
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.errors import describe, fail
from ..base.options import NOT_NEGATIVE, Option, check_options

PENALTIES = {"l1": Option(0.0, NOT_NEGATIVE), "l2": Option(0.0, NOT_NEGATIVE)}

Penalty = dict[str, float]


def check_penalty(value: Any, argument: str) -> Penalty | None:
    """Accept an object with l1 and l2; return None if both are 0."""
    if value is None:
        return None
    if not isinstance(value, dict):
        fail("E_TYPE", argument, "an object", describe(value))
    checked = check_options(value, argument, PENALTIES, ())
    return checked if any(checked.values()) else None


def penalized_loss(
    loss: float, weights: Sequence[Array], penalty: Penalty, ops: Arithmetic
) -> float:
    """The loss with the penalty on all weights.

    loss + (l1 * (0 + total |W_1| + total |W_2| + ...) + (l2 * (0 + total W_1^2 + ...)) / 2).
    """
    sizes, squares = 0.0, 0.0
    for W in weights:
        sizes = sizes + ops.total(np.abs(W))
        squares = squares + ops.total(W * W)
    return loss + (penalty["l1"] * sizes + penalty["l2"] * squares / 2.0)


def penalized_gradient(W: Array, dW: Array, penalty: Penalty) -> Array:
    """The derivative of the penalized loss by W: (dW + l1 * sign(W)) + l2 * W, with sign(0) = 0."""
    return dW + penalty["l1"] * np.sign(W) + penalty["l2"] * W
