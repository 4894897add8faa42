"""NumPy's legacy stream: the numbers that numpy.random.RandomState(seed) draws."""

from __future__ import annotations

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from .mersenne import Draw, Stream, accepted, bit_length, groups, indices, words
from .normal import polar_pair


def numpy_start(seed: int) -> Stream:
    """Start from a seed: x_0 = seed, x_i = 1812433253 (x_{i-1} xor floor(x_{i-1} / 2^30)) + i mod
    2^32.
    """
    key = np.empty(624, dtype=np.uint32)
    x = seed
    for i in range(624):
        key[i] = x
        x = (1812433253 * (x ^ (x >> 30)) + i + 1) % 4294967296
    return Stream("numpy", key, 624, None)


def numpy_doubles(pairs: Array) -> Array:
    """Turn every pair of words into u = (floor(w1 / 2^5) 2^26 + floor(w2 / 2^6)) / 2^53."""
    return (np.floor(pairs[0] / 32) * 67108864 + np.floor(pairs[1] / 64)) / 9007199254740992


def numpy_uniform(stream: Stream, n: int) -> Draw:
    """Draw n doubles in [0, 1), two words each."""
    draw = words(stream, 2 * n)
    return Draw(numpy_doubles(groups(draw.values, 2)), draw.stream)


def numpy_point(fours: Array) -> tuple[Array, Array]:
    """Turn every four words into a point of the square [-1, 1)^2: x = 2 u - 1."""
    return 2.0 * numpy_doubles(fours[0:2]) - 1.0, 2.0 * numpy_doubles(fours[2:4]) - 1.0


def numpy_in_disc(fours: Array) -> Array:
    """Say which points have 0 < x1^2 + x2^2 < 1."""
    x1, x2 = numpy_point(fours)
    r2 = x1 * x1 + x2 * x2
    return (r2 < 1.0) & (r2 != 0.0)


def numpy_normal(stream: Stream, n: int, ops: Arithmetic) -> Draw:
    """Draw n standard normals by the polar method.

    Normals come in pairs; a second one that is not needed yet is kept in the stream as `cached`.
    """
    owed = [] if stream.cached is None else [stream.cached]
    draw = accepted(stream, max(n - len(owed) + 1, 0) // 2, 4, numpy_in_disc)
    x1, x2 = numpy_point(draw.values)
    values = np.concatenate([owed, np.stack(polar_pair(x1, x2, ops)).T.ravel()])
    cached = float(values[n]) if len(values) > n else None
    return Draw(values[:n], draw.stream._replace(cached=cached))


def numpy_integers(stream: Stream, n: int, bound: int) -> Draw:
    """Draw n whole numbers in [0, bound), by masked rejection.

    Each is the low bits of a word, or of two words if bound > 2^32; a number that is too large is
    drawn again.
    """
    if bound == 1:
        return Draw(np.zeros(n, dtype=np.int64), stream)
    bits = int(bit_length(bound - 1))
    size = 1 if bits <= 32 else 2
    draw = accepted(stream, n, size, lambda group: numpy_low_bits(group, bits) < bound)
    return Draw(numpy_low_bits(draw.values, bits), draw.stream)


def numpy_low_bits(group: Array, bits: int) -> Array:
    """Return the low bits of one word, or of two with the high word first."""
    if bits <= 32:
        return group[0] % 2**bits
    return group[0] % 2 ** (bits - 32) * 4294967296 + group[1]


def numpy_permutation(stream: Stream, n: int) -> Draw:
    """Draw a permutation of 0, ..., n - 1.

    For i = n - 1, ..., 1 place i is swapped with a place drawn from 0, ..., i. Source: Fisher and
    Yates 1938; Durstenfeld, Algorithm 235, CACM 7(7), 1964.
    """
    bounds = np.arange(n, 1, -1)
    draw = indices(stream, bounds, np.ones_like(bounds), lambda group, bits: group[0] % 2**bits)
    order = list(range(n))
    for i, j in zip(range(n - 1, 0, -1), draw.values.tolist()):
        order[i], order[j] = order[j], order[i]
    return Draw(np.array(order, dtype=np.int64), draw.stream)


def numpy_sample(stream: Stream, n: int, size: int, replace: bool) -> Draw:
    """Draw `size` of 0, ..., n - 1.

    With replacement they are integers, without the start of a permutation.
    """
    if replace:
        return numpy_integers(stream, size, n)
    draw = numpy_permutation(stream, n)
    return Draw(draw.values[:size], draw.stream)
