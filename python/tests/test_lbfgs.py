"""L-BFGS: the direction and the line search by hand, and against scipy's."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from helpers import load, unwarned
from twinmlp.arithmetic.kinds import ARITHMETICS, NATIVE
from twinmlp.base.errors import TwinMLPError
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.spec import search
from twinmlp.conformance.truth import balls, oracle
from twinmlp.model.mlp import MLP
from twinmlp.nn.layers import Layer
from twinmlp.optim.frozen import FrozenMask
from twinmlp.optim.lbfgs import (
    direction,
    dot,
    layer_parts,
    moved_network,
    pair_states,
    parameter_parts,
    remembered,
)
from twinmlp.optim.line_search import Evaluation, Trial, line_search
from twinmlp.trace.case import case_parts
from twinmlp.trace.record import run_case
from twinmlp.train import step as steps

OPTIONS = {"c1": 1e-4, "c2": 0.9, "evaluations": 20, "memory": 10}


def searched(J, slope, start=-1.0, **options):
    """The t of all trials, and the one taken, for functions J(t) and slope(t), from J = 1."""
    trials, best = line_search(
        1.0,
        start,
        {**OPTIONS, **options},
        lambda t: Trial(t, slope(t), Evaluation([], [], J(t), [], None)),
    )
    return [trial.t for trial in trials], None if best is None else best.t


def parabola(k: float):
    """J = 1 - t + k t^2, and its slope."""
    return (lambda t: 1 - t + k * t * t), (lambda t: -1 + 2 * k * t)


@pytest.mark.parametrize(
    ("curve", "options", "tried", "taken"),
    [
        # J(1) = 1/2, slope 0
        (parabola(0.5), {}, [1], 1),
        # J(1) = 2 and J(1/2) = 1 are not below 1 - c1 t; J(1/4) = 7/8, slope 0
        (parabola(2), {}, [1, 0.5, 0.25], 0.25),
        # slopes -31/32, -15/16, -7/8: the first two are below -0.9
        (parabola(1 / 64), {}, [1, 2, 4], 4),
        # ... -3/4, -1/2, which is not below -1/2
        (parabola(1 / 64), {"c2": 0.5}, [1, 2, 4, 8, 16], 16),
        # slope(1) = -9/16 is below -1/2; J(2) = -1/8 is not above 1 - 0.8, slope -1/8
        (parabola(7 / 32), {"c1": 0.4, "c2": 0.5}, [1, 2], 2),
        # two trials are not enough: the longest that was too short
        (parabola(1 / 64), {"evaluations": 2}, [1, 2], 2),
        # all too far: nothing
        (parabola(2), {"evaluations": 2}, [1, 0.5], None),
        # what is not finite is too far
        ((lambda t: math.inf if t == 1 else 0.5, lambda t: 0.0), {}, [1, 0.5], 0.5),
        ((lambda t: math.nan if t == 1 else 0.5, lambda t: 0.0), {}, [1, 0.5], 0.5),
        ((lambda t: 0.0, lambda t: math.nan if t == 1 else 0.0), {}, [1, 0.5], 0.5),
        # exactly on the line of c1 is near enough, exactly at the slope of c2 flat enough
        ((lambda t: 0.75, lambda t: -0.5), {"c1": 0.25, "c2": 0.5}, [1], 1),
        # 1 too short, 2 too far, 1.5 too short, 1.75 right
        (
            (lambda t: 0.5 if t < 2 else 2.0, lambda t: 0.0 if t > 1.5 else -1.0),
            {},
            [1, 2, 1.5, 1.75],
            1.75,
        ),
        # and with three trials the longest that was too short
        (
            (lambda t: 0.5 if t < 2 else 2.0, lambda t: 0.0 if t > 1.5 else -1.0),
            {"evaluations": 3},
            [1, 2, 1.5],
            1.5,
        ),
    ],
)
def test_line_search_by_hand(curve, options, tried, taken):
    assert searched(*curve, **options) == (tried, taken)


@pytest.mark.parametrize("ops", ARITHMETICS.values(), ids=ARITHMETICS)
def test_direction_by_hand(ops):
    part = lambda *values: [np.array([values], dtype=float)]
    assert direction(part(2, -4), [], [], 0.25, ops)[0].tolist() == [[-0.5, 1]]
    # s'y = 2, y'y = 4, H_0 = 1/2; alpha = 3 / 2; q = g - 1.5 y = (0, 1); r = (0, 0.5); beta = 0; r + 1.5 s = (1.5, 0.5)
    assert direction(part(3, 1), [part(1, 0)], [part(2, 0)], 9, ops)[0].tolist() == [[-1.5, -0.5]]
    # s'y = 2, y'y = 8, H_0 = 1/4; alpha = 1 / 2; q = (0, 0); r = 0; beta = 0; r + 0.5 s: H y = s, so H (y / 2) = s / 2
    assert direction(part(1, 1), [part(1, 0)], [part(2, 2)], 9, ops)[0].tolist() == [[-0.5, 0]]


def vectors(seed: int, count: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random moves, and the changes of a gradient along them: y = A s, A symmetric and positive."""
    random = np.random.RandomState(seed)
    A = random.normal(size=(size, size))
    s = random.normal(size=(count, size))
    return s, s @ (A @ A.T + np.eye(size)), random.normal(size=size)


@pytest.mark.parametrize("count", [1, 2, 5, 10])
@pytest.mark.parametrize("seed", range(5))
def test_direction_is_scipys(seed, count):
    """scipy starts from the identity; with s / sqrt(h) and y sqrt(h) in place of s and y its H is ours with H_0 = h, over h."""
    from scipy.optimize import LbfgsInvHessProduct

    s, y, g = vectors(seed, count, 7)
    h = s[-1] @ y[-1] / (y[-1] @ y[-1])
    theirs = -h * LbfgsInvHessProduct(s / np.sqrt(h), y * np.sqrt(h)).matvec(g)
    # two parts: six numbers of a W, one of a b
    parts = lambda v: [v[:6].reshape(2, 3), v[6:]]
    moves, changes = [parts(v) for v in s], [parts(v) for v in y]
    ours = direction(parts(g), moves, changes, 1.0, NATIVE)
    # both compute the same recursion; theirs has two roundings more for each number of s and y, and h
    bound = search.loop_errors(
        ("W", "b"), tuple(parts(g)), list(map(tuple, moves)), list(map(tuple, changes)), 1.0
    )
    allowed = 6 * np.concatenate([e.ravel() for e in bound])
    assert np.all(np.abs(np.concatenate([p.ravel() for p in ours]) - theirs) <= allowed)
    assert not np.allclose(theirs, -g * h)


def test_the_newest_pair_is_met_exactly():
    """H y = s for the newest pair (the secant equation), which no mix-up of the order of the pairs keeps."""
    s, y, _ = vectors(3, 4, 5)
    parts = lambda v: [v.reshape(1, 5)]
    p = direction(parts(y[-1]), [parts(v) for v in s], [parts(v) for v in y], 1.0, NATIVE)[0]
    assert p.ravel() == pytest.approx(-s[-1], rel=1e-11)
    p = direction(parts(y[0]), [parts(v) for v in s], [parts(v) for v in y], 1.0, NATIVE)[0]
    assert p.ravel() != pytest.approx(-s[0], rel=1e-3)


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
    back = remembered(states, "s")
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


def test_what_the_validation_sets_aside_does_not_count_for_the_batch_size():
    model = MLP(2, optimizer="lbfgs", batch_size=6, epochs=2, validation_fraction=1 / 3).fit(X, Y)
    assert len(model.losses) == 2
    with pytest.raises(
        TwinMLPError,
        match='`batch_size` must be null, or 6 or more, with the optimizer "lbfgs", got 5.',
    ):
        MLP(2, optimizer="lbfgs", batch_size=5, epochs=2, validation_fraction=1 / 3).fit(X, Y)


def test_a_case_that_says_what_it_cannot():
    case = load("cases/lbfgs.json")
    case["training"]["batch_size"] = 4
    with pytest.raises(
        TwinMLPError,
        match='`training.batch_size` must be null, or 5 or more, with the optimizer "lbfgs", got 4.',
    ):
        case_parts(case)


# The true values, and the checker ------------------------------------------------------------------------------------


def exact_direction(g, s, y):
    """The two loops in fractions, on plain lists."""
    product = lambda a, b: sum(u * v for u, v in zip(a, b))
    q, alphas = g, [Fraction(0)] * len(s)
    for i in reversed(range(len(s))):
        alphas[i] = product(s[i], q) / product(s[i], y[i])
        q = [u - alphas[i] * v for u, v in zip(q, y[i])]
    r = [u * product(s[-1], y[-1]) / product(y[-1], y[-1]) for u in q]
    for i in range(len(s)):
        beta = product(y[i], r) / product(s[i], y[i])
        r = [u + v * (alphas[i] - beta) for u, v in zip(r, s[i])]
    return [-u for u in r]


@pytest.mark.parametrize("ops", ARITHMETICS.values(), ids=ARITHMETICS)
@pytest.mark.parametrize("seed", range(10))
def test_direction_is_within_its_bound_of_the_exact_one(seed, ops):
    s, y, g = vectors(seed, 1 + seed % 5, 7)
    parts = lambda v: (v[:6].reshape(2, 3), v[6:])
    ours = direction(
        list(parts(g)), [list(parts(v)) for v in s], [list(parts(v)) for v in y], 1.0, ops
    )
    true = exact_direction(
        *([Fraction(v) for v in g], *([list(map(Fraction, v)) for v in pairs] for pairs in (s, y)))
    )
    given = ("W", "b"), parts(g), [parts(v) for v in s], [parts(v) for v in y], 1.0
    bound = np.concatenate([search.DIRECTION.bound(index, *given).ravel() for index in (0, 1)])
    errors = [
        float(abs(Fraction(float(own)) - value))
        for own, value in zip(np.concatenate([p.ravel() for p in ours]), true)
    ]
    assert np.all(errors <= bound) and np.max(bound) < 1e-9
    # the oracle's own two loops, from the same numbers
    with balls.precision(256):
        exactly = (
            given[0],
            *(tuple(map(balls.exact, part)) for part in given[1:2]),
            *([tuple(map(balls.exact, v)) for v in p] for p in given[2:4]),
        )
        theirs = [
            float(v)
            for index in (0, 1)
            for v in search.DIRECTION.value(index, *exactly, balls.exact(1.0)).ravel()
        ]
    assert theirs == [float(value) for value in true]


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
