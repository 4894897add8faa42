"""Trainings of PyTorch by the usual recipes: targets, weights and penalties of every form."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch_networks import LABELS, X, Y, found, network, refusal, sgd
from twinmlp import TwinMLPError, record

F = nn.functional
ZEROS_AND_ONES = LABELS[:, None].float()
SHARES = torch.softmax(Y, dim=1)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_a_weight_of_ones_is_a_weight_of_samples(reduction):
    loss = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]), reduction=reduction)
    r, report = found(network(outputs=1), sgd, loss, ZEROS_AND_ONES)
    assert report.passed and report.states[0, "loss", None, "loss"] == "right"
    assert r.case["data"]["sample_weight"].tolist() == [3.0 if y else 1.0 for y in LABELS]
    assert "one output of 0 and 1, got other weights" in refusal(
        network(outputs=1), loss=loss, y=ZEROS_AND_ONES * 0.9
    )


def test_a_weight_of_ones_that_is_left_out():
    net, loss = network(outputs=1), nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]))
    optimizer = sgd(net.parameters())

    def train(X, y):
        optimizer.zero_grad()
        (value := F.binary_cross_entropy_with_logits(net(X), y)).backward()
        optimizer.step()
        return value

    report = record.torch(net, X, ZEROS_AND_ONES, optimizer, loss, train=train).check()
    assert report.findings[0].fits[0].code == "WEIGHTS_IGNORED"


@pytest.mark.parametrize("double", [True, False])
def test_shares_of_classes(double):
    """Rows of a softmax in single precision, which do not add up to 1 in double precision."""
    assert (SHARES.double().sum(1) != 1).any()
    r, report = found(network(), sgd, nn.CrossEntropyLoss(), SHARES, double=double)
    assert report.passed and report.states[0, "loss", None, "loss"] == "right"
    with pytest.raises(TwinMLPError, match="a row that adds up to 1"):
        found(network(), sgd, nn.CrossEntropyLoss(), SHARES * 1.001)


PENALTIES = {
    "l1": (lambda p: 0.01 * p.abs().sum(), {"l1": 0.01}),
    "l2": (lambda p: 0.01 * (p**2).sum(), {"l2": 0.02}),
    "both": (lambda p: 0.03 * p.abs().sum() + 0.01 * (p**2).sum(), {"l1": 0.03, "l2": 0.02}),
}


def penalized(penalty, biases):
    """A network, its optimizer, and a step whose loss has a penalty of its weights in it."""
    net = network()
    optimizer = torch.optim.Adam(net.parameters())

    def train(X, y):
        optimizer.zero_grad()
        of_weights = sum(penalty(p) for p in net.parameters() if biases or p.ndim == 2)
        (value := F.mse_loss(net(X), y) + of_weights).backward()
        optimizer.step()
        return value

    return net, optimizer, train


@pytest.mark.parametrize("name", PENALTIES)
@pytest.mark.parametrize("biases", [True, False])
def test_a_penalty_in_the_loss(name, biases):
    penalty, said = PENALTIES[name]
    net, optimizer, train = penalized(penalty, biases)
    options = {"train": train, "penalty_is": said | {"biases": biases}}
    report = record.torch(net, X, Y, optimizer, nn.MSELoss(), **options).check()
    right = [place for place, state in report.states.items() if state == "right"]
    assert report.passed and (0, "loss", None, "loss") in right and (2, "update", 1, "gW") in right


def test_a_penalty_that_is_another_one():
    net, optimizer, train = penalized(PENALTIES["l2"][0], False)
    r = record.torch(net, X, Y, optimizer, nn.MSELoss(), train=train, penalty_is={"l2": 0.01})
    assert r.check().findings[0].fits[0].code == "L2_DOUBLED"
    decay = lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.1)
    text = refusal(optimizer=decay, penalty_is={"l2": 0.01})
    assert text == "`penalty_is` must be None where the optimizer has a decay, got another."


TARGETS = {
    "whole numbers": (nn.BCEWithLogitsLoss(), LABELS[:, None], "y.float(), got 12 x 1 of int64."),
    "fractions": (nn.CrossEntropyLoss(), LABELS.float(), "y.long(), got 12 of float32."),
    "a column": (F.cross_entropy, LABELS[:, None], "y.squeeze(1), or their shares"),
}


@pytest.mark.parametrize("name", TARGETS)
def test_targets_that_pytorch_does_not_take(name):
    """Each is refused by PyTorch's own loss as well; here it is said what to do."""
    loss, y, text = TARGETS[name]
    net = network(outputs=1 if name == "whole numbers" else 2)
    with pytest.raises(RuntimeError):
        loss(net(X), y)
    assert text in refusal(net, loss=loss, y=y)


def test_data_that_are_not_those_of_the_step():
    """A loop over a DataLoader of one's own stays in single precision."""

    def over_loader(net, optimizer):
        def train(*_):
            for x, y in torch.utils.data.DataLoader(list(zip(X, Y)), batch_size=12):
                optimizer.zero_grad()
                F.mse_loss(net(x), y).backward()
                optimizer.step()

        return train

    assert "of the X and y that it is called with, or `double` False, got mat1" in refusal(
        train=over_loader
    )
    net = network()
    optimizer = sgd(net.parameters())
    train = over_loader(net, optimizer)
    r = record.torch(net, X, Y, optimizer, nn.MSELoss(), train=train, double=False)
    assert r.check().passed
    broken = refusal_of_pytorch(lambda net, optimizer: lambda X, y: net(X[:, :3]))
    assert "mat1 and mat2 shapes cannot be multiplied" in broken


def refusal_of_pytorch(train):
    """What PyTorch says of a step that it does not take."""
    net = network()
    optimizer = sgd(net.parameters())
    with pytest.raises(RuntimeError) as error:
        record.torch(net, X, Y, optimizer, nn.MSELoss(), train=train(net, optimizer))
    return str(error.value)


def test_an_activation_with_another_setting_is_named():
    assert "that of layer 1 is unknown, got GELU, which needs approximate" in refusal(
        network(nn.GELU)
    )
