"""Python only: the command that makes the page."""

from __future__ import annotations

from ..base.files import read_document
from ..walkthrough.page import write_walkthrough


def walkthrough_command(case: str, out: str, r: str | None = None) -> int:
    """Write the walk-through page of a case."""
    write_walkthrough(read_document(case, "case"), out, r)
    return 0
