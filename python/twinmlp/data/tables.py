"""Read and write data files: CSV with a header line, or JSON with X and y."""

from __future__ import annotations

import re
from typing import Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix
from ..base.errors import describe, fail, quote_json
from ..base.files import read_json, read_text, write_text
from ..base.json_text import to_number

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


def read_table(path: str, argument: str) -> tuple[list[str], Array]:
    """Read the column names and the numbers of a CSV file."""
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
        for name, cell in zip(rows[0], row):
            if not DECIMAL.fullmatch(cell):
                fail(
                    "E_TYPE",
                    argument,
                    "a table of numbers",
                    f"{describe(cell)} in row {number}, column {name}",
                )
    names = [name.strip(" \t") for name in rows[0]]
    return names, check_matrix([[float(cell) for cell in row] for row in rows[1:]], argument)


def read_data(path: str, targets: Sequence[str] | None = None) -> tuple[Array, Array]:
    """Read X and y from a data file.

    In a CSV file y is the columns named in `targets`, or the last one.
    """
    if path.endswith(".csv"):
        names, values = read_table(path, "data")
        targets = names[-1:] if targets is None else targets
        for name in targets:
            if name not in names:
                fail("E_CHOICE", "target", "one of " + ", ".join(names), describe(name))
        places = [names.index(name) for name in targets]
        others = [c for c in range(len(names)) if c not in places]
        if not others:
            fail("E_SHAPE", "data", "a table with a column that is not a target", describe(values))
        return values[:, others], values[:, places]
    document = read_json(path, "data")
    for name in ("X", "y"):
        if not isinstance(document, dict) or name not in document:
            fail("E_FORMAT", "data." + name, "present", "nothing")
    X = check_matrix(document["X"], "data.X")
    return X, check_matrix(document["y"], "data.y", rows=len(X))


def read_inputs(path: str, columns: int) -> Array:
    """Read X from a data file for a network of `columns` inputs.

    Further columns of a CSV file, the targets, are left out.
    """
    if path.endswith(".csv"):
        names, values = read_table(path, "data")
        if len(names) < columns:
            fail("E_SHAPE", "data", f"a table of {columns} columns or more", describe(values))
        return values[:, :columns]
    document = read_json(path, "data")
    if not isinstance(document, dict) or "X" not in document:
        fail("E_FORMAT", "data.X", "present", "nothing")
    return check_matrix(document["X"], "data.X", columns=columns)


def to_cell(value: float | str) -> str:
    """Format a number, or a word between double quotes, as a cell of CSV."""
    return to_number(value) if not isinstance(value, str) else '"' + value.replace('"', '""') + '"'


def format_csv(values: Array, prefix: str = "output") -> str:
    """Format a matrix as CSV, numbers with 17 significant digits, words between double quotes."""
    header = ",".join(f"{prefix}_{c}" for c in range(1, values.shape[1] + 1))
    return "\n".join([header] + [",".join(map(to_cell, row)) for row in values.tolist()]) + "\n"


def write_csv(path: str, values: Array) -> None:
    """Write a matrix as a CSV file."""
    write_text(path, format_csv(np.asarray(values)), "out")
