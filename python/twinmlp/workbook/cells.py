"""A spreadsheet as data: sheets of cells, and blocks of cells that have a name.

Rows and columns count from 1, as in a spreadsheet; a text that starts with = is a formula.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

from ..base.text import column_letter

# The most columns in a line of blocks: they fit on a page across.
MOST_COLUMNS = 14


class Cell(NamedTuple):
    """A cell: its place, what is in it, and a style; the area of a formula for a whole block."""

    row: int
    column: int
    value: Any
    style: str
    area: str = ""


class Block(NamedTuple):
    """A matrix on a sheet: its first cell, and its size."""

    sheet: str
    row: int
    column: int
    rows: int
    columns: int


class Sheet:
    """A sheet being written: blocks go from left to right, one line below the other."""

    def __init__(self, title: str, row: int = 1) -> None:
        self.title, self.row, self.column, self.height = title, row, 1, 0
        self.cells: list[Cell] = []
        self.blocks: dict[str, Block] = {}


def cell_address(block: Block, i: int, j: int, fixed: str = "") -> str:
    """Return the address of a cell of a block, such as B5; i and j count from 0, `fixed` is $."""
    return f"{fixed}{column_letter(block.column + j)}{fixed}{block.row + i}"


def block_area(block: Block, fixed: str = "") -> str:
    """Return the address of a block, such as B5:D8, or B5 of a single cell."""
    first = cell_address(block, 0, 0, fixed)
    last = cell_address(block, block.rows - 1, block.columns - 1, fixed)
    return first if first == last else f"{first}:{last}"


def cell_name(name: str) -> str:
    """Return a name that is not taken for the address of a cell: wh1 becomes wh_1."""
    letters = name.rstrip("0123456789")
    return name if letters == name or "_" in letters else f"{letters}_{name[len(letters) :]}"


def write_cell(sheet: Sheet, row: int, column: int, value: Any, style: str, area: str = "") -> None:
    """Write one cell."""
    sheet.cells.append(Cell(row, column, value, style, area))


def start_line(sheet: Sheet) -> None:
    """Start a line of blocks below what is already written."""
    sheet.row, sheet.column, sheet.height = sheet.row + sheet.height, 1, 0


def start_part(sheet: Sheet, title: str) -> None:
    """Start a part below what is already written."""
    start_line(sheet)
    write_cell(sheet, sheet.row, 1, title, "part")
    sheet.row += 1


def place_block(
    sheet: Sheet, name: str, rows: Sequence[str], columns: Sequence[str], note: str = ""
) -> Block:
    """Write the name and the heads of a block, and store its place under its name."""
    title = name + (f"   {note}" if note not in ("", name) else "")
    width = max(len(columns) + 2, 2 + len(title) // 9)
    if sheet.column > 1 and sheet.column + width - 2 > MOST_COLUMNS:
        start_line(sheet)
    row, column = sheet.row, sheet.column
    write_cell(sheet, row, column, title, "name")
    for j, text in enumerate(columns):
        if text:
            write_cell(sheet, row + 1, column + 1 + j, text, "head")
    for i, text in enumerate(rows):
        write_cell(sheet, row + 2 + i, column, text, "side")
    block = Block(sheet.title, row + 2, column + 1, len(rows), len(columns))
    sheet.blocks[cell_name(name)] = block
    sheet.column, sheet.height = column + width, max(sheet.height, len(rows) + 3)
    return block


def fill_block(sheet: Sheet, block: Block, values: Sequence[Sequence[Any]], style: str) -> None:
    """Write a matrix of numbers or of formulas into a block."""
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            write_cell(sheet, block.row + i, block.column + j, value, style)


def fill_links(sheet: Sheet, block: Block, source: Block, rows: Sequence[int]) -> None:
    """Let each cell of a block show a cell of another sheet; `rows` says which rows of it."""
    where, columns = f"='{source.sheet}'!", range(block.columns)
    links = [[where + cell_address(source, row, j) for j in columns] for row in rows]
    fill_block(sheet, block, links, "source")


def fill_array(sheet: Sheet, block: Block, formula: str) -> None:
    """Write one formula for the whole block."""
    for i in range(block.rows):
        for j in range(block.columns):
            value, area = ("=" + formula, block_area(block)) if i == j == 0 else (None, "")
            write_cell(sheet, block.row + i, block.column + j, value, "computed", area)


def fill_cells(sheet: Sheet, block: Block, source: Block, formula: str) -> None:
    """Write one formula for each cell, in which # stands for the same cell of another block."""
    rows, columns = range(block.rows), range(block.columns)
    formulas = [
        ["=" + formula.replace("#", cell_address(source, i, j)) for j in columns] for i in rows
    ]
    fill_block(sheet, block, formulas, "computed")
