"""How far double computations of the longer activations may be from the truth; SPEC.md has the
table.
"""

from __future__ import annotations

import numpy as np

from .bounds import relative

Array = np.ndarray


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
