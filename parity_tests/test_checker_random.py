"""Cases drawn at random: both twins, both arithmetics, no false alarm, and the same bits where they are promised."""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from bridge import ROOT
from sample import ALL
from twinmlp.base.json_text import to_json
from twinmlp.conformance.fuzz import draw_case
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.report import format_report
from twinmlp.conformance.runner import save_cases
from twinmlp.conformance.shrink import smaller
from twinmlp.conformance.truth.reference import computed
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.compare_report import format_difference
from twinmlp.trace.record import run_case

# A sample; `make test-all` takes 300.
COUNT, SEED = (
    int(os.environ.get("TWINMLP_RANDOM", "300" if ALL else "20")),
    int(os.environ.get("TWINMLP_SEED", "1")),
)
GROUP = 20
FAILED = ROOT / "out" / "failed-cases"


@pytest.fixture(scope="module")
def golden():
    """The true values of all cases, on all processors: they take longer than everything else."""
    cases = [draw_case(SEED, number) for number in range(COUNT)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return dict(zip(range(COUNT), pool.map(computed, cases, chunksize=10)))


def complaint(case: dict[str, Any], golden: dict[str, Any], r_package: Any) -> str | None:
    """The report of the first of four runs that is not right, or the first bit that differs."""
    text = to_json(case)
    for arithmetic in ("native", "reproducible"):
        python, r = (
            run_case(case, arithmetic),
            r_package.run_case(r_package.read_json(text), arithmetic),
        )
        for trace in (python, r):
            report = check(case, trace, golden)
            if not report.passed or "missing" in report.states.values():
                return "\n".join(format_report(report))
    same = compare_traces(listed(python), {**listed(r)})
    return None if same.first is None else "not the same bits: " + format_difference(same.first)


@pytest.mark.parametrize("group", range(0, COUNT, GROUP))
def test_random_cases(group, golden, r_package):
    for number in range(group, min(group + GROUP, COUNT)):
        case = draw_case(SEED, number)
        with np.errstate(all="ignore"):
            found = complaint(case, golden[number], r_package)
        if found is not None:
            small = smaller(
                case,
                lambda candidate: complaint(candidate, computed(candidate), r_package) is not None,
            )
            path = save_cases([small], FAILED)[0]
            pytest.fail(f"{found}\n\nthe smallest case found that fails: {path.relative_to(ROOT)}")


def test_a_case_is_drawn_the_same_in_any_order():
    assert json.loads(to_json(draw_case(3, 5))) == json.loads(to_json(draw_case(3, 5)))
    assert draw_case(3, 5)["data"] != draw_case(3, 6)["data"]
