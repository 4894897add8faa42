"""Steps of training of one's own, with PyTorch: what a case cannot say of them is refused."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch_networks import X, Y, network, refusal, sgd
from twinmlp import record

optim, F = torch.optim, nn.functional


def step_of(change=lambda net: None, rows=slice(None), times=1):
    """A step of one's own: on some rows, so many times, with a change before the update."""

    def with_network(net, optimizer):
        def train(X, y):
            for _ in range(times):
                optimizer.zero_grad()
                F.mse_loss(net(X[rows]), y[rows]).backward()
                change(net)
                optimizer.step()

        return train

    return with_network


def scheduled(net, optimizer):
    schedule = optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
    step = step_of()(net, optimizer)
    return lambda X, y: (step(X, y), schedule.step())


def by_closure(net, optimizer):
    def closure():
        optimizer.zero_grad()
        (value := F.mse_loss(net(X.double()), Y.double())).backward()
        return value

    return lambda X, y: optimizer.step(closure)


STEPS = {
    "clipped": (step_of(lambda net: nn.utils.clip_grad_norm_(net.parameters(), 0.1)), "as after clipping."),
    "twice": (step_of(times=2), "calls `net` with gradients once, with all rows of X as they are, got 2 calls."),
    "not at all": (step_of(times=0), "got 0 calls."),
    "a part": (step_of(rows=slice(6)), "got 6 of 12 rows."),
    "another order": (step_of(rows=torch.arange(11, -1, -1)), "got other rows, or in another order."),
    "no function": (lambda net, optimizer: 3, "`train` must be a function of X and y, got a int."),
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_steps_of_ones_own(name):
    train, text = STEPS[name]
    assert text in refusal(train=train)


def test_a_schedule_is_refused_and_a_closure_is_right():
    net = network()
    optimizer = sgd(net.parameters())
    assert "got a schedule." in refusal(net, optimizer, train=scheduled)
    assert optimizer.param_groups[0]["lr"] == 0.1  # left as it was
    r = record.torch(net, X, Y, optimizer, nn.MSELoss(), train=by_closure(net, optimizer))
    assert r.check().passed


def test_what_is_said_is_checked():
    assert refusal(loss_is=3) == "`loss_is` must be a name, or an object with one, got 3."
    for said, found in ((["tanh"], "a list of 1"), ("tanh", '"tanh"')):
        text = refusal(activation=said)
        assert text == f"`activation` must be a list of 2, one for each layer, got {found}."
