"""The checker names mistakes of the whole family: optimizers, penalties, masks, clipping, schedules, losses, weights, activations, dropout."""

from __future__ import annotations

import json

import numpy as np
import planted
import pytest
from bridge import ROOT
from checker_trial import Result, differences, runners, text_of, trial, truth_of
from planted import PLANT
from planting import Row
from twinmlp.conformance.judge.check import check

RESULTS: list[Result] = []
# One language and one case a mistake, both in turn, to be quick; checker_trial.py, as a program, takes all.
SAMPLE = [
    (row, ("Python", "R")[i % 2], row.cases[i // 2 % len(row.cases)])
    for i, row in enumerate(planted.FAMILY)
]
RIGHT_UPDATES = sorted(
    path.stem
    for path in (ROOT / "fixtures/cases").glob("*.json")
    if json.loads(path.read_text())["optimizer"]["name"] != "sgd"
)


@pytest.fixture(scope="module")
def runs(r_package):
    return runners(r_package)


@pytest.mark.parametrize(
    "row, language, id",
    SAMPLE,
    ids=[f"{row.quantity}-{row.code}-{language}-{id}" for row, language, id in SAMPLE],
)
def test_planted_mistake_is_found_located_and_named(row, language, id, runs):
    results = list(trial(row._replace(cases=(id,)), language, runs[language]))
    assert all(
        result.found and result.located and row.code in result.codes for result in results
    ), results
    RESULTS.extend(results)


def test_nine_of_ten_are_named_first_and_few_change_nothing():
    assert len(RESULTS) >= 0.95 * len(SAMPLE)
    assert sum(result.first == result.code for result in RESULTS) >= 0.9 * len(RESULTS)


# The places in which mistakes are planted are right without one.


@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize("id", RIGHT_UPDATES)
def test_the_recurrences_without_a_mistake_are_right(id, language, runs):
    with (
        PLANT[language](Row("none", "W", "", ()), json.loads(text_of(id))),
        np.errstate(all="ignore"),
    ):
        assert check(json.loads(text_of(id)), runs[language](text_of(id))).passed


@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize(
    "quantity, cases",
    [
        ("gW", ("penalty_both", "masks_penalty_clip_norm", "clip_value", "masks_layer")),
        ("loss penalty", ("penalty_l1", "penalty_l2")),
        (
            "learning_rate",
            (
                "schedule_step",
                "schedule_exponential",
                "schedule_inverse_scaling",
                "schedule_cosine_smallest",
                "schedule_warmup",
            ),
        ),
        ("dA dropped", ("dropout_two_layers",)),
        ("Z dropped", ("dropout_two_layers_r",)),
        ("mask", ("dropout_half",)),
    ],
)
def test_the_other_places_without_a_mistake_are_right(quantity, cases, language, runs):
    for id in cases:
        case, right = json.loads(text_of(id)), runs[language](text_of(id))
        with PLANT[language](Row("none", quantity, "", ()), case):
            assert differences(case, runs[language](text_of(id)), right) == []


# A trace that does not say everything: without the optimizer's state, without what the optimizer was given, or with the last weights alone.

PARTIAL = [
    ("NO_BIAS_CORRECTION", "W", "adam_hat"),
    ("SQUARES_OF_SIZE", "W.squares", "rmsprop"),
    ("GRADIENT_SHARE", "W.velocity", "momentum_minibatch"),
    ("PENALTY_ON_BIAS", "gb", "penalty_l2"),
    ("SLOPE_AT_A", "dZ silu", "silu_hidden"),
    ("MEAN_OVER_WEIGHTS", "dA last", "sample_weights_sum"),
    ("TIME_AHEAD", "learning_rate", "schedule_adam"),
    ("CLIP_PER_LAYER", "gW", "clip_norm_adam"),
]


@pytest.mark.parametrize("code, quantity, id", PARTIAL)
def test_final_weights_alone_are_diagnosed(code, quantity, id, runs):
    row, case = (
        next(
            r for r in planted.FAMILY if (r.code, r.quantity) == (code, quantity) and id in r.cases
        ),
        json.loads(text_of(id)),
    )
    with PLANT["Python"](row, case):
        wrong = runs["Python"](text_of(id))
    report = check(case, {"final": {"parameters": wrong["final"]["parameters"]}})
    assert report.findings and all(
        code in {fit.code for fit in finding.fits} for finding in report.findings
    )


def test_the_velocity_of_keras_is_the_same_until_a_schedule_changes_the_rate(runs):
    row, reports = (
        next(
            r for r in planted.FAMILY if (r.code, r.quantity) == ("RATE_IN_VELOCITY", "W.velocity")
        ),
        [],
    )
    for id in ("momentum", "momentum_step_halves"):
        case = json.loads(text_of(id))
        with PLANT["Python"](row, case):
            wrong = runs["Python"](text_of(id))
        reports.append(
            check(case, {"final": {"parameters": wrong["final"]["parameters"]}}, truth_of(id))
        )
    assert reports[0].passed and {fit.code for fit in reports[1].findings[0].fits} == {
        "RATE_IN_VELOCITY"
    }


def test_without_the_state_a_mistake_of_the_state_is_named_at_the_parameter(runs):
    row, case = (
        next(r for r in planted.FAMILY if r.code == "BETAS_EXCHANGED"),
        json.loads(text_of("adam_options")),
    )
    with PLANT["R"](row, case):
        wrong = runs["R"](text_of("adam_options"))
    for step in wrong["steps"]:
        for layer in step["layers"]:
            del layer["state"]
    first = check(case, wrong).findings[0]
    assert first.place[1:] == ("update", 1, "W") and [fit.code for fit in first.fits] == [
        "BETAS_EXCHANGED"
    ]
