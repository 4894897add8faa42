"""Spreadsheets, by a package that need not be installed."""

from __future__ import annotations

import io
import os
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from .errors import fail

# How many cells are looked at, at most, where a file names them.
MOST_CELLS = 1_000_000


def require_spreadsheets() -> None:
    """Refuse to go on without the package for spreadsheets."""
    if find_spec("openpyxl") is None:
        requirement = "installed (pip install 'twinmlp[excel]')"
        fail("E_PLATFORM", "openpyxl", requirement, "no such package")


def new_book() -> Any:
    """Start a workbook without sheets."""
    require_spreadsheets()
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    return book


def book_bytes(book: Any) -> bytes:
    """Return a workbook as the content of a file, .xlsx."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def open_book(path: str | os.PathLike[str], largest: int) -> Any:
    """Open a workbook of at most `largest` bytes unpacked, and read the values of its formulas.

    Whatever is wrong with it is an exception of any kind.
    """
    from openpyxl import load_workbook

    if not Path(path).is_file():
        raise ValueError("no plain file")
    with ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > largest:
            raise ValueError("too large")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl does not know of a workbook
        return load_workbook(path, data_only=True)


def cells_at(sheet: Any, address: str) -> list[list[Any]]:
    """The values of the cells of a sheet at an address such as A1 or A1:B2."""
    from openpyxl.utils import range_boundaries

    first_column, first_row, last_column, last_row = range_boundaries(address.replace("$", ""))
    if (last_column - first_column + 1) * (last_row - first_row + 1) > MOST_CELLS:
        raise ValueError("too many cells")
    rows = sheet.iter_rows(first_row, last_row, first_column, last_column, values_only=True)
    return [list(row) for row in rows]
