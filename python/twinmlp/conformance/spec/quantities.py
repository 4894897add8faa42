"""The equations of a training step, one entry each: the quantity from its direct inputs, and its
rounding bound.

`value` takes arrays of balls, `bound` the same inputs as doubles; leading axes, if any, are
independent runs.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..truth import balls, bounds

Array = np.ndarray
Case = dict[str, Any]
Layers = Sequence[dict[str, Any]]  # of each layer: W, b and, where the optimizer has one, state
Evaluate = Callable[..., Any]


class Quantity(NamedTuple):
    """One quantity: its equation, and how far a double computation of it may be from the truth."""

    value: Callable[..., Any]
    bound: Callable[..., Any]


def transposed(A: Array) -> Array:
    """A^T, of each run."""
    return A.swapaxes(-1, -2)


# Z_l = A_{l-1} W_l + b_l
Z = Quantity(
    value=lambda A, W, b: A @ W if b is None else A @ W + b[..., np.newaxis, :],
    bound=bounds.affine,
)
# dW_l = A_{l-1}^T dZ_l
DW = Quantity(
    value=lambda A, dZ: transposed(A) @ dZ,
    bound=lambda A, dZ: bounds.product(transposed(A), dZ),
)
# db_l = column sums of dZ_l
DB = Quantity(value=lambda dZ: dZ.sum(axis=-2), bound=bounds.column_sums)
# dA_{l-1} = dZ_l W_l^T
DA = Quantity(
    value=lambda dZ, W: dZ @ transposed(W),
    bound=lambda dZ, W: bounds.product(dZ, transposed(W)),
)
# D_l = (A_l * mask) / (1 - rate): a product with 0 or 1, a difference, a quotient
D = Quantity(
    value=lambda A, mask, rate: A * mask / (1 - balls.exact(rate)),
    bound=lambda A, mask, rate: bounds.relative(4, A * mask / (1 - rate)),
)
# dA_{l-1} = ((dZ_l W_l^T) * mask) / (1 - rate): the product's bound goes through, with 3 u |D| more
DA_DROPPED = Quantity(
    value=lambda dZ, W, mask, rate: dZ @ transposed(W) * mask / (1 - balls.exact(rate)),
    bound=lambda dZ, W, mask, rate: dropped_bound(dZ, W, mask, rate),
)


def dropped_bound(dZ: Array, W: Array, mask: Array, rate: float) -> Array:
    """The product's bound and 4 u |product|, over 1 - rate; nothing where the mask is 0."""
    product = bounds.product(dZ, transposed(W)) * (1 + 8 * bounds.UNIT) + bounds.relative(
        4, dZ @ transposed(W)
    )
    return product * mask / (1 - rate)


# What the sum over the n samples of a batch is divided by.
REDUCTIONS: dict[str, Callable[[int], int]] = {"sum": lambda n: 1, "mean": lambda n: n}
