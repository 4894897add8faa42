"""The command `check`."""

from __future__ import annotations

from typing import Any

from ..base.checks import check_choice, check_count
from ..conformance.formats import Outcome, read_known, settled, write_junit, write_report
from ..conformance.judge.check import check
from ..conformance.judge.precision import Precision
from ..conformance.judge.read_trace import read_document_of_trace
from ..conformance.report import format_report
from ..conformance.truth.reference import with_whole_numbers
from .names import read_named


def finish(
    outcomes: list[Outcome], known: Any, json: str | None, junit: str | None
) -> tuple[list[Outcome], int]:
    """Mark the known differences, write the files, and return the exit status."""
    outcomes, stale = settled(outcomes, known)
    if json is not None:
        write_report(json, outcomes)
    if junit is not None:
        write_junit(junit, outcomes)
    for entry in stale:
        print(f"No longer different, though --xfail says so: {entry}")
    return outcomes, 0 if all(outcome.passed for outcome in outcomes) and not stale else 1


def stated_precision(precision: str | None, digits: float | None) -> Precision | None:
    """Return the precision that the command line states, if any."""
    if digits is not None:
        return Precision("digits", check_count(digits, "--digits"))
    if precision is None:
        return None
    return Precision(check_choice(precision, "--precision", ("double", "single")))


def check_command(
    case: str,
    trace: str,
    json: str | None = None,
    junit: str | None = None,
    xfail: str | None = None,
    precision: str | None = None,
    digits: float | None = None,
    reference: str | None = None,
) -> int:
    """Compare a trace with the true values of its case."""
    known = read_known(xfail)
    document = with_whole_numbers(read_named(case, "case"))
    golden = (
        None if reference is None else with_whole_numbers(read_named(reference, "golden", "golden"))
    )
    stated = stated_precision(precision, digits)
    report = check(document, read_document_of_trace(trace), golden, stated)
    print("\n".join(format_report(report)))
    outcomes, status = finish([Outcome(document["id"], 0.0, report, None)], known, json, junit)
    if outcomes[0].expected:
        print("\nAll of this is known: " + "; ".join(sorted(outcomes[0].expected)) + ".")
    return status
