"""Networks of scikit-learn that come in and go out, held against its own predictions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from helpers import unwarned
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler
from twinmlp import MLP, TwinMLPError, from_keras, from_sklearn, from_torch, to_sklearn
from twinmlp.sklearn import MLPClassifier as OurClassifier

pytestmark = [
    unwarned,
    pytest.mark.filterwarnings(f"ignore::{ConvergenceWarning.__module__}.ConvergenceWarning"),
]
IRIS, SPECIES = load_iris(return_X_y=True)
WORDS = np.array(["setosa", "versicolor", "virginica"])[SPECIES]
TABLE = pd.DataFrame(IRIS, columns=list("abcd"))
# Sums of at most 8 terms in two or three layers, in another order, of outputs of size 1.
CLOSE = {"rtol": 1e-15, "atol": 1e-15 * 4}


@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
def test_numbers_come_in(activation):
    net = MLPRegressor(
        hidden_layer_sizes=[8, 5], activation=activation, max_iter=20, random_state=1
    )
    for y in (IRIS[:, 0], IRIS[:, :2] / 10):
        net.fit(IRIS / 10, y / 10)
        model = from_sklearn(net)
        np.testing.assert_allclose(model.predict(IRIS / 10), net.predict(IRIS / 10), **CLOSE)
    # Its loss is the same, too: half the mean squared error, without its penalty.
    assert (model.config.loss, model.config.reduction) == ("half_squared_error", "mean")


@pytest.mark.parametrize("labels", [WORDS, SPECIES, SPECIES > 0, WORDS == "setosa"])
def test_labels_come_in(labels):
    net = MLPClassifier(hidden_layer_sizes=[6], max_iter=30, random_state=1).fit(TABLE, labels)
    model = from_sklearn(net)
    found = model.predict(TABLE, type="probability")
    np.testing.assert_allclose(found, net.predict_proba(TABLE), **CLOSE)
    assert model.predict(TABLE, type="class").tolist() == net.predict(TABLE).tolist()
    assert model.inputs == list("abcd")


def test_several_labels_come_in():
    X = np.random.RandomState(1).normal(size=(60, 6))
    y = (X[:, :3] > [0, 1, -1]).astype(int)
    net = MLPClassifier(hidden_layer_sizes=[6], max_iter=30, random_state=1).fit(X, y)
    model = from_sklearn(net)
    np.testing.assert_allclose(model.predict(X), net.predict_proba(X), **CLOSE)
    assert model.predict(X, type="class").tolist() == net.predict(X).tolist()


SCALERS = [
    StandardScaler(), StandardScaler(with_mean=False), StandardScaler(with_std=False),
    MinMaxScaler(), MinMaxScaler((-1, 1)), MaxAbsScaler(), RobustScaler(),
    RobustScaler(with_centering=False, with_scaling=False),
]  # fmt: skip


@pytest.mark.parametrize("scaler", SCALERS, ids=str)
def test_a_pipeline_comes_in(scaler):
    steps = make_pipeline(scaler, MLPRegressor(hidden_layer_sizes=[4], max_iter=30, random_state=1))
    steps.fit(TABLE, IRIS[:, 0])
    model = from_sklearn(steps)
    expected = steps.predict(TABLE)
    np.testing.assert_allclose(model.predict(TABLE), expected, rtol=4e-15)
    assert model.inputs == list("abcd") and model.scale.kind == model.arguments["scale"]


def test_what_comes_in_is_a_model(tmp_path):
    """It is saved and read, and trained further."""
    net = MLPClassifier(hidden_layer_sizes=[4], max_iter=10, random_state=1).fit(IRIS, WORDS)
    model = from_sklearn(net)
    model.save(tmp_path / "network.json")
    again = MLP.load(tmp_path / "network.json")
    np.testing.assert_array_equal(again.predict(IRIS), model.predict(IRIS))
    before = model.metrics(IRIS, WORDS, "log_loss")["log_loss"]
    model.partial_fit(IRIS, WORDS, epochs=50)
    assert model.metrics(IRIS, WORDS, "log_loss")["log_loss"] < before


def test_our_own_estimator_has_its_model():
    net = OurClassifier(epochs=5).fit(IRIS, WORDS)
    assert from_sklearn(net) is net.model_


@pytest.mark.parametrize("activation", ["identity", "sigmoid", "tanh", "relu"])
def test_models_go_out(activation):
    options = {"epochs": 20, "optimizer": "adam", "activation": activation}
    for y in (WORDS, WORDS == "setosa"):
        model = MLP(hidden=[5, 4], **options).fit(TABLE, y)
        net = to_sklearn(model)
        expected = model.predict(TABLE, type="probability")
        np.testing.assert_allclose(net.predict_proba(TABLE), expected, **CLOSE)
        assert net.predict(TABLE).tolist() == model.predict(TABLE, type="class").tolist()
    for y in (IRIS[:, 0], IRIS[:, :2]):
        model = MLP(hidden=[5], output_activation="identity", bias=False, **options).fit(IRIS, y)
        np.testing.assert_allclose(to_sklearn(model).predict(IRIS), model.predict(IRIS), rtol=1e-13)


@pytest.mark.parametrize("labels", [None, SPECIES, np.where(SPECIES == 1, "yes", "no")])
def test_what_went_out_is_trained_further(labels):
    """A step of scikit-learn's own gradient descent is one of ours, within 20 roundings."""
    X = (IRIS - IRIS.mean(axis=0)) / IRIS.std(axis=0)
    y = IRIS[:, 3] if labels is None else labels
    options = {"activation": "tanh", "reduction": "mean", "epochs": 3, "learning_rate": 0.1}
    if labels is None:
        options |= {"output_activation": "identity", "loss": "half_squared_error"}
    elif labels.dtype.kind == "U":  # two classes, for which scikit-learn has this loss alone
        options["loss"] = "binary_cross_entropy"
    model = MLP(hidden=[3], **options).fit(X, y if labels is None else labels.astype(str))
    net = to_sklearn(model).set_params(solver="sgd", momentum=0.0, learning_rate_init=0.1)
    net.set_params(alpha=0.0, batch_size=len(X), shuffle=False)
    net.partial_fit(X, y if labels is None else labels.astype(str))
    model.partial_fit(X, y if labels is None else labels.astype(str), 1)
    for theirs, ours in zip(net.coefs_, model.network):
        np.testing.assert_allclose(theirs, ours.W, rtol=0, atol=20 * 2.0**-53)


def test_a_scale_goes_out_in_the_weights():
    options = {
        "epochs": 20,
        "optimizer": "adam",
        "scale": "standard",
        "output_activation": "identity",
    }
    model = MLP(hidden=[5], **options).fit(IRIS, IRIS[:, 0])
    np.testing.assert_allclose(to_sklearn(model).predict(IRIS), model.predict(IRIS), rtol=1e-13)


def test_refusals():
    with pytest.raises(TwinMLPError, match="`estimator` must be trained, got one that is not"):
        from_sklearn(MLPClassifier())
    with pytest.raises(
        TwinMLPError, match="`estimator` must be an MLPClassifier.*got a RobustScaler"
    ):
        from_sklearn(RobustScaler())
    steps = make_pipeline(
        MinMaxScaler(clip=True), MLPRegressor(hidden_layer_sizes=[2], max_iter=2)
    ).fit(IRIS, SPECIES)
    with pytest.raises(
        TwinMLPError, match="of one of StandardScaler, .*, none that clips, got a Min"
    ):
        from_sklearn(steps)
    search = GridSearchCV(MLPRegressor(hidden_layer_sizes=[2], max_iter=2), {"alpha": [0]}, cv=2)
    with pytest.raises(
        TwinMLPError, match="got a GridSearchCV, whose `best_estimator_` may be one"
    ):
        from_sklearn(search.fit(IRIS, IRIS[:, 0]))
    renamed = type("MLPRegressor", (MLPRegressor,), {"predict": lambda net, X: 2 * X[:, 0]})
    with pytest.raises(TwinMLPError, match="`estimator` must be an MLPClassifier.*got a MLPRegr"):
        from_sklearn(renamed(hidden_layer_sizes=[2], max_iter=2).fit(IRIS, SPECIES))
    counts = MLPRegressor(hidden_layer_sizes=[2], max_iter=2).fit(IRIS, SPECIES)
    counts.out_activation_ = "exp"  # as with the loss poisson, from scikit-learn 1.7 on
    with pytest.raises(TwinMLPError, match="outputs of one of identity, sigmoid.*got exp"):
        from_sklearn(counts)
    with pytest.raises(TwinMLPError, match="one of identity, sigmoid, tanh, relu in all hidden"):
        to_sklearn(
            MLP(hidden=[2, 2], activation=["tanh", "relu"], epochs=1).fit([[0], [1]], [0, 1])
        )


def test_weights_of_torch_and_keras_without_either():
    """A state_dict has units x inputs, a list of Keras's weights inputs x units."""
    W, b = [np.array([[1.0, 2.0, 3.0]]).T, np.array([[0.5], [1.0]]).T], [np.ones(1), None]
    state = {"a.weight": W[0].T, "a.bias": b[0], "c.weight": W[1].T}
    in_torch = from_torch(state, activation="tanh", output_activation="identity")
    in_keras = from_keras([W[0], b[0], W[1]], activation="tanh", output_activation="identity")
    X = IRIS[:, :3]
    expected = np.tanh(X @ W[0] + b[0]) @ W[1]
    for model in (in_torch, in_keras):
        np.testing.assert_allclose(model.predict(X), expected, rtol=1e-15)
    with pytest.raises(TwinMLPError, match=r"`model\[1\]` must be numbers, a list or a matrix"):
        from_keras([W[0], np.zeros((2, 2, 2))])
    with pytest.raises(TwinMLPError, match="`net` must be weights and biases of Linear layers"):
        from_torch({"0.running_mean": [1.0]})
    for name, said in (("activation", {}), ("output_activation", {"activation": "tanh"})):
        for weights, come_in in ((state, from_torch), ([W[0], b[0], W[1]], from_keras)):
            with pytest.raises(TwinMLPError, match=f"`{name}` must be given, as weights alone"):
                come_in(weights, **said)
