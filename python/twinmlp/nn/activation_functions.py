"""Activation functions that take more than a line, and their derivatives."""

from __future__ import annotations

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array

# Twice sqrt(2/pi), and 0.044715 and 3 times 0.044715 of that, each rounded once: 1.5957..., 0.07135..., 0.21406...
GELU_LINEAR = float.fromhex("0x1.9884533d43651p+0")
GELU_CUBIC = float.fromhex("0x1.2444f2a4d8b4bp-4")
GELU_SLOPE = float.fromhex("0x1.b6676bf7450f0p-3")


def softsign_derivative(Z: Array, A: Array, ops: Arithmetic) -> Array:
    """t t with t = 1 / (1 + |z|)."""
    t = 1.0 / (1.0 + np.abs(Z))
    return t * t


def silu_derivative(Z: Array, A: Array, ops: Arithmetic) -> Array:
    """s + a (1 - s) with s = sigmoid(z)."""
    s = ops.sigmoid(Z)
    return s + A * (1.0 - s)


def within_forty(Z: Array) -> Array:
    """z, not below -40 and not above 40; beyond, gelu's sigmoid is 0 or 1, and z^2 could overflow."""
    return np.where(Z < -40.0, -40.0, np.where(Z > 40.0, 40.0, Z))


def gelu_sigmoid(V: Array, ops: Arithmetic) -> Array:
    """sigmoid(v (1.5957... + 0.07135... v^2)), for v within -40 and 40."""
    return ops.sigmoid(V * (GELU_LINEAR + GELU_CUBIC * (V * V)))


def gelu(Z: Array, ops: Arithmetic) -> Array:
    """z s with s = gelu_sigmoid(z)."""
    return Z * gelu_sigmoid(within_forty(Z), ops)


def gelu_derivative(Z: Array, A: Array, ops: Arithmetic) -> Array:
    """s + (a (1 - s)) (1.5957... + 0.21406... z^2) with s = gelu_sigmoid(z)."""
    V = within_forty(Z)
    s = gelu_sigmoid(V, ops)
    return s + (A * (1.0 - s)) * (GELU_LINEAR + GELU_SLOPE * (V * V))


def hard_sigmoid(Z: Array, ops: Arithmetic) -> Array:
    """z/6 + 1/2 for -3 < z < 3, 0 below and 1 above."""
    return np.where(Z <= -3.0, 0.0, np.where(Z >= 3.0, 1.0, Z / 6.0 + 0.5))


def row_largest(Z: Array) -> Array:
    """The largest value of every row, n x 1."""
    return Z.max(axis=1, keepdims=True)


def softmax(Z: Array, ops: Arithmetic) -> Array:
    """e / (row sum of e) with e = exp(z - m), where m is the largest z of the row."""
    E = ops.exp(Z - row_largest(Z))
    return E / ops.row_sums(E)[:, np.newaxis]


def softmax_backward(dA: Array, Z: Array, A: Array, ops: Arithmetic) -> Array:
    """dZ = a (dA - row sum of dA a): the whole Jacobian of a row, times dA."""
    return A * (dA - ops.row_sums(dA * A)[:, np.newaxis])
