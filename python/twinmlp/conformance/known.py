"""The file of known differences, and what of some outcomes it explains."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

from ..base.errors import describe, fail
from .formats import Outcome
from .judge.check import Finding
from .report_words import place_text


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
