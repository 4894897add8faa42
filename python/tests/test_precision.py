"""Numbers with few digits, or in single precision: recognised, said, and no wall before the real
mistake."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import case as case_of
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.judge.precision import Precision, digits_of, recognised
from twinmlp.conformance.report import format_report, sentence
from twinmlp.trace.record import run_case

ROUNDED = {
    "15 significant digits": lambda x: float(f"{x:.15g}"),
    "10 significant digits": lambda x: float(f"{x:.10g}"),
    "6 significant digits": lambda x: float(f"{x:.6g}"),
    "single precision (float32)": lambda x: float(np.float32(x)),
    "3 decimals": lambda x: round(x, 3),
}
CASES = ["two_hidden_layers", "adam_minibatch", "penalty_both", "cross_entropy_deep", "gelu_hidden"]


ONE_UNIT = case_of("one_unit")


def mapped(change, value):
    """A trace with every number changed."""
    if isinstance(value, dict):
        return {name: mapped(change, item) for name, item in value.items()}
    if isinstance(value, list):
        return [mapped(change, item) for item in value]
    return change(value) if isinstance(value, float) else value


@pytest.mark.parametrize("says", ROUNDED)
@pytest.mark.parametrize("id", CASES)
def test_a_right_trace_that_is_rounded_is_right(id, says):
    report = check(case_of(id), mapped(ROUNDED[says], listed(run_case(case_of(id)))))
    assert report.passed and report.precision.says == says
    assert sentence(report).startswith(f"Right, in {says}: all ")
    assert report.comparison.first is None  # the table says what the verdict says


@pytest.mark.parametrize("says", ["6 significant digits", "single precision (float32)"])
def test_the_mistake_behind_rounded_numbers_is_named(says):
    case = case_of("two_hidden_layers")
    wrong = listed(run_case({**case, "loss": {"name": "half_squared_error", "reduction": "mean"}}))
    report = check(case, mapped(ROUNDED[says], {**wrong, "case": case["id"]}))
    assert f"First wrong value, in {says}" in format_report(report)[0]
    assert report.findings[0].fits[0].code == "MEAN_FOR_SUM" and report.findings[0].fits[0].is_cause


def test_a_stated_precision_is_believed():
    case, trace = case_of("two_hidden_layers"), listed(run_case(case_of("two_hidden_layers")))
    trace["steps"][0]["layers"][0]["Z"][0][0] *= 1 + 1e-7
    assert not check(case, trace).passed
    assert check(case, trace, precision=Precision("single")).passed
    assert check(case, trace, precision=Precision("digits", 6)).passed


def test_digits_are_counted_as_a_number_is_written():
    assert digits_of(0.00123) == (3, 5) and digits_of(1e-7) == (1, 7)
    assert digits_of(123.25) == (5, 2) and digits_of(1.5e20) == (2, 0)


def test_few_short_numbers_show_nothing_and_that_is_said():
    assert recognised({"steps": [], "losses": [0.5, 0.25]}).is_double
    report = check(ONE_UNIT, {"steps": [], "losses": [0.5, 0.25]})
    said = " ".join(format_report(report))
    assert "With 2 numbers that are not whole, nobody can tell with how many digits" in said
    assert not check(ONE_UNIT, listed(run_case(ONE_UNIT))).untold


def test_a_few_numbers_of_single_precision_show_it():
    case = case_of("tiny_magnitudes")  # all but three numbers are too small for it
    single = mapped(ROUNDED["single precision (float32)"], listed(run_case(case)))
    report = check(case, single)
    assert report.passed and report.precision == Precision("single")


def test_one_number_in_doubles_among_single_arrays_is_no_mistake():
    """A rate that the program's schedule computes, and the powers that Adam keeps."""
    for id in ("schedule_exponential", "adam_minibatch"):
        case = case_of(id)
        true = listed(run_case(case))
        trace = mapped(ROUNDED["single precision (float32)"], true)
        for step, exact in zip(trace["steps"], true["steps"]):
            step |= {"loss": exact["loss"]} | {k: exact[k] for k in exact if k == "learning_rate"}
            for layer, one in zip(step["layers"], exact["layers"]):
                for name, parts in layer.get("state", {}).items():
                    powers = (part for part in parts if part.endswith("_power"))
                    parts |= {part: one["state"][name][part] for part in powers}
        report = check(case, trace)
        assert report.passed and report.precision.kind == "single"


def test_where_most_is_in_doubles_single_precision_is_a_mistake_and_how_to_go_on_is_said():
    case = case_of("gelu_hidden")
    trace = listed(run_case(case))
    layer = trace["steps"][0]["layers"][0]
    layer["Z"] = mapped(ROUNDED["single precision (float32)"], layer["Z"])
    text = " ".join(format_report(check(case, trace)))
    assert "(SINGLE_PRECISION)" in text and "Some arrays are of single numbers (float32)" in text


def test_the_first_wrong_loss_is_the_first_in_time():
    """Not the one that is furthest off; the table shows that."""
    case = case_of("two_hidden_layers")
    trace = listed(run_case(case))
    trace["losses"][2] += 1e-6
    trace["losses"][4] += 1.0
    report = check(case, trace)
    assert sentence(report).startswith("First wrong value: losses[2]: yours ")
    assert report.losses_wrong_from == 2 and report.comparison.first.index == [2]
    assert report.comparison.worst["losses"].index == [4]


def test_a_constant_that_is_fitted_to_few_digits_is_told_with_how_far_it_may_be_off():
    """alpha 0.011 of leaky_relu, of 4 digits; one that is the case's within the noise is none."""
    case = case_of("leaky_relu_hidden")
    for alpha, said in ((0.011, "alpha is 0.011 (within 1e-05), not 0.01"), (0.0100001, None)):
        wrong = case_of("leaky_relu_hidden")
        wrong["network"]["layers"][0]["activation"] = {"name": "leaky_relu", "alpha": alpha}
        trace = mapped(lambda x: float(f"{x:.4g}"), listed(run_case(wrong)))
        report = check(case, {**trace, "case": case["id"]})
        assert report.passed if said is None else said in sentence(report)
