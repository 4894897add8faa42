"""Check values from outside: each function accepts one kind of value and returns it, or refuses it.

The argument is the name that an error text calls the value.
"""

from __future__ import annotations

import math
from typing import Any, Collection

import numpy as np

from .errors import TwinMLPError, describe, describe_class, fail
from .foreign import array_of, dimensions_of, is_real, nearest_double
from .structures import check_all_finite


def is_number(value: Any) -> bool:
    """Say whether `value` is one number, and not a truth value."""
    return is_real(value)


def is_finite(value: Any) -> bool:
    """Say whether a number is finite as a double."""
    return bool(np.isfinite(nearest_double(value)))


def is_whole_number(value: Any) -> bool:
    """Say whether `value` is one whole number."""
    return is_number(value) and is_finite(value) and value == math.floor(value)


def check_number(value: Any, argument: str, requirement: str = "a finite number") -> float:
    """Accept one finite number; `requirement` says so in words."""
    if not is_number(value):
        fail("E_TYPE", argument, requirement, describe(value))
    if not is_finite(value):
        fail("E_NOT_FINITE", argument, requirement, describe(value))
    return float(value)


def check_positive(value: Any, argument: str) -> float:
    """Accept one finite number above zero."""
    requirement = "a positive finite number"
    number = check_number(value, argument, requirement)
    if number <= 0:
        fail("E_RANGE", argument, requirement, describe(value))
    return number


def check_not_negative(value: Any, argument: str) -> float:
    """Accept one finite number, 0 or more."""
    number = check_number(value, argument)
    if number < 0:
        fail("E_RANGE", argument, "a finite number, 0 or more", describe(value))
    return number


def check_count(value: Any, argument: str, minimum: int = 1, maximum: int | None = None) -> int:
    """Accept one whole number from `minimum` to `maximum`, at most 2^53."""
    requirement = f"a whole number, {minimum} or more"
    if not is_whole_number(value):
        fail("E_TYPE", argument, requirement, describe(value))
    count = int(value)
    if not minimum <= count <= 2**53:
        fail("E_RANGE", argument, requirement, describe(value))
    if maximum is not None and count > maximum:
        fail("E_RANGE", argument, f"a whole number, {maximum:.0f} or less", describe(value))
    return count


def check_flag(value: Any, argument: str) -> bool:
    """Accept true or false."""
    if not isinstance(value, (bool, np.bool_)):
        fail("E_TYPE", argument, "true or false", describe(value))
    return bool(value)


def check_word(value: Any, argument: str) -> str:
    """Accept one word that is not empty."""
    if not isinstance(value, str) or not value:
        fail("E_TYPE", argument, "a name", describe(value))
    return value


def check_choice(value: Any, argument: str, choices: Collection[str]) -> str:
    """Accept one of the names in `choices`."""
    if not isinstance(value, str) or value not in choices:
        fail("E_CHOICE", argument, "one of " + ", ".join(choices), describe(value))
    return value


def check_matrix(
    value: Any, argument: str, rows: int | None = None, columns: int | None = None
) -> np.ndarray:
    """Accept a matrix of finite numbers, at least 1 x 1.

    If `rows` or `columns` is a number, the matrix must have as many. Returns doubles.
    """
    matrix = numbers_in(value, argument, "a matrix of finite numbers")
    if matrix.ndim != 2:
        found = describe(value) if matrix.ndim < 2 else f"an array of {matrix.ndim} dimensions"
        fail("E_SHAPE", argument, "a matrix of finite numbers", found)
    return check_size(matrix.astype(np.float64, order="C", copy=False), argument, rows, columns)


def numbers_in(value: Any, argument: str, requirement: str) -> np.ndarray:
    """Accept an array, a list or a table of numbers only, in any shape."""
    try:
        numbers = as_numbers(value)
    except TwinMLPError:  # of rows whose numbers are elsewhere
        fail("E_TYPE", argument, requirement, describe_class(value))
    except ValueError:
        fail("E_SHAPE", argument, requirement, "rows of different lengths")
    if numbers.dtype.kind not in "biuf":
        fail("E_TYPE", argument, requirement, describe_values(value))
    return numbers


def describe_values(value: Any) -> str:
    """Describe a value in a place for numbers."""
    alone = dimensions_of(value) is None or array_of(value).ndim == 0
    return describe(value) if alone else "values that are not numbers"


def as_numbers(value: Any) -> np.ndarray:
    """Turn the content of a value into an array: objects that are numbers into doubles.

    What a masked array or a data frame leaves out is NaN.
    """
    array = array_of(value)
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        array = np.where(np.ma.getmaskarray(value), np.nan, array.astype(np.float64))
    if array.dtype.kind != "O":
        return array
    left_out = [type(cell).__name__ in ("NAType", "NaTType") for cell in array.flat]
    cells = [np.nan if out else cell for out, cell in zip(left_out, array.flat)]
    if not cells or not all(
        is_number(cell) or isinstance(cell, (bool, np.bool_)) for cell in cells
    ):
        return array
    return np.array([nearest_double(cell) for cell in cells]).reshape(array.shape)


def check_size(
    matrix: np.ndarray, argument: str, rows: int | None, columns: int | None
) -> np.ndarray:
    """Accept a matrix of finite numbers if its size is `rows` x `columns`; None stands for any
    size.
    """
    wanted = (
        "n" if rows is None else describe(rows),
        "m" if columns is None else describe(columns),
    )
    fits = (
        matrix.size > 0 and rows in (None, matrix.shape[0]) and columns in (None, matrix.shape[1])
    )
    if not fits:
        fail("E_SHAPE", argument, "a {} x {} matrix".format(*wanted), describe(matrix))
    check_all_finite(matrix, argument)
    return matrix


def as_column(values: Any) -> Any:
    """Turn a plain list of n values into an n x 1 matrix; leave anything else as it is."""
    try:
        array = array_of(values)
        return np.reshape(array, (-1, 1)) if array.ndim == 1 and len(array) > 0 else values
    except ValueError:
        return values  # rows of different lengths


def check_vector(value: Any, argument: str, length: int | None = None) -> np.ndarray:
    """Accept a list of `length` finite numbers; None stands for any length."""
    requirement = (
        "a list of finite numbers" if length is None else f"a list of {length} finite numbers"
    )
    try:
        vector = as_numbers(value)
    except ValueError:
        fail("E_TYPE", argument, requirement, "values that are not numbers")
    if vector.dtype.kind not in "biuf":
        fail("E_TYPE", argument, requirement, describe_values(value))
    if vector.ndim != 1 or length not in (None, len(vector)):
        fail("E_SHAPE", argument, requirement, describe(vector) if vector.ndim else describe(value))
    check_all_finite(vector, argument)
    return vector.astype(np.float64)


def check_numbers(value: Any, argument: str) -> np.ndarray:
    """Accept a number, a list or a matrix of them, which need not be finite; returns doubles."""
    requirement = "numbers, a list or a matrix of them"
    numbers = numbers_in(value, argument, requirement)
    if numbers.ndim > 2 or numbers.size == 0:
        found = f"an array of {numbers.ndim} dimensions" if numbers.ndim > 2 else describe(numbers)
        fail("E_SHAPE", argument, requirement, found)
    return np.array(numbers, dtype=np.float64)
