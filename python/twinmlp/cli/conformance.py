"""Python only: the command `conform`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, Sequence

from ..base.checks import check_count, check_positive
from ..base.errors import describe, fail
from ..base.files import read_document
from ..conformance.formats import Outcome, read_known
from ..conformance.fuzz import draw_cases
from ..conformance.report import format_report, sentence
from ..conformance.report_words import wrapped
from ..conformance.runner import chosen_cases, conform, save_cases
from ..conformance.shrink import smaller
from ..conformance.truth.reference import with_whole_numbers
from .check import finish, stated_precision

FAILED_FOLDER = "failed-cases"


# The most commands at a time and cases of a run, and the longest time of one, in seconds.
MOST_JOBS, MOST_CASES, LONGEST = 1000, 1000000, 1000000


def conform_command(
    rest: Sequence[str] = (),
    cases: str = "*",
    random: float | None = None,
    seed: float = 1,
    jobs: float | None = None,
    timeout: float = 60,
    json: str | None = None,
    junit: str | None = None,
    xfail: str | None = None,
    precision: str | None = None,
    digits: float | None = None,
    out: str = FAILED_FOLDER,
) -> int:
    """Run a command on every case, or on cases drawn at random, and check its traces."""
    if not rest:
        requirement = "given after --, such as: twinmlp conform -- python mine.py"
        fail("E_USAGE", "COMMAND", requirement, "nothing")
    known, workers = read_known(xfail), os.cpu_count() or 1
    if jobs is not None:
        workers = check_count(jobs, "--jobs", 1, MOST_JOBS)
    stated, seconds = stated_precision(precision, digits), check_positive(timeout, "--timeout")
    if seconds > LONGEST:
        fail("E_RANGE", "--timeout", f"{LONGEST} seconds or less", describe(timeout))
    with tempfile.TemporaryDirectory(prefix="twinmlp-") as folder:
        if random is None:
            paths = chosen_cases(cases)
        else:
            count = check_count(random, "--random", 1, MOST_CASES)
            drawn = draw_cases(count, check_count(seed, "--seed", 0))
            paths = save_cases(drawn, Path(folder))
        run = lambda some, done: conform(some, rest, workers, seconds, done, stated)
        outcomes, status = finish(run(paths, show), known, json, junit)
        wrong = [outcome for outcome in outcomes if not outcome.passed]
        if wrong:
            print("\n" + "\n".join(first_failure(wrong[0])))
        if random is not None and wrong:
            path = next(path for path in paths if path.stem == wrong[0].id)
            failing = with_whole_numbers(read_document(path, "case"))
            saved = save_smallest(failing, Path(folder) / "smaller", Path(out), run)
            print(f"\nThe smallest case found that fails: {saved}")
    print("\n" + summary(outcomes, len(wrong)))
    return status


def summary(outcomes: Sequence[Outcome], wrong: int) -> str:
    """Say how many cases are right, wrong and left out."""
    left = sum(outcome.left_out is not None for outcome in outcomes)
    tried = len(outcomes) - left
    text = f"{tried - wrong} of {tried} cases right" + (f", {wrong} wrong" if wrong else "")
    return text + (f"; {left} left out." if left else ".")


def show(outcome: Outcome) -> None:
    """Print one line when a case is done."""
    said = "" if outcome.report is None else sentence(outcome.report)
    text = outcome.left_out or outcome.failure or said
    mark = "left " if outcome.left_out else "ok   " if outcome.passed else "WRONG"
    print("\n".join(wrapped(f"{mark} {outcome.id}: {text.splitlines()[0]}", "")), flush=True)


def first_failure(outcome: Outcome) -> list[str]:
    """Return the whole report of the first case that failed."""
    if outcome.report is None:
        return [f"{outcome.id}: {outcome.failure}"]
    return format_report(outcome.report)


def save_smallest(case: dict[str, Any], folder: Path, out: Path, run: Any) -> Path:
    """Shrink a failing case for as long as it fails, and write it to a file."""
    fails = lambda smaller: not run(save_cases([smaller], folder), lambda outcome: None)[0].passed
    return save_cases([smaller(case, fails)], out)[0]
