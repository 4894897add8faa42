"""Random streams: NumPy's legacy stream and R's default stream, with the same numbers in both
languages.

A stream is a value: a draw returns values and the stream after them, and changes nothing.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import NATIVE, Arithmetic
from ..base.checks import check_choice, check_count, check_flag, check_number, is_number
from ..base.errors import describe, fail
from .mersenne import Draw, Stream, words
from .numpy_stream import (
    numpy_integers,
    numpy_normal,
    numpy_permutation,
    numpy_sample,
    numpy_start,
    numpy_uniform,
)
from .r_stream import r_integers, r_normal, r_permutation, r_sample, r_start, r_uniform


class Generator(NamedTuple):
    """A generator: the seeds it takes, how many words a uniform number takes, and how it draws."""

    lowest: int
    highest: int
    uniform_words: int
    start: Callable[[int], Stream]
    uniform: Callable[[Stream, int], Draw]
    normal: Callable[[Stream, int, Arithmetic], Draw]
    integers: Callable[[Stream, int, int], Draw]
    permutation: Callable[[Stream, int], Draw]
    sample: Callable[[Stream, int, int, bool], Draw]


GENERATORS = {
    "numpy": Generator(
        lowest=0,
        highest=4294967295,
        uniform_words=2,
        start=numpy_start,
        uniform=numpy_uniform,
        normal=numpy_normal,
        integers=numpy_integers,
        permutation=numpy_permutation,
        sample=numpy_sample,
    ),
    "r": Generator(
        lowest=-2147483647,
        highest=2147483647,
        uniform_words=1,
        start=r_start,
        uniform=r_uniform,
        normal=r_normal,
        integers=r_integers,
        permutation=r_permutation,
        sample=r_sample,
    ),
}

# The most whole numbers `integers` and `sample` choose from: R's own limit.
MOST_CHOICES = 4500000000000000


def stream(seed: int, generator: str = "numpy") -> Stream:
    """Start a stream from a seed.

    The generator "numpy" draws what numpy.random.RandomState(seed) does, seeds 0 to 2^32 - 1; "r"
    what R does after set.seed(seed), seeds -(2^31 - 1) to 2^31 - 1.
    """
    row = GENERATORS[check_choice(generator, "generator", GENERATORS)]
    return row.start(check_whole(seed, "seed", row.lowest, row.highest))


def check_whole(value: Any, argument: str, lowest: int, highest: int) -> int:
    """Accept a whole number from lowest to highest."""
    requirement = f"a whole number from {lowest} to {highest}"
    whole = is_number(value) and (
        isinstance(value, int) or bool(np.isfinite(value)) and value == np.floor(value)
    )
    if not whole:
        fail("E_TYPE", argument, requirement, describe(value))
    if value < lowest or value > highest:
        fail("E_RANGE", argument, requirement, describe(value))
    return int(value)


def check_spread(value: Any, argument: str) -> float:
    """Accept a standard deviation: a finite number, 0 or more."""
    if check_number(value, argument) < 0:
        fail("E_RANGE", argument, "a finite number, 0 or more", describe(value))
    return float(value)


def uniform(stream: Stream, n: int, low: float = 0, high: float = 1) -> Draw:
    """Draw n numbers low + (high - low) u, with u uniform in [0, 1)."""
    n, low, high = check_count(n, "n", 0), check_number(low, "low"), check_number(high, "high")
    draw = GENERATORS[stream.generator].uniform(stream, n)
    return Draw(low + (high - low) * draw.values, draw.stream)


def normal(
    stream: Stream, n: int, mean: float = 0, sd: float = 1, ops: Arithmetic = NATIVE
) -> Draw:
    """Draw n numbers mean + sd z, with z standard normal."""
    n, mean, sd = check_count(n, "n", 0), check_number(mean, "mean"), check_spread(sd, "sd")
    draw = GENERATORS[stream.generator].normal(stream, n, ops)
    return Draw(mean + sd * draw.values, draw.stream)


def permutation(stream: Stream, n: int) -> Draw:
    """Draw a permutation of the indices 0, ..., n - 1."""
    return GENERATORS[stream.generator].permutation(stream, check_count(n, "n", 0))


def shuffle(stream: Stream, values: Any) -> Draw:
    """Draw a permutation and put the values, or the rows of a matrix, in its order."""
    values = np.asarray(values)
    draw = permutation(stream, len(values))
    return Draw(values[draw.values], draw.stream)


def integers(stream: Stream, n: int, low: int, high: int) -> Draw:
    """Draw n whole numbers from low to high - 1."""
    n = check_count(n, "n", 0)
    low = check_whole(low, "low", -MOST_CHOICES, MOST_CHOICES)
    high = check_whole(high, "high", -MOST_CHOICES, MOST_CHOICES)
    if high <= low or high - low > MOST_CHOICES:
        fail("E_RANGE", "high", f"1 to {MOST_CHOICES} above `low`", describe(high))
    draw = GENERATORS[stream.generator].integers(stream, n, high - low)
    return Draw(low + draw.values, draw.stream)


def sample(stream: Stream, n: int, size: int, replace: bool = False) -> Draw:
    """Draw `size` of the indices 0, ..., n - 1."""
    n, size, replace = (
        check_count(n, "n"),
        check_count(size, "size", 0),
        check_flag(replace, "replace"),
    )
    if n > MOST_CHOICES:
        fail("E_RANGE", "n", f"{MOST_CHOICES} or less", describe(n))
    if not replace and size > n:
        fail("E_RANGE", "size", f"{n} or less without replacement", describe(size))
    return GENERATORS[stream.generator].sample(stream, n, size, replace)


def skip(stream: Stream, n: int) -> Stream:
    """Return the stream after n uniform numbers."""
    return words(stream, GENERATORS[stream.generator].uniform_words * check_count(n, "n", 0)).stream
