"""The table of losses: name -> terms and gradient; the reduction over samples, and their weights.

An entry is a `Loss`. To add one, write one entry in LOSSES here and in R; a function of more than a
line stands above the table. A (the outputs A_L) and the targets y are n x n_L, small letters are
one element of them. J = factor * sum over the samples of weight * (sum of the sample's terms),
divided by what the reduction says.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.checks import check_positive
from ..base.registry import Family, choose_entry, lookup
from .activation_functions import row_largest


class Loss(NamedTuple):
    """An entry of the table of losses.

    terms(A, y, ops): one term for each output of each sample, n x n_L; J is their sum times factor.
    gradient(A, y, ops): dA_L = dJ/dA_L, n x n_L.
    factor: what the sum of the terms is multiplied by.
    fused_with: the one output activation of a fused loss, whose terms take Z_L in place of A_L, and
        whose gradient (of A_L) is dZ_L; None for any other loss.
    name, parameters: what the entry is called, and the values it has for its parameters.
    family: how an entry with other parameters is made; None if it has none.
    kinks: the a - y where the gradient jumps.
    """

    terms: Callable[[Array, Array, Arithmetic], Array]
    gradient: Callable[[Array, Array, Arithmetic], Array]
    factor: float = 1.0
    fused_with: str | None = None
    name: str = "custom"
    parameters: dict[str, float] = {}
    family: Family | None = None
    kinks: Sequence[float] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """An entry of a family is kept, by pickle, as its name and parameters."""
        if self.family is None:
            return type(self), tuple(self)
        return choose_loss, ({"name": self.name, **self.parameters}, "loss")


def squares(A: Array, y: Array, ops: Arithmetic) -> Array:
    """Compute (a - y)^2."""
    difference = A - y
    return difference * difference


def huber(delta: float = 1.0) -> Loss:
    """Huber's loss: half the squared error to |a - y| = delta, then a straight line (Huber 1964).

    The term is c (|a - y| - c / 2) with c = min(|a - y|, delta); dA = a - y, limited to -delta and
    delta.
    """

    def terms(A: Array, y: Array, ops: Arithmetic) -> Array:
        distance = np.abs(A - y)
        near = np.minimum(distance, delta)
        return near * (distance - near / 2.0)

    return Loss(
        terms,
        lambda A, y, ops: np.minimum(np.maximum(A - y, -delta), delta),
        name="huber",
        parameters={"delta": delta},
        family=Family(huber, {"delta": check_positive}),
    )


def binary_cross_entropy_terms(Z: Array, y: Array, ops: Arithmetic) -> Array:
    """Compute -y log(a) - (1 - y) log(1 - a) with a = sigmoid(z), for y from 0 to 1.

    Without overflow: log(1 + exp(-|z|)) + |z| (1 - y where z > 0, else y).
    """
    distance = np.abs(Z)
    return ops.log1p(ops.exp(-distance)) + distance * np.where(Z > 0.0, 1.0 - y, y)


def cross_entropy_terms(Z: Array, y: Array, ops: Arithmetic) -> Array:
    """Compute -y log(a) with a = softmax(z), for rows of y that add up to 1.

    Without overflow: y (log(row sum of exp(d)) - d) with d = z - largest z of the row.
    """
    D = Z - row_largest(Z)
    return y * (ops.log(ops.row_sums(ops.exp(D)))[:, np.newaxis] - D)


LOSSES = {
    # J = sum of (a - y)^2 / 2; dA = a - y
    "half_squared_error": Loss(squares, lambda A, y, ops: A - y, factor=0.5),
    # J = sum of (a - y)^2; dA = 2 (a - y)
    "squared_error": Loss(squares, lambda A, y, ops: 2.0 * (A - y)),
    # J = sum of |a - y|; dA = 1 for a > y, -1 for a < y, 0 for a = y
    "absolute_error": Loss(
        lambda A, y, ops: np.abs(A - y), lambda A, y, ops: np.sign(A - y), kinks=[0.0]
    ),
    "huber": huber(),
    # fused: dZ = a - y (Bishop 1995, section 6.7)
    "binary_cross_entropy": Loss(
        binary_cross_entropy_terms, lambda A, y, ops: A - y, fused_with="sigmoid"
    ),
    # fused: dZ = a - y (Bishop 1995, section 6.9)
    "cross_entropy": Loss(cross_entropy_terms, lambda A, y, ops: A - y, fused_with="softmax"),
}

# name -> divisor(n): what the sum over the n samples of a batch is divided by.
REDUCTIONS: dict[str, Callable[[int], float]] = {
    "sum": lambda n: 1.0,
    "mean": lambda n: float(n),
}


def choose_loss(choice: Any, argument: str) -> Any:
    """Accept a name in LOSSES, or a name with parameters; the result is the name or an entry."""
    return choose_entry(choice, argument, LOSSES)


def is_fused(loss: Any) -> bool:
    """Say whether a loss is fused with its output activation: it takes Z_L and gives dZ_L."""
    return lookup(loss, LOSSES).fused_with is not None


def loss_input(values: Any, loss: Any) -> Array:
    """Choose what the loss takes of the output layer: Z_L if it is fused, else A_L."""
    return values.Z if is_fused(loss) else values.A


def loss_terms(
    A: Array, y: Array, loss: Any, ops: Arithmetic, weight: Array | None = None
) -> Array:
    """Compute the terms of the loss, n x n_L, with the weights of the samples."""
    terms = lookup(loss, LOSSES).terms(A, y, ops)
    return terms if weight is None else terms * weight[:, np.newaxis]


def loss_of_total(total: float, loss: Any, reduction: str, n: int) -> float:
    """Compute J from the sum of the terms of n samples."""
    return total * lookup(loss, LOSSES).factor / REDUCTIONS[reduction](n)


def loss_value(
    A: Array,
    y: Array,
    loss: Any,
    reduction: str,
    ops: Arithmetic,
    weight: Array | None = None,
    n: int | None = None,
) -> float:
    """Compute J of the outputs A (for a fused loss Z_L) and the targets y, without the penalty.

    weight has one number, 0 or more, for each sample. If A and y are some rows of n, the result is
    their part of J.
    """
    total = ops.total(loss_terms(A, y, loss, ops, weight))
    return loss_of_total(total, loss, reduction, n or len(y))


def loss_gradient(
    A: Array,
    y: Array,
    loss: Any,
    reduction: str,
    ops: Arithmetic,
    weight: Array | None = None,
    n: int | None = None,
) -> Array:
    """Compute dA_L = dJ/dA_L (for a fused loss dZ_L), n x n_L, of the outputs A and the targets y.

    weight and n are those of `loss_value`.
    """
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
    """Compute dA and dZ: dA_L and None, or for a fused loss None and dZ_L."""
    gradient = loss_gradient(A, y, loss, reduction, ops, weight, n)
    return (None, gradient) if is_fused(loss) else (gradient, None)
