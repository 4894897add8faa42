"""Trainings of Keras, recorded: right ones are found right in single precision, which Keras computes in."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers, losses, optimizers
from twinmlp import TwinMLPError, record

# Keras's own variables, in NumPy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
DRAWS = np.random.RandomState(0)
X, Y = (DRAWS.normal(size=(12, k)).astype(np.float32) for k in (4, 2))
LABELS = (Y[:, 0] > 0).astype(int)
TRAININGS = {
    "mse": (None, "mse", lambda: "sgd", Y),
    "mae": (None, losses.MeanAbsoluteError(), lambda: optimizers.Adam(0.01), Y),
    "bce": (
        "sigmoid",
        "binary_crossentropy",
        lambda: optimizers.SGD(0.1, momentum=0.9),
        1.0 * (Y > 0),
    ),
    "labels": ("softmax", "sparse_categorical_crossentropy", lambda: "adam", LABELS),
    "one-hot": (
        "softmax",
        "categorical_crossentropy",
        lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        np.eye(2)[LABELS],
    ),
    "huber": (None, "huber", lambda: "sgd", Y),
    "huber, summed": (None, losses.Huber(0.5, reduction="sum"), lambda: optimizers.SGD(0.1), Y),
    "bce, smoothed": (
        "sigmoid",
        losses.BinaryCrossentropy(label_smoothing=0.2),
        lambda: "sgd",
        1.0 * (Y > 0),
    ),
    "one-hot, smoothed": (
        "softmax",
        losses.CategoricalCrossentropy(label_smoothing=0.2),
        lambda: "sgd",
        np.eye(2)[LABELS],
    ),
}
OF_LOGITS = {
    "bce": (losses.BinaryCrossentropy(from_logits=True), 1.0 * (Y > 0)),
    "labels": (losses.SparseCategoricalCrossentropy(from_logits=True), LABELS),
    "one-hot": (losses.CategoricalCrossentropy(from_logits=True), np.eye(2)[LABELS]),
}


def compiled(last, loss, optimizer, hidden="relu", units=2):
    keras.utils.set_random_seed(1)
    net = keras.Sequential([layers.Input((4,)), layers.Dense(5, hidden), layers.Dense(units, last)])
    net.compile(optimizer=optimizer, loss=loss)
    return net


@pytest.mark.parametrize("name", TRAININGS)
def test_right_trainings_are_right(name):
    last, loss, optimizer, y = TRAININGS[name]
    net = compiled(last, loss, optimizer())
    before = net.get_weights()
    r = record.keras(net, X, y)
    report = r.check()
    assert report.passed, r.report()
    # A, dW, db, W and b of two layers, and the loss, in three steps.
    assert list(report.states.values()).count("right") == 3 * (2 * 5 + 1)
    for now, then in zip(net.get_weights(), before):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("name", OF_LOGITS)
def test_losses_of_logits(name):
    """The activation is in the loss; one in the network too is found."""
    loss, y = OF_LOGITS[name]
    report = record.keras(compiled(None, loss, "sgd"), X, y).check()
    # Without A of the last layer.
    assert report.passed and list(report.states.values()).count("right") == 3 * (2 * 5)
    found = record.keras(compiled("softmax", loss, "sgd"), X, y).check().findings[0]
    assert found.place == (0, "loss", None, "loss")
    if name != "bce":
        assert found.fits[0].code == "PROBABILITIES_FOR_LOGITS"


class TwiceTheSteps(optimizers.SGD):
    """An optimizer that moves twice as far."""

    def update_step(self, gradient, variable, learning_rate):
        super().update_step(2 * gradient, variable, learning_rate)


TwiceTheSteps.__name__ = "SGD"


def test_a_planted_mistake_is_named():
    net = compiled(None, "mse", TwiceTheSteps(0.1))
    finding = record.keras(net, X, Y).check().findings[0]
    assert finding.place[:2] == (0, "update") and finding.fits[0].code == "UPDATED_TWICE"


@pytest.mark.parametrize(
    "last, loss, optimizer, text",
    [
        (None, "log_cosh", "sgd", "one of mean_squared_error.*got log_cosh"),
        (None, "mse", "rmsprop", "one of SGD, Adam, got RMSprop"),
        (None, "mse", optimizers.Adam(amsgrad=True), "an optimizer without weight_decay.*, got amsgrad"),
    ],
)  # fmt: skip
def test_refusals(last, loss, optimizer, text):
    with pytest.raises(TwinMLPError, match=f"`model` must be compiled.*{text}"):
        record.keras(compiled(last, loss, optimizer), X, Y)


def with_layer(*between, loss="mse", optimizer="sgd", **dense):
    net = keras.Sequential([layers.Input((4,)), layers.Dense(2, **dense), *between])
    net.compile(optimizer=optimizer, loss=loss)
    return net


def by(optimizer):
    return lambda: with_layer(optimizer=optimizer)


def by_loss(loss):
    return lambda: with_layer(loss=loss, activation="softmax")


def shared():
    layer = layers.Dense(4)
    net = keras.Sequential([layers.Input((4,)), layer, layer, layers.Dense(2)])
    net.compile("sgd", "mse")
    return net


def weighed():
    net = with_layer()
    net.compile("sgd", "mse", loss_weights=[2.0])
    return net


halving = optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
sparse = losses.SparseCategoricalCrossentropy
REFUSED = {
    "no model": (lambda: None, "a Sequential of .*, got a NoneType"),
    "weights": (lambda: [np.ones((4, 2))], "a Sequential of .*, got a list"),
    "not compiled": (lambda: keras.Sequential([layers.Dense(2)]), "built and compiled"),
    "batch norm": (lambda: with_layer(layers.BatchNormalization()), "without batch normalization"),
    "regularizer": (lambda: with_layer(kernel_regularizer="l2"), "got kernel_regularizer"),
    "constraint": (lambda: with_layer(bias_constraint="non_neg"), "got bias_constraint"),
    "float16": (lambda: with_layer(dtype="mixed_float16"), "float16"),
    "frozen": (lambda: with_layer(trainable=False), "layers that are trained"),
    "shared": (shared, "used once"),
    "a weight of the loss": (weighed, "got loss_weights"),
    "clipping": (by(optimizers.SGD(0.1, clipvalue=0.1)), "got clipvalue"),
    "accumulation": (by(optimizers.SGD(0.1, gradient_accumulation_steps=2)), "got gradient_acc"),
    "a schedule": (by(optimizers.SGD(halving)), "got a schedule"),
    "no reduction": (by_loss(losses.MeanSquaredError(reduction=None)), "a mean or a sum, got null"),
    "ignored": (by_loss(sparse(ignore_class=0)), "got ignore_class"),
    "one inside another": (
        lambda: with_layer(keras.Sequential([layers.Dense(2)])),
        "got a Sequential",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_case_says_is_refused(name):
    make, text = REFUSED[name]
    with pytest.raises(TwinMLPError, match=text):
        record.keras(make(), X, Y)


def test_targets_that_are_no_classes_are_refused():
    net = compiled("softmax", "sparse_categorical_crossentropy", "sgd")
    with pytest.raises(TwinMLPError, match="numbers of classes from 0 to 1, got 2"):
        record.keras(net, X, LABELS + 1)


def test_an_activation_with_a_parameter():
    assert record.keras(compiled(None, "mse", "sgd", hidden="leaky_relu"), X, Y).check().passed
