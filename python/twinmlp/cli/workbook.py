"""Python only: the commands that write a live workbook, and that read one back."""

from __future__ import annotations

import importlib
from typing import Any

from ..base.checks import check_count
from ..base.errors import fail
from ..base.files import write_json
from .names import read_named


def workbook_module(name: str) -> Any:
    """A module of the workbook, loaded when needed: all other commands work without openpyxl."""
    try:
        return importlib.import_module(f"...workbook.{name}", __name__)
    except ImportError:
        fail(
            "E_PLATFORM", "openpyxl", "installed (pip install 'twinmlp[excel]')", "no such package"
        )


def workbook_command(case: str, out: str, epochs: float = 20) -> int:
    """Write the first epochs of a case as a spreadsheet of formulas."""
    workbook_module("book").write_workbook(
        read_named(case, "case"), out, check_count(epochs, "--epochs")
    )
    return 0


def workbook_trace_command(case: str, workbook: str, out: str) -> int:
    """Write the numbers of a recalculated workbook as a trace."""
    write_json(out, workbook_module("reading").workbook_trace(read_named(case, "case"), workbook))
    return 0
