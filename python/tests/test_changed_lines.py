"""Mistakes that nobody has written down: one thing in a line changed, found again as that line."""

from __future__ import annotations

import ast

import pytest
from helpers import case as case_of
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.mistakes.changes import changes_of
from twinmlp.conformance.mistakes.moment import Patch
from twinmlp.conformance.mistakes.replay import run_patched
from twinmlp.conformance.truth.reference import starting_parameters


def wrong(id, lines, *quantities):
    """A case, and the recorded steps of a run of it with lines changed."""
    case = case_of(id)
    trace = run_patched(case, Patch(lines, quantities), starting_parameters(case))
    kept = [step for step in trace["steps"] if step["step"] in case["record"]["steps"]]
    return case, listed({**trace, "steps": kept})


@pytest.mark.parametrize(
    ("id", "lines", "quantities", "says"),
    [
        (
            "selu_hidden",
            "A = scale * where(Z > 0, Z, alpha * minimum(Z, 0))",
            ("A",),
            "`A = scale * where(Z > 0, Z, alpha * minimum(Z, 0))`, not `A = scale * where(",
        ),
        (
            "adam",
            "move = rate * (m / first) / (sqrt(v) / second + epsilon)",
            ("W", "b"),
            "`move = rate * (m / first) / (sqrt(v) / second + epsilon)`, not `move = ",
        ),
        ("dropout_two_layers", "D = A * mask / 0.3", ("D",), "0.3 stands for 1 - drop in `D = "),
        ("two_hidden_layers", "dW = product(t(A_in), dZ_earlier)", ("dW",), "dZ_earlier)`, not"),
        ("momentum", "move = rate * next_row(velocity)", ("W",), "start - next_row(move)`"),
        ("two_hidden_layers", "dW = product(t(A_in), single(dZ))", ("dW",), "single(dZ))`, not"),
    ],
    ids=lambda value: value if isinstance(value, str) and "_" in value else "",
)
def test_the_line_is_named(id, lines, quantities, says):
    fit = check(*wrong(id, lines, *quantities)).findings[0].fits[0]
    assert (fit.code, fit.is_cause) == ("LINE_CHANGED", True) and says in fit.says


@pytest.mark.parametrize(
    ("id", "lines", "parts", "says"),
    [
        ("adam", "m = beta1 * m + (1 - beta2) * g", ("m",), "`m = beta1 * m + (1 - beta2) * g`"),
        ("adam", "beta2 = 0.99", ("v", "beta2_power"), "beta2 is 0.99, not 0.999"),
        ("nesterov", "velocity = momentum * velocity + g / 2", ("velocity",), "+ g / 2`"),
    ],
)
def test_a_line_of_the_optimizer_is_named_where_its_state_is_not_recorded(id, lines, parts, says):
    case, trace = wrong(id, lines, *(f"{name}.{part}" for part in parts for name in "Wb"))
    for step in trace["steps"]:
        for layer in step["layers"]:
            del layer["state"]
    fits = [fit for fit in check(case, trace).findings[0].fits if fit.is_cause]
    assert any(says in fit.says for fit in fits)


def test_a_run_that_starts_elsewhere_is_named():
    at_start = "W = W / 2 if step_number == 0 else W"
    fit = check(*wrong("two_hidden_layers", at_start, "Z")).findings[0].fits[0]
    assert fit.says == "the run starts with half of W" and fit.is_cause


def test_a_setting_goes_before_a_line():
    case, trace = wrong("schedule_warmup", "warmup = warmup + 1", "learning_rate")
    fit = check(case, trace).findings[0].fits[0]
    assert fit.says == "optimizer.schedule.warmup is 6, not 5" and fit.is_cause


def test_what_is_known_goes_before_a_line():
    fits = check(*wrong("two_hidden_layers", "dZ = dA", "dZ")).findings[0].fits
    assert fits[0].code == "SLOPE_MISSING" and "LINE_CHANGED" not in [fit.code for fit in fits]


def test_a_number_that_explains_little_is_no_cause():
    case, trace = wrong("adam", "W = right", "W")
    trace["steps"][0]["layers"][0]["state"]["W"]["m"][0][0] *= 1.01
    trace["steps"][1]["layers"][0]["W"][0][0] += 0.01
    fits = [fit for finding in check(case, trace).findings for fit in finding.fits]
    assert not any(fit.is_cause and fit.code == "LINE_CHANGED" for fit in fits)


def changed_in(expression):
    """What an expression is changed into, in plain text, and what is to be found in it."""
    return {
        ast.unparse(ast.parse(change.text, mode="eval")): change.fitted
        for change in changes_of(expression)
    }


def test_an_expression_is_changed_in_one_thing():
    changed = changed_in("(1 - beta1) * g")
    assert {"g", "1 - beta1", "(1 + beta1) * g", "(beta1 - 1) * g", "(1 - beta1) / g"} <= set(
        changed
    )
    assert changed["fitted * g"] == "1 - beta1" and changed["(1 - fitted) * g"] == "beta1"
    # brackets in other places, a factor of one branch, the call of a part
    assert "(a + c) * b" in changed_in("a + b * c")
    assert "where(p, c * a, b)" in changed_in("c * where(p, a, b)")
    assert "sqrt(v) / s" in changed_in("sqrt(v / s)")
    # another operand of the same shape, another step, axis, function, number, or precision
    assert {"(a + b) * c * d", "c * (a + b) * d"} & set(changed_in("a + b * c * d"))
    others = {"product(t(A_in), dA)", "product(t(X), dZ)", "product(t(A_in), dZ_earlier)"}
    others |= {"product(t(A_in), row_sums(dZ))", "product(t(A_in), single(dZ))"}
    assert others <= set(changed_in("product(t(A_in), dZ)"))
    assert {"Z ** 2", "Z ** 4", "f(Z) ** 3", "sqrt(Z ** 3)"} <= set(changed_in("Z ** 3"))
