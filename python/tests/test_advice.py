"""Little is enough: what fits a thin trace is named, and what to record to tell mistakes apart."""

from __future__ import annotations

import copy

import pytest
from helpers import case as case_of
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.mistakes.planting import planted_run
from twinmlp.conformance.mistakes.replay import run_patched
from twinmlp.conformance.mistakes.table import all_mistakes, document
from twinmlp.conformance.report import format_report
from twinmlp.conformance.truth.reference import starting_parameters
from twinmlp.trace.record import run_case

CASE = case_of("two_hidden_layers")
# The checker makes every mistake in a run as long as this.
SHORT = {**CASE, "training": {**CASE["training"], "epochs": 4}, "record": {"steps": [0, 1, 3]}}
FIRST = starting_parameters(CASE)


def planted(code):
    """The trace of the case with a mistake in it."""
    known = (m for m in all_mistakes() if m.code == code and CASE["id"] in m.cases)
    return listed(planted_run(next(known), CASE, FIRST))


def thin(trace, *names, rest=False):
    """The first two steps with these quantities alone; `rest` keeps losses and end."""
    trace = copy.deepcopy(trace)
    trace["steps"] = [
        {
            "step": step["step"],
            "layers": [{n: v for n, v in layer.items() if n in names} for layer in step["layers"]],
        }
        for step in trace["steps"][:2]
        if names
    ]
    return trace if rest else {"steps": trace["steps"]}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("SLOPE_MISSING", ("Z", "A", "dW", "db", "W", "b")),
        ("SLOPE_MISSING", ("dW",)),
        ("BIAS_AXIS", ("W", "b")),
        ("SLOPE_AT_Z", ()),
    ],
)
def test_a_thin_trace_is_named(code, names):
    finding = check(CASE, thin(planted(code), *names, rest=not names)).findings[0]
    assert finding.fits[0].code == code and finding.fits[0].is_cause


@pytest.mark.parametrize(
    ("code", "names", "codes", "advice"),
    [
        ("ERROR_SIGN", ("W", "b"), {"ERROR_SIGN", "UPDATE_SIGN"}, "record dA of layer 3 at step 0"),
        ("MEAN_FOR_SUM", ("W", "b"), {"MEAN_FOR_SUM", "RATE_OVER_ROWS"}, "record loss at step 0"),
        ("MEAN_FOR_SUM", ("Z", "A"), set(), ""),
    ],
)
def test_what_tells_mistakes_apart_is_said(code, names, codes, advice):
    found = check(CASE, thin(planted(code), *names)).findings
    fits = found[0].fits
    assert codes <= {fit.code for fit in fits if fit.is_cause} and advice in found[0].advice


def test_mistakes_that_are_one_in_a_case_are_said_to_be():
    trace = planted("MEAN_FOR_SUM")
    report = check(CASE, trace)
    assert "They give the same numbers in this case" in report.findings[0].advice
    assert report.findings[0].advice in " ".join(" ".join(format_report(report)).split())


def test_what_a_wrong_value_is_made_from_is_asked_for():
    case = case_of("tanh_hidden")
    trace = listed(run_patched(case, None, starting_parameters(case)))
    trace["steps"][0]["layers"][1]["dW"][0][0] *= 1.37
    assert check(case, thin(trace, "Z", "A", "dW")).findings[0].advice == (
        "To learn more, record dZ of layer 2 at step 0."
    )
    assert check(case, thin(trace, "dW")).findings[0].advice == (
        "To learn more, record A of layer 1 at step 0."
    )


def test_nobody_is_told_to_record_what_is_there():
    assert not any("ecord the value" in entry["mend"] for entry in document()["mistakes"])


@pytest.mark.parametrize("kept", ["losses", "final"])
def test_of_an_end_alone_the_first_gradient_is_asked_for(kept):
    """No known mistake: the losses and weights of a run from other data."""
    other = copy.deepcopy(SHORT)
    other["data"]["X"][0][0] += 0.37
    other["data"]["X"][1][2] -= 0.21
    trace = {"steps": [], kept: listed(run_case(other))[kept]}
    advice = check(SHORT, trace).findings[0].advice
    assert advice == "To learn more, record dW of layer 3 at step 0."
