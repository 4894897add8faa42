"""Draw the sheets with openpyxl."""

from __future__ import annotations

import os
from typing import Any, Sequence

from openpyxl.chart import Reference, ScatterChart, Series
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from ..base.spreadsheet import book_bytes, new_book
from ..base.text import column_letter
from ..base.writing import write_bytes
from ..plots.shapes import THEMES
from .book import layout_workbook
from .cells import Sheet, block_area

FONT, WIDTH, FIRST_WIDTH = "Calibri", 10, 12
# Of each style: fill, bold, size, colour, number format, side.
STYLES: dict[str, tuple[Any, ...]] = {
    "title": (None, True, 14, "000000", "General", None),
    "part": (None, True, 12, "000000", "General", None),
    "name": (None, True, 11, "000000", "General", None),
    "text": (None, False, 11, "000000", "General", None),
    "head": (None, False, 9, "595959", "General", "center"),
    "side": (None, False, 9, "595959", "General", "right"),
    "input": ("DDEBF7", False, 11, "000000", "General", None),
    "source": (THEMES["light"]["source"][1:], False, 11, "000000", "0.000", None),
    "computed": (THEMES["light"]["computed"][1:], False, 11, "000000", "0.000", None),
    "loss": (THEMES["light"]["computed"][1:], False, 11, "000000", "0.000000", None),
}
# The styles of words, which are no formulas, also where they begin with =.
WORDS = ("title", "part", "name", "text", "head", "side")
EDGE = Border(*[Side(style="thin", color="FFFFFF")] * 4)


def build_workbook(case: dict[str, Any], epochs: int = 20) -> Workbook:
    """Return the first epochs of a case's training as a workbook."""
    book = new_book()
    sheets = layout_workbook(case, epochs)
    for sheet in sheets:
        draw_sheet(book, sheet)
    draw_chart(book["Error"], len(sheets[1].cells) // 2)
    return book


def draw_sheet(book: Workbook, sheet: Sheet) -> None:
    """Draw a sheet: its cells, the names of its blocks, and how it is shown and printed."""
    drawn: Worksheet = book.create_sheet(sheet.title)
    for cell in sheet.cells:
        target = drawn.cell(cell.row, cell.column)
        target.value = ArrayFormula(cell.area, cell.value) if cell.area else cell.value
        if cell.style in WORDS and isinstance(cell.value, str):
            target.data_type = "s"
        fill, bold, size, colour, target.number_format, side = STYLES[cell.style]
        target.font = Font(name=FONT, bold=bold, size=size, color=colour)
        if fill is not None:
            target.fill, target.border = PatternFill("solid", fgColor=fill), EDGE
        if side is not None:
            target.alignment = Alignment(horizontal=side, shrink_to_fit=True)
    for name, block in sheet.blocks.items():
        everywhere = name == "learning_rate"
        names = book.defined_names if everywhere else drawn.defined_names
        names.add(DefinedName(name, attr_text=f"'{sheet.title}'!{block_area(block, '$')}"))
    for column in range(1, max(cell.column for cell in sheet.cells) + 1):
        letter = column_letter(column)
        drawn.column_dimensions[letter].width = FIRST_WIDTH if column == 1 else WIDTH
    drawn.sheet_view.showGridLines = False
    drawn.freeze_panes = "A2"
    drawn.print_title_rows = "1:1"
    drawn.page_setup.orientation, drawn.page_setup.paperSize = "portrait", 9  # A4
    drawn.sheet_properties.pageSetUpPr.fitToPage = True
    drawn.page_setup.fitToHeight = 0


def draw_chart(sheet: Worksheet, last: int) -> None:
    """Draw the chart of the loss, which is in the rows up to `last`."""
    chart = ScatterChart()
    chart.title, chart.style, chart.height, chart.width = "The loss before each epoch", 13, 9, 18
    chart.x_axis.title, chart.y_axis.title, chart.legend = "epochs done", "loss", None
    chart.x_axis.delete = chart.y_axis.delete = False
    columns: Sequence[int] = (2, 1)
    series = Series(*(Reference(sheet, min_col=c, min_row=2, max_row=last) for c in columns))
    series.marker.symbol, series.marker.size = "circle", 6
    chart.series.append(series)
    sheet.add_chart(chart, "D2")


def write_workbook(case: dict[str, Any], path: str | os.PathLike[str], epochs: int = 20) -> None:
    """Write the workbook of a case."""
    write_bytes(path, book_bytes(build_workbook(case, epochs)), "out")
