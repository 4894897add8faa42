"""Write a worksheet to a file in the format of its ending."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Callable

from ..base.checks import check_choice, check_flag
from ..base.errors import fail
from ..base.files import write_text
from ..base.structures import check_path
from ..base.writing import write_bytes
from .draw import worksheet_book
from .form import worksheet_csv
from .html import worksheet_html
from .notebook import worksheet_ipynb, worksheet_rmd
from .sheet import Worksheet, make_worksheet
from .table import worksheet_table

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PRINTED = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
PRINTING_SECONDS = 120


def worksheet_pdf(sheet: Worksheet, key: bool = False) -> bytes:
    """Print the page of a sheet to a PDF file by a headless Chromium."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        requirement = "installed to write a PDF; a page, .html, can be printed from any browser"
        fail("E_PLATFORM", "Chromium", requirement, "no such program")
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder) / "sheet.html", Path(folder) / "sheet.pdf"
        write_text(page, worksheet_html(sheet, key), "out")
        profile = f"--user-data-dir={folder}/profile"
        words = [browser, *PRINTED, profile, f"--print-to-pdf={out}", page.as_uri()]
        subprocess.run(words, capture_output=True, check=False, timeout=PRINTING_SECONDS)
        if not out.exists():
            fail("E_PLATFORM", "Chromium", "able to print a page", "no PDF")
        return out.read_bytes()


# What writes each form; the names are those of the table.
WRITERS: dict[str, Callable[[Worksheet, bool], str | bytes]] = {
    "html": worksheet_html,
    "pdf": worksheet_pdf,
    "xlsx": worksheet_book,
    "ipynb": worksheet_ipynb,
    "Rmd": worksheet_rmd,
    "csv": worksheet_csv,
}


def write_worksheet(
    case: dict[str, Any],
    path: str,
    blank: Any = None,
    decimals: int = 3,
    key: bool = False,
    seed: int = 0,
) -> None:
    """Write the worksheet of a case to a file in the format of its ending."""
    path = check_path(path, "out")
    check_flag(key, "key")
    kind = check_choice(Path(path).suffix[1:], "out", worksheet_table()["formats"])
    content = WRITERS[kind](make_worksheet(case, blank, decimals, seed), key)
    if isinstance(content, str):
        write_text(path, content, "out")
    else:
        write_bytes(path, content, "out")
