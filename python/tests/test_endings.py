"""When a run ends, and why, by hand: in the oracle, in the scalar run and in the package's traces."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from twinmlp.conformance.bits import run as scalar_run
from twinmlp.conformance.spec import walk_epochs
from twinmlp.conformance.truth import balls, oracle
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.compare_report import format_difference
from twinmlp.trace.record import run_case

# permutation(2) of NumPy's stream of seed 1 is 0, 1: sample 0 is set aside, and sample 1 is trained on.
HALVING = {
    "format": "twinmlp-case",
    "version": 1,
    "id": "halving",
    "network": {"layers": [{"inputs": 1, "units": 1, "activation": "identity", "bias": False}]},
    "loss": {"name": "half_squared_error", "reduction": "sum"},
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
    "training": {
        "epochs": 9,
        "batch_size": None,
        "order": "sequential",
        "seed": 1,
        "generator": "numpy",
        "validation_fraction": 0.5,
    },
    "data": {"X": [[1], [1]], "y": [[0.25], [0]]},
    "parameters": [{"W": [[1]], "b": None}],
    "record": {"steps": [0]},
}
# w halves in every epoch: dw = w. The loss is w^2 / 2, the validation loss (w - 1/4)^2 / 2: 9/32, 1/32, 0, 1/128, 9/512, ...
VALIDATION = [9 / 32, 1 / 32, 0, 1 / 128, 9 / 512, 49 / 2048]

RUNS = {
    "oracle": oracle.run,
    "scalar": scalar_run.run,
    "native": run_case,
    "reproducible": lambda case: run_case(case, "reproducible"),
}


def halving(**training):
    """The case with more said of its training."""
    case = copy.deepcopy(HALVING)
    case["training"].update(training)
    return case


@pytest.fixture(params=RUNS)
def run(request):
    return RUNS[request.param]


def test_the_split():
    assert np.random.RandomState(1).permutation(2).tolist() == [0, 1]
    trained, tested = walk_epochs.split(
        {"validation_fraction": 0.3}, [[0.0]] * 10, np.random.RandomState(5)
    )
    assert (
        tested + trained == np.random.RandomState(5).permutation(10).tolist() and len(tested) == 3
    )


def test_validation_alone(run):
    trace = run(halving(epochs=2))
    assert (
        list(trace["validation_losses"]) == VALIDATION[:3]
        and list(trace["losses"]) == [1 / 2, 1 / 8]
        and "stopping" not in trace
    )
    assert trace["final"]["loss"] == 1 / 32 and np.asarray(trace["steps"][0]["rows"]).tolist() == [
        1
    ]


@pytest.mark.parametrize("restore_best, w", [(True, 1 / 4), (False, 1 / 16)])
def test_patience(restore_best, w, run):
    # the best row is 2; row 4 is 2 after it
    trace = run(halving(patience=2, restore_best=restore_best))
    assert trace["stopping"] == {"stopped": "patience", "epochs": 4, "steps": 4, "best": 2}
    assert list(trace["validation_losses"]) == VALIDATION[:5] and len(trace["losses"]) == 4
    assert (
        np.asarray(trace["final"]["parameters"][0]["W"])[0, 0] == w
        and trace["final"]["loss"] == w * w / 2
    )


def test_min_delta(run):
    # row 2 is better than row 1 by 1/32 = 0.03125, which is not more than 0.04
    trace = run(halving(patience=2, min_delta=0.04))
    assert trace["stopping"] == {"stopped": "patience", "epochs": 3, "steps": 3, "best": 1}
    assert run(halving(patience=2, min_delta=0.03))["stopping"]["best"] == 2


def test_patience_on_the_loss(run):
    # losses 1/2, 1/8, 1/32, 1/128: better by 3/8, 3/32, 3/128 = 0.0234
    trace = run(
        halving(validation_fraction=None, patience=1, min_delta=0.05)
        | {"data": {"X": [[1]], "y": [[0]]}}
    )
    assert (
        trace["stopping"] == {"stopped": "patience", "epochs": 3, "steps": 3, "best": 2}
        and "validation_losses" not in trace
    )
    assert trace["final"]["loss"] == 1 / 32


def test_threshold(run):
    # gradients 1, 1/2, 1/4, 1/8: the fourth is the first not above 0.2, and is not used
    trace = run({**halving(threshold=0.2), "record": {"steps": [3]}})
    assert trace["stopping"] == {"stopped": "gradient", "epochs": 4, "steps": 4}
    assert (
        np.asarray(trace["steps"][0]["layers"][0]["W"])[0, 0]
        == np.asarray(trace["final"]["parameters"][0]["W"])[0, 0]
        == 1 / 8
    )
    assert list(trace["validation_losses"]) == [
        *VALIDATION[:4],
        VALIDATION[3],
    ]  # row 4 is row 3: its epoch counts as done


def test_equal_to_the_threshold_is_small_enough_and_no_ground_for_the_oracle():
    for run in (scalar_run.run, run_case):
        assert run(halving(threshold=0.125))["stopping"]["steps"] == 4
    with pytest.raises(balls.Undecided, match="a decision to stop hangs on 0"):
        oracle.run(halving(threshold=0.125))


def test_patience_over_at_the_last_row_counts(run):
    assert run(halving(epochs=4, patience=2))["stopping"] == {
        "stopped": "patience",
        "epochs": 4,
        "steps": 4,
        "best": 2,
    }
    assert run(halving(epochs=3, patience=2))["stopping"] == {
        "stopped": None,
        "epochs": 3,
        "steps": 3,
        "best": 2,
    }


def test_the_validation_loss_has_no_penalty(run):
    trace = run({**halving(epochs=1), "penalty": {"l1": 0, "l2": 1}})
    assert trace["validation_losses"][0] == 9 / 32 and trace["losses"][0] == 1 / 2 + 1 / 2


def test_a_ball_on_both_sides_of_a_tie_is_undecided():
    with balls.precision(64):
        third = balls.exact([1.0]) / 3
        assert walk_epochs.surely(third[0]) and not walk_epochs.surely(-third[0])
        with pytest.raises(balls.Undecided):
            walk_epochs.surely(third[0] * 3 - 1)


def test_a_margin_must_be_larger_than_what_errors_have_travelled_to():
    walk_epochs.check_margins([1e-3, -1e-3, 0.0], [1e-4, 1e-4, 0.0])
    with pytest.raises(balls.Undecided, match="hangs on 1e-05, and rounding may add 0.0001"):
        walk_epochs.check_margins([1e-5], [1e-4])


def test_ends_are_compared_by_what_they_say():
    ours = run_case(halving(patience=2))
    theirs = {**ours, "stopping": {**ours["stopping"], "stopped": None, "best": 1}}
    found = compare_traces(theirs, ours)
    assert found.wrong == 2 and (found.first.value, found.first.reference) == (0, 1)
    assert format_difference(found.first).startswith("watch, stopped[0]: 0, reference 1")
    short = {**ours, "validation_losses": ours["validation_losses"][:3]}
    assert (
        format_difference(compare_traces(short, ours).first)
        == "watch, validation_losses: the shape differs from the reference's"
    )
