"""What patched lines do with arrays: products of matrices that fit, shapes, softmax."""

from __future__ import annotations

import math

import numpy as np

from .applicable import need

Array = np.ndarray


def product(A: Array, B: Array) -> Array:
    """The matrix product, of matrices that fit."""
    need(np.ndim(A) == np.ndim(B) == 2 and A.shape[1] == B.shape[0])
    return A @ B


def transposed(M: Array) -> Array:
    """M^T, of a matrix."""
    need(np.ndim(M) == 2)
    return M.T


def square(M: Array) -> Array:
    """M, if its transpose has the same shape."""
    need(np.ndim(M) == 2 and M.shape[0] == M.shape[1])
    return M


def shaped_as(values: Array, other: Array) -> Array:
    """Values that have the shape of others."""
    need(np.shape(values) == np.shape(other))
    return values


def on_rows(values: Array, M: Array) -> Array:
    """One value a row of M, in every column."""
    need(np.ndim(values) == 1 and len(values) == len(M))
    return np.broadcast_to(values[:, np.newaxis], M.shape)


def read_as(values: Array, shape: tuple[int, ...], order: str = "C") -> Array:
    """The numbers in another shape."""
    need(np.size(values) == math.prod(shape))
    return values.reshape(shape, order=order)


def single(values: Array) -> Array:
    """Rounded to single precision."""
    return np.asarray(values).astype(np.float32).astype(float)


def softmax(Z: Array, axis: int = 1) -> Array:
    """exp(z) over the sum of its row, or of its column."""
    e = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(Z: Array) -> Array:
    """log(softmax(Z))."""
    D = Z - Z.max(axis=1, keepdims=True)
    return D - np.log(np.exp(D).sum(axis=1, keepdims=True))


def sigmoid(Z: Array) -> Array:
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-Z))
