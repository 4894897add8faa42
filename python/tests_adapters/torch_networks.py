"""Networks of PyTorch that are recorded, the data they are trained on, and what is found."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from twinmlp import TwinMLPError, record

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


sgd = lambda p: torch.optim.SGD(p, lr=0.1)


class Functional(nn.Module):
    """Activations as functions, which no hook sees."""

    def __init__(self, function, last=lambda Z: Z):
        super().__init__()
        torch.manual_seed(1)
        self.first, self.last = nn.Linear(4, 5), nn.Linear(5, 2)
        self.function, self.of_output = function, last

    def forward(self, X):
        return self.of_output(self.last(self.function(self.first(X))))


def refusal(net=None, optimizer=sgd, loss=None, x=X, y=Y, train=None, **options):
    """What the recorder says; train is made of the network and the optimizer."""
    net = net or network()
    parameters = list(net.parameters()) or [torch.zeros(1)]
    made = optimizer(parameters) if callable(optimizer) else optimizer
    step = train and train(net, made)
    with pytest.raises(TwinMLPError) as found:
        record.torch(net, x, y, made, loss or nn.MSELoss(), train=step, **options)
    return str(found.value)
