"""Trainings of PyTorch, recorded by hooks: right ones are found right, and planted mistakes are named."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from twinmlp import TwinMLPError, record, run_case
from twinmlp.adapters.torch_case import LOSSES_OF_TORCH, OPTIMIZERS_OF_TORCH

optim = torch.optim
torch.manual_seed(3)
X, Y = torch.randn(12, 4), torch.randn(12, 2)
LABELS = (Y[:, 0] > 0).long()


def network(activation=nn.Tanh, outputs=2, last=()):
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(4, 5), activation(), nn.Linear(5, outputs), *last)


def found(net, optimizer, loss, y=Y, **options):
    """What is recorded and what the checker says of it."""
    r = record.torch(net, X, y, optimizer(net.parameters()), loss, **options)
    return r, r.check()


sgd = lambda p: optim.SGD(p, lr=0.1)
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
    "mse as a function": (nn.functional.mse_loss, Y, ()),
    "cross-entropy as a function": (nn.functional.cross_entropy, LABELS, ()),
}


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
    classes = {type(loss).__name__ for loss, *_ in LOSSES.values()}
    assert classes >= {name for name in LOSSES_OF_TORCH if name.endswith("Loss")}
    made = {type(make([torch.zeros(1)])).__name__ for make in OPTIMIZERS.values()}
    assert made == set(OPTIMIZERS_OF_TORCH)


@pytest.mark.parametrize(
    "activation", [nn.ReLU, nn.SiLU, nn.ELU, nn.Sigmoid, lambda: nn.ReLU(inplace=True)]
)
def test_activations_are_right(activation):
    assert found(network(activation), sgd, nn.MSELoss())[1].passed


class Functional(nn.Module):
    """Activations as functions, which no hook sees."""

    def __init__(self, function):
        super().__init__()
        torch.manual_seed(1)
        self.first, self.last, self.function = nn.Linear(4, 5), nn.Linear(5, 2), function

    def forward(self, X):
        return self.last(self.function(self.first(X)))


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


def test_the_case_is_one():
    """twinmlp itself, trained by the case, comes to the same weights."""
    r, _ = found(network(), OPTIMIZERS["adam"], nn.MSELoss(), steps=5)
    ours, theirs = (t["final"]["parameters"] for t in (run_case(r.case), r.trace))
    for layer, other in zip(ours, theirs):
        np.testing.assert_allclose(layer["W"], other["W"], rtol=1e-12)


def first(report):
    finding = report.findings[0]
    return (*finding.place, finding.fits[0].code)


def test_a_gradient_that_is_not_set_to_zero():
    net, loss = network(), nn.MSELoss()
    optimizer = optim.Adam(net.parameters())

    def train(X, y):
        value = loss(net(X), y)
        value.backward()
        optimizer.step()
        return value

    report = record.torch(net, X, Y, optimizer, loss, train=train).check()
    assert first(report) == (1, "backward", 2, "dW", "GRADIENT_ACCUMULATED")


@pytest.mark.filterwarnings("ignore:Using a target size")
def test_targets_of_another_shape():
    _, report = found(network(outputs=1), sgd, nn.MSELoss(), Y[:, 0])
    assert first(report) == (0, "loss", None, "loss", "BROADCAST_ERROR")


class SlopeAtZ(torch.autograd.Function):
    """A sigmoid whose derivative takes z for a."""

    @staticmethod
    def forward(ctx, Z):
        ctx.save_for_backward(Z)
        return torch.sigmoid(Z)

    @staticmethod
    def backward(ctx, dA):
        (Z,) = ctx.saved_tensors
        return dA * Z * (1 - Z)


def test_a_derivative_of_ones_own():
    _, report = found(Functional(SlopeAtZ.apply), sgd, nn.MSELoss())
    assert first(report) == (0, "backward", 1, "dZ", "SLOPE_AT_Z")


def test_a_loss_of_ones_own():
    half = lambda A, y: ((A - y) ** 2).sum() / 2
    _, report = found(network(), sgd, half, loss_is={"name": "squared_error", "reduction": "sum"})
    assert first(report) == (0, "loss", None, "loss", "TWO_MISSING")
    _, report = found(
        network(), sgd, half, loss_is={"name": "half_squared_error", "reduction": "sum"}
    )
    assert report.passed


class Uncorrected(optim.Optimizer):
    """Adam without its corrections for a start at 0."""

    def __init__(self, parameters):
        super().__init__(parameters, {"lr": 0.01})

    @torch.no_grad()
    def step(self):
        for p in self.param_groups[0]["params"]:
            s = self.state[p] or self.state.setdefault(
                p, {"m": torch.zeros_like(p), "v": torch.zeros_like(p)}
            )
            s.setdefault("m", torch.zeros_like(p))
            s.setdefault("v", torch.zeros_like(p))
            s["m"].mul_(0.9).add_(0.1 * p.grad)
            s["v"].mul_(0.999).add_(0.001 * p.grad**2)
            p -= 0.01 * s["m"] / (s["v"].sqrt() + 1e-8)


def test_an_optimizer_of_ones_own():
    _, report = found(network(), Uncorrected, nn.MSELoss(), optimizer_is={"name": "adam"})
    assert first(report) == (0, "update", 1, "W", "NO_BIAS_CORRECTION")


def test_the_softmax_is_applied_twice():
    """CrossEntropyLoss after a Softmax: the activation is meant to be in the loss alone."""
    net = network(last=(nn.Softmax(dim=1),))
    _, report = found(net, sgd, nn.CrossEntropyLoss(), LABELS)
    assert not report.passed


@pytest.mark.parametrize(
    "options, text",
    [
        ({"loss": nn.KLDivLoss()}, "`loss` must be one of MSELoss.*or said by `loss_is`, got KLDivLoss"),
        ({"loss": nn.CrossEntropyLoss(weight=torch.ones(2))}, "`loss` must be one without weights"),
        ({"optimizer": lambda p: optim.ASGD(p)}, "`optimizer` must be one of SGD.*`optimizer_is`, got ASGD"),
        ({"optimizer": lambda p: optim.Adam(p, amsgrad=True)}, "said by `optimizer_is`, got amsgrad"),
        ({"net": network(last=(nn.Dropout(0.5),))}, "without dropout while it is recorded"),
        ({"net": Functional(lambda Z: Z**3)}, "`activation` must be given: that of layer 1 is unknown"),
        ({"net": nn.Sequential(nn.Tanh())}, "Linear layers one after the other"),
    ],
)  # fmt: skip
def test_refusals(options, text):
    given = {"net": network(), "optimizer": sgd, "loss": nn.MSELoss(), **options}
    make = given["optimizer"]
    parameters = list(given["net"].parameters()) or [torch.zeros(1)]
    with pytest.raises(TwinMLPError, match=text):
        record.torch(given["net"], X, Y, make(parameters), given["loss"])
