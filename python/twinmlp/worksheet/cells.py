"""Format the numbers and names of a sheet as text."""

from __future__ import annotations

import re
from typing import Any

from ..base.text import fill_template, has_no_decimals
from .blanks import SheetBlock
from .sheet import Worksheet
from .table import worksheet_table

# A quantity with its layer, in a formula.
SHEET_NAMES = r"\b(new_|new )?(d?[ZAWb])([0-9]+)\b"


def cell_texts(block: SheetBlock, decimals: int) -> list[list[str]]:
    """Format the numbers of a block: whole ones without decimals, inputs with at least two."""
    digits = max(decimals, 2) if block.kind is None else decimals
    digits = 0 if has_no_decimals(block.values) else digits
    return [[cell_text(value, digits) for value in row] for row in block.values.tolist()]


def cell_text(value: float, decimals: int) -> str:
    """Format a number with a number of decimals; never -0."""
    text = f"{value:.{decimals}f}"
    return text[1:] if re.fullmatch(r"-0(\.0*)?", text) else text


def sheet_text(name: str, **fields: Any) -> str:
    """Return a text of the table, with its fields filled in."""
    return fill_template(worksheet_table()["texts"][name], fields)


def sheet_heading(answers: bool) -> str:
    """Return the heading of a sheet, or of its answer key."""
    heading = sheet_text("heading")
    return f"{heading}: {sheet_text('key').lower()}" if answers else heading


def fact_texts(sheet: Worksheet) -> list[str]:
    """Return the facts above the numbers of a sheet and its variant, each as a text."""
    facts = {**sheet.facts, "variant": f"{sheet.seed}"}
    return [f"{sheet_text(name)}: {text}" for name, text in facts.items()]


def task_text(decimals: int) -> str:
    """Return the text of the task."""
    return sheet_text("task_one") if decimals == 1 else sheet_text("task", decimals=decimals)
