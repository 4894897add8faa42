"""Trainings of Keras, recorded: right ones are found right in single precision, which Keras computes in."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers, optimizers
from twinmlp import TwinMLPError, record

# Keras's own variables, in NumPy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
DRAWS = np.random.RandomState(0)
X, Y = (DRAWS.normal(size=(12, k)).astype(np.float32) for k in (4, 2))
LABELS = (Y[:, 0] > 0).astype(int)
TRAININGS = {
    "mse": (None, "mse", lambda: "sgd", Y),
    "mae": (None, keras.losses.MeanAbsoluteError(), lambda: optimizers.Adam(0.01), Y),
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
        (None, "huber", "sgd", "one of mean_squared_error.*got huber"),
        (None, keras.losses.BinaryCrossentropy(from_logits=True), "sgd", "a loss of outputs, got one of"),
        (None, "mse", "rmsprop", "one of SGD, Adam, got RMSprop"),
        (None, "mse", optimizers.Adam(amsgrad=True), "without decay, amsgrad and clipping"),
    ],
)  # fmt: skip
def test_refusals(last, loss, optimizer, text):
    with pytest.raises(TwinMLPError, match=f"`model` must be compiled.*{text}"):
        record.keras(compiled(last, loss, optimizer), X, Y)
