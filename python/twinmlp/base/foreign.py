"""Python only: turn values of any type into arrays and numbers, whatever errors they raise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np


def array_of(value: Any, dtype: Any = None) -> np.ndarray:
    """Turn a value into an array; a value that NumPy cannot convert becomes an array of one object.

    Rows of different lengths, and lists nested too deep to be rows, are a ValueError.
    """
    try:
        return np.asarray(value, dtype)
    except RecursionError:
        raise ValueError("nested too deep") from None
    except ValueError:
        raise
    except Exception:  # a foreign object may raise anything
        array = np.empty((), dtype=object)
        array[()] = value
        return array


def attribute(value: Any, name: str) -> Any:
    """Return an attribute of a value; None where there is none, whatever asking for it raises."""
    try:
        return getattr(value, name, None)
    except Exception:  # a foreign object may raise anything
        return None


def is_real(value: Any) -> bool:
    """Say whether a value is one number of Python or NumPy; truth values and times, which are
    integers to them, are none.
    """
    if type(value) is float:  # what there is most of in a document
        return True
    none = (bool, np.timedelta64)
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, none)


def nearest_double(value: Any) -> float:
    """Return a number as a double; a whole number beyond all doubles is infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def dimensions_of(value: Any) -> tuple[int, ...] | None:
    """Return the shape of an array, a table or a list; None for anything else."""
    listed = isinstance(value, Sequence) or hasattr(type(value), "__array__")
    if not listed or isinstance(value, (bytes, bytearray)):
        return None
    try:
        is_table = hasattr(value, "columns") and hasattr(value, "index")
        return tuple(value.shape) if isinstance(value, np.ndarray) or is_table else (len(value),)
    except Exception:  # a foreign object may raise anything
        return None
