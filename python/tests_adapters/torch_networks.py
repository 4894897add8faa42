"""Networks of PyTorch that are recorded, the data they are trained on, and what is found."""

from __future__ import annotations

import torch
from torch import nn
from twinmlp import record

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

    def __init__(self, function):
        super().__init__()
        torch.manual_seed(1)
        self.first, self.last, self.function = nn.Linear(4, 5), nn.Linear(5, 2), function

    def forward(self, X):
        return self.last(self.function(self.first(X)))
