"""Activation functions that take more than a line, and their derivatives.

Each function of Z gives an array of Z's shape, n x n_l (`row_largest` n x 1). Small letters are one
element: z of Z, a of A = f(Z). ops are the operations of an arithmetic.
"""

from __future__ import annotations

import numpy as np

from ..arithmetic.kinds import ZERO, Arithmetic, Array

# Each rounded once: scale = 1.0507... and scale * alpha = 1.7580..., with alpha = 1.6732...
SELU_SCALE = float.fromhex("0x1.0cfabd6a91132p+0")
SELU_SCALE_ALPHA = float.fromhex("0x1.c212cc640f031p+0")

# Each rounded once: 2 sqrt(2/pi) = 1.5957..., 0.044715 times it = 0.07135...
# and three times that = 0.21406...
GELU_LINEAR = float.fromhex("0x1.9884533d43651p+0")
GELU_CUBIC = float.fromhex("0x1.2444f2a4d8b4bp-4")
GELU_SLOPE = float.fromhex("0x1.b6676bf7450f0p-3")


def relu(Z: Array, ops: Arithmetic) -> Array:
    """Rectified linear unit: a = max(z, 0), never -0 (Nair & Hinton 2010)."""
    A = np.maximum(Z, ZERO)
    A += ZERO
    return A


def negative_part(Z: Array) -> Array:
    """Compute z for z <= 0, else 0: exp and expm1 of it cannot overflow."""
    return np.where(Z > 0.0, 0.0, Z)


def selu(Z: Array, ops: Arithmetic) -> Array:
    """Scaled exponential linear unit (Klambauer et al. 2017).

    a = scale z for z > 0, else scale alpha (exp(z) - 1).
    """
    below = SELU_SCALE_ALPHA * ops.expm1(negative_part(Z))
    return np.where(Z > 0.0, SELU_SCALE * Z, below)


def selu_derivative(Z: Array, A: Array, ops: Arithmetic) -> Array:
    """Derivative of selu: scale for z > 0, else a + scale alpha."""
    return np.where(Z > 0.0, SELU_SCALE, A + SELU_SCALE_ALPHA)


def softsign(Z: Array, ops: Arithmetic) -> Array:
    """Softsign: a = z / (1 + |z|) (Bergstra et al. 2009)."""
    return Z / (1.0 + np.abs(Z))


def softsign_derivative(Z: Array, A: Array, ops: Arithmetic) -> Array:
    """Derivative of softsign: t t with t = 1 / (1 + |z|)."""
    t = 1.0 / (1.0 + np.abs(Z))
    return t * t


def silu(Z: Array, ops: Arithmetic) -> Array:
    """Sigmoid linear unit, or swish: a = z s with s = sigmoid(z) (Elfwing et al. 2018)."""
    return Z * ops.sigmoid(Z)


def silu_derivative(Z: Array, A: Array, ops: Arithmetic) -> Array:
    """Derivative of silu: s + a (1 - s) with s = sigmoid(z)."""
    s = ops.sigmoid(Z)
    return s + A * (1.0 - s)


def within_forty(Z: Array) -> Array:
    """Limit z to -40 and 40: beyond, gelu's sigmoid is 0 or 1, and z^2 could overflow."""
    return np.where(Z < -40.0, -40.0, np.where(Z > 40.0, 40.0, Z))


def gelu_sigmoid(V: Array, ops: Arithmetic) -> Array:
    """Compute sigmoid(v (1.5957... + 0.07135... v^2)), for v from -40 to 40."""
    return ops.sigmoid(V * (GELU_LINEAR + GELU_CUBIC * (V * V)))


def gelu(Z: Array, ops: Arithmetic) -> Array:
    """Gaussian error linear unit in its tanh form (Hendrycks & Gimpel 2016).

    a = z s with s = gelu_sigmoid(z). That is z (1 + tanh(u)) / 2 with
    u = sqrt(2/pi) (z + 0.044715 z^3), because (1 + tanh(u)) / 2 = sigmoid(2 u).
    """
    return Z * gelu_sigmoid(within_forty(Z), ops)


def gelu_derivative(Z: Array, A: Array, ops: Arithmetic) -> Array:
    """Derivative of gelu: s + (a (1 - s)) (1.5957... + 0.21406... z^2), s = gelu_sigmoid(z)."""
    V = within_forty(Z)
    s = gelu_sigmoid(V, ops)
    return s + (A * (1.0 - s)) * (GELU_LINEAR + GELU_SLOPE * (V * V))


def hard_sigmoid(Z: Array, ops: Arithmetic) -> Array:
    """Sigmoid of three straight lines (Howard et al. 2019).

    a = z/6 + 1/2 for -3 < z < 3, 0 below and 1 above.
    """
    return np.where(Z <= -3.0, 0.0, np.where(Z >= 3.0, 1.0, Z / 6.0 + 0.5))


def hard_sigmoid_derivative(Z: Array, A: Array, ops: Arithmetic) -> Array:
    """Derivative of hard_sigmoid: 1/6 for -3 < z < 3, else 0."""
    return np.where((Z > -3.0) & (Z < 3.0), 1.0 / 6.0, 0.0)


def row_largest(Z: Array) -> Array:
    """Find the largest value of every row."""
    return Z.max(axis=1, keepdims=True)


def softmax(Z: Array, ops: Arithmetic) -> Array:
    """Softmax: a = e / (row sum of e) with e = exp(z - largest z of the row) (Bridle 1990)."""
    E = ops.exp(Z - row_largest(Z))
    return E / ops.row_sums(E)[:, np.newaxis]


def softmax_backward(dA: Array, Z: Array, A: Array, ops: Arithmetic) -> Array:
    """Backward through softmax: dZ = a (dA - row sum of dA a), dA times the Jacobian of a row."""
    return A * (dA - ops.row_sums(dA * A)[:, np.newaxis])
