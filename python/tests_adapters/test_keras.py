"""Networks of Keras that come in, held against its own predictions.

Keras 3 on PyTorch multiplies doubles in single precision, so predictions are held to that.
"""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers
from twinmlp import TwinMLPError, from_keras
from twinmlp.adapters.keras import FUNCTIONS

# Keras's own variables, in NumPy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
X = np.random.RandomState(2).normal(size=(60, 4)) * 3


@pytest.fixture(autouse=True)
def seed():
    keras.utils.set_random_seed(1)


def close(found, expected):
    """Sums of 4 to 6 terms in three layers: 20 roundings of single precision of the largest."""
    atol = 20 * 2.0**-24 * np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=0, atol=atol)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_networks_come_in(name):
    hidden = "tanh" if name == "softmax" else name
    net = keras.Sequential(
        [
            layers.Input((4,)),
            layers.Dense(6, hidden, bias_initializer="normal"),
            layers.Dropout(0.25),
            layers.Dense(5, hidden, use_bias=False),
            layers.Dense(3),
            layers.Activation(name),
        ]
    )
    model = from_keras(net)
    close(model.predict(X), net.predict(X, verbose=0))
    assert model.config.dropout == (0.25, 0.0, 0.0) and model.bias == [True, False, True]


@pytest.mark.parametrize(
    "layer", [layers.ReLU(), layers.LeakyReLU(negative_slope=0.1), layers.ELU(alpha=2), layers.Softmax()],
    ids=lambda layer: type(layer).__name__,
)  # fmt: skip
def test_layers_of_activations(layer):
    net = keras.Sequential(
        [layers.Input((4,)), layers.Dense(3), type(layer).from_config(layer.get_config())]
    )
    close(from_keras(net).predict(X), net.predict(X, verbose=0))


def test_a_list_of_weights_comes_in():
    net = keras.Sequential([layers.Input((4,)), layers.Dense(6, "relu"), layers.Dense(1)])
    model = from_keras(net.get_weights(), activation="relu", output_activation="identity")
    close(model.predict(X), net.predict(X, verbose=0))


def test_a_normalization_comes_in():
    normal = layers.Normalization()
    normal.adapt(X)
    net = keras.Sequential([layers.Input((4,)), normal, layers.Dense(6, "tanh"), layers.Dense(2)])
    close(from_keras(net).predict(X), net.predict(X, verbose=0))


def test_what_has_no_counterpart_is_refused():
    net = keras.Sequential([layers.Input((4,)), layers.Dense(3, "gelu")])
    with pytest.raises(TwinMLPError, match="`model` must be layers with one of linear.*got gelu"):
        from_keras(net)
    net = keras.Sequential([layers.Input((4,)), layers.Dense(3), layers.BatchNormalization()])
    with pytest.raises(TwinMLPError, match="a Sequential of InputLayer.*got a BatchNormalization"):
        from_keras(net)
