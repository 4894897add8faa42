"""Trainings of PyTorch, recorded by hooks: planted mistakes are named."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch_networks import LABELS, Functional, X, Y, found, network, sgd
from twinmlp import record

optim = torch.optim


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
    # Of two outputs a half may also be a division by their number: both are said.
    codes = [fit.code for fit in report.findings[0].fits]
    assert first(report)[:4] == (0, "loss", None, "loss") and "TWO_MISSING" in codes
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


def test_a_layer_that_is_frozen_or_unknown_to_the_optimizer():
    net = network()
    net[0].requires_grad_(False)
    report = record.torch(net, X, Y, sgd(net.parameters()), nn.MSELoss()).check()
    assert first(report) == (0, "update", 1, "W", "ONLY_LAST_LAYER")
    report = record.torch(network(), X, Y, sgd(network().parameters()), nn.MSELoss()).check()
    assert first(report) == (0, "update", 1, "W", "NOT_UPDATED")


def test_an_optimizer_of_ones_own():
    _, report = found(network(), Uncorrected, nn.MSELoss(), optimizer_is={"name": "adam"})
    assert first(report) == (0, "update", 1, "W", "NO_BIAS_CORRECTION")


def test_the_softmax_is_applied_twice():
    """CrossEntropyLoss after a Softmax: the activation is meant to be in the loss alone."""
    net = network(last=(nn.Softmax(dim=1),))
    _, report = found(net, sgd, nn.CrossEntropyLoss(), LABELS)
    assert first(report) == (0, "loss", None, "loss", "PROBABILITIES_FOR_LOGITS")
