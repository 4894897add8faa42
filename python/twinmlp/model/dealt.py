"""Check inputs that workers hold, where a model takes them in place of a matrix."""

from __future__ import annotations

from typing import Any, Sequence

from ..arithmetic.kinds import Array
from ..base.checks import as_column, check_matrix
from ..base.errors import describe, fail
from ..data.columns import list_names
from ..data.dealt import is_dealt

# What must be so, in words, because it needs the rows in one place: native sums, whose order is
# free; a scale; the levels of text; the values of a step.
NOT_DEALT = {
    "arithmetic": '"reproducible"',
    "scale": '"none"',
    "categorical": "empty",
    "on_step": "null",
}


def check_not_dealt(found: dict[str, str | None], X: Any) -> None:
    """Refuse to train on rows held by workers with a setting that cannot; `found` names it, or is
    None.
    """
    for name, words in found.items():
        if is_dealt(X) and words is not None:
            fail("E_CHOICE", name, f"{NOT_DEALT[name]} where rows are dealt out", words)


def setting_not_dealt(
    arithmetic: str, scale: str, categorical: Sequence[str], on_step: Any
) -> dict[str, str | None]:
    """Name the setting of a model that rows held by workers cannot be used with, or None."""
    return {
        "arithmetic": None if arithmetic == "reproducible" else describe(arithmetic),
        "scale": None if scale == "none" else describe(scale),
        "categorical": describe(list(categorical)) if len(categorical) else None,
        "on_step": None if on_step is None else "a function",
    }


def as_data(X: Any, y: Any) -> tuple[Any, Array]:
    """X and y as matrices of as many rows, or X as it is dealt out; y may be a plain list of n
    values.
    """
    X = X if is_dealt(X) else check_matrix(X, "X")
    return X, check_matrix(as_column(y), "y", rows=len(X))


def check_run_rows(X: Any, rows: int, columns: int) -> None:
    """Refuse inputs of another shape than those of the run that is resumed."""
    if not is_dealt(X):
        check_matrix(X, "X", rows=rows, columns=columns)
    elif X.shape != (rows, columns):
        n, m = X.shape
        fail("E_SHAPE", "X", f"a {rows} x {columns} matrix", f"a {n} x {m} matrix")


def check_dealt_columns(
    X: Any, names: Sequence[str] | None, argument: str, columns: int | None
) -> Any:
    """Accept dealt rows of so many columns, of these names where both sides have names."""
    n, m = X.shape
    if columns is not None and m != columns:
        fail("E_SHAPE", argument, f"a n x {columns} matrix", f"a {n} x {m} matrix")
    if names is not None and X.columns is not None and list(names) != X.columns:
        requirement = "dealt out with the columns " + list_names(names)
        fail("E_CHOICE", argument, requirement, "the columns " + list_names(X.columns))
    return X
