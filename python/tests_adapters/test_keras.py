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
    "layer", [
        layers.ReLU(), layers.ReLU(negative_slope=0.1), layers.LeakyReLU(negative_slope=0.1),
        layers.ELU(alpha=2), layers.Softmax(),
    ],
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


def adapted():
    normal = layers.Normalization()
    normal.adapt(X)
    return normal


FIRST = {
    "normalization": adapted,
    "rescaling": lambda: layers.Rescaling(0.25, offset=[1.0, 2.0, 3.0, 4.0]),
    "identity": layers.Identity,
}


@pytest.mark.parametrize("name", FIRST)
def test_a_scale_comes_in(name):
    net = [layers.Input((4,)), FIRST[name](), layers.Dense(6, layers.ELU(0.5)), layers.Dense(2)]
    net = keras.Sequential(net)
    close(from_keras(net).predict(X), net.predict(X, verbose=0))


def functional(connect):
    inputs = layers.Input((4,))
    return keras.Model(inputs, connect(inputs))


def test_functional_and_nested_models_come_in():
    last = layers.Dense(2)
    inner = keras.Sequential([layers.Input((4,)), layers.Dense(6, "tanh")])
    for net in (
        functional(lambda A: last(layers.Dense(6, "tanh")(A))),
        keras.Sequential([layers.Input((4,)), inner, layers.Dense(2)]),
    ):
        close(from_keras(net).predict(X), net.predict(X, verbose=0))


def test_weights_that_are_adapted_by_lora():
    dense = layers.Dense(3)
    net = keras.Sequential([layers.Input((4,)), dense])
    dense.enable_lora(2)
    dense.lora_kernel_b.assign(np.ones((2, 3)))
    close(from_keras(net).predict(X), net.predict(X, verbose=0))


class Twice(layers.Dense):
    def call(self, X):
        return 2 * super().call(X)


def tanh(Z):
    return 3 * Z


dense = layers.Dense(4)
OTHERS = {
    "gelu": ([layers.Dense(3, "gelu")], "layers with one of linear.*got gelu"),
    "a function of one's own": ([layers.Dense(3, tanh)], "got tanh, a function of your own"),
    "of one's own": ([type("Dense", (Twice,), {})(3)], "got a Dense, which is a class of your own"),
    "largest value": ([layers.Dense(3), layers.ReLU(6.0)], "got a ReLU, which needs .*no max_value"),
    "axis": ([layers.Dense(3), layers.Softmax(axis=0)], "got a Softmax, which needs axis=-1"),
    "inverted": ([layers.Normalization(mean=0.0, variance=1.0, invert=True)], "needs invert=False"),
    "of both signs": ([layers.Rescaling(-1.0)], "got a Rescaling, which needs a scale above 0"),
    "scaled later": ([layers.Dense(4), adapted()], "got a Normalization after a Dense"),
    "scaled twice": ([adapted(), adapted()], "got a Normalization after a Normalization"),
    "dropout first": ([layers.Dropout(0.2)], "got a Dropout first"),
    "two activations": ([layers.Dense(3, "tanh"), layers.ReLU()], "got a ReLU after a Dense"),
}  # fmt: skip
GRAPHS = {
    "used twice": (lambda A: dense(dense(A)), "layers used once, and one output"),
    "two outputs": (lambda A: [layers.Dense(1)(A), layers.Dense(2)(A)], "and one output"),
    "an operation": (lambda A: layers.Dense(1)(A) * 2.0, "got a Multiply"),
}


def refused(net, text):
    with pytest.raises(TwinMLPError, match=f"`model` must be .*{text}"):
        from_keras(net)


def test_what_has_no_counterpart_is_refused():
    for parts, text in OTHERS.values():
        refused(keras.Sequential([layers.Input((4,)), *parts]), text)
    for connect, text in GRAPHS.values():
        refused(functional(connect), text)
    refused(keras.Sequential([layers.Dense(3)]), "got a Dense, which needs weights: built")
    refused([], "1 layer of weights or more")
