"""Python only: the command that makes the page."""

from __future__ import annotations

from typing import Sequence

from ..base.files import read_document
from ..walkthrough.page import write_walkthrough
from .options import Command, option_text, parse_line


def walkthrough_command(case: str, out: str, r: str | None = None) -> int:
    """Write the walk-through page of a case."""
    write_walkthrough(read_document(case, "case"), out, r)
    return 0


PAGE_COMMANDS = {
    "walkthrough": Command(
        walkthrough_command,
        ["CASE"],
        {"out": (option_text, True), "r": (option_text, False)},
        "write a case as one HTML page that explains every number; --r takes R's trace",
    ),
}


def run_command(name: str, arguments: Sequence[str]) -> int:
    """Run one of these commands on the rest of its command line."""
    command = PAGE_COMMANDS[name]
    return command.run(**parse_line(arguments, command))
