"""L-BFGS: the direction and the line search by hand, and against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import load, unwarned
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.base.errors import TwinMLPError
from twinmlp.model.mlp import MLP
from twinmlp.nn.layers import Layer
from twinmlp.optim.frozen import FrozenMask
from twinmlp.optim.lbfgs import (
    dot,
    layer_parts,
    moved_network,
    pair_parts,
    pair_states,
    parameter_parts,
)
from twinmlp.trace.record import run_case
from twinmlp.train import step as steps


def test_a_run_ends_where_scipys_ends():
    """J of linear outputs without biases is a parabola of curvature l2 or more, so w is within |gradient| / l2 of its one minimum."""
    from scipy.optimize import minimize

    random, l2 = np.random.RandomState(5), 0.5
    X, y = random.normal(size=(12, 3)), random.normal(size=(12, 2))

    def J(w):
        W = w.reshape(3, 2)
        error = X @ W - y
        return (error**2).sum() / 2 + l2 / 2 * (W**2).sum(), (X.T @ error + l2 * W).ravel()

    theirs = minimize(
        J, np.zeros(6), jac=True, method="L-BFGS-B", options={"gtol": 1e-10, "ftol": 0}
    )
    case = {
        **load("cases/one_unit.json"),
        "id": "x",
        "record": {"steps": []},
        "penalty": {"l2": l2},
    }
    case["network"] = {
        "layers": [{"inputs": 3, "units": 2, "activation": "identity", "bias": False}]
    }
    case |= {
        "loss": {"name": "half_squared_error"},
        "optimizer": {"name": "lbfgs", "learning_rate": 0.1},
        "training": {"epochs": 25},
    }
    case |= {
        "data": {"X": X.tolist(), "y": y.tolist()},
        "parameters": [{"W": [[0.0] * 2] * 3, "b": None}],
    }
    ours = np.array(run_case(case)["final"]["parameters"][0]["W"]).ravel()
    gradients = np.linalg.norm(J(ours)[1]), np.linalg.norm(J(theirs.x)[1])
    assert gradients[0] < 1e-8 and gradients[1] < 1e-8
    assert np.linalg.norm(ours - theirs.x) <= sum(gradients) / l2
    assert (
        np.linalg.norm(ours - np.linalg.solve(X.T @ X + l2 * np.eye(3), X.T @ y).ravel())
        <= gradients[0] / l2 + 1e-13
    )


def test_pairs_are_kept_by_layer():
    network = [Layer(np.ones((1, 2)), None, "tanh"), Layer(np.ones((2, 1)), np.ones(1), "identity")]
    s = [[part * k for part in parameter_parts(network)] for k in (1, 2, 3)]
    y = [[part * -k for part in parameter_parts(network)] for k in (1, 2, 3)]
    states = pair_states(network, s, y)
    assert states[0]["b"] == {} and [len(states[l]["W"]["s"]) for l in (0, 1)] == [3, 3]
    assert states[1]["b"]["y"][2].tolist() == [-3] and states[0]["W"]["s"][1].tolist() == [[2, 2]]
    back = pair_parts(states, "s")
    assert (
        all(np.array_equal(a, b) for given, kept in zip(s, back) for a, b in zip(given, kept))
        and len(back) == 3
    )
    assert [(p.W.shape, p.b is None) for p in layer_parts(s[0], network)] == [
        ((1, 2), True),
        ((2, 1), False),
    ]
    assert dot(s[0], s[1], NATIVE) == 10  # 2 + 2 + 2 + 2 + 2


def test_frozen_parameters_keep_their_bits_in_every_trial():
    network = [Layer(np.array([[-0.0, 4.0]]), np.array([-0.0, 1.0]), "identity")]
    p = layer_parts([np.array([[np.nan, 1.0]]), np.array([0.0, 2.0])], network)
    moved = moved_network(
        network, p, 0.5, [FrozenMask(np.array([[0.0, 1.0]]), np.array([0.0, 1.0]))]
    )[0]
    assert (
        np.signbit(moved.W[0, 0])
        and moved.W[0, 1] == 4.5
        and np.signbit(moved.b[0])
        and moved.b[1] == 2
    )


X = np.random.RandomState(7).normal(size=(9, 2))

Y = np.random.RandomState(8).uniform(size=(9, 1))


def test_no_network_is_looked_at_twice(monkeypatch):
    looked, evaluation = [], steps.evaluation
    monkeypatch.setattr(
        steps, "evaluation", lambda *inputs: looked.append(inputs[0]) or evaluation(*inputs)
    )
    taken = []
    MLP(
        3, "tanh", optimizer="lbfgs", epochs=12, on_step=lambda step: taken.append(step) and None
    ).fit(X, Y)
    assert len(looked) == 1 + sum(len(step.search.trials) for step in taken) and len(taken) == 12
    assert any(len(step.search.trials) > 1 for step in taken)


def test_a_stationary_point_ends_the_run():
    case = load("cases/lbfgs_stationary.json")
    trace = run_case(case)
    assert len(trace["losses"]) == 1 and trace["steps"][0]["search"] == {
        "slope": 0.0,
        "trials": [],
        "taken": 0.0,
    }
    still = {
        "hidden": [],
        "output_activation": "identity",
        "optimizer": "lbfgs",
        "parameters": [{"W": [[2.0]], "b": [0.0]}],
    }
    model = MLP(**still, epochs=9).fit([[1], [2]], [[2], [4]])
    assert (
        model.stopped == "line_search" and len(model.losses) == 1 and model.network[0].W[0, 0] == 2
    )
    assert repr(model.history).endswith(
        "stopped by line_search: nowhere along the direction is J lower"
    )
    # a threshold is asked first
    assert MLP(**still, threshold=0).fit([[1]], [[2]]).stopped == "gradient"


@unwarned
def test_where_all_trials_are_too_far_the_pairs_are_forgotten_first():
    restart = run_case({**load("cases/lbfgs_restart.json"), "record": {"steps": list(range(8))}})[
        "steps"
    ]
    pairs = [len(step["layers"][0]["state"]["W"]["s"]) for step in restart]
    k = next(k for k, step in enumerate(restart) if step["search"]["taken"] == 0)
    assert (
        pairs[k - 1] > 0
        and pairs[k] == 0
        and np.array_equal(restart[k]["layers"][0]["W"], restart[k - 1]["layers"][0]["W"])
    )
    assert np.array_equal(
        restart[k + 1]["layers"][0]["pW"], -restart[k + 1]["layers"][0]["dW"]
    )  # learning_rate is 1 there
    stuck = MLP(
        2, "tanh", optimizer={"name": "lbfgs", "evaluations": 1}, learning_rate=1e6, epochs=9
    ).fit(X, Y)
    assert stuck.stopped == "line_search" and len(stuck.losses) == 1


def test_memory():
    steps = run_case({**load("cases/lbfgs_memory.json"), "record": {"steps": list(range(8))}})[
        "steps"
    ]
    pairs = [step["layers"][0]["state"]["W"]["s"] for step in steps]
    assert [len(kept) for kept in pairs] == [1, 2, 2, 2, 2, 2, 2, 2]
    assert all(np.array_equal(kept[0], before[1]) for before, kept in zip(pairs[1:], pairs[2:]))
    assert all(
        np.array_equal(kept[-1], new["layers"][0]["W"] - old["layers"][0]["W"])
        for kept, old, new in zip(pairs[1:], steps, steps[1:])
    )


def test_what_the_validation_sets_aside_does_not_count_for_the_batch_size():
    model = MLP(2, optimizer="lbfgs", batch_size=6, epochs=2, validation_fraction=1 / 3).fit(X, Y)
    assert len(model.losses) == 2
    with pytest.raises(
        TwinMLPError,
        match='`batch_size` must be null, or 6 or more, with the optimizer "lbfgs", got 5.',
    ):
        MLP(2, optimizer="lbfgs", batch_size=5, epochs=2, validation_fraction=1 / 3).fit(X, Y)
