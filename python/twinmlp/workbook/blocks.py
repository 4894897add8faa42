"""Matrices on a sheet: labelled, coloured blocks of cells that have a name."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from ..plots.shapes import THEMES

FILLS = {
    "computed": PatternFill("solid", fgColor=THEMES["light"]["computed"][1:]),
    "source": PatternFill("solid", fgColor=THEMES["light"]["source"][1:]),
    "input": PatternFill("solid", fgColor="DDEBF7"),
}
EDGE = Border(*[Side(style="thin", color="FFFFFF")] * 4)
QUIET = Font(name="Calibri", color="595959", size=9)
BOLD = Font(name="Calibri", bold=True)


def print_on_one_page(sheet: Worksheet) -> None:
    """Print a sheet across, all its columns on one page."""
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


class Block(NamedTuple):
    """A matrix on a sheet: its first cell, counted from 1, and its size."""

    sheet: str
    row: int
    column: int
    rows: int
    columns: int

    def cell(self, i: int, j: int) -> str:
        """Return the address of a cell within its sheet, such as B5; i and j count from 0."""
        return f"{get_column_letter(self.column + j)}{self.row + i}"

    def area(self) -> str:
        """Return the address of the block within its sheet, such as B5:D8."""
        return f"{self.cell(0, 0)}:{self.cell(self.rows - 1, self.columns - 1)}"

    def elsewhere(self, i: int, j: int) -> str:
        """Return the address of a cell for formulas on other sheets."""
        return f"{quote_sheetname(self.sheet)}!{self.cell(i, j)}"

    def absolute(self) -> str:
        """Return the address of the block for a defined name."""
        first, last = [
            f"${get_column_letter(c)}${r}"
            for c, r in (
                (self.column, self.row),
                (self.column + self.columns - 1, self.row + self.rows - 1),
            )
        ]
        return f"{quote_sheetname(self.sheet)}!{first}" + ("" if first == last else f":{last}")


def cell_name(name: str) -> str:
    """Return a name that is not taken for the address of a cell: wh1 becomes wh_1."""
    letters = name.rstrip("0123456789")
    return name if letters == name or "_" in letters else f"{letters}_{name[len(letters) :]}"


def place_block(
    sheet: Worksheet,
    name: str,
    row: int,
    column: int,
    rows: Sequence[str],
    columns: Sequence[str],
    role: str,
    note: str = "",
) -> Block:
    """Write the name, the heads and the colours of a block, and define its name on this sheet."""
    block = Block(sheet.title, row + 2, column + 1, len(rows), len(columns))
    title = sheet.cell(row, column, name + (f"   {note}" if note not in ("", name) else ""))
    title.font = BOLD
    for j, text in enumerate(columns):
        head = sheet.cell(row + 1, column + 1 + j, text)
        head.font, head.alignment = QUIET, Alignment(horizontal="center")
    for i, text in enumerate(rows):
        head = sheet.cell(row + 2 + i, column, text)
        head.font, head.alignment = QUIET, Alignment(horizontal="right")
        for j in range(len(columns)):
            cell = sheet.cell(row + 2 + i, column + 1 + j)
            cell.fill, cell.border, cell.number_format = (
                FILLS[role],
                EDGE,
                "General" if role == "input" else "0.000",
            )
    sheet.defined_names.add(DefinedName(cell_name(name), attr_text=block.absolute()))
    return block


def fill_values(sheet: Worksheet, block: Block, matrix: Any) -> None:
    """Write numbers into a block."""
    for i, row in enumerate(matrix):
        for j, value in enumerate(row):
            sheet[block.cell(i, j)] = float(value)


def fill_links(
    sheet: Worksheet, block: Block, source: Block, rows: Sequence[int] | None = None
) -> None:
    """Let each cell of a block show a cell of another; `rows` says which rows of it."""
    for i, row in enumerate(range(source.rows) if rows is None else rows):
        for j in range(block.columns):
            sheet[block.cell(i, j)] = "=" + source.elsewhere(row, j)


def fill_array(sheet: Worksheet, block: Block, formula: str) -> None:
    """Write one formula for the whole block."""
    sheet[block.cell(0, 0)] = ArrayFormula(block.area(), "=" + formula)


def fill_cells(sheet: Worksheet, block: Block, source: Block, formula: str) -> None:
    """Write one formula for each cell, in which # stands for the same cell of another block."""
    for i in range(block.rows):
        for j in range(block.columns):
            sheet[block.cell(i, j)] = "=" + formula.replace("#", source.cell(i, j))
