"""Batch normalizations of PyTorch and Keras, which go into the weights beside them."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import torch
from keras import layers
from torch import nn
from twinmlp import TwinMLPError, from_keras, from_torch

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
X = np.random.RandomState(2).normal(size=(60, 4)) * 3 + 1
ORDER = "layers of weights, .*normalizations right beside weights, got a "


def trained(*modules):
    """A network whose normalizations have seen data, with factors and shifts of their own."""
    torch.manual_seed(1)
    net = nn.Sequential(*modules).double()
    for module in net.modules():
        if getattr(module, "affine", False):
            nn.init.normal_(module.weight, 1.0, 0.3)
            nn.init.normal_(module.bias)
    for start in range(0, 60, 20):
        net(torch.tensor(X[start : start + 20]))
    return net.eval()


def dense():
    return nn.Linear(5, 2)


NETWORKS = {
    "after": lambda: [nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), dense()],
    "first": lambda: [nn.BatchNorm1d(4), nn.Linear(4, 5), nn.ReLU(), dense()],
    "before": lambda: [nn.Linear(4, 5), nn.Sigmoid(), nn.BatchNorm1d(5), dense()],
    "no bias": lambda: [nn.Linear(4, 5, bias=False), nn.BatchNorm1d(5), nn.Tanh(), dense()],
    "no bias after": lambda: [nn.BatchNorm1d(4), nn.Linear(4, 2, bias=False)],
    "not affine": lambda: [nn.Linear(4, 2), nn.BatchNorm1d(2, affine=False)],
    "dropout": lambda: [nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Dropout(), dense()],
    "of a dropout": lambda: [nn.Linear(4, 5), nn.Dropout(), nn.BatchNorm1d(5), dense()],
    "two": lambda: [nn.Linear(4, 5), nn.BatchNorm1d(5), nn.BatchNorm1d(5), dense()],
    "others between": lambda: [nn.BatchNorm1d(4), nn.Identity(), nn.Flatten(), nn.Linear(4, 2)],
}


@pytest.mark.parametrize("name", NETWORKS)
def test_it_goes_into_the_weights(name):
    """In double precision: four roundings more for each of at most 5 + 4 terms of two layers."""
    net = trained(*NETWORKS[name]())
    expected = net(torch.tensor(X)).detach().numpy()
    largest = max(1.0, np.abs(expected).max())
    found = from_torch(net).predict(X)
    np.testing.assert_allclose(found, expected, rtol=0, atol=64 * 2.0**-53 * 8 * largest)


def test_by_hand():
    """(2 x + 1 - 5) / sqrt(16) * 3 + 7 = 1.5 x + 4, with an epsilon of 0."""
    net = nn.Sequential(nn.Linear(1, 1), nn.BatchNorm1d(1, eps=0.0)).double().eval()
    for tensor, value in zip([*net.parameters(), *net.buffers()], [2, 1, 3, 7, 5, 16]):
        tensor.data.fill_(value)
    (layer,) = from_torch(net).network
    assert (layer.W.tolist(), layer.b.tolist()) == ([[1.5]], [4.0])


REFUSED = {
    "trained": (lambda: nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5)), "and net.eval"),
    "no statistics": (
        lambda: trained(nn.Linear(4, 5), nn.BatchNorm1d(5, track_running_stats=False)),
        "a BatchNorm1d, which needs running statistics",
    ),
    "outputs": (lambda: trained(nn.Linear(4, 5), nn.ReLU(), nn.BatchNorm1d(5)), ORDER),
    "alone": (lambda: trained(nn.BatchNorm1d(4)), ORDER + "BatchNorm1d first"),
    "before a dropout": (
        lambda: trained(nn.Linear(4, 5), nn.ReLU(), nn.BatchNorm1d(5), nn.Dropout(), dense()),
        ORDER + "BatchNorm1d after a ReLU",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_part_of_the_weights_is_refused(name):
    make, text = REFUSED[name]
    with pytest.raises(TwinMLPError, match=f"`net` must be .*{text}"):
        from_torch(make())


def in_keras(*parts):
    keras.utils.set_random_seed(1)
    net = keras.Sequential([layers.Input((4,)), *parts, layers.Dense(1)])
    net.compile("sgd", "mse")
    net.fit(X, X[:, :1], epochs=3, verbose=0)
    return net


PARTS = {
    "after": lambda: [layers.Dense(5), layers.BatchNormalization(), layers.ReLU()],
    "first": lambda: [layers.BatchNormalization(), layers.Dense(5, "tanh")],
    "before": lambda: [layers.Dense(5, "relu"), layers.BatchNormalization()],
    "no shift": lambda: [layers.Dense(5, "linear"), layers.BatchNormalization(center=False)],
    "no factor": lambda: [layers.Dense(5, use_bias=False), layers.BatchNormalization(scale=False)],
}


@pytest.mark.parametrize("name", PARTS)
def test_that_of_keras(name):
    """It multiplies in single precision: 40 roundings of the largest number in two layers."""
    net = in_keras(*PARTS[name]())
    expected = net.predict(X, verbose=0)
    atol = 40 * 2.0**-24 * max(1.0, np.abs(expected).max())
    np.testing.assert_allclose(from_keras(net).predict(X), expected, rtol=0, atol=atol)


def test_what_keras_has_beside_is_refused():
    net = in_keras(layers.Dense(5, "relu"), layers.BatchNormalization(), layers.Dropout(0.5))
    with pytest.raises(TwinMLPError, match=ORDER + "BatchNormalization after a Dense"):
        from_keras(net)
    with pytest.raises(TwinMLPError, match="a BatchNormalization, which needs axis=-1, and to be"):
        from_keras(keras.Sequential([layers.BatchNormalization(), layers.Dense(1)]))
