"""Columns by name: what inputs and outputs are called, and new data matched to those names."""

from __future__ import annotations

from typing import Any, Iterable, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import as_numbers
from ..base.errors import fail
from ..base.foreign import attribute, dimensions_of

NUMBERS = "a table of numbers"
NUMBERS_OR_TEXT = "a table of numbers, or text in the columns of `categorical`"


class Table:
    """A matrix whose columns have names, like a CSV file or a data frame."""

    def __init__(self, columns: Sequence[str], values: Array) -> None:
        self.columns, self.values = list(columns), values

    def __getitem__(self, name: str) -> Array:
        return self.values[:, self.columns.index(name)]

    def __array__(self, dtype: Any = None, copy: Any = None) -> Array:
        return np.asarray(self.values, dtype)


def column_names(values: Any, argument: str) -> list[str] | None:
    """Find the names of the columns of a table; None where it has none, or one is not a word.

    Two columns of one name are refused.
    """
    found = attribute(values, "columns")
    names = [] if found is None else list(found)
    if not names or not all(isinstance(name, str) and name for name in names):
        return None
    return check_different(names, argument)


def check_different(names: list[str], argument: str) -> list[str]:
    """Accept the names of the columns of a table if no two are the same."""
    for place, name in enumerate(names):
        if name in names[:place]:
            fail("E_CHOICE", argument, "a table of different columns", f"two columns {name}")
    return names


def target_names(y: Any, argument: str) -> list[str] | None:
    """Find the names of the columns of the targets, or the name of one series of them."""
    name = attribute(y, "name")
    return [name] if isinstance(name, str) else column_names(y, argument)


def list_names(names: Sequence[str]) -> str:
    """List names in a sentence: the first ten, and how many there are."""
    first = ", ".join(names[:10])
    return first if len(names) <= 10 else f"{first}, ... ({len(names)} in all)"


def check_columns(
    names: Sequence[str], wanted: Sequence[str], argument: str, origin: str = ""
) -> list[str]:
    """Accept a table if it has the columns that are wanted; `origin` says where they come from."""
    for name in wanted:
        if name not in names:
            requirement = f"a table with the column {name}{origin}"
            fail("E_CHOICE", argument, requirement, "the columns " + list_names(names))
    return list(wanted)


def match_columns(
    values: Any, names: Sequence[str] | None, argument: str, requirement: str | None = None
) -> Any:
    """Take the columns of these names, in their order; further columns are left out.

    Where the names are not known, or the columns have none, the values stay as they are: their
    places count.
    """
    found = column_names(values, argument)
    if found is None:
        return values
    names = check_columns(found, names or found, argument)
    columns = [as_numbers(np.asarray(values[name])) for name in names]
    for name, column in zip(names, columns):
        if column.dtype.kind not in "biuf":
            fail(
                "E_TYPE",
                argument,
                requirement or NUMBERS_OR_TEXT,
                f"other values in the column {name}",
            )
    return Table(names, np.column_stack(columns).astype(np.float64, copy=False))


def formula_origin(formula: dict[str, Any] | None) -> str:
    """Say of columns that they come from the model matrix of a formula of R."""
    return "" if formula is None else f" of the model matrix of {formula['text']}"


def check_model_matrix(
    values: Any, names: Sequence[str] | None, formula: dict[str, Any] | None, argument: str
) -> None:
    """Refuse a table without the columns that R's model matrix of a formula has."""
    found = None if formula is None else column_names(values, argument)
    if formula is not None and found is not None:
        check_columns(found, names or [], argument, formula_origin(formula))


def is_missing(cell: Any) -> bool:
    """Say whether a cell of a table is empty."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, (float, np.floating)) and bool(np.isnan(cell))


def sort_words(found: Iterable[Any], values: Any) -> list[Any]:
    """Sort the words that occur: of a factor as its levels are, else in ascending order.

    A factor: values whose type has categories in an order, as those of pandas and polars.
    """
    names = attribute(values, "columns")
    column = values if names is None or len(names) != 1 else values[names[0]]
    categories = attribute(attribute(column, "dtype"), "categories")
    levels = () if dimensions_of(categories) is None else categories  # some types have no order
    different = set(found)
    known = [word for word in levels if word in different]
    return known if len(known) == len(different) else sorted(different)


def name_columns(names: Sequence[str] | None, count: int, prefix: str) -> list[str]:
    """Return the names of columns, or else x1, x2, ... for the prefix x."""
    known = names is not None and len(names) == count
    return list(names or []) if known else [f"{prefix}{c}" for c in range(1, count + 1)]
