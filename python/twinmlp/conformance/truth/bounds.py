"""How far a double computation of one quantity, from inputs that are doubles themselves, may be
from the true value.

u = 2^-53 is the relative error of one rounded operation, gamma_k = k u / (1 - k u) that of k in a
row. Every bound is at least what the operations add up to, and at most about twice that; nothing is
tuned. SPEC.md has the table.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray

UNIT = 2.0**-53
FLOOR = 2.0**-1022  # below it doubles lose digits, or are flushed to zero
FAR = 10**6  # the place of the lowest bit of 0, which has none


def relative(count: float, scale: Array) -> Array:
    """`count` u |scale|: `count` rounded operations, none of which cancels."""
    return count * UNIT * np.abs(scale) + FLOOR


def exactly(scale: Array) -> Array:
    """No rounding at all: selection, and multiplication by 0 or 1."""
    return np.zeros_like(scale)


def weighted(values: Array, weight: Array | None) -> Array:
    """Every row times its weight."""
    return values if weight is None else values * weight


def over_samples(values: Array) -> Any:
    """The sum over rows and outputs, of each run."""
    return values.sum(axis=(-2, -1))


def lowest_bit(values: Array) -> Array:
    """The exponent of the lowest bit that is set in each double."""
    fraction, exponent = np.frexp(np.where(np.isfinite(values), values, 0.0))
    digits = (fraction * 2.0**53).astype(np.int64)
    lowest = np.frexp((digits & -digits).astype(np.float64))[1] - 1
    return np.where(digits == 0, FAR, exponent - 53 + lowest)


def product(A: Array, B: Array) -> Array:
    """2 (K + 1) u |A||B| for the matrix product A B of inner length K: gamma_K |A||B| in any order,
    fused or not.

    Where all terms are multiples of 2^e and their sizes add up to 2^(e+53) at most, no partial sum
    can need rounding in any order: the product is exact, and its bound is 0.
    """
    left, right = A[..., :, :, np.newaxis], B[..., np.newaxis, :, :]
    sizes = np.abs(left * right).sum(axis=-2)
    present = (left != 0) & (right != 0)
    lowest = np.where(present, lowest_bit(left) + lowest_bit(right), FAR).min(axis=-2)
    is_exact = (sizes == 0) & ~present.any(axis=-2)
    is_exact |= (lowest >= -1074) & (sizes <= np.ldexp(1.0, np.clip(lowest + 53, -1074, 1023)))
    return np.where(is_exact, 0.0, relative(2 * (A.shape[-1] + 1), sizes))


def affine(A: Array, W: Array, b: Array | None) -> Array:
    """The product [A 1] [W; b]: 2 (K + 2) u (|A||W| + |b|), and 2 (K + 1) u |A||W| without a
    bias."""
    if b is None:
        return product(A, W)
    ones = np.ones(A.shape[:-1] + (1,))
    return product(
        np.concatenate([A, ones], axis=-1), np.concatenate([W, b[..., np.newaxis, :]], axis=-2)
    )


def column_sums(A: Array) -> Array:
    """The product of a row of n ones and A: 2 (n + 1) u times the column sums of |A|."""
    return product(np.ones(A.shape[:-2] + (1, A.shape[-2])), A)[..., 0, :]


def plain_sigmoid(Z: Array) -> Array:
    """1 / (1 + exp(-z)), in doubles."""
    return 1 / (1 + np.exp(-Z))


def silu_bound(dA: Array, Z: Array, A: Array) -> Array:
    """s within 8u, and so 1 - s, which a multiplies."""
    return relative(16, dA * (plain_sigmoid(Z) + np.abs(A)))


def gelu_parts(Z: Array) -> tuple[Array, Array, Array]:
    """In doubles: s = sigmoid(w), the error of s in u, and w'; w is within 8u, and s loses w (1 -
    s) times that."""
    V = np.clip(Z, -40, 40)
    w = 1.5957691216057308 * (V + 0.044715 * V * V * V)
    s = plain_sigmoid(w)
    return s, s * (8 + 8 * np.abs(w) * (1 - s)), 1.5957691216057308 * (1 + 3 * 0.044715 * V * V)


def gelu_bound(dA: Array, Z: Array, A: Array) -> Array:
    """s + a (1 - s) w', where s is off by `lost` u, and twelve more roundings."""
    s, lost, slope = gelu_parts(Z)
    size = (1 + np.abs(A) * slope) * lost + 12 * (s + np.abs(A) * (1 - s) * slope)
    return relative(1.25, dA * size)


def distances(Z: Array) -> tuple[Array, Array]:
    """In doubles: |z - the largest of the row|, and softmax."""
    D = Z.max(axis=-1, keepdims=True) - Z
    E = np.exp(-D)
    return D, E / E.sum(axis=-1, keepdims=True)


def softmax_bound(Z: Array) -> Array:
    """exp(d) loses d u and 3u; the sum of K of them as much as they do on average, and K u; a
    quotient."""
    D, A = distances(Z)
    return relative(12 + 2 * Z.shape[-1] + 2 * D + 2 * (A * D).sum(axis=-1, keepdims=True), A)


def softmax_backward_bound(dA: Array, Z: Array, A: Array) -> Array:
    """A sum of K products, a difference, a product."""
    sizes = np.abs(dA * A).sum(axis=-1, keepdims=True)
    return relative(1, A * ((2 * Z.shape[-1] + 8) * sizes + 4 * np.abs(dA)))
