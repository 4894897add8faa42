"""What patched lines do with arrays: products of matrices that fit, shapes, softmax; and what a
trace's own value tells of a mistake that has a number: a factor, a precision, digits.
"""

from __future__ import annotations

import math

import numpy as np

from .applicable import NotApplicable, need

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


def ratio(values: Array, reference: Array) -> float:
    """The one factor between two arrays, where there is one, and more than one number to tell it
    from."""
    values, reference = np.ravel(values), np.ravel(reference)
    large = np.abs(reference) > 1e-6 * np.abs(reference).max(initial=0.0)
    need(values.shape == reference.shape and large.sum() >= 2)
    factors = values[large] / reference[large]
    factor = factors[np.argmax(np.abs(reference[large]))]
    need(np.allclose(factors, factor, rtol=1e-7, atol=0) and factor != 0)
    return float(factor)


def ratio_of_moves(start: Array, own: Array, right: Array) -> float:
    """How many times the right move a parameter has moved."""
    moves = start - own, start - right
    large = np.abs(moves[1]) > 1e-7 * np.abs(start)  # else the difference has no digits left
    need(np.shape(own) == np.shape(right) and large.sum() >= 2)
    used = moves[0][large] / moves[1][large]
    factor = used[np.argmax(np.abs(moves[1][large]))]
    need(np.allclose(used, factor, rtol=1e-6, atol=0) and factor != 0)
    return float(factor)


def in_single(own: Array, right: Array, bound: Array) -> Array:
    """The trace's value, if all of it is single numbers, or off by what single precision loses."""
    need(np.shape(own) == np.shape(right))
    # At the limits of doubles a single number is infinite or nothing.
    distance, largest = np.abs(own - right), np.abs(right).max(initial=0)
    need(np.all(distance <= np.minimum(2.0**31 * bound, 1e-4 * largest) + 2.0**-22 * np.abs(right)))
    need(np.all(own.astype(np.float32) == own) and np.any(own != 0))
    return own


def digits_of(own: Array, true: Array) -> str:
    """With how many digits the true value was written, if that is the whole difference."""
    need(np.shape(true) == np.shape(own) and np.any(own != 0))
    for digits in range(3, 13):
        for text, kind in ((f".{digits}f", "decimals"), (f".{digits}g", "significant digits")):
            rounded = np.vectorize(lambda value, text=text: float(format(value, text)))(true)
            if np.any(rounded) and np.allclose(rounded, own, rtol=1e-14, atol=0):
                return f"{digits} {kind}"
    raise NotApplicable


def few_digits(own: Array, true: Array) -> Array:
    """The trace's value, if it is the true one written with few digits."""
    return own if digits_of(own, true) else own
