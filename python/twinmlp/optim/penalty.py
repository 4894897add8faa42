"""Penalties on the size of weights: J = data loss + l1 * (sum of |w|) + l2 / 2 * (sum of w^2).

The sums are over all W, and with `biases` over all b as well. l1 is that of the lasso (Tibshirani
1996), l2 that of ridge regression (Hoerl and Kennard 1970).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.checks import check_flag
from ..base.options import NOT_NEGATIVE, Option, check_options
from ..base.structures import check_plain_object
from ..nn.layers import Backward, Layer, Network

PENALTIES = {
    "l1": Option(0.0, NOT_NEGATIVE),
    "l2": Option(0.0, NOT_NEGATIVE),
    "biases": Option(False, check_flag),
}

Penalty = dict[str, Any]  # l1 and l2, and whether it is on the biases


def check_penalty(value: Any, argument: str) -> Penalty | None:
    """Accept an object with l1, l2 and biases; return None if l1 and l2 are 0."""
    if value is None:
        return None
    value = check_plain_object(value, argument)
    checked = check_options(value, argument, PENALTIES, ())
    return checked if checked["l1"] or checked["l2"] else None


def penalized_parameters(network: Network, penalty: Penalty) -> list[Array]:
    """Return the parameters with a penalty: W_1, W_2, ..., and with `biases` then b_1, b_2, ..."""
    biases = [layer.b for layer in network if penalty["biases"] and layer.b is not None]
    return [layer.W for layer in network] + biases


def penalized_loss(loss: float, network: Network, penalty: Penalty, ops: Arithmetic) -> float:
    """Compute the loss plus the penalty on the parameters p_1, p_2, ...

    loss + (l1 * (0 + total |p_1| + total |p_2| + ...) + (l2 * (0 + total p_1^2 + ...)) / 2).
    """
    sizes, squares = 0.0, 0.0
    for p in penalized_parameters(network, penalty):
        sizes = sizes + ops.total(np.abs(p))
        squares = squares + ops.total(p * p)
    return loss + (penalty["l1"] * sizes + penalty["l2"] * squares / 2.0)


def penalized_gradient(p: Array, dp: Array, penalty: Penalty) -> Array:
    """Compute dp of the penalized loss: (dp + l1 * sign(p)) + l2 * p, with sign(0) = 0."""
    return dp + penalty["l1"] * np.sign(p) + penalty["l2"] * p


def penalized_gradients(layer: Layer, gradient: Backward, penalty: Penalty | None) -> Backward:
    """Return the gradients of a layer, dW and db, with the penalty's part."""
    if penalty is None:
        return gradient
    dW, db = penalized_gradient(layer.W, gradient.dW, penalty), gradient.db
    if penalty["biases"] and layer.b is not None and db is not None:
        db = penalized_gradient(layer.b, db, penalty)
    return gradient._replace(dW=dW, db=db)
