"""Every planted mistake, in both languages, put before the checker: found, located, named? Run as a
program, it prints the table.

python parity_tests/checker_trial.py [PART]   (one of so many mistakes, drawn at random; else all)
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from functools import lru_cache
from typing import Any, Callable, Iterator, NamedTuple

import numpy as np
from bridge import ROOT, start_r
from inject import planted
from twinmlp.base.text import align
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.judge.read_trace import read_trace
from twinmlp.conformance.mistakes.planting import case_of, written
from twinmlp.conformance.mistakes.table import Mistake, all_mistakes, document
from twinmlp.conformance.mistakes.words import NotApplicable
from twinmlp.conformance.truth.reference import computed, starting_parameters
from twinmlp.trace.quantities import quantities
from twinmlp.trace.record import run_case

Place = tuple[Any, ...]
Runner = Callable[..., Any]
# What a replaced function of a twin is not handed: such a mistake is planted in a run only.
UNSEEN = ("loss_of_all_rows", "y_of_all", "loss_before")
ROWS = [
    row
    for row in all_mistakes()
    if not set(row.tags) & {"rule", "elsewhere"}
    and ("written" in row.tags or not any(word in row.patch for word in UNSEEN))
]
DERIVED = {derived["id"] for derived in document()["derived"]}


class Result(NamedTuple):
    """What the checker said to one mistake in one case."""

    code: str
    quantity: str
    language: str
    case: str
    found: bool
    located: bool
    first: str
    codes: tuple[str, ...]


@lru_cache(maxsize=None)
def text_of(id: str) -> str:
    """A case as text: one of the fixtures, or one that is made from one of them."""
    if id in DERIVED:
        return json.dumps(case_of(id, lambda name: json.loads(text_of(name))))
    return (ROOT / f"fixtures/cases/{id}.json").read_text()


@lru_cache(maxsize=None)
def truth_of(id: str) -> Any:
    """The true values of a case that is not in the fixtures."""
    return computed(json.loads(text_of(id))) if id in DERIVED else None


CLEAN: dict[tuple[str, str], Any] = {}


def clean(language: str, id: str, run: Runner) -> Any:
    """The trace of a case without a mistake, computed once."""
    if (language, id) not in CLEAN:
        CLEAN[language, id] = run(text_of(id))
    return CLEAN[language, id]


def runners(r_package: Any) -> dict[str, Runner]:
    """language -> run a case, given as text, and give its trace as lists."""
    return {
        "Python": lambda text, arithmetic="native": listed(run_case(json.loads(text), arithmetic)),
        "R": lambda text, arithmetic="native": listed(
            r_package.run_case(r_package.read_json(text), arithmetic)
        ),
    }


def differences(case: Any, wrong: Any, right: Any) -> list[Place]:
    """The places at which a spoiled run is not the right one, by more than 1e-11 of its largest
    value, in the order of training."""
    own, true = (read_trace(trace, case)[0] for trace in (wrong, right))
    places, found = (
        {entry[:4]: np.asarray(entry.values, dtype=float) for entry in quantities(own)},
        [],
    )
    for entry in quantities(true):
        value, expected = places.get(entry[:4]), np.asarray(entry.values, dtype=float)
        if value is not None and (
            value.shape != expected.shape
            or not np.all(np.abs(value - expected) <= 1e-11 * np.abs(expected).max())
        ):
            found.append(entry[:4])
    return found


def expected_place(places: list[Place]) -> Place:
    """Where a mistake is to be found: the first difference; of an update in the state, which is
    made before the parameter."""
    first = places[0]
    state = [p for p in places if p[:3] == first[:3] and p[3].startswith(first[3] + ".")]
    return (state or places)[0]


def judged(language: str, code: str, id: str, wrong: Any, right: Any) -> Iterator[Result]:
    """The result of one case, if the mistake is one there: the mean over one sample, for one, is
    its sum."""
    places = differences(json.loads(text_of(id)), wrong, right)
    if not places:
        return
    findings = check(json.loads(text_of(id)), wrong, truth_of(id)).findings
    codes = tuple(fit.code for fit in findings[0].fits) if findings else ()
    expected = expected_place(places)
    located = bool(findings) and findings[0].place == expected
    first = codes[0] if codes else "none"
    yield Result(code, expected[3], language, id, bool(findings), located, first, codes)


def trial(row: Mistake, language: str, run: Runner, id: str) -> Iterator[Result]:
    """Plant one mistake in one language and one case, and check what comes out."""
    case, right = json.loads(text_of(id)), clean(language, id, run)
    if "written" in row.tags:
        quantity = row.on[row.cases.index(id) % len(row.on)]
        try:
            wrong = written(row, quantity, case, right, starting_parameters(case))
        except NotApplicable:
            return
    else:
        try:
            with planted(row, language, case), np.errstate(all="ignore"):
                wrong = run(text_of(id))
        except Exception as error:  # a training run that diverges gives no trace
            if "diverged" not in str(error):
                raise
            return
    yield from judged(language, row.code, id, wrong, right)


def all_results(r_package: Any, part: int = 1) -> Iterator[Result]:
    """Every mistake in both languages, in all of its cases; or one of so many, drawn at random."""
    rows = random.Random(part).sample(ROWS, len(ROWS) // part)
    for language, run in runners(r_package).items():
        for row in rows:
            for id in row.cases:
                yield from trial(row, language, run, id)


def table(results: list[Result]) -> list[str]:
    """One row a mistake: how often it was planted, found, located, named first and named at all."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for result in results:
        row = counts.setdefault((result.quantity, result.code), Counter())
        row.update(
            planted=1,
            found=int(result.found),
            located=int(result.located),
            first=int(result.first == result.code),
            named=int(result.code in result.codes),
        )
    heads = ["quantity", "mistake", "planted", "found", "located", "named first", "named"]
    columns = ("planted", "found", "located", "first", "named")
    lines = [
        [quantity, code, *(str(row[c]) for c in columns)]
        for (quantity, code), row in counts.items()
    ]
    total = sum(counts.values(), Counter())
    return align(
        [heads, *lines, ["all", f"{len(lines)} mistakes", *(str(total[c]) for c in columns)]],
        left=2,
    )


if __name__ == "__main__":
    found = list(all_results(start_r(), int(sys.argv[1]) if sys.argv[1:] else 1))
    print("\n".join(table(found)))
    others = {(r.quantity, r.code, r.case, r.first) for r in found if r.first != r.code}
    print("\nNot named first, because another mistake gives the same numbers there:")
    print("\n".join(f"  {q} {code} in {case}: {first}" for q, code, case, first in sorted(others)))
    sys.exit(0)
