"""The commands that make the pages."""

from __future__ import annotations

from ..walkthrough.page import write_playground, write_walkthrough
from .names import read_named


def walkthrough_command(case: str, out: str, trace: str | None = None) -> int:
    """Write the walk-through page of a case."""
    write_walkthrough(read_named(case, "case"), out, trace)
    return 0


def playground_command(out: str) -> int:
    """Write the playground."""
    write_playground(out)
    return 0
