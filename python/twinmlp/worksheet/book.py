"""Lay out a worksheet as a spreadsheet: cells with styles, and where its boxes are."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..base.text import column_letter, wrap_words
from .blanks import SheetBlock
from .cells import cell_texts, fact_texts, sheet_heading, sheet_text, task_text
from .form import FORM_FACTS, boxes_of
from .html import block_symbol
from .sheet import Worksheet, number_of_blanks
from .table import worksheet_table

# The most columns in a line of blocks: they fit on a page across.
BOOK_COLUMNS = 11
BOOK_WIDTH = 90  # letters of a line of text
BOOK_NAMES = ("Worksheet", "Boxes", "Key")


class BookCell(NamedTuple):
    """A cell: its place, counted from 1, what is in it, and a style."""

    row: int
    column: int
    value: Any
    style: str


class BookPage(NamedTuple):
    """The cells of a sheet of the book, and the first cell of each block by its key."""

    cells: list[BookCell]
    places: dict[str, tuple[int, int]]


def layout_page(sheet: Worksheet, answers: bool) -> BookPage:
    """Lay out the sheet itself, or its answer key."""
    cells = [
        BookCell(1, 1, sheet_heading(answers), "title"),
        BookCell(2, 1, sheet.title, "text"),
        BookCell(3, 1, "   ".join(fact_texts(sheet)), "text"),
    ]
    row = 5
    if not answers:
        for text in wrap_words(task_text(sheet.decimals), BOOK_WIDTH):
            cells.append(BookCell(row, 1, text, "text"))
            row += 1
        cells += [BookCell(row + 1, 1, sheet_text("name"), "name")]
        cells += [BookCell(row + 1, 2, None, "blank"), BookCell(row + 1, 3, None, "blank")]
        points = f"{sheet_text('points')}: / {number_of_blanks(sheet)}"
        cells += [BookCell(row + 1, 6, points, "name")]
        row += 3
    page = BookPage(cells, {})
    for part, title in worksheet_table()["parts"].items():
        blocks = [block for block in sheet.blocks if block.part == part]
        if blocks:
            cells.append(BookCell(row, 1, title, "part"))
            row = place_line(page, blocks, row + 1, sheet.decimals, answers)
    return page


def place_line(
    page: BookPage, blocks: list[SheetBlock], row: int, decimals: int, answers: bool
) -> int:
    """Place the blocks of a part from left to right, line below line; return the next free row."""
    cells, column, height = page.cells, 1, 0
    for block in blocks:
        label = block.formula or block_symbol(block)
        width = max(len(block.columns) + 2, 2 + len(label) // 9)
        if column > 1 and column + width - 2 > BOOK_COLUMNS:
            row, column, height = row + height, 1, 0
        cells.append(BookCell(row, column, label, "name"))
        page.places[block.key] = (row + 2, column + 1)
        for j, text in enumerate(block.columns):
            cells.append(BookCell(row + 1, column + 1 + j, text, "head"))
        texts = cell_texts(block, decimals)
        for i, name in enumerate(block.rows):
            cells.append(BookCell(row + 2 + i, column, name, "side"))
            for j, blank in enumerate(block.blank[i].tolist()):
                style = "given" if not blank else "answer" if answers else "blank"
                whole = "." not in texts[i][j]
                style = style + "_whole" if whole and style != "blank" else style
                value = float(texts[i][j]) if answers or not blank else None
                cells.append(BookCell(row + 2 + i, column + 1 + j, value, style))
        column, height = column + width, max(height, len(block.rows) + 3)
    return row + height + 1


def layout_boxes(sheet: Worksheet) -> list[BookCell]:
    """Lay out the sheet that maps cells to boxes, by which a filled-in book is read."""
    places = layout_page(sheet, False).places
    cells = [BookCell(1, j + 1, name, "name") for j, name in enumerate(FORM_FACTS)]
    facts = (sheet.id, float(sheet.seed), float(sheet.decimals))
    cells += [BookCell(2, j + 1, fact, "text") for j, fact in enumerate(facts)]
    names = ("quantity", "row", "column", "cell")
    cells += [BookCell(4, j + 1, name, "name") for j, name in enumerate(names)]
    for i, box in enumerate(boxes_of(sheet)):
        row, column = places[box.key]
        address = f"{column_letter(column + box.j)}{row + box.i}"
        for j, text in enumerate((box.key, box.row, box.column, address)):
            cells.append(BookCell(5 + i, j + 1, text, "text"))
    return cells


def layout_book(sheet: Worksheet, key: bool = False) -> dict[str, list[BookCell]]:
    """The sheets of the book by their names."""
    found = [layout_page(sheet, False).cells, layout_boxes(sheet)]
    found += [layout_page(sheet, True).cells] if key else []
    return dict(zip(BOOK_NAMES, found))


def last_column(cells: list[BookCell]) -> int:
    """The last column of some cells."""
    return int(np.max([cell.column for cell in cells]))
