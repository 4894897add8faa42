"""The oracle against hand arithmetic, numerical derivatives and published numbers; and the files it wrote."""

from __future__ import annotations

import copy
import math
from fractions import Fraction

import mpmath
import numpy as np
from oracle_cases import CASES, golden
from twinmlp.conformance.spec import walk_run
from twinmlp.conformance.truth import oracle


def small_case(layers, X, y, **changes):
    """A case with one full-batch step, from rows of (activation, W, b)."""
    case = {
        "id": "small",
        "network": {
            "layers": [
                {"inputs": len(W), "units": len(W[0]), "activation": f} for f, W, b in layers
            ]
        },
        "loss": {"name": "half_squared_error"},
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "training": {"epochs": 1},
        "data": {"X": X, "y": y},
        "parameters": [{"W": W, "b": b} for _, W, b in layers],
        "record": {"steps": [0]},
    }
    return {**case, **changes}


def test_identity_by_hand():
    # X = [1 2; 3 -1], W = [1; 2], b = 0.5, y = [4; 2], learning rate 0.5
    step = oracle.run(small_case([("identity", [[1], [2]], [0.5])], [[1, 2], [3, -1]], [[4], [2]]))[
        "steps"
    ][0]
    layer = step["layers"][0]
    assert layer["Z"] == [[5.5], [1.5]]  # 1 1 + 2 2 + 0.5; 3 1 - 1 2 + 0.5
    assert layer["A"] == layer["Z"]
    assert step["loss"] == 1.25  # (1.5^2 + 0.5^2) / 2
    assert layer["dA"] == layer["dZ"] == [[1.5], [-0.5]]  # 5.5 - 4; 1.5 - 2
    assert layer["dW"] == [[0.0], [3.5]]  # 1 1.5 - 3 0.5; 2 1.5 + 1 0.5
    assert layer["db"] == [1.0]  # 1.5 - 0.5
    assert layer["W"] == [[1.0], [0.25]]  # 1 - 0.5 0; 2 - 0.5 3.5
    assert layer["b"] == [0.0]  # 0.5 - 0.5 1
    assert layer["tolerance"]["Z"] == {
        "free": 0,
        "local": 0,
    }  # small multiples of a half: exact in any order


def test_two_layers_by_hand():
    # x = 1, W_1 = ln 3 (its double, w), no bias; a = 1 / (1 + e^-w), by mpmath; W_2 = 2, y = 1, mean over one sample
    w = math.log(3)
    case = small_case([("sigmoid", [[w]], None), ("identity", [[2]], [0])], [[1]], [[1]])
    case["loss"]["reduction"] = "mean"
    first, second = oracle.run(case)["steps"][0]["layers"]
    with mpmath.workdps(50):
        a = 1 / (1 + mpmath.exp(-mpmath.mpf(w)))
        error = 2 * a - 1  # z_2 - y
        slope = a * (1 - a)
        assert abs(a - Fraction(3, 4)) < 1e-15  # 1 / (1 + 1/3)
        assert abs(slope - Fraction(3, 16)) < 1e-15
        assert abs(error - Fraction(1, 2)) < 1e-15
        assert first["A"] == [[float(a)]]
        assert second["Z"] == [[float(2 * a)]]
        assert second["dA"] == second["dZ"] == [[float(error)]]
        assert second["dW"] == [[float(a * error)]]  # A_1^T dZ_2, about 3/8
        assert first["dA"] == [[float(2 * error)]]  # the old W_2
        assert first["dZ"] == first["dW"] == [[float(2 * error * slope)]]  # about 3/16
        assert first["W"] == [[float(w - error * slope)]]  # learning rate 1/2, times 2
        assert second["W"] == [[float(2 - a * error / 2)]]
    assert first["db"] is first["b"] is None
    assert first["tolerance"]["db"] is first["tolerance"]["b"] is None


def test_relu_and_mean_by_hand():
    # Z = [1 -1 0], relu'(0) = 0; two samples of it, so the mean halves what is the same twice
    case = small_case([("relu", [[1, -1, 0]], [0, 0, 0])], [[1], [1]], [[0, 1, 1], [0, 1, 1]])
    case["loss"]["reduction"] = "mean"
    step = oracle.run(case)["steps"][0]
    layer = step["layers"][0]
    assert layer["A"] == [[1, 0, 0]] * 2
    assert step["loss"] == 1.5  # 2 (1 + 1 + 1) / 2 / 2
    assert layer["dA"] == [[0.5, -0.5, -0.5]] * 2
    assert layer["dZ"] == [[0.5, 0, 0]] * 2
    assert layer["dW"] == [[1, 0, 0]]


def test_batches():
    training = {"epochs": 2, "batch_size": 2, "order": "shuffled", "seed": 7, "generator": "numpy"}
    stream = np.random.RandomState(7)
    expected = [stream.permutation(5).tolist() for _ in range(2)]
    assert [
        [row for rows in epoch for row in rows]
        for epoch in walk_run.epoch_batches(training, 5, np.random.RandomState(7))
    ] == expected
    assert list(walk_run.epoch_batches({"epochs": 1, "batch_size": 2}, 5, None)) == [
        [[0, 1], [2, 3], [4]]
    ]
    # set.seed(7); sample(5); sample(5) in R 4.2
    orders = [
        [row for rows in epoch for row in rows]
        for epoch in walk_run.epoch_batches(training, 5, walk_run.RStream(7))
    ]
    assert orders == [[1, 2, 3, 4, 0], [1, 2, 4, 3, 0]]


def test_epoch_losses_are_of_all_rows_before_the_updates():
    case = CASES["minibatch_remainder"]
    record = golden("minibatch_remainder")
    whole = copy.deepcopy(case)
    whole["training"].update(epochs=1, batch_size=None)
    whole["record"]["steps"] = []
    for epoch in (0, 1):
        shorter = copy.deepcopy(case)
        shorter["training"]["epochs"] = epoch + 1
        assert record["losses"][: epoch + 1] == oracle.run(shorter)["losses"]
    assert oracle.run(whole)["losses"][0] == record["losses"][0]


def test_the_articles_errors_before_training():
    A = np.array(golden("article_b_first_update")["steps"][0]["layers"][1]["A"])
    y = np.array(CASES["article_b_first_update"]["data"]["y"])
    assert np.round((y - A) ** 2 / 2, 8).ravel().tolist() == [0.05013458, 0.03727248, 0.25388062]


def test_the_articles_ten_errors():
    printed = [
        "0.11553",
        "0.11082",
        "0.10606",
        "0.09845",
        "0.08483",
        "0.06396",
        "0.04206",
        "0.02641",
        "0.01719",
        "0.01190",
    ]
    assert [
        "%.5f" % (loss / 3) for loss in golden("article_b_training")["losses"][::100]
    ] == printed


def test_the_articles_draws():
    draws = np.random.RandomState(42).uniform(size=30).tolist()
    for name, own in (("article_b_first_update", draws[:15]), ("article_b_training", draws[15:])):
        layers = CASES[name]["parameters"]
        assert [value for layer in layers for row in layer["W"] for value in row] == own
