"""Trainings of PyTorch that no case can say are refused, each with what it is."""

from __future__ import annotations

import re

import pytest
import torch
from torch import nn
from torch_networks import LABELS, Functional, X, Y, network, refusal, sgd
from twinmlp import TwinMLPError, record

optim, F = torch.optim, nn.functional


def between(*modules, of=nn.Linear):
    """A network with something after the first activation."""
    return nn.Sequential(of(4, 5), nn.Tanh(), *modules, nn.Linear(5, 2))


def tied():
    net = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4))
    net[2].weight = net[0].weight
    return net


class Apart(nn.Module):
    """Two layers side by side."""

    def __init__(self):
        super().__init__()
        self.left, self.right = nn.Linear(4, 2), nn.Linear(4, 2)

    def forward(self, X):
        return self.left(X) + self.right(X)


class WithoutGradients(Functional):
    """A first layer that is left out of the backward pass."""

    def forward(self, X):
        with torch.no_grad():
            A = torch.tanh(self.first(X))
        return self.last(A)


weight_norm = nn.utils.parametrizations.weight_norm
NETS = {
    "dropout": (between(nn.Dropout(0.5)), "`net` must be without dropout"),
    "dropout of inputs": (nn.Sequential(nn.Dropout(0.3), *network()), "must be without dropout"),
    "alpha dropout": (between(nn.AlphaDropout(0.5)), "`net` must be without dropout"),
    "dropout as a function": (
        Functional(lambda Z: F.dropout(torch.tanh(Z), 0.5)),
        "that of layer 1 is unknown, got a function.",
    ),
    "batch norm": (between(nn.BatchNorm1d(5)), "has them, got a BatchNorm1d."),
    "batch norm without weights": (between(nn.BatchNorm1d(5, affine=False)), "has them, got a BatchNorm1d."),
    "layer norm": (between(nn.LayerNorm(5)), "got 2.weight of LayerNorm."),
    "PReLU": (between(nn.PReLU()), "got 2.weight of PReLU."),
    "a convolution": (
        nn.Sequential(nn.Unflatten(1, (1, 4)), nn.Conv1d(1, 2, 3), nn.Flatten(), nn.Linear(4, 2)),
        "got 1.weight of Conv1d.",
    ),
    "weight norm": (
        between(of=lambda *sizes: weight_norm(nn.Linear(*sizes))),
        "got 0.bias of ParametrizedLinear.",
    ),
    "two activations": (between(nn.ReLU()), "layer 1 is unknown, got Tanh, or more than it."),
    "no layers": (nn.Sequential(nn.Tanh()), "Linear layers one after the other"),
    "a function of one's own": (Functional(lambda Z: Z**3), "must be given: that of layer 1 is unknown"),
    "without gradients": (WithoutGradients(None), "called with gradients, got first.weight of Linear."),
    "side by side": (Apart(), "Linear layers one after the other"),
    "two outputs": (Functional(torch.tanh, last=lambda Z: (Z, Z)), "one tensor, a row a sample, got a tuple."),
    "none trained": (network().requires_grad_(False), "with weights that are trained, got none."),
    "without weights": (nn.Sequential(nn.LazyLinear(2)), "which a LazyLinear has once it has seen"),
}  # fmt: skip


@pytest.mark.parametrize("name", NETS)
def test_networks(name):
    net, text = NETS[name]
    assert text in refusal(net)


def test_weights_that_are_shared():
    layer = nn.Linear(4, 4)
    for net in (tied(), nn.Sequential(layer, nn.Tanh(), layer)):
        assert "each used once" in refusal(net, y=torch.randn(12, 4))


def in_two_groups(net, first):
    return optim.Adam([{"params": net[0].parameters(), **first}, {"params": net[2].parameters()}])


OPTIMIZERS = {
    "another": (lambda p: optim.ASGD(p), "one of SGD, .*or said by `optimizer_is`, got ASGD."),
    "amsgrad": (lambda p: optim.Adam(p, amsgrad=True), "said by `optimizer_is`, got amsgrad."),
    "biases decay": (lambda p: optim.AdamW(p), "one whose biases do not decay"),
    "decoupled": (
        lambda p: optim.Adam(p, weight_decay=0.1, decoupled_weight_decay=True),
        "one whose biases do not decay",
    ),
    "dampening": (lambda p: optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.5), "got dampening."),
    "maximize": (lambda p: optim.SGD(p, lr=0.1, maximize=True), "got maximize."),
    "capturable": (lambda p: optim.Adam(p, capturable=True), "got capturable."),
    "differentiable": (lambda p: optim.SGD(p, lr=0.1, differentiable=True), "got differentiable."),
    "a tensor": (lambda p: optim.Adam(p, lr=torch.tensor(0.1)), "one whose lr is a number"),
    "momentum of RMSprop": (lambda p: optim.RMSprop(p, momentum=0.9), "got momentum."),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers(name):
    optimizer, text = OPTIMIZERS[name]
    assert re.search(text, refusal(optimizer=optimizer))


@pytest.mark.parametrize("name, value", [("lr", 0.2), ("betas", (0.8, 0.9)), ("amsgrad", True)])
def test_groups_of_parameters(name, value):
    net = network()
    text = refusal(net, in_two_groups(net, {name: value}))
    assert text == f"`optimizer` must be one with the same {name} for all parameters, got several."


def test_what_changes_no_number_is_right():
    for optimizer in (
        lambda p: optim.SGD(p, lr=0.1, dampening=0.5),  # without momentum
        lambda p: optim.Adam(p, foreach=True),
        lambda p: optim.Adam(p, fused=True),
        lambda p: optim.AdamW([{"params": [q]} | {"weight_decay": q.ndim - 1.0} for q in p]),
    ):
        net = network()
        assert record.torch(net, X, Y, optimizer(net.parameters()), nn.MSELoss()).check().passed
    said = {"name": "adamw", "weight_decay": 0.01}
    net = network()
    r = record.torch(net, X, Y, optim.AdamW(net.parameters()), nn.MSELoss(), optimizer_is=said)
    assert r.check().findings[0].fits[0].code == "DECAY_ON_BIAS"


smoothed = {"weight": torch.ones(2), "label_smoothing": 0.1}
LOSSES = {
    "another": (nn.KLDivLoss(), Y, "one of MSELoss, .*or said by `loss_is`, got KLDivLoss."),
    "not reduced": (nn.MSELoss(reduction="none"), Y, "reduced to a mean or a sum, got none."),
    "no class": (nn.CrossEntropyLoss(), LABELS + 1, "numbers of classes from 0 to 1, got 2."),
    "weights": (nn.BCEWithLogitsLoss(pos_weight=torch.ones(2)), Y, "one output of 0 and 1"),
    "weights, smoothed": (nn.CrossEntropyLoss(**smoothed), LABELS, "and no label_smoothing"),
    "beta 0": (nn.SmoothL1Loss(beta=0.0), Y, "or L1Loss, got beta 0."),
    "no function": ("mse", Y, "`loss` must be a loss of PyTorch, or a function, got a str."),
}


@pytest.mark.parametrize("name", LOSSES)
def test_losses(name):
    loss, y, text = LOSSES[name]
    assert re.search(text, refusal(loss=loss, y=y))


def test_tensors():
    half = network().half()
    assert "got torch.float16." in refusal(half, x=X.half(), y=Y.half(), double=False)
    assert "on the device of `net`, meta, got cpu." in refusal(network().to("meta"))
    everywhere = {"x": X.to("meta"), "y": Y.to("meta")}
    assert "on a device that has numbers, got meta." in refusal(network().to("meta"), **everywhere)
    assert refusal(x=X.numpy()) == "`X` must be a Tensor of PyTorch, got a ndarray."
    assert "`X` must be finite numbers" in refusal(x=X * float("nan"))
    assert "1 row or more, float or double, got 12 x 4 of int64." in refusal(x=X.long())
    assert "1 row or more, float or double, got 0 x 4 of float32." in refusal(x=X[:0], y=Y[:0])
    with pytest.raises(TwinMLPError, match="a Module of PyTorch"):
        record.torch(torch.tanh, X, Y, sgd(network().parameters()), nn.MSELoss())
