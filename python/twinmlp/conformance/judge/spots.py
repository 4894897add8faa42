"""Places of a trace with their numbers, and when a value is that of the trace."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .recorded import Place

Array = np.ndarray
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


def is_same(found: Array, spot: Spot, local: bool = False) -> bool:
    """Whether a value is the trace's."""
    if np.shape(found) != spot.own.shape:
        return False
    with np.errstate(all="ignore"):
        allowed = tolerance(found, spot, local)
        return bool(np.all((np.abs(found - spot.own) <= allowed) | (found == spot.own)))


def gives(found: Array, spot: Spot) -> bool:
    """Whether a run comes to the trace's value, and that is not the right one."""
    if found.shape != spot.own.shape or spot.own.shape != spot.right.shape:
        return False
    close = CLOSE * np.max(np.abs(found), initial=0.0)
    if spot.rounding is not None:
        return bool(np.all(np.abs(found - spot.own) <= spot.rounding + close))
    close += 16 * np.max(spot.bound, initial=0.0)
    return bool(
        np.any(np.abs(found - spot.right) > close) and np.all(np.abs(found - spot.own) <= close)
    )


def tolerance(candidate: Array, spot: Spot, local: bool = False) -> Array:
    """How close is equal: several rounding bounds, or 1e-10 of the largest where inputs had to be
    filled in.
    """
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
        if not np.all((np.abs(found - spot.own) <= allowed) | (found == spot.own)):
            return False
        return found.shape != spot.right.shape or bool(np.any(np.abs(found - spot.right) > allowed))
