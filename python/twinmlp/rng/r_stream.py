"""R's default stream: the numbers that are drawn after set.seed(seed).

The kinds are "Mersenne-Twister", "Inversion" and "Rejection", the defaults since R 3.6.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from .mersenne import Draw, Stream, accepted, bit_length, indices, words
from .normal import normal_quantile

# Above this many to choose from, at most half of them are chosen by drawing again what was drawn
# before.
R_HASH_LIMIT = 10000000


def r_start(seed: int) -> Stream:
    """Start from a seed: x <- 69069 x + 1 mod 2^32, 51 times, then once more for each word of the
    state.
    """
    key = np.empty(624, dtype=np.uint32)
    x = seed % 4294967296
    for i in range(-51, 624):
        x = (69069 * x + 1) % 4294967296
        if i >= 0:
            key[i] = x
    return Stream("r", key, 624, None)


def r_doubles(values: Array) -> Array:
    """Turn every word w into u = w / 2^32, with a small number in the place of 0."""
    return np.where(values == 0, float.fromhex("0x1.00000000fffffp-33"), values / 4294967296)


def r_uniform(stream: Stream, n: int) -> Draw:
    """Draw n doubles in (0, 1), one word each."""
    draw = words(stream, n)
    return Draw(r_doubles(draw.values), draw.stream)


def r_normal(stream: Stream, n: int, ops: Arithmetic) -> Draw:
    """Draw n standard normals by inversion: z = quantile((floor(2^27 u1) + u2) / 2^27)."""
    draw = r_uniform(stream, 2 * n)
    u1, u2 = draw.values[0::2], draw.values[1::2]
    return Draw(normal_quantile((np.floor(134217728 * u1) + u2) / 134217728, ops), draw.stream)


def r_bits(group: Any, bits: int) -> Any:
    """Join the upper 16 bits of each word and keep the low `bits` of the result."""
    value = group[0] // 65536 % 2 ** (bits % 16)
    for word in group[1:]:
        value = value * 65536 + word // 65536
    return value


def r_integers(stream: Stream, n: int, bound: int) -> Draw:
    """Draw n whole numbers in [0, bound), from floor(bits / 16) + 1 words each.

    A number that is too large is drawn again.
    """
    bits = int(bit_length(bound - 1))
    draw = accepted(stream, n, bits // 16 + 1, lambda group: r_bits(group, bits) < bound)
    return Draw(r_bits(draw.values, bits), draw.stream)


def r_permutation(stream: Stream, n: int) -> Draw:
    """Draw a permutation of 0, ..., n - 1."""
    return r_sample(stream, n, n, False)


def r_sample(stream: Stream, n: int, size: int, replace: bool) -> Draw:
    """Draw `size` of 0, ..., n - 1, as R's sample does with 1, ..., n.

    Without replacement, each is drawn from what is left, and the last that is left takes its place.
    """
    if replace or size < 2:
        return r_integers(stream, size, n)
    if n > R_HASH_LIMIT and size <= n / 2:
        return r_distinct(stream, n, size)
    bounds = n - np.arange(size)
    draw = indices(stream, bounds, bit_length(bounds - 1) // 16 + 1, r_bits)
    left = list(range(n))
    values = []
    for k, j in enumerate(draw.values.tolist()):
        values.append(left[j])
        left[j] = left[n - 1 - k]
    return Draw(np.array(values, dtype=np.int64), draw.stream)


def r_distinct(stream: Stream, n: int, size: int) -> Draw:
    """Draw whole numbers in [0, n) until `size` different ones have come."""
    drawn = size
    while True:
        values = r_integers(stream, drawn, n).values
        first = np.sort(np.unique(values, return_index=True)[1])[:size]
        if len(first) == size:
            return Draw(values[first], r_integers(stream, int(first[-1]) + 1, n).stream)
        drawn = drawn + size
