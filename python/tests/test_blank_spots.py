"""Kinds of mistakes that the checker once had no name for: each is made in a small program of its own, or
in a trace by arithmetic that stands here, never by the table or the grammar that name it."""

from __future__ import annotations

import random

import numpy as np
import pytest
from helpers import case as case_of
from twinmlp import run_case
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.mistakes.table import Mistake

SIGMOID = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731


def named(case, trace):
    """What the first finding is named, and whether that is a cause."""
    fit = check(case, trace).findings[0].fits[0]
    return fit.code, fit.says, fit.is_cause


def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def trained(case, slope=None, outputs=softmax, targets=lambda y: y):
    """A network of one hidden layer, trained on all rows by gradient descent on the cross-entropy of a
    softmax, or half the squared error of its outputs: W, b, dW, db and the loss of the recorded steps.
    One of its parts may be another."""
    X, y = (np.array(case["data"][name]) for name in ("X", "y"))
    y = targets(y)
    kind = case["network"]["layers"][0]["activation"]
    value = {"tanh": np.tanh, "sigmoid": SIGMOID, "silu": lambda z: z * SIGMOID(z)}[kind]
    usual = {"tanh": lambda z: 1 - np.tanh(z) ** 2, "sigmoid": lambda z: SIGMOID(z) * SIGMOID(-z)}
    slope = slope or usual[kind]
    (W1, b1), (W2, b2) = ([np.array(p["W"]), np.array(p["b"])] for p in case["parameters"])
    rate, steps = case["optimizer"]["learning_rate"], []
    fused = case["loss"]["name"] == "cross_entropy"
    divisor = len(X) if case["loss"]["reduction"] == "mean" else 1
    for number in range(case["training"]["epochs"]):
        Z1 = X @ W1 + b1
        A1 = value(Z1)
        Z2 = A1 @ W2 + b2
        A2 = outputs(Z2)
        J = (-(y * np.log(A2)).sum() if fused else ((A2 - y) ** 2).sum() / 2) / divisor
        error = (A2 - y) / divisor
        dZ1 = (error @ W2.T) * slope(Z1)
        gradients = (X.T @ dZ1, dZ1.sum(axis=0)), (A1.T @ error, error.sum(axis=0))
        for parameters, (dW, db) in zip(((W1, b1), (W2, b2)), gradients):
            parameters[0][...] -= rate * dW
            parameters[1][...] -= rate * db
        if number in case["record"]["steps"]:
            layers = [
                {"W": W.tolist(), "b": b.tolist(), "dW": dW.tolist(), "db": db.tolist()}
                for (W, b), (dW, db) in zip(((W1, b1), (W2, b2)), gradients)
            ]
            steps.append({"step": number, "loss": float(J), "layers": layers})
    return {"steps": steps}


def test_the_program_of_this_page_is_right_without_a_mistake():
    for id in ("cross_entropy_sum", "cross_entropy_soft_targets"):
        assert check(case_of(id), trained(case_of(id))).passed


def test_targets_made_whole_by_argmax_are_named():
    case = case_of("cross_entropy_soft_targets")
    whole = lambda y: (y == y.max(axis=1, keepdims=True)).astype(float)
    code, says, is_cause = named(case, trained(case, targets=whole))
    assert (code, is_cause) == ("OTHER_SETTING", True) and "(argmax)" in says


def test_an_epsilon_in_the_sum_of_softmax_is_solved_for_with_the_loss_of_it():
    def with_epsilon(Z):
        e = np.exp(Z - Z.max(axis=1, keepdims=True))
        return e / (e.sum(axis=1, keepdims=True) + 0.001)

    case = case_of("cross_entropy_sum")
    code, says, is_cause = named(case, trained(case, outputs=with_epsilon))
    assert is_cause and says.startswith("0.001 stands for the 0 that is added to `row_sums(exp(")


def test_a_product_differentiated_by_one_factor_alone_is_named():
    case = case_of("silu_hidden")
    outputs = {"identity": lambda z: z, "sigmoid": SIGMOID}[
        case["network"]["layers"][1]["activation"]
    ]
    right = lambda z: SIGMOID(z) * (1 + z * SIGMOID(-z))
    assert check(case, trained(case, slope=right, outputs=outputs)).passed
    trace = trained(case, slope=lambda z: SIGMOID(z) * SIGMOID(-z), outputs=outputs)
    assert named(case, trace) == (
        *("WRONG_SLOPE", "the derivative is that of another activation: sigmoid (in dZ)", True),
    )


def test_a_number_is_told_with_the_digits_that_show_that_it_is_another():
    mistake = Mistake("X", ("W",), "x = fitted", "x is %s", "", fit="x")
    assert mistake.with_number(15.0000004, 15.0).says == "x is 15.0000004, not 15"
    assert mistake.with_number(0.25, 0.5).says == "x is 0.25, not 0.5"


@pytest.mark.parametrize(
    ("seed", "code", "is_cause"), [(42, "MASK_OF_PYTHON", True), (7, "MASK_OTHER_STREAM", False)]
)
def test_masks_of_another_stream_are_known_by_what_they_have_kept(seed, code, is_cause):
    case = case_of("dropout_half")  # its seed is 42
    (hidden, *_), draws = case["network"]["layers"], random.Random(seed)
    step = listed(run_case(case))["steps"][0]
    A, rate = np.array(step["layers"][0]["A"]), hidden["dropout"]
    mask = np.array([[draws.random() >= rate for _ in range(hidden["units"])] for _ in A])
    layer = {"Z": step["layers"][0]["Z"], "A": A.tolist(), "D": (A * mask / (1 - rate)).tolist()}
    found = named(case, {"steps": [{"step": 0, "layers": [layer, {}]}]})
    assert (found[0], found[2]) == (code, is_cause)


def test_clipping_before_the_penalty_and_the_masks_is_named():
    case = case_of("masks_penalty_clip_norm")
    step, start = listed(run_case(case))["steps"][0], case["parameters"]
    d = {(l, w): np.array(step["layers"][l]["d" + w]) for l in range(2) for w in "Wb"}
    norm, limit = np.sqrt(sum((g * g).sum() for g in d.values())), case["clipping"]["norm"]
    assert norm > limit and not case["penalty"].get("biases")
    layers = [{name: layer[name] for name in ("dW", "db")} for layer in step["layers"]]
    for (l, w), g in d.items():
        W = np.array(start[l][w])
        l1, l2 = (case["penalty"][name] if w == "W" else 0 for name in ("l1", "l2"))
        clipped = g * (limit / norm) + l1 * np.sign(W) + l2 * W
        layers[l]["g" + w] = np.where(np.array(case["masks"][l][w]) == 0, 0, clipped).tolist()
    found = named(case, {"steps": [{"step": 0, "gradient_norm": norm, "layers": layers}]})
    says = "the penalty is added after clipping, and the masks only then"
    assert found == ("PENALTY_AFTER_CLIPPING", says, True)


@pytest.mark.parametrize(
    ("id", "code", "loss"),
    [
        (
            "binary_cross_entropy_saturated",
            "EXP_OVERFLOW",
            lambda z, y: np.log(1 + np.exp(z)) - y * z,
        ),
        (
            *("binary_cross_entropy_saturated", "LOG_OF_ZERO"),
            lambda z, y: -y * np.log(SIGMOID(z)) - (1 - y) * np.log(1 - SIGMOID(z)),
        ),
        (
            *("cross_entropy_saturated", "EXP_OVERFLOW"),
            lambda z, y: y * (np.log(np.exp(z).sum(axis=1, keepdims=True)) - z),
        ),
    ],
)
@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_overflows_is_named_so_and_no_other_name_is_given(id, code, loss, kind):
    case = case_of(id)
    trace = listed(run_case(case))
    for step in trace["steps"]:
        Z, y = kind(step["layers"][0]["Z"]), kind(np.array(case["data"]["y"])[step["rows"]])
        step["loss"] = float(loss(Z, y).sum())
    assert not np.isfinite(trace["steps"][0]["loss"])
    assert named(case, trace)[::2] == (code, True)


@pytest.mark.parametrize(
    ("squares", "steps", "says"),
    [
        # the square of the sum, which in the first step is the sum of the squares
        (lambda old, g, every: (old + g) ** 2, 2, "(squares + g) * (squares + g)"),
        (lambda old, g, every: old + every, 1, "squares + squares_of_all"),
    ],
)
def test_squares_of_adagrad_that_are_summed_otherwise_are_named(squares, steps, says):
    case = case_of("adagrad")
    trace, state = listed(run_case(case))["steps"][:steps], {}
    assert [step["step"] for step in trace] == [*range(steps)]
    optimizer, before = {"epsilon": 1e-10, **case["optimizer"]}, case["parameters"]
    for step in trace:
        every = sum((np.array(layer["d" + w]) ** 2).sum() for layer in step["layers"] for w in "Wb")
        for l, layer in enumerate(step["layers"]):
            step["layers"][l] = {"dW": layer["dW"], "db": layer["db"]}
            for w in "Wb":
                g = np.array(layer["d" + w])
                state[l, w] = squares(state.get((l, w), 0 * g), g, every)
                move = (
                    optimizer["learning_rate"] * g / (np.sqrt(state[l, w]) + optimizer["epsilon"])
                )
                step["layers"][l][w] = (np.array(before[l][w]) - move).tolist()
        before = step["layers"]
    code, said, is_cause = named(case, {"steps": trace})
    assert (code, is_cause) == ("LINE_CHANGED", True) and says in said
