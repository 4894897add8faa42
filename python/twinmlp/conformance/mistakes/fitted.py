"""A constant that would explain a wrong value, solved for from the numbers."""

from __future__ import annotations

from typing import Any, Callable, Iterator

import numpy as np

from .applicable import NotApplicable
from .names import Names
from .table import Mistake, document

Array = np.ndarray
GRID = tuple(10.0**k for k in range(-12, 4))


def with_numbers(
    mistake: Mistake,
    value: Callable[[Mistake], Any],
    own: Array,
    names: Names,
    close: Any,
    searched: bool = True,
) -> Iterator[Mistake]:
    """The mistake with each number that gives the value; `close` says whether a value does."""
    try:
        usual: float | None = float(np.ravel(names[mistake.fit])[0])
    except (NotApplicable, KeyError, TypeError, ValueError):
        usual = None

    def at(number: float) -> Any:
        found = value(mistake.with_number(number, usual))
        return None if found is None or np.shape(found) != np.shape(own) else found

    known = [float(text) for text in document()["defaults"].get(mistake.fit, ())]
    for number in known:
        if number != usual and close(at(number)):
            yield mistake.with_number(number, usual)
            return
    number = solved(at, own, usual, searched)
    if number is not None and close(at(number)):
        fits = lambda one: bool(close(at(one)))
        within = uncertainty(number, fits)
        if usual is None or abs(number - usual) > within:
            yield mistake.with_number(rounded(number, within, fits), usual, within)


def solved(
    at: Callable[[float], Any], own: Array, usual: float | None, searched: bool
) -> float | None:
    """The number with which one element, that which differs most, has its value; by secants, and
    if it is searched for, between two powers of ten."""
    start = 0.5 if usual is None or not np.isfinite(usual) else usual
    right = at(start)
    if right is None or not np.isfinite(own).all():
        return None
    distance = np.abs(np.ravel(own - right))
    size = np.abs(np.ravel(own)) + np.abs(np.ravel(right))
    apart = distance / np.maximum(size, 1e-300)
    if np.isnan(apart).all():
        return None
    where = int(np.nanargmax(apart))
    target = float(np.ravel(own)[where])

    def off(number: float) -> float:
        found = at(number)
        return np.nan if found is None else float(np.ravel(found)[where]) - target

    found = secant(off, start, start * 0.9 + 0.01)
    return bracketed(off) if found is None and searched else found


def secant(off: Callable[[float], float], a: float, b: float) -> float | None:
    """A zero by secants: at once, where the number is a factor."""
    f, g = off(a), off(b)
    for _ in range(12):
        if not np.isfinite(f + g) or f == g:
            return None
        a, b, f = b, b - g * (b - a) / (g - f), g
        if not np.isfinite(b) or abs(b) > 1e6:
            return None
        g = off(b)
        if g == 0 or abs(b - a) <= 1e-14 * abs(b):
            return b
    return b if np.isfinite(g) else None


def bracketed(off: Callable[[float], float]) -> float | None:
    """A zero between two powers of ten."""
    values = [off(number) for number in GRID]
    for low, high, f, g in zip(GRID, GRID[1:], values, values[1:]):
        if np.isfinite(f + g) and f * g <= 0 and f != g:
            for _ in range(60):
                middle = float(np.sqrt(low * high))
                h = off(middle)
                low, high, f = (middle, high, h) if h * f > 0 else (low, middle, f)
            return float(np.sqrt(low * high))
    return None


def uncertainty(number: float, fits: Callable[[float], bool]) -> float:
    """How far other numbers are from one that fit as well: 10^-15 to 1 of it, a power of ten."""
    low, high = -16, 1
    while high - low > 1:
        middle = (low + high) // 2
        distance = abs(number) * 10.0**middle
        alike = fits(number + distance) or fits(number - distance)
        low, high = (middle, high) if alike else (low, middle)
    return abs(number) * 10.0**high


def rounded(number: float, within: float, fits: Callable[[float], bool]) -> float:
    """The shortest number beside one that fits as well."""
    if abs(number) < 1e-9 and fits(0.0):
        return 0.0
    for digits in range(1, 9):
        short = float(f"{number:.{digits}g}")
        if abs(short - number) <= within and fits(short):
            return short
    return number
