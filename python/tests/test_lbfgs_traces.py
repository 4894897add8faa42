"""What a trace says of a search, and what is wrong in one."""

from __future__ import annotations

import pytest
from helpers import load
from twinmlp.base.errors import TwinMLPError
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.truth import oracle
from twinmlp.trace.case import case_parts
from twinmlp.trace.record import run_case


def test_a_trial_that_is_not_finite_is_recorded_by_its_t_alone():
    case = load("cases/lbfgs_regression.json")
    case |= {
        "optimizer": {"name": "lbfgs", "learning_rate": 1e200},
        "training": {"epochs": 1},
        "record": {"steps": [0]},
    }
    case["optimizer"]["evaluations"] = 800
    search = run_case(case)["steps"][0]["search"]
    assert search["trials"][0] == {"t": 1.0, "loss": None, "slope": None, "layers": None}
    assert (
        search["trials"][-1]["loss"] is not None
        and search["taken"] == search["trials"][-1]["t"] < 1e-190
    )


def test_a_case_that_says_what_it_cannot():
    case = load("cases/lbfgs.json")
    case["training"]["batch_size"] = 4
    with pytest.raises(
        TwinMLPError,
        match='`training.batch_size` must be null, or 5 or more, with the optimizer "lbfgs", got 4.',
    ):
        case_parts(case)


def test_a_run_that_hangs_on_rounding_has_no_true_values():
    case = load("cases/lbfgs_penalty.json")
    case["training"]["epochs"] = 60
    with pytest.raises(NotImplementedError, match="rounding may"):
        oracle.run(case)


def spoiled(case, change):
    """The report on a run with every step's record changed."""
    trace = listed(run_case(case))
    for step in trace["steps"]:
        change(step)
    return check(case, trace)


@pytest.mark.parametrize(
    "leave_out",
    [
        lambda step: step.pop("search"),
        lambda step: step["search"].pop("trials"),
        lambda step: step["search"].pop("taken"),
        lambda step: step["search"].pop("slope"),
        lambda step: [trial.pop("layers") for trial in step["search"]["trials"]],
        lambda step: [trial.pop("t") for trial in step["search"]["trials"]],
        lambda step: [layer.pop("pW") for layer in step["layers"]],
        lambda step: [layer.pop("state") for layer in step["layers"]],
        lambda step: [layer["state"]["W"].pop("y") for layer in step["layers"]],
        lambda step: [trial.update(loss=None) for trial in step["search"]["trials"]],
    ],
)
def test_a_trace_may_leave_out_any_part_of_a_search(leave_out):
    report = spoiled(load("cases/lbfgs_penalty.json"), leave_out)
    assert report.passed and "missing" in report.states.values() and not report.ignored


def test_a_trial_too_many_is_named():
    report = spoiled(
        load("cases/lbfgs.json"),
        lambda step: step["search"]["trials"].append(step["search"]["trials"][-1]),
    )
    assert "step 0, trial 2, which the true run does not make" in report.ignored
    # where the trace says that it took another t, that is wrong by itself
    report = spoiled(load("cases/lbfgs.json"), lambda step: step["search"].update(taken=1.5))
    assert report.findings[0].place == (0, "update", None, "taken")
