"""Format the comparison of two traces as lines of text."""

from __future__ import annotations

import numpy as np

from ..base.errors import describe, describe_number, fail
from ..base.text import align
from .compare import Comparison, Difference, ulp
from .quantities import place_name


def format_difference(found: Difference) -> str:
    """Describe one difference in a sentence; the tolerance it names is the smallest to pass."""
    place = place_name(found.entry) + "".join(f"[{i}]" for i in found.index)
    if not found.index:
        return f"{place}: the shape differs from the reference's"
    return (
        f"{place}: {found.value:.17g}, reference {found.reference:.17g}, "
        f"{short_number(found.ulps)} ULP apart; "
        f"allowed {short_number(found.allowed)}, needed {short_number(found.difference)}"
    )


def format_comparison(comparison: Comparison) -> list[str]:
    """Format the verdict, then the table of quantities with the worst difference of each.

    comparison: What compare_traces gave.
    Returns: lines of text.

    >>> trace = run_case(read_document(fixture_path("cases/one_unit.json"), "case"))
    >>> format_comparison(compare_traces(trace, trace))[0]
    'No difference beyond what is allowed.'
    """
    if not isinstance(comparison, Comparison):
        fail("E_TYPE", "comparison", "what `compare_traces` gave", describe(comparison))
    lines = [] if comparison.missing else ["No difference beyond what is allowed."]
    if comparison.first is not None:
        lines = [
            "First wrong value: " + format_difference(comparison.first) + ".",
            f"{comparison.wrong} quantities are off in all.",
        ]
    if comparison.missing:
        lines.append(
            f"Missing: {len(comparison.missing)} quantities, the first is {comparison.missing[0]}."
        )
    return lines + [""] + align(quantity_rows(comparison.worst))


def quantity_rows(worst: dict[str, Difference]) -> list[list[str]]:
    """Return one row for each quantity: its worst difference and what is allowed there, in ULP and
    absolute; needed is what would pass.
    """
    rows = [["quantity", "worst ULP", "allowed ULP", "needed", "allowed", "at step"]]
    for name, found in worst.items():
        step = "-" if found.entry.step is None else f"{found.entry.step:.0f}"
        cells = ["shape", "", "", ""]
        if found.index:
            in_ulps = found.allowed / float(ulp(np.float64(found.reference)))
            cells = [
                short_number(number)
                for number in (found.ulps, in_ulps, found.difference, found.allowed)
            ]
        rows.append([name, *cells, step])
    return rows


def short_number(value: float) -> str:
    """Format one number with three digits."""
    return f"{value:.3g}" if np.isfinite(value) else describe_number(value)
