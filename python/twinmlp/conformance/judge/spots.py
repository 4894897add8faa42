"""Places of a trace with their numbers, and when a value is that of the trace."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..mistakes.table import Mistake
from .recorded import Place

Array = np.ndarray
NEARER = 100  # times to the trace's value than that is to the right one
CLOSE = 1e-9  # of the largest number, where a whole run led to a value


class Spot(NamedTuple):
    """A place of a trace: its value, what it should be, and how far a right one may be from that.

    `exact` says that all it is made from is recorded.
    """

    place: Place
    own: Array
    right: Array
    bound: Array
    exact: bool
    rounding: Array | None = None  # of numbers that were rounded: they are held against whole runs

    @property
    def tells(self) -> bool:
        """Whether a finite number is wrong; what is not finite may come from anything."""
        if self.own.shape != self.right.shape:
            return True
        with np.errstate(all="ignore"):
            return bool(
                np.any(np.isfinite(self.own) & (np.abs(self.own - self.right) > self.bound))
            )

    def can_be(self, mistake: Mistake) -> bool:
        """Whether a mistake may be told of it: of what is not finite an overflow alone."""
        return self.tells or mistake.how or "overflow" in mistake.tags


def is_same(found: Array, spot: Spot, local: bool = False) -> bool:
    """Whether a value is the trace's."""
    if np.shape(found) != spot.own.shape:
        return False
    with np.errstate(all="ignore"):
        return near(found, spot.own, tolerance(found, spot, local))


def near(found: Array, own: Array, allowed: Array) -> bool:
    """Whether two arrays are the same within a tolerance; what is no number is no number."""
    same = (np.abs(found - own) <= allowed) | (found == own) | (np.isnan(found) & np.isnan(own))
    return bool(np.all(same))


def is_close(found: Array, spot: Spot) -> bool:
    """Whether a run comes to about a trace's value."""
    close = CLOSE * np.nanmax(np.abs(found), initial=0.0) + 16 * np.max(spot.bound, initial=0.0)
    close = close if spot.rounding is None else spot.rounding + close
    return found.shape == spot.own.shape and near(found, spot.own, close)


def gives(found: Array, spot: Spot) -> bool:
    """Whether a run comes to the trace's value, and that is not the right one."""
    if found.shape != spot.own.shape or spot.own.shape != spot.right.shape:
        return False
    close = CLOSE * np.nanmax(np.abs(found), initial=0.0)
    if spot.rounding is not None:
        return bool(np.all(np.abs(found - spot.own) <= spot.rounding + close))
    close += 16 * np.max(spot.bound, initial=0.0)
    apart = lambda other: np.max(np.abs(spot.own - other), initial=0.0)
    return near(found, spot.own, close) and not NEARER * apart(found) > apart(spot.right)


def tolerance(candidate: Array, spot: Spot, local: bool = False) -> Array:
    """How close is equal: several rounding bounds, or 1e-10 of the largest where inputs had to be
    filled in."""
    largest, bound, exact = np.max(np.abs(candidate), initial=0.0), spot.bound, spot.exact
    if spot.rounding is not None:
        return spot.rounding + CLOSE * largest + (1.5 * np.max(bound) if local else 0.0)
    if candidate.shape == np.shape(spot.right) == np.shape(bound) and exact:
        return 16 * bound + 2.0**-47 * np.abs(candidate) + 2.0**-49 * largest
    most = 16 * np.max(bound, initial=0.0)
    return np.full(candidate.shape, most + (2.0**-47 if exact else 1e-10) * largest)


def fits(found: Array | None, spot: Spot, local: bool = False) -> bool:
    """Whether what a mistake gives is the trace's value, and not the right one."""
    if found is None or np.shape(found) != spot.own.shape:
        return False
    if found is spot.own:
        return True
    with np.errstate(all="ignore"):
        allowed = tolerance(found, spot, local)
        if not near(found, spot.own, allowed):
            return False
        if found.shape != spot.right.shape or not near(found, spot.right, allowed):
            return True
        return bool(spot.exact and np.array_equal(found, spot.own))  # to the last bit
