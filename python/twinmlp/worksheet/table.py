"""The table of worksheets, and the refusal of what a sheet has no lines for."""

from __future__ import annotations

from typing import Any

from ..base.errors import describe, fail
from ..base.files import fixture_table
from ..trace.case import Case
from ..trace.formulas import check_has_formulas, refuse_settings

# Settings that draw numbers in a step, or keep some of the samples away from it.
UNASKED = ("dropout", "validation_fraction")
# What a page has room for.
MOST_SHEET_SAMPLES, MOST_SHEET_UNITS = 24, 12


def worksheet_table() -> dict[str, Any]:
    """Read the table of worksheets."""
    return fixture_table("worksheet")


def check_worksheet(parts: Case) -> None:
    """Refuse what a worksheet has no lines for."""
    config, requirement = parts.config, "left out in a worksheet, which has no lines for it"
    refuse_settings(config, UNASKED, requirement)
    size = min(config.batch_size or len(parts.X), len(parts.X))
    if size > MOST_SHEET_SAMPLES:
        requirement = f"of at most {MOST_SHEET_SAMPLES} samples a step on a worksheet"
        fail("E_RANGE", "data", requirement, describe(size))
    widest = max(parts.X.shape[1], *(layer.W.shape[1] for layer in parts.network))
    if widest > MOST_SHEET_UNITS:
        requirement = f"of at most {MOST_SHEET_UNITS} inputs or units a layer on a worksheet"
        fail("E_RANGE", "network", requirement, describe(widest))
    check_has_formulas(config, parts.network)
