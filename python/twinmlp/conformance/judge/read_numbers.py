"""Numbers, objects and lists of a trace file, of whatever shape; what is no number is named and
refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...base.errors import TwinMLPError, describe, fail

Array = np.ndarray
Record = dict[str, Any]


# What JSON has no number for: Python's json writes these words bare, R's jsonlite in quotes.
WORDS = {
    "NaN": np.nan,
    "NA": np.nan,
    "Inf": np.inf,
    "Infinity": np.inf,
    "-Inf": -np.inf,
    "-Infinity": -np.inf,
}


def as_single(value: Any, path: str) -> float:
    """One number, also if it stands in a list of its own."""
    array = as_array(value, path)
    if array.size != 1:
        fail("E_SHAPE", path, "one number", describe(array))
    return float(array.ravel()[0])


def as_array(value: Any, path: str) -> Array:
    """Nested lists as an array of doubles of whatever shape, one number as a list of one; null and
    NaN are not numbers, but they are values."""
    try:
        array = np.array(value)
        if array.dtype.kind in "OU":
            array = np.array(plain(value, path), dtype=np.float64)
    except TwinMLPError:
        raise
    except (ValueError, OverflowError):
        fail("E_SHAPE", path, "numbers in rows of one length", "rows of different lengths")
    if array.dtype.kind not in "iuf":
        fail("E_TYPE", path, "numbers", describe(value))
    return np.atleast_1d(array.astype(np.float64))


def plain(value: Any, path: str) -> Any:
    """Nested lists with every value a number."""
    if isinstance(value, list):
        return [plain(item, f"{path}[{i}]") for i, item in enumerate(value)]
    if value is None:
        return np.nan
    if isinstance(value, str) and value in WORDS:
        return WORDS[value]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        fail("E_TYPE", path, "a number", describe(value))
    return float(value)


def names_besides(value: Record, names: tuple[str, ...], prefix: str) -> list[str]:
    """The names in an object that are not among these."""
    return [prefix + name for name in value if name not in names]


def check_object(value: Any, path: str) -> Any:
    """Accept an object."""
    return value if isinstance(value, dict) else fail("E_TYPE", path, "an object", describe(value))


def check_list(value: Any, path: str) -> Any:
    """Accept a list."""
    return value if isinstance(value, list) else fail("E_TYPE", path, "a list", describe(value))
