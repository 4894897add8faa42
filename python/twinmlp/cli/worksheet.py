"""The command that writes a worksheet, and the one that marks what was filled in."""

from __future__ import annotations

from ..worksheet.write import write_worksheet
from .commands import source_case


def worksheet_command(
    case: str,
    out: str,
    blank: str | None = None,
    decimals: float = 3,
    key: bool = False,
    seed: float = 0,
    data: str | None = None,
    target: list[str] | None = None,
) -> int:
    """Write the first step of a case as a sheet to fill in."""
    write_worksheet(source_case(case, data, target), out, blank, decimals, key, seed)
    return 0
