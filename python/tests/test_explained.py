"""A name is worth what it explains: mistakes that once misled, and what is said of them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from twinmlp.base.files import FIXTURES
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.mistakes.moment import Patch
from twinmlp.conformance.mistakes.replay import run_patched
from twinmlp.conformance.report import sentence
from twinmlp.conformance.truth.reference import starting_parameters

AMSGRAD = "memory = maximum(v, memory_before); v = memory"
# (case, changed lines, their quantities, what may be called the cause)
MISLED = [
    (
        "adam",  # t counted once per array was called "one step later"
        "beta1_power = beta1 ** (step_number * 4 + 2 * layer + 2 - is_W);"
        "beta2_power = beta2 ** (step_number * 4 + 2 * layer + 2 - is_W)",
        ("W.beta1_power", "b.beta1_power", "W.beta2_power", "b.beta2_power"),
        {"TIME_PER_ARRAY"},
    ),
    ("adam_no_memory", AMSGRAD, ("W", "b"), {"AMSGRAD"}),  # was called single precision
    # a dropped remainder was called "epochs counted from 1"
    ("minibatch_remainder", "rows = without_remainder()", ("rows",), {"REMAINDER_DROPPED"}),
    # a velocity that never decays was called dampening
    (
        "momentum",
        "velocity = velocity + g",
        ("W.velocity", "b.velocity"),
        {"OTHER_MOMENTUM"},
    ),
]


@pytest.mark.parametrize("id, text, on, causes", MISLED, ids=[row[0] for row in MISLED])
def test_what_misled_is_named_or_not_named(id, text, on, causes):
    case = json.loads((FIXTURES / f"cases/{id}.json").read_text())
    with np.errstate(all="ignore"):
        trace = run_patched(case, Patch(text, on, owners=on), starting_parameters(case))
    kept = [step for step in trace["steps"] if step["step"] in case["record"]["steps"]]
    report = check(case, listed({**trace, "steps": kept}))
    named = {fit.code for fit in report.findings[0].fits if fit.is_cause}
    assert named == causes if causes else not named & {"SINGLE_PRECISION", "PROPORTIONAL"}
    assert "explains" in sentence(report) or not causes


def test_a_bare_symptom_is_no_cause():
    case = json.loads((FIXTURES / "cases/one_unit.json").read_text())
    trace = listed(run_patched(case, None, starting_parameters(case)))
    trace["steps"] = [s for s in trace["steps"] if s["step"] in case["record"]["steps"]]
    trace["steps"][0]["layers"][0]["Z"] = [
        [1.7 * z[0]] for z in trace["steps"][0]["layers"][0]["Z"]
    ]
    text = sentence(check(case, trace))
    assert "None of the known mistakes fits. What can be said: 1.7 times" in text
