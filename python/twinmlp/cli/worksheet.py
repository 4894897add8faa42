"""The command that writes a worksheet, and the one that marks what was filled in."""

from __future__ import annotations

from typing import Sequence

from ..base.checks import check_count
from ..base.files import write_text
from ..data.tables import to_name
from ..worksheet.write import write_worksheet
from .commands import source_case
from .names import read_named


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
    decimals, seed = check_count(decimals, "--decimals", 1, 6), check_count(seed, "--seed", 0)
    write_worksheet(source_case(case, data, target), out, blank, decimals, key, seed)
    return 0


def mark_command(
    case: str, answers: Sequence[str], blank: str | None = None, out: str | None = None
) -> int:
    """Mark filled-in sheets of a case, and show the table of the class."""
    # Loaded when they are needed: they bring the checker along.
    from ..worksheet.marks import class_table, format_marks
    from ..worksheet.mistakes import mark_files

    marked = mark_files(read_named(case, "case"), answers, blank)
    print("\n".join(format_marks(marked)))
    if out is not None:
        lines = [",".join(map(to_name, line)) for line in class_table(marked)]
        write_text(out, "\n".join(lines) + "\n", "out")
    return 0
