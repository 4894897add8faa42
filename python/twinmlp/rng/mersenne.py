"""The Mersenne Twister MT19937, the generator behind NumPy's legacy stream and R's default stream.

It draws words, whole numbers of 32 bits. A stream is a value: a draw returns the numbers and the
stream after them. Source: Matsumoto and Nishimura, Mersenne Twister, ACM TOMACS 8(1), 1998.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import describe, fail


class Stream(NamedTuple):
    """A place in a random stream.

    It has the generator's name, its state of 624 words, how many of these are used up, and for
    NumPy's stream the second normal of a pair that has not been drawn yet, or None.
    """

    generator: str
    key: Array
    position: int
    cached: float | None


class Draw(NamedTuple):
    """Values drawn from a stream, and the stream after them."""

    values: Array
    stream: Stream


# 1, 2, 4, ..., 2^52.
WHOLE_POWERS = 2 ** np.arange(53)


def words(stream: Stream, n: int) -> Draw:
    """Draw the next n words, whole numbers from 0 to 2^32 - 1."""
    check_place(stream)
    engine = np.random.MT19937(0)
    engine.state = {
        "bit_generator": "MT19937",
        "state": {"key": stream.key, "pos": stream.position},
    }
    values = engine.random_raw(n).astype(np.int64)
    after = engine.state["state"]
    return Draw(values, stream._replace(key=after["key"], position=after["pos"]))


def check_stream(value: Any) -> Stream:
    """Accept a stream made by `stream`."""
    if not isinstance(value, Stream):
        fail("E_TYPE", "stream", "a stream, as `stream` gives it", describe(value))
    return value


def check_place(stream: Stream) -> None:
    """Refuse a stream whose state is not 624 words with a place from 1 to 624."""
    if len(stream.key) != 624:
        fail("E_FORMAT", "stream.key", "624 words", describe(stream.key))
    if stream.position not in range(1, 625):
        fail(
            "E_FORMAT", "stream.position", "a whole number from 1 to 624", describe(stream.position)
        )


def groups(values: Array, size: int) -> Array:
    """Arrange words in columns of `size`: the first row has the first word of every group."""
    return values.reshape(-1, size).T


def accepted(stream: Stream, n: int, size: int, accept: Callable[[Array], Array]) -> Draw:
    """Draw groups of `size` words until `accept` took n of them, and no more words.

    Returns a `size` x n matrix. `accept` takes such a matrix, and says which columns it takes.
    """
    tries = 2 * n + 16
    while True:
        tried = groups(words(stream, tries * size).values, size)
        places = np.flatnonzero(accept(tried))[:n]
        if len(places) == n:
            used = size * (int(places[-1]) + 1) if n > 0 else 0
            return Draw(tried[:, places], words(stream, used).stream)
        tries = 2 * tries


def bit_length(values: Array | int) -> Array:
    """Count the bits of whole numbers: the smallest k with value < 2^k."""
    return np.searchsorted(WHOLE_POWERS, values, side="right")


def indices(
    stream: Stream, bounds: Array, sizes: Array, number: Callable[[Sequence[int], int], int]
) -> Draw:
    """Draw one index below each bound, in turn.

    `number` turns a group of words into a number of so many bits; a number that is too large is
    drawn again.
    """
    bits = bit_length(bounds - 1).tolist()
    sizes = sizes.tolist()
    tape = words(stream, 2 * sum(sizes) + 16)
    known, at, values = tape.values.tolist(), 0, []
    for place, bound in enumerate(bounds.tolist()):
        size, value = sizes[place], bound
        while value >= bound:
            if at + size > len(known):
                tape = words(tape.stream, len(known))
                known = known + tape.values.tolist()
            value = number(known[at : at + size], bits[place])
            at = at + size
        values.append(value)
    return Draw(np.array(values, dtype=np.int64), words(stream, at).stream)
