"""The marks of a class as text, and as a table."""

from __future__ import annotations

from collections import Counter
from typing import Sequence

from ..base.text import align
from .mark import Marked, MarkedBlock, points_of


def format_marks(marked: Sequence[Marked]) -> list[str]:
    """Each sheet with its points and remarks; the table of the class, if there are several."""
    lines: list[str] = []
    for one in marked:
        lines += [*format_sheet(one), ""]
    return lines[:-1] if len(marked) == 1 else [*lines, *format_class(marked)]


def format_sheet(marked: Marked) -> list[str]:
    """The points of one sheet, quantity by quantity."""
    points, of = points_of(marked)
    lines = [f"{marked.name} ({which_sheet(marked)}): {points} of {of} points"]
    rows = [[b.key, f"{b.points}/{b.of}", remark(b)] for b in marked.blocks]
    return lines + ["  " + line for line in align(rows, 3)]


def which_sheet(marked: Marked) -> str:
    """Name the variant of a sheet, or the training step of a page."""
    if marked.step is None:
        return f"variant {marked.seed}"
    return f"training step {marked.step + 1}"


def remark(block: MarkedBlock) -> str:
    """Return the remark about a quantity."""
    said = []
    if block.wrong:
        boxes = ", ".join(box_text(row, column) for _, row, column in block.wrong[:4])
        more = len(block.wrong) - 4
        boxes += f" and {more} more" if more > 0 else ""
        said.append(
            f"wrong: {boxes}" if len(block.wrong) < block.of or block.of == 1 else "all wrong"
        )
    if block.mistake is not None:
        said.append(f"{block.mistake[1]} [{block.mistake[0]}]")
    if block.carried:
        said.append(f"{block.carried} right by the numbers before, which are wrong")
    if block.empty:
        said.append(f"{block.empty} empty")
    return "; ".join(said)


def box_text(row: str, column: str) -> str:
    """Name a box by its labels."""
    return " ".join(text for text in (row, column) if text) or "the number"


def class_table(marked: Sequence[Marked]) -> list[list[str]]:
    """Return one line for each sheet: its points for each quantity, and their sum."""
    keys = list(dict.fromkeys(block.key for one in marked for block in one.blocks))
    table = [["name", "variant", *keys, "points", "of"]]
    for one in marked:
        own = {block.key: f"{block.points}" for block in one.blocks}
        points, of = points_of(one)
        cells = [own.get(key, "") for key in keys]
        table.append([one.name, which_sheet(one).split(" ", 1)[-1], *cells, f"{points}", f"{of}"])
    return table


def format_class(marked: Sequence[Marked]) -> list[str]:
    """Format the table of a class, its mean, and mistakes made more than once."""
    lines = ["The class", *align(class_table(marked))]
    shares = [points / of for points, of in map(points_of, marked)]
    share = sum(shares) / len(marked)
    lines.append(f"{len(marked)} sheets; {share:.0%} of the points on average")
    blocks = [block for one in marked for block in one.blocks]
    seen = Counter(f"{b.key}: {b.mistake[1]} [{b.mistake[0]}]" for b in blocks if b.mistake)
    often = [f"{count} times {text}" for text, count in seen.most_common() if count > 1]
    return [*lines, *(["", "Made more than once:", *often] if often else [])]
