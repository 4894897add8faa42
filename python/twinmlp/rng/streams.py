"""Random streams: NumPy's legacy stream and R's default one, the same numbers in both languages.

A stream is a value: a draw returns values and the stream after them, and changes nothing.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import NATIVE, Arithmetic, check_arithmetic
from ..base.checks import check_choice, check_count, check_flag, check_not_negative, check_number
from ..base.errors import describe, fail
from .limits import MOST_CHOICES, check_draws, check_whole
from .mersenne import Draw, Stream, check_stream, words
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


def stream(seed: int, generator: str = "numpy") -> Stream:
    """Start a stream from a seed: that of numpy.random.RandomState(seed), or of R's set.seed(seed).

    seed: A whole number, 0 to 4294967295; for generator "r" -2147483647 to 2147483647.
    generator: "numpy" or "r"; default "numpy".
    Returns: A stream: a value, from which every draw gives the next.
    Errors: E_TYPE for a seed that is no whole number, E_RANGE for one outside the range, E_CHOICE
        for another generator.
    Source: Matsumoto and Nishimura (1998), Mersenne Twister.

    >>> uniform(stream(42), 3).values.round(6).tolist()
    [0.37454, 0.950714, 0.731994]
    """
    chosen = GENERATORS[check_choice(generator, "generator", GENERATORS)]
    return chosen.start(check_whole(seed, "seed", chosen.lowest, chosen.highest))


def uniform(stream: Stream, n: int, low: float = 0, high: float = 1) -> Draw:
    """Draw n numbers low + (high - low) u, with u uniform in [0, 1).

    stream: A stream, as stream gives it. n: How many to draw, 0 or more.
    low, high: The limits, numbers; default 0 and 1.
    Returns: the drawn values, n numbers, and the stream that goes on after them.
    Errors: E_TYPE, E_RANGE or E_NOT_FINITE for another n or limit.

    >>> draw = uniform(stream(42), 2, low=-1, high=1)
    >>> draw.values.round(6).tolist(), uniform(draw.stream, 1).values.round(6).tolist()
    ([-0.25092, 0.901429], [0.731994])
    """
    generator, n = GENERATORS[check_stream(stream).generator], check_draws(n)
    low, high = check_number(low, "low"), check_number(high, "high")
    draw = generator.uniform(stream, n)
    return Draw(low + (high - low) * draw.values, draw.stream)


def normal(
    stream: Stream, n: int, mean: float = 0, sd: float = 1, ops: Arithmetic = NATIVE
) -> Draw:
    """Draw n numbers mean + sd z, with z standard normal.

    stream: A stream, as stream gives it. n: How many to draw, 0 or more.
    mean: a number; default 0. sd: The standard deviation, a number, 0 or more; default 1.
    ops: The arithmetic whose logarithm is used, as choose_arithmetic gives it; default native.
    Returns: the drawn values, n numbers, and the stream that goes on after them.
    Errors: E_TYPE, E_RANGE or E_NOT_FINITE for another n, mean or sd.
    Source: Marsaglia and Bray (1964), NumPy's polar method; Wichura (1988), R's inversion.

    >>> normal(stream(42), 3).values.round(6).tolist()
    [0.496714, -0.138264, 0.647689]
    """
    generator, n = GENERATORS[check_stream(stream).generator], check_draws(n)
    mean, sd = check_number(mean, "mean"), check_not_negative(sd, "sd")
    ops = check_arithmetic(ops)
    draw = generator.normal(stream, n, ops)
    return Draw(mean + sd * draw.values, draw.stream)


def permutation(stream: Stream, n: int) -> Draw:
    """Draw a permutation of the indices 0, ..., n - 1.

    stream: A stream, as stream gives it. n: How many indices, 0 or more.
    Returns: the indices in their drawn order, and the stream that goes on after them.
    Errors: E_TYPE or E_RANGE for another n.

    >>> permutation(stream(42), 5).values.tolist()
    [1, 4, 2, 0, 3]
    """
    return GENERATORS[check_stream(stream).generator].permutation(stream, check_draws(n))


def shuffle(stream: Stream, values: Any) -> Draw:
    """Draw a permutation and put the values, or the rows of a matrix, in its order."""
    draw = permutation(stream, len(values))
    return Draw(np.asarray(values)[draw.values], draw.stream)


def integers(stream: Stream, n: int, low: int, high: int) -> Draw:
    """Draw n whole numbers from low to high - 1.

    stream: A stream, as stream gives it. n: How many to draw, 0 or more.
    low: The smallest number, whole.
    high: One more than the largest number, whole; more than low, by 4500000000000000 at most.
    Returns: the drawn values, n numbers, and the stream that goes on after them.
    Errors: E_TYPE or E_RANGE for another n or limit.

    >>> integers(stream(42), 4, 1, 7).values.tolist()
    [4, 5, 3, 5]
    """
    generator, n = GENERATORS[check_stream(stream).generator], check_draws(n)
    low = check_whole(low, "low", -MOST_CHOICES, MOST_CHOICES)
    high = check_whole(high, "high", -MOST_CHOICES, MOST_CHOICES)
    if high <= low or high - low > MOST_CHOICES:
        fail("E_RANGE", "high", f"1 to {MOST_CHOICES} above `low`", describe(high))
    draw = generator.integers(stream, n, high - low)
    return Draw(low + draw.values, draw.stream)


def sample(stream: Stream, n: int, size: int, replace: bool = False) -> Draw:
    """Draw `size` of the indices 0, ..., n - 1."""
    n, size = check_count(n, "n"), check_count(size, "size", 0)
    replace = check_flag(replace, "replace")
    if n > MOST_CHOICES:
        fail("E_RANGE", "n", f"{MOST_CHOICES} or less", describe(n))
    if not replace and size > n:
        fail("E_RANGE", "size", f"{n} or less without replacement", describe(size))
    return GENERATORS[stream.generator].sample(stream, n, size, replace)


def skip(stream: Stream, n: int) -> Stream:
    """Return the stream after n uniform numbers."""
    return words(stream, GENERATORS[stream.generator].uniform_words * check_draws(n)).stream
