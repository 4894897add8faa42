"""The checker proves itself: every planted mistake is found, at the right place, and named; nothing right is called wrong."""

from __future__ import annotations

import copy
import json

import numpy as np
import planted
import pytest
import spoiled
from bridge import ROOT
from checker_trial import Result, runners, spoiled_trial, text_of, trial
from planted import PLANT
from twinmlp.conformance.judge.check import check
from twinmlp.conformance.report import format_report, sentence
from twinmlp.trace.compare import compare_traces, ulp

CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))
RESULTS: list[Result] = []
SOME = {
    "Python": 2,
    "R": 1,
}  # cases a mistake, to be quick; checker_trial.py, as a program, takes all


@pytest.fixture(scope="module")
def runs(r_package):
    return runners(r_package)


def assert_located(results: list[Result]) -> None:
    assert results, "planted nowhere"
    assert all(result.found and result.located for result in results), [
        r for r in results if not (r.found and r.located)
    ]
    RESULTS.extend(results)


@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize("row", planted.NETWORK, ids=lambda row: f"{row.quantity}-{row.code}")
def test_planted_mistake(row, language, runs):
    assert_located(list(trial(row, language, runs[language], SOME[language])))


@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize("row", spoiled.ROWS, ids=lambda row: f"{row.quantity}-{row.code}")
def test_wrongly_written_trace(row, language, runs):
    assert_located(list(spoiled_trial(row, language, runs[language], SOME[language])))


def test_at_least_nine_of_ten_are_named_first_and_all_are_named():
    assert len({(r.quantity, r.code) for r in RESULTS}) >= 40
    assert sum(r.first == r.code for r in RESULTS) >= 0.95 * len(RESULTS)
    assert [r for r in RESULTS if r.code not in r.codes] == []


@pytest.mark.parametrize("arithmetic", ["native", "reproducible"])
@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize("id", CASES)
def test_no_false_alarm(id, language, arithmetic, runs):
    report = check(json.loads(text_of(id)), runs[language](text_of(id), arithmetic))
    assert report.passed and "missing" not in report.states.values(), "\n".join(
        format_report(report)
    )


# Two at once, in different phases --------------------------------------------------------------------------------------

PAIRS = [
    ("BIAS_MISSING", "Z", "BIAS_AXIS", "db"),
    ("SLOPE_MISSING", "dZ", "RATE_TWICE", "W"),
    ("NOT_HALVED", "loss", "LAST_ROW_ONLY", "dW"),
]


@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize("first, q1, second, q2", PAIRS)
def test_two_mistakes_at_once_are_both_named(first, q1, second, q2, language, runs):
    one, other = (
        next(r for r in planted.ROWS if (r.code, r.quantity) == key)
        for key in ((first, q1), (second, q2))
    )
    case = json.loads(text_of("two_hidden_layers"))
    with PLANT[language](one, case), PLANT[language](other, case), np.errstate(all="ignore"):
        report = check(case, runs[language](text_of("two_hidden_layers")))
    named = {finding.place[3]: finding.fits[0].code for finding in report.findings if finding.fits}
    assert (named[q1], named[q2]) == (first, second)
    assert len(named) == (2 if q2 != "W" else 3)  # the update of b is wrong as that of W


# Below the line --------------------------------------------------------------------------------------------------------


def nudged(trace, name, ulps):
    """A trace with one value of step 0 moved by so many units in the last place."""
    trace = copy.deepcopy(trace)
    values = np.asarray(trace["steps"][0]["layers"][0][name])
    values.flat[0] += ulps * ulp(values.flat[0])
    trace["steps"][0]["layers"][0][name] = values.tolist()
    return trace


@pytest.mark.parametrize("name", ["Z", "A", "dA", "dZ", "dW", "db", "W", "b"])
def test_one_ulp_is_below_the_line_in_native_and_seen_in_reproducible_arithmetic(name, runs):
    case = json.loads(text_of("two_hidden_layers"))
    native, exact = (
        runs["Python"](text_of("two_hidden_layers"), kind) for kind in ("native", "reproducible")
    )
    if name != "A":  # 1 - a makes much of the last bit of an a near 1, and dZ shows it
        assert check(
            case, nudged(native, name, 1)
        ).passed  # as it should be: another library may be that far off
    r = runs["R"](text_of("two_hidden_layers"), "reproducible")
    assert compare_traces(exact, r, 0).first is None
    found = compare_traces(nudged(exact, name, 1), r, 0).first
    assert (found.entry.step, found.entry.layer, found.entry.quantity, found.ulps) == (
        0,
        1,
        name,
        1.0,
    )
    assert not check(case, nudged(native, name, 10000)).passed


# Parts of a trace ------------------------------------------------------------------------------------------------------


def test_final_weights_alone_are_checked_and_diagnosed(runs):
    row = next(r for r in planted.ROWS if (r.code, r.quantity) == ("SLOPE_MISSING", "dZ"))
    case, text = json.loads(text_of("two_hidden_layers")), text_of("two_hidden_layers")
    right = runs["Python"](text)
    assert check(case, {"final": {"parameters": right["final"]["parameters"]}}).passed
    with PLANT["Python"](row, case):
        wrong = runs["Python"](text)
    report = check(case, {"final": {"parameters": wrong["final"]["parameters"]}})
    assert {f.place[3] for f in report.findings} == {"final W", "final b"}
    assert report.findings[0].fits[0].code == "SLOPE_MISSING"


@pytest.mark.parametrize("kept", [("W", "b"), ("A", "W"), ("Z", "A", "dW", "db"), ("dZ",)])
def test_any_subset_of_quantities_is_checked(kept, runs):
    case, right = json.loads(text_of("mixed_activations")), runs["R"](text_of("mixed_activations"))
    for step in right["steps"]:
        step["layers"] = [{name: layer[name] for name in kept} for layer in step["layers"]]
    report = check(case, right)
    assert report.passed and sentence(report).startswith("Right: all")
