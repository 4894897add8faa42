"""What users give, in one form."""

from __future__ import annotations

from typing import Any

from ..arithmetic.kinds import Array
from ..base.checks import as_column, check_matrix
from ..base.errors import describe, fail
from ..nn.activations import Activation


def input_names(X: Any) -> list[str] | None:
    """The names of the columns of a data frame."""
    return [str(name) for name in X.columns] if hasattr(X, "columns") else None


def as_list(value: Any) -> list[Any]:
    """One value, or a sequence of values, as a list."""
    return (
        [value]
        if isinstance(value, (str, dict, Activation)) or not hasattr(value, "__iter__")
        else list(value)
    )


def one_for_each(value: Any, length: int, argument: str) -> list[Any]:
    """One value repeated `length` times, or as many values."""
    values = as_list(value)
    if len(values) == 1:
        return values * length
    if len(values) != length:
        fail("E_SHAPE", argument, f"one value or a list of {length}", describe(values))
    return values


def as_data(X: Any, y: Any) -> tuple[Array, Array]:
    """X and y as matrices of as many rows; y may be a plain list of n values."""
    X = check_matrix(X, "X")
    return X, check_matrix(as_column(y), "y", rows=len(X))
