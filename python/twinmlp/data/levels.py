"""Inputs that are text: the levels of each such column, and an input of 0 and 1 for each level."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import describe, fail
from ..base.structures import check_words
from .columns import Table, check_columns, column_names, is_missing, match_columns, sort_words


def find_levels(
    values: Any, categorical: Sequence[str], argument: str
) -> dict[str, list[str]] | None:
    """Find the levels of the columns that are categorical: all words that occur, in ascending
    order, of a factor in that of its levels; None where no column is.
    """
    if not categorical:
        return None
    check_columns(named_columns(values, argument), categorical, argument)
    levels = {
        name: sort_words(level_words(values, name, argument), values[name]) for name in categorical
    }
    for name, found in levels.items():
        if len(found) < 2:
            fail("E_RANGE", f"{argument}.{name}", "text of two levels or more", "1 level")
    return levels


def named_columns(values: Any, argument: str) -> list[str]:
    """Find the names of the columns of a table, which it must have."""
    names = column_names(values, argument)
    if names is None:
        fail("E_TYPE", argument, "a table with named columns", "none")
    return names


def level_words(values: Any, name: str, argument: str) -> list[str]:
    """Return the cells of a column as words."""
    cells = np.asarray(values[name], dtype=object).ravel()
    for place, cell in enumerate(cells):
        if is_missing(cell):
            fail("E_TYPE", f"{argument}.{name}[{place}]", "text", "nothing")
    check_words(cells, f"{argument}.{name}")
    return [cell if isinstance(cell, str) else describe(cell) for cell in cells]


def level_column(name: str, level: str) -> str:
    """Name the column of a level, such as size=big."""
    return f"{name}={level}"


def level_columns(names: Sequence[str], levels: dict[str, list[str]] | None) -> list[str]:
    """Name the columns of a table whose columns with levels are one for each level."""
    known = levels or {}
    columns = [[level_column(n, level) for level in known[n]] if n in known else [n] for n in names]
    return [column for group in columns for column in group]


def table_columns(
    inputs: Sequence[str] | None, levels: dict[str, list[str]] | None
) -> list[str] | None:
    """Name the columns of a table that becomes these inputs."""
    if inputs is None or levels is None:
        return None if inputs is None else list(inputs)
    names = {level_column(name, level): name for name in levels for level in levels[name]}
    return list(dict.fromkeys(names.get(name, name) for name in inputs))


def encode_levels(
    values: Any, levels: dict[str, list[str]] | None, inputs: Sequence[str] | None, argument: str
) -> Any:
    """Turn every column with levels into one column for each level: 1 where it is that level, else
    0. The others are numbers; a table that has these columns already stays as it is.
    """
    if levels is None:
        return values
    found = named_columns(values, argument)
    if inputs is not None and all(name in found for name in inputs):
        return values
    names = check_columns(found, table_columns(inputs, levels) or found, argument)
    columns: dict[str, Array] = {}
    for name in names:
        if name not in levels:
            columns[name] = match_columns(values, [name], argument).values[:, 0]
            continue
        words = np.array(level_words(values, name, argument), dtype=object)
        unknown = np.flatnonzero(~np.isin(words, levels[name]))
        if len(unknown):
            requirement = "one of " + ", ".join(levels[name])
            place = f"{argument}.{name}[{unknown[0]}]"
            fail("E_CHOICE", place, requirement, describe(words[unknown[0]]))
        for level in levels[name]:
            columns[level_column(name, level)] = (words == level).astype(np.float64)
    wanted = level_columns(names, levels) if inputs is None else inputs
    return Table(wanted, np.column_stack([columns[name] for name in wanted]))


def check_levels(levels: Any, inputs: Sequence[str] | None) -> dict[str, list[str]] | None:
    """Accept the levels of a file, if the inputs have a column for each."""
    for name, words in ({} if levels is None else levels).items():
        for place, level in enumerate(words):
            if level_column(name, level) not in (inputs or []):
                requirement = f"a level with an input {level_column(name, level)}"
                fail("E_CHOICE", f"levels.{name}[{place}]", requirement, describe(level))
    return levels
