"""The commands that write a live workbook, and read one back."""

from __future__ import annotations

from ..base.checks import check_count
from ..base.files import write_json
from ..workbook import workbook_module
from .names import read_named


def workbook_command(case: str, out: str, epochs: float = 20) -> int:
    """Write the first epochs of a case as a spreadsheet of formulas."""
    workbook_module("draw").write_workbook(
        read_named(case, "case"), out, check_count(epochs, "--epochs")
    )
    return 0


def workbook_trace_command(case: str, workbook: str, out: str) -> int:
    """Write the numbers of a recalculated workbook as a trace."""
    write_json(out, workbook_module("reading").workbook_trace(read_named(case, "case"), workbook))
    return 0
