"""Tables of numbers in CSV files with a header line: read, and written."""

from __future__ import annotations

import re
from typing import Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix
from ..base.errors import describe, fail
from ..base.files import write_text
from ..base.json_text import to_number
from .cells import DECIMAL, Cells, read_cells
from .columns import NUMBERS, Table

# The first characters of a formula in a spreadsheet.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def number_columns(
    cells: Cells, wanted: Sequence[str], argument: str, requirement: str | None = None
) -> Table:
    """Read the columns of the names that are wanted as numbers."""
    places = [cells.names.index(name) for name in wanted]
    values = cells.numbers[:, places]
    flaws: list[tuple[int, int, str]] = []
    for number in np.flatnonzero(np.isnan(values).any(axis=0)).tolist():
        rows = np.flatnonzero(np.isnan(values[:, number])).tolist()
        column = cells.column(places[number])
        bad = [row for row in rows if not DECIMAL.fullmatch(column[row])]
        if bad:
            flaws.append((bad[0], number, column[bad[0]]))
        else:
            values[rows, number] = [float(column[row]) for row in rows]
    if flaws:
        row, number, cell = min(flaws)
        found = f"{describe(cell)} in row {row + 1}, column {wanted[number]}"
        fail("E_TYPE", argument, requirement or NUMBERS, found)
    return Table(wanted, check_matrix(values, argument))


def read_table(path: str, argument: str) -> tuple[list[str], Array]:
    """Read the column names and the numbers of a CSV file."""
    cells = read_cells(path, argument)
    return cells.names, number_columns(cells, cells.names, argument).values


def as_word(word: str) -> str:
    """Put an apostrophe before a word that a spreadsheet would take for a formula."""
    is_formula = word[:1] in FORMULA_MARKS and not DECIMAL.fullmatch(word)
    return "'" + word if is_formula and word else word


def to_cell(value: float | str) -> str:
    """Format a number, or a word between double quotes, as a cell of CSV."""
    if not isinstance(value, str):
        return to_number(value)
    return '"' + as_word(value).replace('"', '""') + '"'


def format_csv(names: Sequence[str], values: Array) -> str:
    """Format a matrix as CSV: a line of names, numbers with 17 significant digits, words between
    double quotes.
    """
    header = ",".join(map(to_name, names))
    return "\n".join([header] + [",".join(map(to_cell, row)) for row in values.tolist()]) + "\n"


def to_name(name: str) -> str:
    """Format a name as a cell of CSV: between double quotes where it has a comma or quotes."""
    return to_cell(name) if re.search('[",\r\n]', name) else as_word(name)


def write_csv(path: str, names: Sequence[str], values: Array, argument: str = "out") -> None:
    """Write a matrix with the names of its columns as a CSV file."""
    write_text(path, format_csv(names, np.asarray(values)), argument)
