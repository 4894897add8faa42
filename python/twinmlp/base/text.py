"""Format tables, matrices and texts."""

from __future__ import annotations

import re
from typing import Any, Mapping, Sequence

import numpy as np

Array = np.ndarray


def align(rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Pad the cells of each column to its widest, the first `left` columns to the left."""
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(w) if c < left else cell.rjust(w)
            for c, (cell, w) in enumerate(zip(row, widths))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def format_value(value: float, decimals: int = 4) -> str:
    """Format a number with `decimals` decimals, or with an exponent if it is too small or too large
    for that.
    """
    if value != 0 and not 10.0**-decimals <= abs(value) < 1e6:
        return f"{value:.{max(decimals - 2, 1)}e}"
    return f"{value:.{decimals}f}"


def has_no_decimals(values: Array) -> bool:
    """Say whether numbers are shown without decimals: all are whole, and less than a million."""
    return bool(np.all((values == np.floor(values)) & (np.abs(values) < 1e6)))


def format_matrix(matrix: Array, decimals: int = 4) -> list[str]:
    """Format a matrix with one line for each row."""
    return align([[format_value(value, decimals) for value in row] for row in matrix], left=0)


def column_letter(column: int) -> str:
    """Return the letters of a column of a spreadsheet, counted from 1: A, B, ... Z, AA, AB, ..."""
    letters = ""
    while column > 0:
        letters = chr(ord("A") + (column - 1) % 26) + letters
        column = (column - 1) // 26
    return letters


def wrap_words(text: str, width: int, indent: str = "", hanging: str = "") -> list[str]:
    """Break a text between words into indented lines of at most `width` characters.

    hanging: what all lines but the first have after the indent.
    """
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(indent + (hanging if lines else "") + word)
    return lines


def fill_template(template: str, fields: Mapping[str, Any]) -> str:
    """Put fields into a template; a name in braces that is not among them stays unchanged."""
    return re.sub(r"\{(\w+)\}", lambda at: str(fields.get(at[1], at[0])), template)
