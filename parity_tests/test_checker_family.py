"""Traces that do not say everything: without the optimizer's state or what it was handed, or
with the last weights alone."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from checker_trial import runners, text_of
from inject import planted
from sample import sampled
from test_checker import row_of
from twinmlp.conformance.judge.check import check


@pytest.fixture(scope="module")
def runs(r_package):
    return runners(r_package)


PARTIAL = [
    ("NO_BIAS_CORRECTION", "W", "adam_hat"),
    ("SQUARES_OF_SIZE", "W.squares", "rmsprop"),
    ("GRADIENT_SHARE", "W.velocity", "momentum_minibatch"),
    ("PENALTY_ON_BIAS", "gb", "penalty_l2"),
    ("PENALTY_OFF_BIAS", "gb", "penalty_biases"),
    ("SLOPE_AT_A", "dZ", "silu_hidden"),
    ("MEAN_OVER_WEIGHTS", "dA", "sample_weights_sum"),
    ("TIME_AHEAD", "learning_rate", "schedule_adam"),
    ("CLIP_PER_LAYER", "gW", "clip_norm_adam"),
]


def report_of_end(row, id, runs, epochs=4):
    """What is said to the last weights alone of a run of so many epochs with a mistake, or without."""
    case = json.loads(text_of(id))
    case["training"]["epochs"], case["record"]["steps"] = epochs, [0]
    with planted(row, "Python", case) if row else nullcontext():
        trace = runs["Python"](json.dumps(case))
    return check(case, {"final": {"parameters": trace["final"]["parameters"]}})


def test_final_weights_alone_are_checked(runs):
    assert report_of_end(None, "two_hidden_layers", runs).passed
    findings = report_of_end(row_of("SLOPE_MISSING", "dZ"), "two_hidden_layers", runs).findings
    assert {finding.place[3] for finding in findings} == {"final W", "final b"}
    assert findings[0].fits[0].code == "SLOPE_MISSING"


@pytest.mark.parametrize("code, quantity, id", sampled(PARTIAL, 4))
def test_final_weights_alone_are_diagnosed(code, quantity, id, runs):
    report = report_of_end(row_of(code, quantity, id), id, runs)
    assert report.findings and all(
        code in {fit.code for fit in finding.fits} for finding in report.findings
    )


def test_the_velocity_of_keras_is_the_same_until_a_schedule_changes_the_rate(runs):
    row = row_of("RATE_IN_VELOCITY", "W.velocity")
    assert report_of_end(row, "momentum", runs).passed
    # the rate falls every two epochs
    found = report_of_end(row, "momentum_step_halves", runs, epochs=6).findings[0]
    assert {fit.code for fit in found.fits} == {"RATE_IN_VELOCITY"}


def test_without_the_state_a_mistake_of_the_state_is_named_at_the_parameter(runs):
    row, case = row_of("BETAS_EXCHANGED", "W.m"), json.loads(text_of("adam_options"))
    with planted(row, "R", case):
        wrong = runs["R"](text_of("adam_options"))
    for step in wrong["steps"]:
        for layer in step["layers"]:
            del layer["state"]
    first = check(case, wrong).findings[0]
    assert first.place[1:] == ("update", 1, "W") and [fit.code for fit in first.fits] == [
        "BETAS_EXCHANGED"
    ]
