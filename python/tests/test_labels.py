"""What targets are: labels, several labels at once, plain lists; and what comes back of them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as sk
from twinmlp import MLP, TwinMLPError, confusion_matrix, metric

A = np.array([[0.9, 0.9], [0.4, 0.9], [0.9, 0.4], [0.9, 0.8]])
Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
LINE = np.linspace(0, 1, 8)[:, np.newaxis]


def test_several_labels_at_once_are_right_together():
    assert metric("accuracy", A, Y) == 0.75 == sk.accuracy_score(Y, A > 0.5)
    wrong = [0.1, 0.1, 0.6, 0.9, 0.9, 0.6, 0.9, 0.8]  # the probability of what is true, each
    by_hand = -np.log(wrong).sum() / 4
    assert metric("log_loss", A, Y) == pytest.approx(by_hand, rel=1e-14)
    assert round(by_hand, 3) == 1.542
    each = [sk.log_loss(Y[:, k], A[:, k]) for k in (0, 1)]
    assert metric("log_loss", A, Y) == pytest.approx(sum(each), rel=1e-14)


def test_rows_that_add_up_to_one_are_one_class_each():
    one_hot = np.eye(2)[[0, 1, 1, 0]]
    assert metric("accuracy", A, one_hot) == 3 / 4  # classes 0 (a tie), 1, 0, 0
    chosen = [0.9, 0.9, 0.4, 0.9]
    assert metric("log_loss", A, one_hot) == pytest.approx(-np.log(chosen).mean(), rel=1e-14)


def test_a_model_knows_that_its_labels_are_independent(tmp_path):
    model = MLP(hidden=4, optimizer="adam", learning_rate=0.05, loss="binary_cross_entropy")
    model.fit(Y * 1.0, Y)
    assert np.array_equal(model.predict(Y * 1.0, "class"), Y)
    some = Y[1:3]  # by themselves these rows look like one class each
    assert model.metrics(some * 1.0, some, "log_loss")["log_loss"] == pytest.approx(
        sum(sk.log_loss(some[:, k], model.predict(some * 1.0)[:, k]) for k in (0, 1)), rel=1e-12
    )
    model.save(str(tmp_path / "network.json"))
    assert np.array_equal(MLP.load(str(tmp_path / "network.json")).predict(Y, "class"), Y)


def test_the_history_has_the_metrics_of_independent_labels():
    model = MLP(hidden=2, epochs=3, metrics=["accuracy", "log_loss"])
    model.fit(Y * 1.0, Y, validation=(Y[1:3] * 1.0, Y[1:3]))
    P, columns = model.predict(Y * 1.0), model.history.columns
    assert columns["accuracy"][-1] == sk.accuracy_score(Y, P > 0.5)
    both = [sk.log_loss(Y[1:3, k], P[1:3, k]) for k in (0, 1)]
    assert columns["validation_log_loss"][-1] == pytest.approx(sum(both), rel=1e-12)


def test_softmax_outputs_are_of_one_class():
    model = MLP(output_activation="softmax", epochs=3).fit(Y * 1.0, Y)
    assert model.predict(Y * 1.0, "class").shape == (4,)


def test_independent_labels_have_no_confusion_matrix():
    with pytest.raises(TwinMLPError) as error:
        confusion_matrix(A, Y)
    requirement = "a row that adds up to 1: one class for each sample"
    assert str(error.value) == f"`y[0]` must be {requirement}, got 0."


def test_a_plain_list_comes_back_as_one(tmp_path):
    y = 3 * LINE[:, 0] - 1
    model = MLP(hidden=[], output_activation="identity", epochs=3000).fit(LINE, y)
    predicted = model.predict(LINE)
    assert predicted.shape == (8,)
    usual = 1 - ((y - predicted) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    assert usual == pytest.approx(1, abs=1e-9) and usual == pytest.approx(sk.r2_score(y, predicted))
    assert model.metrics(LINE, y)["r_squared"] == pytest.approx(usual, rel=1e-12)
    assert model.metrics(LINE, y[:, np.newaxis]) == model.metrics(LINE, y)
    model.save(str(tmp_path / "network.json"))
    again = MLP.load(str(tmp_path / "network.json")).predict(LINE)
    assert np.array_equal(again, predicted) and again.shape == (8,)


def test_a_matrix_of_one_column_comes_back_as_one():
    model = MLP(epochs=3).fit(LINE, LINE)
    assert model.predict(LINE).shape == (8, 1)
    assert model.predict(LINE, "probability").shape == (8, 2)
    assert MLP(epochs=3).fit(LINE, LINE[:, 0]).predict(LINE, "probability").shape == (8, 2)


@pytest.mark.parametrize("name", ["accuracy", "log_loss", "r_squared", "mean_absolute_error"])
def test_metrics_take_plain_lists(name):
    y, p = [0, 1, 1, 0], [0.2, 0.9, 0.4, 0.1]
    expected = metric(name, np.array([p]).T, np.array([y]).T)
    assert metric(name, p, y) == metric(name, np.array([p]).T, y) == expected
    assert np.array_equal(confusion_matrix(p, y), sk.confusion_matrix(y, np.array(p) > 0.5))


def test_words_choose_softmax_and_cross_entropy(tmp_path):
    X, y = np.eye(3), ["b", "c", "a"]
    model = MLP(hidden=4, epochs=3, checkpoint=str(tmp_path / "run.json")).fit(X, y)
    said = MLP(hidden=4, epochs=3, output_activation="softmax", loss="cross_entropy").fit(X, y)
    assert model.losses == said.losses and "softmax" in repr(model)
    again = MLP.resume(str(tmp_path / "run.json"), X, y, epochs=5)
    assert again.losses == said.partial_fit(X, y, 2).losses
    assert again.predict(X, "class").shape == (3,)
    assert model.fit(X, [0.0, 1.0, 0.5]).config.loss == "half_squared_error"
    assert model.activations[-1] == "sigmoid" and model.predict(X).shape == (3,)


@pytest.mark.parametrize(
    ("asked", "y", "chosen"),
    [
        ({}, ["no", "yes", "no"], ("sigmoid", "half_squared_error")),
        ({}, [0.0, 1.0, 2.0], ("sigmoid", "half_squared_error")),
        ({"loss": "cross_entropy"}, ["no", "yes", "no"], ("softmax", "cross_entropy")),
        ({"loss": "binary_cross_entropy"}, [0, 1, 0], ("sigmoid", "binary_cross_entropy")),
        ({"loss": "squared_error"}, ["a", "b", "c"], ("softmax", "squared_error")),
        ({"output_activation": "softmax"}, ["a", "b", "c"], ("softmax", "cross_entropy")),
        ({"output_activation": "softmax"}, np.eye(3), ("softmax", "half_squared_error")),
        ({"output_activation": "tanh"}, [0, 1, 0], ("tanh", "half_squared_error")),
    ],
)
@pytest.mark.filterwarnings("ignore::twinmlp.TwinMLPWarning")
def test_what_is_left_out_is_what_the_targets_ask_for(asked, y, chosen):
    model = MLP(epochs=1, **asked).fit(np.eye(3), y)
    assert (model.activations[-1], model.config.loss) == chosen


def test_more_words_than_an_output_can_tell_are_refused():
    with pytest.raises(TwinMLPError) as error:
        MLP(output_activation="sigmoid").fit(np.eye(3), ["a", "b", "c"])
    requirement = "numbers, or labels of two classes; of more where output_activation is left out"
    assert str(error.value) == f"`y` must be {requirement}, got 3 classes."
