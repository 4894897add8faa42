"""Tables in CSV files with a header line: read as text or numbers, and written."""

from __future__ import annotations

import re
from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix
from ..base.errors import describe, fail, quote_json
from ..base.files import read_text, write_text
from ..base.json_text import to_number
from .columns import NUMBERS, Table, check_different

# What a number looks like in a CSV file; both languages accept the same texts.
DECIMAL = re.compile(r"[ \t]*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t]*")

# What a spreadsheet takes for the beginning of a formula.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def split_line(line: str, mark: str = ",") -> list[str] | None:
    """Split a line of CSV, such as a,"b ""c"", d", into cells; None if a quote is out of place."""
    cells = re.findall(rf'{mark}("(?:[^"]|"")*"|[^{mark}"]*)', mark + line)
    if "".join(mark + cell for cell in cells) != mark + line:
        return None
    return [cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in cells]


def read_lines(path: str, argument: str) -> list[str]:
    """Read the lines of a CSV file, without empty ones."""
    text = read_text(path, argument, "a CSV file", "which is not text")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line for line in lines if line]


def plain_numbers(lines: list[str], columns: int) -> Array | None:
    """Read rows of so many numbers, each as JSON has it, at once; None if one is anything else."""
    one = "-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?"
    row = re.compile(f"{one}(?:,{one}){{{columns - 1}}}")
    if not all(map(row.fullmatch, lines)):
        return None
    return np.array(list(map(float, ",".join(lines).split(",")))).reshape(-1, columns)


def split_rows(path: str, lines: list[str], argument: str) -> list[list[str]]:
    """Split lines into as many cells as the first one has."""
    simple = re.compile('(?:"[^",]*"|[^",]*)(?:,(?:"[^",]*"|[^",]*))*').fullmatch
    strip = lambda cell: cell[1:-1] if cell[:1] == '"' else cell
    rows = [
        line.split(",")
        if '"' not in line
        else [strip(cell) for cell in line.split(",")]
        if simple(line)
        else split_line(line)
        for line in lines
    ]
    found: list[list[str]] = []
    for number, row in enumerate(rows):
        if row is None:
            place = f"{quote_json(str(path))}, which has quotes out of place in row {number}"
            fail("E_FORMAT", argument, "a CSV file", place)
        found.append(row)
    if len(found) < 2:
        fail("E_FORMAT", argument, "a header line and at least one row", f"{len(found)} lines")
    for number, row in enumerate(found[1:], start=1):
        if len(row) != len(found[0]):
            requirement = f"a table of {len(found[0])} columns"
            fail("E_FORMAT", argument, requirement, f"{len(row)} in row {number}")
    return found


def read_cells(path: str, argument: str, as_text: bool = False) -> tuple[list[str], Any]:
    """Read the column names of a CSV file, and its rows: as numbers where all of them are plain
    ones, unless they are wanted as text; two columns of one name are refused.
    """
    lines = read_lines(path, argument)
    header = split_line(lines[0]) if len(lines) > 1 else None
    rows: Any = None
    if header is not None and not as_text:
        rows = plain_numbers(lines[1:], len(header))
    if rows is None:
        header, *rows = split_rows(path, lines, argument)
    return check_different([name.strip(" \t") for name in header or []], argument), rows


def number_columns(
    names: Sequence[str],
    rows: Any,
    wanted: Sequence[str],
    argument: str,
    requirement: str | None = None,
) -> Table:
    """Read the columns of the names that are wanted as numbers."""
    places = [names.index(name) for name in wanted]
    if isinstance(rows, np.ndarray):
        return Table(wanted, check_matrix(rows[:, places], argument))
    plain = plain_numbers([",".join([row[p] for p in places]) for row in rows], len(places))
    if plain is not None:
        return Table(wanted, check_matrix(plain, argument))
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
