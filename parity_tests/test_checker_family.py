"""The checker names mistakes of the whole family: optimizers, penalties, masks, clipping, schedules, losses, weights, activations, dropout."""

from __future__ import annotations

import json

import numpy as np
import pytest

import planted
from bridge import ROOT
from checker_trial import Result, differences, runners, text_of, trial
from planted import PLANT
from planting import Row
from twinmlp.conformance.check import check

RESULTS: list[Result] = []
# One language and one case a mistake, both in turn, to be quick; checker_trial.py, as a program, takes all.
SAMPLE = [(row, ("Python", "R")[i % 2], row.cases[i // 2 % len(row.cases)]) for i, row in enumerate(planted.FAMILY)]
RIGHT_UPDATES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json") if json.loads(path.read_text())["optimizer"]["name"] != "sgd")


@pytest.fixture(scope="module")
def runs(r_package):
    return runners(r_package)


@pytest.mark.parametrize("row, language, id", SAMPLE, ids=[f"{row.quantity}-{row.code}-{language}-{id}" for row, language, id in SAMPLE])
def test_planted_mistake_is_found_located_and_named(row, language, id, runs):
    results = list(trial(row._replace(cases=(id,)), language, runs[language]))
    assert all(result.found and result.located and row.code in result.codes for result in results), results
    RESULTS.extend(results)


def test_nine_of_ten_are_named_first_and_few_change_nothing():
    assert len(RESULTS) >= 0.95 * len(SAMPLE)
    assert sum(result.first == result.code for result in RESULTS) >= 0.9 * len(RESULTS)


# The places in which mistakes are planted are right without one.


@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize("id", RIGHT_UPDATES)
def test_the_recurrences_without_a_mistake_are_right(id, language, runs):
    with PLANT[language](Row("none", "W", "", ()), json.loads(text_of(id))), np.errstate(all="ignore"):
        assert check(json.loads(text_of(id)), runs[language](text_of(id))).passed


@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize("quantity, cases", [
    ("gW", ("penalty_both", "masks_penalty_clip_norm", "clip_value", "masks_layer")), ("loss penalty", ("penalty_l1", "penalty_l2")),
    ("learning_rate", ("schedule_step", "schedule_exponential", "schedule_inverse_scaling", "schedule_cosine_smallest", "schedule_warmup")),
    ("dA dropped", ("dropout_two_layers",)), ("Z dropped", ("dropout_two_layers_r",)), ("mask", ("dropout_half",)),
])
def test_the_other_places_without_a_mistake_are_right(quantity, cases, language, runs):
    for id in cases:
        case, right = json.loads(text_of(id)), runs[language](text_of(id))
        with PLANT[language](Row("none", quantity, "", ()), case):
            assert differences(case, runs[language](text_of(id)), right) == []
