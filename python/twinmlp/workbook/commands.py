"""The commands that write a live workbook, and that read one back."""

from __future__ import annotations

from ..checks import check_count
from ..cli import Command, option_number, option_text
from ..files import read_document, write_json
from .book import write_workbook
from .reading import workbook_trace


def workbook_command(case: str, out: str, epochs: float = 20) -> int:
    """Write the first epochs of a case as a spreadsheet of formulas."""
    write_workbook(read_document(case, "case"), out, check_count(epochs, "--epochs"))
    return 0


def workbook_trace_command(case: str, workbook: str, out: str) -> int:
    """Write the numbers of a recalculated workbook as a trace."""
    write_json(out, workbook_trace(read_document(case, "case"), workbook))
    return 0


WORKBOOK_COMMANDS = {
    "workbook": Command(
        workbook_command, ["CASE"], {"out": (option_text, True), "epochs": (option_number, False)},
        "write the first epochs of a case as a spreadsheet of formulas",
    ),
    "workbook-trace": Command(
        workbook_trace_command, ["CASE", "WORKBOOK"], {"out": (option_text, True)},
        "write the numbers of a recalculated workbook as a trace",
    ),
}
