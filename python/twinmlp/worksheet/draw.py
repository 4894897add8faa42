"""Draw the spreadsheet of a worksheet with openpyxl."""

from __future__ import annotations

from typing import Any

from ..base.spreadsheet import book_bytes, new_book
from ..base.text import column_letter
from .book import BOOK_NAMES, BookCell, last_column, layout_book
from .cells import sheet_text
from .sheet import Worksheet

# Of each style: fill, bold, size, side, and whether it has a border.
BOOK_STYLES: dict[str, tuple[Any, ...]] = {
    "title": (None, True, 15, None, False),
    "part": (None, True, 12, None, False),
    "name": (None, True, 10, None, False),
    "text": (None, False, 10, None, False),
    "head": (None, False, 9, "center", False),
    "side": (None, False, 9, "right", False),
    "given": ("F1F1F1", False, 11, "right", True),
    "blank": (None, False, 11, "right", True),
    "answer": ("FFE45C", True, 11, "right", True),
}


def worksheet_book(sheet: Worksheet, key: bool = False) -> bytes:
    """The spreadsheet as a file of .xlsx."""
    book = new_book()
    for name, cells in layout_book(sheet, key).items():
        draw_page(book, name, cells, sheet.decimals)
    book[BOOK_NAMES[1]].sheet_state = "hidden"  # for mark, not for people
    return book_bytes(book)


def draw_page(book: Any, name: str, cells: list[BookCell], decimals: int) -> None:
    """Draw one sheet; of the worksheet, all but the boxes is locked, without a password."""
    page = book.create_sheet(name)
    page.sheet_view.showGridLines = False
    page.page_setup.paperSize, page.page_setup.orientation = page.PAPERSIZE_A4, "portrait"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for cell in cells:
        draw_cell(page.cell(cell.row, cell.column), cell, decimals)
    for column in range(1, last_column(cells) + 1):
        page.column_dimensions[column_letter(column)].width = 9.5
    page.protection.sheet = True
    page.oddFooter.center.text = sheet_text("heading")


def draw_cell(drawn: Any, cell: BookCell, decimals: int) -> None:
    """Draw one cell."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    style, _, whole = cell.style.partition("_")
    fill, bold, size, side, bordered = BOOK_STYLES[style]
    drawn.value = cell.value
    if isinstance(cell.value, str):
        drawn.data_type = "s"
    drawn.font = Font(name="Calibri", bold=bold, size=size)
    if fill is not None:
        drawn.fill = PatternFill("solid", start_color=fill)
    if side is not None:
        drawn.alignment = Alignment(horizontal=side)
    if bordered:
        edge = Side(style="medium" if style == "blank" else "thin", color="1A1A1A")
        drawn.border = Border(left=edge, right=edge, top=edge, bottom=edge)
        drawn.number_format = "0" if whole else "0." + "0" * max(decimals, 2 * (style == "given"))
    drawn.protection = Protection(locked=style != "blank")
