"""PyTorch on the processor, eager, in double precision: modules, autograd and SGD, as its tutorials have them.

It computes J of every batch, and their mean over the rows.
"""

from __future__ import annotations

import torch
from torch import nn


def network(task):
    """The layers of a task, with its starting weights."""
    hidden, layers = nn.Sigmoid if task.kind == "sigmoid" else nn.ReLU, []
    for a, b, W, bias in zip(
        task.units, task.units[1:], task.parameters[::2], task.parameters[1::2]
    ):
        linear = nn.Linear(a, b, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T.copy()))
            linear.bias.copy_(torch.from_numpy(bias))
        layers += [linear, hidden()]
    return nn.Sequential(*(layers if task.kind == "sigmoid" else layers[:-1]))


def half_squared_error(output, target):
    return 0.5 * ((output - target) ** 2).sum()


def pytorch(task, epochs):
    X, n = torch.from_numpy(task.X), len(task.X)
    y = torch.from_numpy(task.y if task.kind == "sigmoid" else task.y.argmax(axis=1))
    model, criterion = (
        network(task),
        half_squared_error if task.kind == "sigmoid" else nn.CrossEntropyLoss(),
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=task.rate)
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, n, task.batch):
            optimizer.zero_grad()
            loss = criterion(model(X[start : start + task.batch]), y[start : start + task.batch])
            loss.backward()
            optimizer.step()
            total += loss.item() * (
                1 if task.kind == "sigmoid" else len(X[start : start + task.batch]) / n
            )
        losses.append(total)
    parameters = [values.detach().numpy() for values in model.parameters()]
    return [values.T if values.ndim == 2 else values for values in parameters], losses
