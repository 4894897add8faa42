"""The command that writes a program."""

from __future__ import annotations

from ..listing.program import write_listing
from .commands import source_case


def listing_command(
    case: str,
    out: str,
    language: str = "python",
    style: str = "plain",
    data: str | None = None,
    target: list[str] | None = None,
) -> int:
    """Write the training of a case as a program."""
    write_listing(source_case(case, data, target), out, language, style)
    return 0
