"""Reports for machines: JSON, JUnit XML, and the file of known differences."""

from __future__ import annotations

import math
import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from ..base.errors import describe, fail
from ..base.files import write_json, write_text
from ..trace.compare import Difference
from .judge.check import Finding, Report
from .report import format_report, sentence
from .report_words import place_text


class Outcome(NamedTuple):
    """What became of one case: a report, or a failure to get one."""

    id: str
    seconds: float
    report: Report | None
    failure: str | None
    expected: frozenset[str] = frozenset()  # the known differences that were met
    left_out: str | None = None  # why the command did not try

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong but what is known to be, or nothing was tried."""
        if self.left_out is not None:
            return True
        if self.failure is not None or self.report is None:
            return False
        return self.report.passed or bool(self.expected)


def number(value: float) -> Any:
    """A number as JSON can hold it."""
    return value if math.isfinite(value) else describe(value)


def finding_record(finding: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    step, phase, layer, quantity = finding.place
    found = finding.difference
    return {
        "step": step,
        "phase": phase,
        "layer": layer,
        "quantity": quantity,
        "index": list(found.index),
        "given_its_own_inputs": finding.from_own_inputs,
        "value": number(found.value),
        "reference": number(found.reference),
        "ulp": number(found.ulps),
        "allowed": number(found.allowed),
        "needed": number(found.difference),
        "advice": finding.advice,
        "fits": [{**fit._asdict(), "is_cause": fit.is_cause} for fit in finding.fits],
    }


def outcome_record(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON."""
    report = outcome.report
    record: dict[str, Any] = {
        "case": outcome.id,
        "passed": outcome.passed,
        "seconds": round(outcome.seconds, 3),
        "failure": outcome.failure,
        "left_out": outcome.left_out,
    }
    if report is None:
        return record
    states = list(report.states.values())
    return {
        **record,
        "sentence": sentence(report),
        "true_values": report.source,
        "counts": {state: states.count(state) for state in ("right", "off", "wrong", "missing")},
        "known_differences": sorted(outcome.expected),
        "findings": [finding_record(f) for f in report.findings],
        "quantities": {k: worst_record(v) for k, v in report.comparison.worst.items()},
        "missing": [place_text(p) for p, state in report.states.items() if state == "missing"],
        "not_understood": report.ignored,
    }


def worst_record(worst: Difference) -> dict[str, Any]:
    """The worst difference of a quantity as JSON."""
    known = {"ulp": worst.ulps, "needed": worst.difference, "allowed": worst.allowed}
    return {**{name: number(value) for name, value in known.items()}, "step": worst.entry.step}


def write_report(path: str, outcomes: list[Outcome]) -> None:
    """All outcomes as one JSON file."""
    document = {"format": "twinmlp-report", "version": 1}
    document["passed"] = all(outcome.passed for outcome in outcomes)
    write_json(path, {**document, "cases": list(map(outcome_record, outcomes))}, "--json")


def write_junit(path: str, outcomes: list[Outcome]) -> None:
    """All outcomes as JUnit XML, a test for each case."""
    failures = sum(not outcome.passed for outcome in outcomes)
    skipped = sum(outcome.left_out is not None for outcome in outcomes)
    total = sum(outcome.seconds for outcome in outcomes)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name="twinmlp" tests="{len(outcomes)}" failures="{failures}" errors="0" '
        f'skipped="{skipped}" time="{total:.3f}">',
    ]
    for outcome in outcomes:
        of, time = quoteattr(outcome.id), f"{outcome.seconds:.3f}"
        lines.append(f'  <testcase classname="twinmlp" name={of} time="{time}">')
        if outcome.left_out is not None:
            lines.append(f"    <skipped message={quoteattr(plain(outcome.left_out))}/>")
        if not outcome.passed:
            message = body = outcome.failure
            if outcome.report is not None:
                message = outcome.failure or sentence(outcome.report)
                body = "\n".join(format_report(outcome.report))
            message, body = quoteattr(plain(message)), escape(plain(body))
            lines.append(f"    <failure message={message}>{body}</failure>")
        lines.append("  </testcase>")
    write_text(path, "\n".join([*lines, "</testsuite>"]) + "\n", "--junit")


def plain(text: str | None) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(c for c in text or "" if c in "\n\t" or ord(c) >= 32)


def read_known(path: str | os.PathLike[str] | None) -> list[tuple[str, str]]:
    """Known differences, one a line: a case (or a pattern), then a place (or a pattern); # begins a
    comment."""
    if path is None:
        return []
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        fail("E_FILE", "--xfail", "a readable text file", describe(str(path)))
    known = []
    for i, line in enumerate(lines, start=1):
        words = line.split("#")[0].split(None, 1)
        if words:
            if len(words) < 2:
                wanted = 'a case and a place, such as "one_unit  step 0, backward, layer 1, db"'
                fail("E_FORMAT", f"--xfail, line {i}", wanted, describe(line.strip()))
            known.append((words[0], words[1].strip()))
    return known


def matches(id: str, finding: Finding, case: str, place: str) -> bool:
    """Whether a finding is one of an entry of known differences."""
    return fnmatchcase(id, case) and fnmatchcase(place_text(finding.place), place)


def with_known(outcome: Outcome, known: list[tuple[str, str]]) -> Outcome:
    """An outcome that counts as expected if every finding is a known difference."""
    if outcome.report is None or not outcome.report.findings:
        return outcome
    met, strange = set(), 0
    for finding in outcome.report.findings:
        matched = (entry for entry in known if matches(outcome.id, finding, *entry))
        matching = list(map("  ".join, matched))
        met.update(matching)
        strange += not matching
    return outcome._replace(expected=frozenset() if strange else frozenset(met))


def settled(
    outcomes: list[Outcome], known: list[tuple[str, str]]
) -> tuple[list[Outcome], list[str]]:
    """Outcomes with the known differences marked, and the entries that no longer differ."""
    marked = [with_known(outcome, known) for outcome in outcomes]
    ids = {outcome.id for outcome in outcomes}
    findings = lambda one: one.report.findings if one.report else []
    met = [(one.id, finding) for one in outcomes for finding in findings(one)]
    tried = (entry for entry in known if any(fnmatchcase(id, entry[0]) for id in ids))
    stale = [entry for entry in tried if not any(matches(*one, *entry) for one in met)]
    return marked, list(map("  ".join, stale))
