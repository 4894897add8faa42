"""Verdict, table and R alone never disagree: over traces that are thinned, rounded, and wrong at a place.

A sample; `make test-all` takes more. A right trace raises no alarm, however thin and rounded.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from bridge import ROOT
from sample import ALL
from test_check_parity import rounded
from twinmlp.base.files import read_document
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.judge.states import WRONG
from twinmlp.trace.record import run_case

CASES = ("two_hidden_layers", "adam_minibatch", "penalty_l1", "cross_entropy_deep", "tanh_hidden")
COUNT = 200 if ALL else 15
ROUNDED = {
    "doubles": lambda x: x,
    "single": lambda x: float(np.float32(x)),
    "6 digits": lambda x: float(f"{x:.6g}"),
    "4 digits": lambda x: float(f"{x:.4g}"),
    "4 decimals": lambda x: round(x, 4),
}


def thinned(draws, record, share):
    """A part of a trace without some of its quantities."""
    kept = ("step", "layers", "parameters", "steps", "final")
    return {
        name: [thinned(draws, part, share) for part in value]
        if name in ("layers", "parameters", "steps")
        else thinned(draws, value, share)
        if name == "final"
        else value
        for name, value in record.items()
        if name in kept or draws.uniform() >= share
    }


def drawn(number):
    """A case, its trace, and whether something is wrong in that."""
    draws = np.random.RandomState(number)
    case = read_document(ROOT / f"fixtures/cases/{CASES[number % len(CASES)]}.json", "case")
    trace = json.loads(json.dumps(listed(run_case(case))))
    if wrong := draws.uniform() < 0.5:
        step = trace["steps"][draws.randint(len(trace["steps"]))]
        layer = step["layers"][draws.randint(len(step["layers"]))]
        name = draws.choice(["Z", "dZ", "dW", "W"])
        layer[name] = (np.array(layer[name]) * (1 + 10.0 ** draws.randint(-16, 1))).tolist()
    change = list(ROUNDED.values())[draws.randint(len(ROUNDED))]
    return case, thinned(draws, rounded(change)(trace), draws.uniform(0.0, 0.7)), wrong


@pytest.mark.parametrize("number", range(COUNT))
def test_verdict_and_table_agree(number, request):
    if number % 5 and not ALL:  # what is wrong is named, too, in one of five, and in all
        request.getfixturevalue("unnamed")
    case, trace, wrong = drawn(number)
    report = check(case, trace)
    beyond = [d for d in report.comparison.worst.values() if not d.difference <= d.allowed]
    assert bool(beyond) == bool(report.comparison.wrong)
    if report.findings:
        assert not report.passed
        # What is within the bounds of the true run is wrong by its own inputs, and says so.
        first = report.findings[0]
        assert beyond or first.from_own_inputs and report.states[first.place] == WRONG
        assert wrong
    else:
        assert not beyond and WRONG not in report.states.values()
