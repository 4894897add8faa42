"""Read and write data files: CSV with a header line, or JSON with X and y."""

from __future__ import annotations

import re
from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix
from ..base.errors import describe, fail, quote_json
from ..base.files import read_json, read_text, write_text
from ..base.json_text import to_number
from .columns import Table, check_columns, check_different

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
    names: Sequence[str], rows: list[list[str]], wanted: Sequence[str], argument: str
) -> Table:
    """Read the columns of the names that are wanted as numbers."""
    places = [names.index(name) for name in wanted]
    for number, row in enumerate(rows, start=1):
        for place in places:
            if not DECIMAL.fullmatch(row[place]):
                found = f"{describe(row[place])} in row {number}, column {names[place]}"
                fail("E_TYPE", argument, "a table of numbers", found)
    values = [[float(row[place]) for place in places] for row in rows]
    return Table(wanted, check_matrix(values, argument))


def target_columns(
    names: Sequence[str], rows: list[list[str]], wanted: Sequence[str], argument: str
) -> Table:
    """Read the targets as numbers; one column without any number holds labels."""
    cells = [row[names.index(wanted[0])] for row in rows]
    if len(wanted) > 1 or not all(cell and not DECIMAL.fullmatch(cell) for cell in cells):
        return number_columns(names, rows, wanted, argument)
    return Table(wanted, np.array([[cell] for cell in cells], dtype=object))


def read_table(path: str, argument: str) -> tuple[list[str], Array]:
    """Read the column names and the numbers of a CSV file."""
    names, rows = read_cells(path, argument)
    return names, number_columns(names, rows, names, argument).values


def read_data(
    path: str, targets: Sequence[str] | None = None, inputs: Sequence[str] | None = None
) -> tuple[Any, Any]:
    """Read X and y from a data file: tables from a CSV file, matrices from a JSON file.

    In a CSV file y is the columns named in `targets`, or the last one, numbers or words; X is those
    named in `inputs`, or all others.
    """
    if path.endswith(".csv"):
        names, rows = read_cells(path, "data")
        targets = names[-1:] if targets is None else targets
        for name in targets:
            if name not in names:
                fail("E_CHOICE", "target", "one of " + ", ".join(names), describe(name))
        others = check_columns(names, inputs or [], "data")
        others = others or [name for name in names if name not in targets]
        if not others:
            requirement = "a table with a column that is not a target"
            fail("E_SHAPE", "data", requirement, f"a {len(rows)} x {len(names)} matrix")
        return (
            number_columns(names, rows, others, "data"),
            target_columns(names, rows, targets, "data"),
        )
    document = read_json(path, "data")
    for name in ("X", "y"):
        if not isinstance(document, dict) or name not in document:
            fail("E_FORMAT", "data." + name, "present", "nothing")
    X = check_matrix(document["X"], "data.X")
    return X, check_matrix(document["y"], "data.y", rows=len(X))


def read_inputs(path: str, inputs: Sequence[str] | None) -> Any:
    """Read X from a data file for a network with inputs of these names.

    Further columns of a CSV file are left out; where the names are not known, all are inputs.
    """
    if path.endswith(".csv"):
        names, rows = read_cells(path, "data")
        wanted = check_columns(names, inputs or names, "data")
        return number_columns(names, rows, wanted, "data")
    document = read_json(path, "data")
    if not isinstance(document, dict) or "X" not in document:
        fail("E_FORMAT", "data.X", "present", "nothing")
    return check_matrix(document["X"], "data.X")


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
