"""What a trace's own value tells of a mistake that has a number: a factor, a precision, digits."""

from __future__ import annotations

import numpy as np

from .applicable import NotApplicable, need

Array = np.ndarray


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
