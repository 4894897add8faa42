"""Mistakes in the steps of lbfgs, the same in both languages: each is found, and at the place where it was made."""

from __future__ import annotations

import contextlib
import json
from typing import Any, Iterator, NamedTuple

import numpy as np
import pytest
from bridge import ROOT
from inject import replaced, replaced_in_r
from sample import sampled
from twinmlp.base.json_text import to_json
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.report import format_report
from twinmlp.optim import lbfgs, line_search
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.record import run_case


class Row(NamedTuple):
    """A mistake: the function it is in (`old` is the right one), in Python and in R, the case, and where it must be found first."""

    name: str
    function: str
    python: str
    r: str
    case: str
    step: int
    phase: str
    quantity: str


ROWS = [
    Row(
        "the direction goes up",
        "direction",
        "lambda g, s, y, rate, ops: [-part for part in old(g, s, y, rate, ops)]",
        "function(g, s, y, learning_rate, ops) lapply(old(g, s, y, learning_rate, ops), `-`)",
        "lbfgs",
        0,
        "direction",
        "pW",
    ),
    Row(
        "the pairs in the wrong order",
        "direction",
        "lambda g, s, y, rate, ops: old(g, s[::-1], y[::-1], rate, ops)",
        "function(g, s, y, learning_rate, ops) old(g, rev(s), rev(y), learning_rate, ops)",
        "lbfgs",
        2,
        "direction",
        "pW",
    ),
    Row(
        "the scale left out",
        "direction",
        """lambda g, s, y, rate, ops: [
            p * (dot(y[-1], y[-1], ops) / dot(s[-1], y[-1], ops) if s else 1) for p in old(g, s, y, rate, ops)]""",
        """function(g, s, y, learning_rate, ops) { n <- length(s); p <- old(g, s, y, learning_rate, ops)
        if (n) lapply(p, `*`, dot(y[[n]], y[[n]], ops) / dot(s[[n]], y[[n]], ops)) else p }""",
        "lbfgs",
        1,
        "direction",
        "pW",
    ),
    Row(
        "s and y exchanged",
        "direction",
        "lambda g, s, y, rate, ops: old(g, y, s, rate, ops)",
        "function(g, s, y, learning_rate, ops) old(g, y, s, learning_rate, ops)",
        "lbfgs_deep",
        1,
        "direction",
        "pW",
    ),
    Row(
        "the newest pair alone",
        "direction",
        "lambda g, s, y, rate, ops: old(g, s[-1:], y[-1:], rate, ops)",
        "function(g, s, y, learning_rate, ops) old(g, utils::tail(s, 1), utils::tail(y, 1), learning_rate, ops)",
        "lbfgs_regression",
        2,
        "direction",
        "pW",
    ),
    Row(
        "a gradient without the penalty",
        "gradient_parts",
        "lambda at: old(at._replace(gradients_for_update=None))",
        "function(at) old(replace(at, 'gradients_for_update', list(NULL)))",
        "lbfgs_penalty",
        0,
        "direction",
        "pW",
    ),
    Row(
        "a slope that is twice",
        "dot",
        "lambda a, b, ops: 2 * old(a, b, ops)",
        "function(a, b, ops) 2 * old(a, b, ops)",
        "lbfgs_weights",
        0,
        "direction",
        "slope",
    ),
    Row(
        "a trial always at t = 1",
        "moved_network",
        "lambda network, p, t, masks: old(network, p, 1.0, masks)",
        "function(network, p, t, masks) old(network, p, 1, masks)",
        "lbfgs_bisection",
        0,
        "trial 1",
        "W",
    ),
    Row(
        "a trial that forgets the biases",
        "moved_network",
        "lambda network, p, t, masks: [new._replace(b=before.b) for new, before in zip(old(network, p, t, masks), network)]",
        "function(network, p, t, masks) Map(function(new, before) replace(new, 'b', list(before$b)), old(network, p, t, masks), network)",
        "lbfgs",
        0,
        "trial 0",
        "b",
    ),
    Row(
        "c1 times the slope of the trial",
        "is_too_far",
        "lambda trial, loss, slope, options: old(trial, loss, trial.slope, options)",
        "function(trial, loss, slope, options) old(trial, loss, trial$slope, options)",
        "lbfgs_far",
        0,
        "update",
        "taken",
    ),
    Row(
        "c1 left out",
        "is_too_far",
        "lambda trial, loss, slope, options: old(trial, loss, 0.0, options)",
        "function(trial, loss, slope, options) old(trial, loss, 0, options)",
        "lbfgs_far",
        0,
        "update",
        "taken",
    ),
    Row(
        "the strong Wolfe condition",
        "is_too_short",
        "lambda trial, slope, options: abs(trial.slope) > options['c2'] * abs(slope)",
        "function(trial, slope, options) abs(trial$slope) > options$c2 * abs(slope)",
        "lbfgs_strong",
        1,
        "update",
        "taken",
    ),
    Row(
        "c2 left out",
        "is_too_short",
        "lambda trial, slope, options: trial.slope < slope",
        "function(trial, slope, options) trial$slope < slope",
        "lbfgs",
        0,
        "update",
        "taken",
    ),
    Row(
        "the second trial's half in place of its double",
        "line_search",
        "lambda loss, slope, options, look: old(loss, slope, options, lambda t: look(t / 4 if t > 1 else t))",
        "function(loss, slope, options, look) old(loss, slope, options, function(t) look(if (t > 1) t / 4 else t))",
        "lbfgs",
        0,
        "trial 1",
        "t",
    ),
    Row(
        "the first trial taken, whichever is accepted",
        "line_search",
        "lambda loss, slope, options, look: (lambda trials, best: (trials, trials[0]))(*old(loss, slope, options, look))",
        "function(loss, slope, options, look) { found <- old(loss, slope, options, look); list(trials = found$trials, best = found$trials[[1L]]) }",
        "lbfgs_bisection",
        0,
        "update",
        "taken",
    ),
    Row(
        "pairs of the other sign",
        "pair_states",
        "lambda network, s, y: old(network, s, [[-part for part in change] for change in y])",
        "function(network, s, y) old(network, s, lapply(y, lapply, `-`))",
        "lbfgs",
        0,
        "update",
        "W.y[0]",
    ),
    Row(
        "the newest pair first",
        "pair_states",
        "lambda network, s, y: old(network, s[::-1], y[::-1])",
        "function(network, s, y) old(network, rev(s), rev(y))",
        "lbfgs_memory",
        1,
        "update",
        "W.s[0]",
    ),
    Row(
        "all pairs forgotten after each step",
        "pair_states",
        "lambda network, s, y: old(network, [], [])",
        "function(network, s, y) old(network, list(), list())",
        "lbfgs_regression",
        1,
        "direction",
        "pW",
    ),
]


def case_of(id: str) -> dict[str, Any]:
    """A case of the fixtures, or one in which a mistake in a decision makes a difference."""
    known = {"lbfgs_far": ("lbfgs_bisection", FAR), "lbfgs_strong": ("lbfgs_regression", STRONG)}
    name, changes = known.get(id, (id, {}))
    case = json.loads((ROOT / f"fixtures/cases/{name}.json").read_text())
    if changes:
        case["id"], case["optimizer"] = id, {**case["optimizer"], **changes}
        case["training"]["epochs"], case["record"] = 4, {"steps": [0, 1, 2, 3]}
    return case


FAR = {"learning_rate": 8, "c1": 0.4, "c2": 0.45}
STRONG = {"learning_rate": 0.5, "c1": 0.05, "c2": 0.1}


@contextlib.contextmanager
def planted_in_python(row: Row) -> Iterator[None]:
    """The Python package with the mistake in it."""
    module = lbfgs if hasattr(lbfgs, row.function) else line_search
    wrong = eval(row.python, {**vars(module), "old": getattr(module, row.function)})
    with replaced([(module, row.function, wrong)]):
        yield


def planted_in_r(row: Row) -> Any:
    """The loaded R package with the mistake in it."""
    return replaced_in_r(row.function, row.r)


@pytest.fixture(scope="module")
def runs(r_package):
    return {
        "Python": (planted_in_python, lambda case: listed(run_case(case))),
        "R": (
            planted_in_r,
            lambda case: listed(r_package.run_case(r_package.read_json(to_json(case)))),
        ),
    }


@pytest.mark.parametrize("language", ["Python", "R"])
@pytest.mark.parametrize("row", sampled(ROWS, 3), ids=lambda row: row.name)
def test_mistake_is_found_where_it_is(row, language, runs):
    case = case_of(row.case)
    plant, run = runs[language]
    right = run(case)
    assert check(case, right).passed
    with plant(row), np.errstate(all="ignore"):
        wrong = run(case)
    assert compare_traces(wrong, right).first is not None
    report = check(case, wrong)
    assert not report.passed
    step, phase, _, quantity = report.findings[0].place
    assert (step, phase, quantity) == (row.step, row.phase, row.quantity), "\n".join(
        format_report(report)
    )
