"""Trainings of PyTorch, recorded by hooks: right ones are found right."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from torch_networks import LABELS, Functional, X, Y, found, network, sgd
from twinmlp import record, run_case
from twinmlp.adapters.torch_loss import LOSSES_OF_TORCH
from twinmlp.adapters.torch_optimizer import OPTIMIZERS_OF_TORCH

optim = torch.optim
OPTIMIZERS = {
    "sgd": sgd,
    "momentum": lambda p: optim.SGD(p, lr=0.1, momentum=0.8),
    "nesterov": lambda p: optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True),
    "adam": lambda p: optim.Adam(p, lr=0.01, betas=(0.8, 0.99)),
    "adamw": lambda p: optim.AdamW(p, lr=0.01, weight_decay=0.0),
    "rmsprop": lambda p: optim.RMSprop(p, lr=0.01),
    "adagrad": lambda p: optim.Adagrad(p, lr=0.1),
    "adadelta": lambda p: optim.Adadelta(p, lr=1.0),
}
LOSSES = {
    "mse": (nn.MSELoss(), Y, ()),
    "mse, summed": (nn.MSELoss(reduction="sum"), Y, ()),
    "l1": (nn.L1Loss(), Y, ()),
    "huber": (nn.HuberLoss(delta=0.5), Y, ()),
    "smooth l1": (nn.SmoothL1Loss(beta=0.5), Y, ()),
    "bce": (nn.BCELoss(), (Y > 0).float(), (nn.Sigmoid(),)),
    "bce of logits": (nn.BCEWithLogitsLoss(), (Y > 0).float(), ()),
    "cross-entropy": (nn.CrossEntropyLoss(), LABELS, ()),
    "cross-entropy, smoothed": (nn.CrossEntropyLoss(label_smoothing=0.1), LABELS, ()),
    "cross-entropy, weighted": (nn.CrossEntropyLoss(torch.tensor([1.0, 3.0])), LABELS, ()),
    "cross-entropy, one class ignored": (nn.CrossEntropyLoss(ignore_index=1), LABELS, ()),
    "cross-entropy, weighted sum": (
        nn.CrossEntropyLoss(torch.tensor([1.0, 3.0]), reduction="sum"),
        LABELS,
        (),
    ),
    "cross-entropy, a row ignored": (
        nn.CrossEntropyLoss(label_smoothing=0.1),
        torch.cat([torch.tensor([-100]), LABELS[1:]]),
        (),
    ),
    "likelihood": (nn.NLLLoss(torch.tensor([1.0, 3.0])), LABELS, (nn.LogSoftmax(dim=1),)),
}
F = nn.functional
FUNCTIONS = {
    F.mse_loss: (Y, ()), F.l1_loss: (Y, ()), F.huber_loss: (Y, ()), F.smooth_l1_loss: (Y, ()),
    F.binary_cross_entropy: ((Y > 0).float(), (nn.Sigmoid(),)),
    F.binary_cross_entropy_with_logits: ((Y > 0).float(), ()),
    F.cross_entropy: (LABELS, ()), F.nll_loss: (LABELS, (nn.LogSoftmax(dim=1),)),
}  # fmt: skip
LOSSES |= {function.__name__: (function, *more) for function, more in FUNCTIONS.items()}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_are_right(name):
    r, report = found(network(), OPTIMIZERS[name], nn.MSELoss())
    assert report.passed and r.case["optimizer"]["name"] == name
    # Z, A, dZ, dW, db, W and b of two layers, and dA, in three steps; losses, final W and b.
    right = list(report.states.values()).count("right")
    assert right >= 3 * 17 + 5


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_single_precision_is_recognised(name):
    _, report = found(network(nn.ReLU), OPTIMIZERS[name], nn.MSELoss(), double=False)
    assert report.passed and report.precision.kind == "single"


@pytest.mark.parametrize("name", LOSSES)
def test_losses_are_right(name):
    loss, y, last = LOSSES[name]
    r, report = found(network(last=last), sgd, loss, y)
    assert report.passed and report.states[0, "loss", None, "loss"] == "right"


def test_all_kinds_are_tried():
    tried = {getattr(loss, "__name__", type(loss).__name__) for loss, *_ in LOSSES.values()}
    assert tried == set(LOSSES_OF_TORCH)
    made = {type(make([torch.zeros(1)])).__name__ for make in OPTIMIZERS.values()}
    assert made == set(OPTIMIZERS_OF_TORCH)


@pytest.mark.parametrize(
    "activation", [nn.ReLU, nn.SiLU, nn.ELU, nn.Sigmoid, lambda: nn.ReLU(inplace=True)]
)
def test_activations_are_right(activation):
    assert found(network(activation), sgd, nn.MSELoss())[1].passed


def test_functions_are_recognised_by_their_values():
    for function, name in (
        (torch.relu, "relu"),
        (nn.functional.silu, "silu"),
        (torch.tanh, "tanh"),
    ):
        r, report = found(Functional(function), sgd, nn.MSELoss())
        assert report.passed and r.case["network"]["layers"][0]["activation"] == name


def test_a_decay_is_a_penalty():
    for decay in (
        lambda p: optim.SGD(p, lr=0.1, weight_decay=0.1),
        lambda p: optim.Adam(p, weight_decay=0.1),
    ):
        r, report = found(network(), decay, nn.MSELoss())
        assert report.passed and r.case["penalty"]["l2"] == 0.1 and r.case["penalty"]["biases"]
    net = network()
    groups = [
        {"params": [net[0].weight, net[2].weight], "weight_decay": 0.1},
        {"params": [net[0].bias, net[2].bias], "weight_decay": 0.0},
    ]
    r = record.torch(net, X, Y, optim.AdamW(groups, lr=0.01), nn.MSELoss())
    assert r.check().passed and r.case["optimizer"]["weight_decay"] == 0.1


def test_everything_is_left_as_it_was():
    """Also an optimizer in the middle of a training; in single precision as it was."""
    net = network()
    optimizer, loss = optim.Adam(net.parameters()), nn.MSELoss()
    loss(net(X), Y).backward()
    optimizer.step()
    before = [p.detach().clone() for p in net.parameters()]
    moments = [optimizer.state[p]["exp_avg"].clone() for p in net.parameters()]
    assert record.torch(net, X, Y, optimizer, loss).check().passed
    for p, value, moment in zip(net.parameters(), before, moments):
        assert p.dtype == torch.float32 and torch.equal(p, value)
        assert torch.equal(optimizer.state[p]["exp_avg"], moment)
    assert not net[0]._forward_hooks and not net._forward_pre_hooks
    weighted = nn.CrossEntropyLoss(torch.tensor([1.0, 3.0]))
    assert record.torch(net, X, LABELS, optimizer, weighted).check().passed
    assert weighted.weight.dtype == torch.float32


def test_the_case_is_one():
    """twinmlp itself, trained by the case, comes to the same weights."""
    r, _ = found(network(), OPTIMIZERS["adam"], nn.MSELoss(), steps=5)
    ours, theirs = (t["final"]["parameters"] for t in (run_case(r.case), r.trace))
    for layer, other in zip(ours, theirs):
        np.testing.assert_allclose(layer["W"], other["W"], rtol=1e-12)
