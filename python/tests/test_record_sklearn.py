"""Trainings of scikit-learn's networks, recorded: right ones are found right, planted mistakes are named."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor
from twinmlp import TwinMLPError, record

IRIS, SPECIES = load_iris(return_X_y=True)
X, Y = IRIS[:144:9] - IRIS.mean(0), SPECIES[:144:9]
SIZES = {"hidden_layer_sizes": [4, 3], "random_state": 1}
NETS = {
    "adam": (MLPClassifier(**SIZES), Y),
    "sgd": (MLPClassifier(solver="sgd", momentum=0, alpha=0, activation="tanh", **SIZES), Y),
    "momentum": (
        MLPClassifier(solver="sgd", nesterovs_momentum=False, activation="logistic", **SIZES),
        Y,
    ),
    "nesterov": (MLPClassifier(solver="sgd", activation="identity", **SIZES), Y),
    "two labels": (MLPClassifier(alpha=0.1, **SIZES), np.array(["a", "b"])[(Y > 0).astype(int)]),
    "several labels": (MLPClassifier(**SIZES), np.column_stack([Y > 0, Y < 2]).astype(int)),
    "numbers": (MLPRegressor(alpha=0, **SIZES), X[:, 0]),
    "numbers in columns": (MLPRegressor(alpha=0.2, **SIZES), X[:, :2]),
}


@pytest.mark.parametrize("name", NETS)
def test_right_trainings_are_right(name):
    net, y = NETS[name]
    r = record.sklearn(net, X, y)
    report = r.check()
    assert report.passed, r.report()
    # A, dZ, dW or gW, db, W and b of three layers in three steps; W and b at the end; the loss.
    right = list(report.states.values()).count("right")
    assert right >= 3 * 6 * 3 + 6 + (0 if name == "numbers in columns" else 3)
    assert not hasattr(net, "coefs_") and r.case["record"]["steps"] == [0, 1, 2]


@pytest.mark.parametrize("n", range(2, 8))
def test_any_number_of_samples_is_right(n):
    """dZ is n times less than what is computed: where that is not exact its sums are not those of dZ."""
    net = MLPRegressor(hidden_layer_sizes=2, activation="tanh", solver="sgd", random_state=1)
    for start in range(0, 150 - n, 30):
        r = record.sklearn(net, IRIS[start : start + n, :2], IRIS[start : start + n, 2] / 10)
        assert r.check().passed, r.report()
        assert ("dZ" in r.trace["steps"][0]["layers"][0]) == (n in (2, 4))


class HalfRate(MLPClassifier):
    """A network whose backward pass halves the gradient of its biases."""

    def _backprop(self, *arguments):
        loss, dW, db = super()._backprop(*arguments)
        for gradient in db:
            gradient /= 2
        return loss, dW, db


class NoSlope(MLPClassifier):
    """A network whose backward pass leaves out the slope of the hidden layers."""

    def _backprop(self, *arguments):
        from sklearn.neural_network import _multilayer_perceptron as module

        kept = module.DERIVATIVES["tanh"]
        module.DERIVATIVES["tanh"] = lambda Z, delta: None
        try:
            return super()._backprop(*arguments)
        finally:
            module.DERIVATIVES["tanh"] = kept


def test_planted_mistakes_are_found_and_named():
    options = {"solver": "sgd", "momentum": 0, "alpha": 0, "activation": "tanh", **SIZES}
    finding = record.sklearn(HalfRate(**options), X, Y).check().findings[0]
    assert finding.place == (0, "backward", 3, "db")
    assert "the line is `db = column_sums(dZ) / 2`" in finding.fits[0].says
    finding = record.sklearn(NoSlope(**options), X, Y).check().findings[0]
    assert finding.place == (0, "backward", 2, "dZ") and finding.fits[0].code == "SLOPE_MISSING"


def test_refusals():
    for net in (
        MLPClassifier(solver="lbfgs"),
        MLPClassifier(solver="sgd", learning_rate="adaptive"),
    ):
        with pytest.raises(
            TwinMLPError, match="`net` must be one with the solver adam, or sgd with"
        ):
            record.sklearn(net, X, Y)
    with pytest.raises(
        TwinMLPError, match="`net` must be an MLPClassifier or an MLPRegressor, got a"
    ):
        record.sklearn(LogisticRegression(), X, Y)
    loss = MLPRegressor()
    loss.loss = "poisson"  # as newer versions have it
    with pytest.raises(TwinMLPError, match="one with the loss squared_error, got poisson"):
        record.sklearn(loss, X, X[:, 0])


def test_sparse_inputs_are_right():
    assert record.sklearn(MLPRegressor(**SIZES), csr_matrix(X), X[:, 0]).check().passed
