"""Tables in CSV files with a header line: read as text or numbers, and written."""

from __future__ import annotations

import re
from typing import Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix
from ..base.errors import describe, fail, quote_json
from ..base.files import read_text, write_text
from ..base.json_text import to_number
from .columns import NUMBERS, Table, check_different

# What a number looks like in a CSV file; both languages accept the same texts.
DECIMAL = re.compile(r"[ \t]*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t]*")


def split_line(line: str) -> list[str] | None:
    """Split a line of CSV, such as a,"b ""c"", d", into cells; None if a quote is out of place."""
    cells = re.findall(r',("(?:[^"]|"")*"|[^,"]*)', "," + line)
    if "".join("," + cell for cell in cells) != "," + line:
        return None
    return [cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in cells]


def read_rows(path: str, argument: str) -> list[list[str]]:
    """Read the cells of a CSV file, without empty lines."""
    lines = re.split(r"\r\n|\n|\r", read_text(path, argument, "a CSV file", "which is not text"))
    rows = [split_line(line) for line in lines if line]
    if None in rows:
        fail(
            "E_FORMAT",
            argument,
            "a CSV file",
            f"{quote_json(str(path))}, which has quotes out of place in row {rows.index(None)}",
        )
    return [row for row in rows if row is not None]


def read_cells(path: str, argument: str) -> tuple[list[str], list[list[str]]]:
    """Read the column names of a CSV file, and its rows as text; two columns of one name are
    refused.
    """
    rows = read_rows(path, argument)
    if len(rows) < 2:
        fail("E_FORMAT", argument, "a header line and at least one row", f"{len(rows)} lines")
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(rows[0]):
            fail(
                "E_FORMAT",
                argument,
                f"a table of {len(rows[0])} columns",
                f"{len(row)} in row {number}",
            )
    return check_different([name.strip(" \t") for name in rows[0]], argument), rows[1:]


def number_columns(
    names: Sequence[str],
    rows: list[list[str]],
    wanted: Sequence[str],
    argument: str,
    requirement: str | None = None,
) -> Table:
    """Read the columns of the names that are wanted as numbers."""
    places = [names.index(name) for name in wanted]
    for number, row in enumerate(rows, start=1):
        for place in places:
            if not DECIMAL.fullmatch(row[place]):
                found = f"{describe(row[place])} in row {number}, column {names[place]}"
                fail("E_TYPE", argument, requirement or NUMBERS, found)
    values = [[float(row[place]) for place in places] for row in rows]
    return Table(wanted, check_matrix(values, argument))


def read_table(path: str, argument: str) -> tuple[list[str], Array]:
    """Read the column names and the numbers of a CSV file."""
    names, rows = read_cells(path, argument)
    return names, number_columns(names, rows, names, argument).values


def to_cell(value: float | str) -> str:
    """Format a number, or a word between double quotes, as a cell of CSV."""
    return to_number(value) if not isinstance(value, str) else '"' + value.replace('"', '""') + '"'


def format_csv(names: Sequence[str], values: Array) -> str:
    """Format a matrix as CSV: a line of names, numbers with 17 significant digits, words between
    double quotes.
    """
    header = ",".join(map(to_name, names))
    return "\n".join([header] + [",".join(map(to_cell, row)) for row in values.tolist()]) + "\n"


def to_name(name: str) -> str:
    """Format a name as a cell of CSV: between double quotes where it has a comma or quotes."""
    return to_cell(name) if re.search('[",\r\n]', name) else name


def write_csv(path: str, names: Sequence[str], values: Array, argument: str = "out") -> None:
    """Write a matrix with the names of its columns as a CSV file."""
    write_text(path, format_csv(names, np.asarray(values)), argument)
