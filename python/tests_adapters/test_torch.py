"""Networks of PyTorch that come in and go out, held against its own predictions in double precision."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
import torch
import twinmlp
import twinmlp.adapters.torch
from torch import nn
from twinmlp import MLP, from_torch, to_torch
from twinmlp.nn.activations import ACTIVATIONS

DRAWS = np.random.RandomState(2)
X = DRAWS.normal(size=(60, 4)) * 3
MODULES = {
    "identity": nn.Identity(),
    "sigmoid": nn.Sigmoid(),
    "tanh": nn.Tanh(),
    "relu": nn.ReLU(),
    "leaky_relu": nn.LeakyReLU(0.07),
    "elu": nn.ELU(1.5),
    "selu": nn.SELU(),
    "softplus": nn.Softplus(),
    "softsign": nn.Softsign(),
    "silu": nn.SiLU(),
    "gelu": nn.GELU(approximate="tanh"),
    "hard_sigmoid": nn.Hardsigmoid(),
    "softmax": nn.Softmax(dim=1),
}


def close(found, expected):
    """Sums of 4 to 6 terms in three layers, in another order: 10 units in the last place of the largest."""
    np.testing.assert_allclose(found, expected, rtol=0, atol=2.2e-15 * np.abs(expected).max())


def in_torch(net):
    """What PyTorch predicts for X."""
    with torch.no_grad():
        return net(torch.tensor(X)).numpy()


@pytest.mark.parametrize("name", MODULES)
def test_networks_come_in(name):
    torch.manual_seed(1)
    hidden = nn.Tanh() if name == "softmax" else MODULES[name]
    net = nn.Sequential(
        nn.Linear(4, 6), hidden, nn.Sequential(nn.Linear(6, 5, bias=False), hidden), nn.Dropout(0.2),
        nn.Linear(5, 3), MODULES[name],
    ).double().eval()  # fmt: skip
    model = from_torch(net)
    close(model.predict(X), in_torch(net))
    assert model.config.dropout == (0.0, 0.2, 0.0) and model.bias == [True, False, True]


def test_all_activations_are_tried():
    assert list(MODULES) == list(twinmlp.adapters.torch.TO_TORCH)
    assert set(MODULES) <= set(ACTIVATIONS)


def test_a_network_of_logits_and_single_precision():
    """As for CrossEntropyLoss: the softmax is not in it; weights of single precision are doubles."""
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3))
    classes = ["a", "b", "c"]
    model = from_torch(net, output_activation="softmax", classes=classes, loss="cross_entropy")
    expected = torch.softmax(net.double()(torch.tensor(X)), dim=1).detach().numpy()
    close(model.predict(X, type="probability"), expected)
    assert set(model.predict(X, type="class")) <= set(classes)
    close(from_torch(net).predict(X), in_torch(net))


def test_a_state_dict_comes_in():
    net = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 1)).double()
    model = from_torch(net.state_dict(), activation="relu", output_activation="identity")
    close(model.predict(X), in_torch(net))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_models_go_out_and_come_back(name):
    hidden = "tanh" if name == "softmax" else name
    layers = [
        {"W": DRAWS.normal(size=(4, 6)), "b": DRAWS.normal(size=6), "activation": hidden},
        {"W": DRAWS.normal(size=(6, 3)), "b": None, "activation": name},
    ]
    model = MLP.from_layers(layers)
    net = to_torch(model)
    close(in_torch(net), model.predict(X))
    # Far out, where a softplus of PyTorch is a straight line.
    with torch.no_grad():
        far = net(torch.tensor(X * 5)).numpy()
    close(far, model.predict(X * 5))
    np.testing.assert_array_equal(from_torch(net).predict(X), model.predict(X))


@pytest.mark.parametrize("output", ["identity", "sigmoid"])
def test_a_scale_goes_out_in_the_weights(output):
    options = {"scale": "standard", "optimizer": "adam", "epochs": 50, "output_activation": output}
    model = MLP(hidden=[4], **options).fit(X, X[:, :2] * 7 + 3)
    net = to_torch(model)
    np.testing.assert_allclose(in_torch(net), model.predict(X), rtol=1e-12)
    assert len(net) == (4 if output == "identity" else 6)


def test_gradients_are_the_same():
    """What goes out can be trained further: PyTorch's gradient of the same loss is ours."""
    model = MLP(hidden=[5], activation="tanh", output_activation="identity", epochs=0).fit(
        X, X[:, :2]
    )
    net = to_torch(model)
    (0.5 * ((net(torch.tensor(X)) - torch.tensor(X[:, :2])) ** 2).sum()).backward()
    (step,) = model.trace(X, X[:, :2])["steps"] if model.config.epochs else (None,)
    assert step is None
    one = MLP(hidden=[5], activation="tanh", output_activation="identity", epochs=1)
    (step,) = one.trace(X, X[:, :2])["steps"]
    for l, layer in enumerate(step["layers"]):
        close(net[2 * l].weight.grad.numpy().T, layer["dW"])
        close(net[2 * l].bias.grad.numpy(), layer["db"])


@pytest.mark.parametrize(
    "more",
    [
        [nn.Flatten(), nn.Linear(4, 3), nn.Identity(), nn.Tanh(), nn.Identity(), nn.Dropout(0.0)],
        [nn.Linear(4, 3), nn.PReLU()],
        [nn.Linear(4, 3), nn.CELU()],
        [nn.utils.parametrizations.weight_norm(nn.Linear(4, 3).double()), nn.Tanh()],
        [type("Block", (nn.Sequential,), {})(nn.Linear(4, 3), nn.ReLU())],
    ],
)
def test_what_computes_the_same_comes_in(more):
    net = nn.Sequential(*more, nn.Linear(3, 2)).double().eval()
    close(from_torch(net).predict(X), in_torch(net))


def test_examples_run():
    names = {name: getattr(twinmlp, name) for name in ("MLP", "from_torch", "to_torch")}
    assert doctest.testmod(twinmlp.adapters.torch, extraglobs=names) == (0, 4)


def test_safetensors(tmp_path):
    """The library reads what is written here, PyTorch loads it; and what it writes is read here."""
    from safetensors import safe_open
    from safetensors.torch import load_file, save_file
    from twinmlp import from_safetensors, to_safetensors

    model = MLP(hidden=[5, 4], epochs=3, learning_rate=0.01).fit(X, X[:, :2] / 40 + 0.4)
    path = str(tmp_path / "network.safetensors")
    for precision, kind in (("double", torch.float64), ("single", torch.float32)):
        to_safetensors(model, path, precision)
        state = load_file(path)
        net = to_torch(model).to(kind)
        net.load_state_dict(state)
        expected = in_torch(to_torch(model).to(kind).double())
        np.testing.assert_array_equal(in_torch(net.double()), expected)
    with safe_open(path, "pt") as file:
        assert set(file.metadata()) == {"format", "twinmlp"}
    save_file(to_torch(model).state_dict(), path)
    again = from_safetensors(path, activation="sigmoid", output_activation="sigmoid")
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
