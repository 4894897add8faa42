"""The boxes of a worksheet as a form: a line of CSV for each, to be filled in."""

from __future__ import annotations

from typing import NamedTuple

from ..data.tables import to_name
from .cells import cell_texts
from .sheet import Worksheet

FORM_HEAD = ["quantity", "row", "column", "answer"]
# What a form says of itself before its boxes.
FORM_FACTS = ("case", "variant", "decimals", "name")


class Box(NamedTuple):
    """An empty box: its block, its labels, its place in the block, and the right number."""

    key: str
    row: str
    column: str
    i: int
    j: int
    answer: str


def boxes_of(sheet: Worksheet) -> list[Box]:
    """All empty boxes of a sheet, block by block and row by row."""
    found = []
    for block in sheet.blocks:
        texts = cell_texts(block, sheet.decimals)
        for i, row in enumerate(block.rows):
            for j, column in enumerate(block.columns):
                if block.blank[i, j]:
                    found.append(Box(block.key, row, column, i, j, texts[i][j]))
    return found


def form_facts(sheet: Worksheet) -> list[str]:
    """Return the facts about a form, in the order of FORM_FACTS."""
    return [sheet.id, f"{sheet.seed}", f"{sheet.decimals}", ""]


def worksheet_csv(sheet: Worksheet, key: bool = False) -> str:
    """Return the form of a sheet; the answer key adds a column."""
    lines = [[*FORM_HEAD, "key"] if key else FORM_HEAD]
    for name, text in zip(FORM_FACTS, form_facts(sheet)):
        lines.append([name, "", "", text] + ([""] if key else []))
    for box in boxes_of(sheet):
        lines.append([box.key, box.row, box.column, ""] + ([box.answer] if key else []))
    return "".join(",".join(map(to_name, line)) + "\n" for line in lines)
