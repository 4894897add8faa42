"""One table: name -> loss and its gradient; the reduction over the samples, and their weights."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.checks import check_positive
from ..base.registry import Family, choose_entry, lookup
from .activation_functions import row_largest


class Loss(NamedTuple):
    """One term for each output of each sample, whose sum times `factor` is J, and dA_L = dJ/dA_L; A and y are n x n_L.

    A fused loss goes with one output activation only: its terms take Z_L in place of A_L, and its gradient is dZ_L.
    """

    terms: Callable[[Array, Array, Arithmetic], Array]
    gradient: Callable[[Array, Array, Arithmetic], Array]
    factor: float = 1.0
    fused_with: str | None = None
    name: str = "custom"
    parameters: dict[str, float] = {}


def squares(A: Array, y: Array, ops: Arithmetic) -> Array:
    """(a - y)^2."""
    difference = A - y
    return difference * difference


def huber(delta: float = 1.0) -> Loss:
    """c (|a - y| - c / 2) with c = |a - y|, not above delta; dA = a - y, not below -delta and not above delta."""

    def terms(A: Array, y: Array, ops: Arithmetic) -> Array:
        distance = np.abs(A - y)
        near = np.minimum(distance, delta)
        return near * (distance - near / 2.0)

    return Loss(
        terms,
        lambda A, y, ops: np.minimum(np.maximum(A - y, -delta), delta),
        name="huber",
        parameters={"delta": delta},
    )


def binary_cross_entropy_terms(Z: Array, y: Array, ops: Arithmetic) -> Array:
    """-y log(a) - (1 - y) log(1 - a) with a = sigmoid(z), as log(1 + exp(-|z|)) + |z| (1 - y where z > 0, else y)."""
    distance = np.abs(Z)
    return ops.log1p(ops.exp(-distance)) + distance * np.where(Z > 0.0, 1.0 - y, y)


def cross_entropy_terms(Z: Array, y: Array, ops: Arithmetic) -> Array:
    """-y log(a) with a = softmax(z), as y (log(row sum of exp(d)) - d) with d = z - the largest z of the row."""
    D = Z - row_largest(Z)
    return y * (ops.log(ops.row_sums(ops.exp(D)))[:, np.newaxis] - D)


LOSSES = {
    # J = sum of (a - y)^2 / 2; dA = a - y
    "half_squared_error": Loss(squares, lambda A, y, ops: A - y, factor=0.5),
    # J = sum of (a - y)^2; dA = 2 (a - y)
    "squared_error": Loss(squares, lambda A, y, ops: 2.0 * (A - y)),
    # J = sum of |a - y|; dA = 1 for a > y, -1 for a < y, 0 for a = y
    "absolute_error": Loss(lambda A, y, ops: np.abs(A - y), lambda A, y, ops: np.sign(A - y)),
    "huber": huber(),
    # fused: dZ = a - y
    "binary_cross_entropy": Loss(
        binary_cross_entropy_terms, lambda A, y, ops: A - y, fused_with="sigmoid"
    ),
    "cross_entropy": Loss(cross_entropy_terms, lambda A, y, ops: A - y, fused_with="softmax"),
}

LOSS_FAMILIES = {"huber": Family(huber, {"delta": check_positive})}

# What the sum over the n samples of a batch is divided by.
REDUCTIONS: dict[str, Callable[[int], float]] = {
    "sum": lambda n: 1.0,
    "mean": lambda n: float(n),
}


def choose_loss(given: Any, argument: str) -> Any:
    """A name in LOSSES, or the row that a name with parameters means."""
    return choose_entry(given, argument, LOSSES, LOSS_FAMILIES)


def is_fused(loss: Any) -> bool:
    """Say whether a loss is fused with its output activation: it starts from Z_L, and gives dZ_L."""
    return lookup(loss, LOSSES).fused_with is not None


def loss_input(values: Any, loss: Any) -> Array:
    """What the terms of a loss are made from: Z_L if it is fused, else A_L, of what the output layer computed."""
    return values.Z if is_fused(loss) else values.A


def loss_value(
    A: Array,
    y: Array,
    loss: Any,
    reduction: str,
    ops: Arithmetic,
    weight: Array | None = None,
    n: int | None = None,
) -> float:
    """J of the outputs A (of a fused loss: of Z_L) and the targets y, both n x n_L, and n weights of the samples; of some
    of n rows, their part of J."""
    row = lookup(loss, LOSSES)
    terms = row.terms(A, y, ops)
    if weight is not None:
        terms = terms * weight[:, np.newaxis]
    return ops.total(terms) * row.factor / REDUCTIONS[reduction](n or len(y))


def loss_gradient(
    A: Array,
    y: Array,
    loss: Any,
    reduction: str,
    ops: Arithmetic,
    weight: Array | None = None,
    n: int | None = None,
) -> Array:
    """dA_L = dJ/dA_L (of a fused loss: dZ_L), n x n_L, of the outputs A; of some of n rows, their rows of it."""
    gradient, divisor = lookup(loss, LOSSES).gradient(A, y, ops), REDUCTIONS[reduction](n or len(y))
    if divisor != 1.0:
        gradient = gradient / divisor
    return gradient if weight is None else gradient * weight[:, np.newaxis]


def output_gradients(
    A: Array,
    y: Array,
    loss: Any,
    reduction: str,
    ops: Arithmetic,
    weight: Array | None = None,
    n: int | None = None,
) -> tuple[Array | None, Array | None]:
    """dA_L, and dZ_L where the loss is fused with the output activation, so that it has no dA_L."""
    gradient = loss_gradient(A, y, loss, reduction, ops, weight, n)
    return (None, gradient) if is_fused(loss) else (gradient, None)
