"""The losses, one entry each: J and its derivative in balls, and how far a double computation may
be from the truth.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np
from flint import arb

from ..truth.balls import elementwise, is_positive
from ..truth.bounds import distances, exactly, over_samples, relative, weighted
from .quantities import Quantity

Array = np.ndarray


class Loss(NamedTuple):
    """J of (outputs, y, weight, divisor), and the gradient of (A, y, weight, divisor).

    The outputs are A_L, and the gradient is dA_L; of a fused loss they are Z_L and dZ_L. The weight
    is n x 1 or None.
    """

    loss: Quantity
    gradient: Quantity
    fused: bool = False


def total(terms: Callable[[Array, Array], Array], bound: Callable[..., Array]) -> Quantity:
    """J = the sum of the terms, each times its row's weight, over the divisor."""
    return Quantity(
        lambda A, y, weight, divisor: over_samples(weighted(terms(A, y), weight)) / divisor, bound
    )


def of_one_sign(terms: Callable[[Array, Array], Array], count: int) -> Callable[..., Array]:
    """N terms that are not negative, each within `count` - 4 roundings; N - 1 sums, weight and
    quotient."""

    def bound(A: Array, y: Array, weight: Array | None, divisor: int) -> Array:
        return relative(y.size + count, over_samples(weighted(terms(A, y), weight)) / divisor)

    return bound


def slope(derivative: Callable[[Array, Array], Array], is_exact: bool = False) -> Quantity:
    """One difference, one quotient and, with weights, two products; `is_exact`: 1, 0 or -1,
    over 1."""

    def bound(A: Array, y: Array, weight: Array | None, divisor: int) -> Array:
        scale = weighted(np.asarray(derivative(A, y), dtype=float), weight) / divisor
        if is_exact and divisor == 1 and weight is None:
            return exactly(scale)
        return relative(4 if weight is None else 6, scale)

    return Quantity(
        lambda A, y, weight, divisor: weighted(derivative(A, y) / divisor, weight), bound
    )


def half_squares(A: Array, y: Array) -> Array:
    """(a - y)^2 / 2."""
    return (A - y) * (A - y) / 2


def squares(A: Array, y: Array) -> Array:
    """(a - y)^2."""
    return (A - y) * (A - y)


def distance(A: Array, y: Array) -> Array:
    """|a - y|."""
    return abs(A - y)


def sign(ball: arb) -> arb:
    """1, 0 or -1."""
    return arb(is_positive(ball)) - arb(is_positive(-ball))


def ball_sign(A: Array, y: Array) -> Array:
    """The sign of a - y, of balls or doubles."""
    return elementwise(sign)(A - y) if (A - y).dtype == object else np.sign(A - y)


def huber(delta: float = 1.0) -> Loss:
    """d^2 / 2 for |d| <= delta, else delta (|d| - delta / 2), with d = a - y: four roundings; dA =
    d, cut off."""

    def is_far(D: Array) -> Array:
        far = elementwise(lambda d: arb(is_positive(abs(d) - delta)))
        return far(D) if D.dtype == object else (np.abs(D) > delta) * 1.0

    def terms(A: Array, y: Array) -> Array:
        D = A - y
        half = arb(delta) / 2 if D.dtype == object else delta / 2
        return (1 - is_far(D)) * D * D / 2 + is_far(D) * (abs(D) - half) * delta

    def derivative(A: Array, y: Array) -> Array:
        D = A - y
        return (1 - is_far(D)) * D + is_far(D) * ball_sign(A, y) * delta

    return Loss(total(terms, of_one_sign(terms, 8)), slope(derivative))


def binary_terms(Z: Array, y: Array) -> Array:
    """-y log(a) - (1 - y) log(1 - a) = y log(1 + exp(-z)) + (1 - y) log(1 + exp(z))."""
    softplus = elementwise(lambda z: z.exp().log1p())
    return y * softplus(-Z) + (1 - y) * softplus(Z)


def plain_binary_terms(Z: Array, y: Array) -> Array:
    """The same in doubles, without cancellation."""
    return np.log1p(np.exp(-np.abs(Z))) + np.abs(Z) * np.where(Z > 0, 1 - y, y)


def cross_terms(Z: Array, y: Array) -> Array:
    """-y log(a) = y (log(sum of exp(z_j)) - z)."""
    logarithm = elementwise(arb.log)(elementwise(arb.exp)(Z).sum(axis=-1, keepdims=True))
    return y * (logarithm - Z)


def cross_bound(Z: Array, y: Array, weight: Array | None, divisor: int) -> Array:
    """y (log(s) + d): s loses what its K exponentials and sums do, and log(s) as much in absolute
    terms; d loses d u."""
    D, A = distances(Z)
    logarithm = np.log(np.exp(-D).sum(axis=-1, keepdims=True))
    lost = Z.shape[-1] + 6 + (A * D).sum(axis=-1, keepdims=True) + 6 * (logarithm + D)
    terms = relative(2, y * lost) + relative(y.size + 8, y * (logarithm + D))
    return over_samples(weighted(terms, weight)) / divisor


LOSSES = {
    "half_squared_error": Loss(
        total(half_squares, of_one_sign(half_squares, 8)), slope(lambda A, y: A - y)
    ),
    "squared_error": Loss(total(squares, of_one_sign(squares, 8)), slope(lambda A, y: 2 * (A - y))),
    "absolute_error": Loss(
        total(distance, of_one_sign(distance, 8)), slope(ball_sign, is_exact=True)
    ),
    "huber": huber(),
    "binary_cross_entropy": Loss(
        total(binary_terms, of_one_sign(plain_binary_terms, 16)),
        slope(lambda A, y: A - y),
        fused=True,
    ),
    "cross_entropy": Loss(total(cross_terms, cross_bound), slope(lambda A, y: A - y), fused=True),
}

FAMILIES = {"huber": huber}


def loss_of(named: dict[str, Any]) -> Loss:
    """The entry of a case's loss: its name, and its parameters if it states any."""
    parameters = {key: value for key, value in named.items() if key not in ("name", "reduction")}
    return FAMILIES[named["name"]](**parameters) if parameters else LOSSES[named["name"]]
