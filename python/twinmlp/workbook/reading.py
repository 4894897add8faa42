"""Python only: read a recalculated workbook as a trace, for the checker."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from openpyxl.worksheet.worksheet import Worksheet

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix
from ..base.errors import TwinMLPError, fail, quote_json
from ..base.spreadsheet import cells_at, open_book
from ..trace.article_names import article_name
from ..trace.case import Case, case_parts
from .book import rows_by_epoch
from .cells import cell_name

# How many bytes a workbook has at most when it is unpacked.
LARGEST_UNPACKED = 200_000_000


def workbook_trace(case: dict[str, Any], path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read the numbers of every step's sheet, in the signs and shapes of a trace."""
    parts = case_parts(case)
    try:
        return trace_of_book(case, parts, open_book(path, LARGEST_UNPACKED))
    except TwinMLPError:
        raise
    except Exception:  # whatever a broken or foreign file makes the reader say
        fail("E_FORMAT", "workbook", "an .xlsx file that twinmlp wrote", quote_json(str(path)))


def trace_of_book(case: dict[str, Any], parts: Case, book: Any) -> dict[str, Any]:
    """Read the trace of an open workbook."""
    epochs = book["Error"].max_row - 2
    steps: list[dict[str, Any]] = []
    for epoch, epoch_rows in enumerate(rows_by_epoch(parts, epochs)):
        for rows in epoch_rows:
            sheet = book[f"Step {len(steps) + 1}"]
            steps.append(
                {"step": len(steps), "epoch": epoch, "rows": rows, **sheet_record(sheet, parts)}
            )
    last = steps[-1]["layers"]
    return {
        "format": "twinmlp-trace",
        "version": 1,
        "case": case["id"],
        "implementation": {
            "name": "twinmlp-workbook",
            "version": "1",
            "language": "spreadsheet",
            "arithmetic": "native",
        },
        "steps": steps,
        "losses": [float(book["Error"].cell(2 + epoch, 2).value) for epoch in range(epochs)],
        "final": {
            "loss": read_loss(book["Final"]),
            "parameters": [{"W": layer["W"], "b": layer["b"]} for layer in last],
        },
    }


def sheet_record(sheet: Worksheet, parts: Case) -> dict[str, Any]:
    """Read loss and layers of one step."""
    return {
        "loss": read_loss(sheet),
        "layers": [layer_record(sheet, parts, l) for l in range(1, len(parts.network) + 1)],
    }


def read_loss(sheet: Worksheet) -> float:
    """Read J of a sheet."""
    return float(read_block(sheet, "loss")[0, 0])


def layer_record(sheet: Worksheet, parts: Case, l: int) -> dict[str, Any]:
    """Read one layer's quantities; the article's errors, deltas and gradients change sign."""
    L, biased = len(parts.network), parts.network[l - 1].b is not None

    def read(quantity: str, before: str = "", after: str = "") -> Array:
        return read_block(sheet, before + cell_name(article_name(quantity, l, L)) + after)

    return {
        "Z": read("Z"),
        "A": read("A"),
        "dA": -read("dA"),
        "dZ": -read("dZ"),
        "dW": -read("W", "gradient_"),
        "db": -read("b", "gradient_")[0] if biased else None,
        "W": read("W", after="_updated"),
        "b": read("b", after="_updated")[0] if biased else None,
        "state": {},
    }


def read_block(sheet: Worksheet, name: str) -> Array:
    """Read the numbers of a named block."""
    if name not in sheet.defined_names:
        fail(
            "E_FORMAT",
            "workbook",
            f"a workbook with {name} on each step's sheet",
            quote_json(sheet.title),
        )
    values = cells_at(sheet, sheet.defined_names[name].attr_text.rsplit("!", 1)[1])
    if any(value is None for row in values for value in row):
        fail(
            "E_FORMAT",
            "workbook",
            "recalculated and saved by a spreadsheet program",
            f"no value in {name} on {quote_json(sheet.title)}",
        )
    return np.asarray(check_matrix(values, name))
