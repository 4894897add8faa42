"""The checker proves itself: every planted mistake is found, at the right place, and named;
nothing right is called wrong."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest
from bridge import ROOT
from checker_trial import ROWS, Result, differences, runners, text_of, trial
from inject import PLANT, planted
from sample import ALL, sampled
from twin_values import HOOKS
from twinmlp.conformance.judge.check import check
from twinmlp.conformance.report import format_report, sentence
from twinmlp.trace.compare import compare_traces, ulp

CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))
RESULTS: list[Result] = []
# One language and one case for each code and quantity, both in turn, and one in seven of these, to be
# quick: a quarter of the rows are planted in a run by python/tests/test_mistakes.py. checker_trial.py, as a
# program, takes all languages and cases.
EACH = list({(row.code, row.quantities): row for row in ROWS}.values())
SAMPLE = sampled(
    [(r, ("Python", "R")[i % 2], r.cases[i // 2 % len(r.cases)]) for i, r in enumerate(EACH)], 7
)
# Of most cases a run, in turn in either language and either arithmetic: seven is odd.
RUNS = sampled(
    [(id, l, kind) for id in CASES for l in PLANT for kind in ("native", "reproducible")], 7
)


def row_of(code, quantity, id=None):
    """The row of a code on a quantity."""
    return next(
        r for r in ROWS if r.code == code and quantity in r.on and (id or r.cases[0]) in r.cases
    )


@pytest.fixture(scope="module")
def runs(r_package):
    return runners(r_package)


@pytest.mark.parametrize(
    "row, language, id",
    SAMPLE,
    ids=[f"{r.code}-{'-'.join(r.quantities)}-{l}-{i}" for r, l, i in SAMPLE],
)
def test_planted_mistake_is_found_located_and_named(row, language, id, runs):
    results = list(trial(row, language, runs[language], id))
    for result in results:
        assert result.found and result.located, result
        assert row.code in result.codes or "only_how" in row.tags and result.codes, result
    RESULTS.extend(results)


def test_nine_of_ten_are_named_first_and_few_change_nothing():
    assert len(RESULTS) >= 0.9 * len(SAMPLE)
    # What tells only how numbers differ gives way to what tells why.
    why = [
        r for r in RESULTS if not any(row.code == r.code and "only_how" in row.tags for row in ROWS)
    ]
    assert sum(result.first == result.code for result in why) >= 0.9 * len(why)


# The functions that take the place of a twin's are right without a mistake.

WITHOUT = {
    "forward": ("mixed_activations", "dropout_two_layers", "gelu_hidden"),
    "drop_units": ("dropout_two_layers", "dropout_two_layers_r"),
    "backward": ("mixed_activations", "dropout_two_layers", "cross_entropy_deep", "softmax_output"),
    "loss_value": ("huber_kinks", "sample_weights_minibatch", "penalty_both", "cross_entropy_sum"),
    "loss_gradient": ("huber_kinks", "sample_weights_minibatch", "binary_cross_entropy_sum"),
    "with_penalty": ("penalty_l1", "penalty_both", "penalty_biases"),
    "scheduled_rate": (
        *("schedule_step", "schedule_exponential", "schedule_inverse_scaling"),
        *("schedule_cosine_smallest", "schedule_warmup"),
    ),
    "draw_drops": ("dropout_half",),
    "batches": ("shuffled_minibatches", "minibatch_remainder"),
    "update_network": tuple(
        path.stem
        for path in sorted((ROOT / "fixtures/cases").glob("*.json"))
        if json.loads(path.read_text())["optimizer"]["name"] not in ("sgd", "lbfgs")
    )
    + ("penalty_both", "masks_penalty_clip_norm", "clip_value", "masks_layer"),
}


def test_every_function_that_is_replaced_is_tried():
    assert {hook for hooks in HOOKS.values() for hook in hooks} < set(WITHOUT)


@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize("hook", WITHOUT)
def test_what_takes_the_place_of_a_function_is_right(hook, language, runs):
    """Of many cases every second one, the others in the other language."""
    ids = WITHOUT[hook]
    for id in ids if ALL or len(ids) < 6 else ids[[*PLANT].index(language) :: 2]:
        case, right = json.loads(text_of(id)), runs[language](text_of(id))
        with PLANT[language]([hook], case, None), np.errstate(all="ignore"):
            other = runs[language](text_of(id))
        assert differences(case, other, right) == [], id
        assert check(case, other).passed


@pytest.mark.parametrize("id, language, arithmetic", RUNS)
def test_no_false_alarm(id, language, arithmetic, runs):
    report = check(json.loads(text_of(id)), runs[language](text_of(id), arithmetic))
    assert report.passed and "missing" not in report.states.values(), "\n".join(
        format_report(report)
    )


# Two at once, in different phases ---------------------------------------------------------------

PAIRS = [
    ("BIAS_MISSING", "Z", "BIAS_AXIS", "db"),
    ("SLOPE_MISSING", "dZ", "RATE_TWICE", "W"),
    ("NOT_HALVED", "loss", "LAST_ROW_ONLY", "dW"),
]


@pytest.mark.parametrize("language", PLANT)
@pytest.mark.parametrize("first, q1, second, q2", PAIRS)
def test_two_mistakes_at_once_are_both_named(first, q1, second, q2, language, runs):
    one, other = row_of(first, q1, "two_hidden_layers"), row_of(second, q2, "two_hidden_layers")
    case = json.loads(text_of("two_hidden_layers"))
    with (
        planted(one, language, case, q1),
        planted(other, language, case, q2),
        np.errstate(all="ignore"),
    ):
        report = check(case, runs[language](text_of("two_hidden_layers")))
    named = {finding.place[3]: finding.fits[0].code for finding in report.findings if finding.fits}
    assert (named[q1], named[q2]) == (first, second)
    assert len(named) == 2


# Below the line ---------------------------------------------------------------------------------


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
    assert compare_traces(exact, r).first is None
    found = compare_traces(nudged(exact, name, 1), r).first
    assert (found.entry.step, found.entry.layer, found.entry.quantity, found.ulps) == (
        0,
        1,
        name,
        1.0,
    )
    assert not check(case, nudged(native, name, 10000)).passed


# Parts of a trace -------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [("W", "b"), ("A", "W"), ("Z", "A", "dW", "db"), ("dZ",)])
def test_any_subset_of_quantities_is_checked(kept, runs):
    case, right = json.loads(text_of("mixed_activations")), runs["R"](text_of("mixed_activations"))
    for step in right["steps"]:
        step["layers"] = [{name: layer[name] for name in kept} for layer in step["layers"]]
    report = check(case, right)
    assert report.passed and sentence(report).startswith("Right: all")
