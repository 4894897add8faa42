"""Format the numbers and names of a sheet as text."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ..base.text import fill_template
from .blanks import SheetBlock
from .table import worksheet_table

# A quantity with its layer, in a formula.
SHEET_NAMES = r"\b(new_|new )?(d?[ZAWb])([0-9]+)\b"


def cell_texts(block: SheetBlock, decimals: int) -> list[list[str]]:
    """Format the numbers of a block: whole ones without decimals, given ones with at least two."""
    values = block.values
    whole = bool((values == np.floor(values)).all() and (np.abs(values) < 1e6).all())
    digits = max(decimals, 2) if block.kind is None else decimals
    return [[cell_text(value, 0 if whole else digits) for value in row] for row in values.tolist()]


def cell_text(value: float, decimals: int) -> str:
    """Format a number with a number of decimals; never -0."""
    text = f"{value:.{decimals}f}"
    return text[1:] if re.fullmatch(r"-0(\.0*)?", text) else text


def sheet_text(name: str, **fields: Any) -> str:
    """Return a text of the table, with its fields filled in."""
    return fill_template(worksheet_table()["texts"][name], fields)


def task_text(decimals: int) -> str:
    """Return the text of the task."""
    return sheet_text("task_one") if decimals == 1 else sheet_text("task", decimals=decimals)
