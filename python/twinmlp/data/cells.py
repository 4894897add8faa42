"""The cells of a CSV file: its numbers, read at once, and the text of a column when it is asked
for.
"""

from __future__ import annotations

import re
from typing import Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import fail, quote_json
from ..base.files import read_text
from .columns import check_different

# A number as JSON has it.
JSON_NUMBER = "-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?"

# What a number looks like in a CSV file; both languages accept the same texts.
DECIMAL = re.compile(r"[ \t]*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t]*")

# Separators of other kinds of tables.
OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "bars"}

# A cell: between quotes, or without any.
CSV_CELL = '(?:"(?:[^"]|"")*"|[^,"]*)'


class Cells(NamedTuple):
    """The cells of a table: the names of its columns; its numbers, NaN where a cell is not a
    number; and a function that returns the text of a column by its place, from 0.
    """

    names: list[str]
    numbers: Array
    column: Callable[[int], list[str]]


def read_lines(path: str, argument: str) -> list[str]:
    """Read the lines of a CSV file, without empty ones."""
    text = read_text(path, argument, "a CSV file", "which is not text")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line for line in lines if line]


def is_csv(path: str) -> bool:
    """Whether a data file is read as CSV: any whose name does not end in .json."""
    return not path.lower().endswith(".json")


def check_commas(path: str, lines: list[str], argument: str) -> list[str]:
    """Refuse a header that has other marks between its names, and no comma."""
    header = re.sub('"[^"]*"', "", lines[0]) if lines else ""
    other = next((word for mark, word in OTHER_MARKS.items() if mark in header), None)
    if other is not None and "," not in header:
        found = f"{quote_json(str(path))}, which has {other} in place of commas"
        fail("E_FORMAT", argument, "a CSV file", found)
    return lines


def check_rows(path: str, lines: list[str], argument: str) -> list[str]:
    """Accept the lines of a CSV file: a header and rows, with quotes in place, of as many cells."""
    is_row = re.compile(f"{CSV_CELL}(?:,{CSV_CELL})*").fullmatch
    bad = next((number for number, line in enumerate(lines) if not is_row(line)), None)
    if bad is not None:
        found = f"{quote_json(str(path))}, which has quotes out of place in row {bad}"
        fail("E_FORMAT", argument, "a CSV file", found)
    if len(lines) < 2:
        found = "nothing" if not lines else "1 line"
        fail("E_FORMAT", argument, "a header line and at least one row", found)
    lines = hide_commas(lines)
    widths = [line.count(",") + 1 for line in lines]
    for number, width in enumerate(widths):
        if width != widths[0]:
            requirement = f"a table of {widths[0]} columns"
            fail("E_FORMAT", argument, requirement, f"{width} in row {number}")
    return lines


def hide_commas(lines: list[str]) -> list[str]:
    """Replace every comma between quotes by a carriage return, which no line contains."""
    text = "\n".join(lines)
    if '"' not in text:
        return lines
    hidden = re.sub('"(?:[^"]|"")*"', lambda cell: cell[0].replace(",", "\r"), text)
    return hidden.split("\n")


def read_numbers(text: str) -> Array:
    """Read cells between commas as numbers in JSON's notation; any other cell is missing."""
    found = re.sub(rf",(?!{JSON_NUMBER}(?:,|\Z))[^,]*", ",nan", "," + text)
    return np.fromiter(map(float, found[1:].split(",")), np.float64)


def column_of(lines: list[str], place: int) -> list[str]:
    """Find the text of the cells at a place, from 0, of lines without commas between quotes."""
    return unquoted([line.split(",", place + 1)[place] for line in lines])


def unquoted(cells: list[str]) -> list[str]:
    """Remove the quotes of cells, and restore the commas between them."""
    return [
        cell[1:-1].replace('""', '"').replace("\r", ",") if cell[:1] == '"' else cell
        for cell in cells
    ]


def check_header(cells: Cells, argument: str) -> None:
    """Refuse a first line that is no header: each of its cells is a number, or a word that occurs
    again in its column. Numbers one by one, as 0, 1, 2 or 2019, 2020, are names.
    """
    numbers = [float(name) for name in cells.names if DECIMAL.fullmatch(name)]
    counted = len(numbers) > 1 and all(b - a == 1 for a, b in zip(numbers, numbers[1:]))
    if numbers and not counted:
        if all(
            DECIMAL.fullmatch(name) or name in cells.column(place)
            for place, name in enumerate(cells.names)
        ):
            fail("E_FORMAT", argument, "a table with a line of names", "data in the first line")


def read_cells(path: str, argument: str) -> Cells:
    """Read the cells of a CSV file; columns without a name, or two of one, are refused, and a
    table without names.
    """
    lines = check_commas(path, read_lines(path, argument), argument)
    header, *rows = check_rows(path, lines, argument)
    names = [name.strip(" \t") for name in unquoted(header.split(","))]
    if "" in names:  # as that of row names, which are no data
        found = f"none in column {names.index('') + 1}"
        fail("E_FORMAT", argument, "a table of columns with names", found)
    numbers = read_numbers(",".join(rows)).reshape(len(rows), -1)
    cells = Cells(names, numbers, lambda place: column_of(rows, place))
    check_header(cells, argument)
    check_different(names, argument)
    return cells
