"""One table: name -> loss and its gradient; and the reduction over the samples."""

from __future__ import annotations

from typing import Callable, NamedTuple

from .arithmetic import Arithmetic, Array


class Loss(NamedTuple):
    """J summed over the samples, and dA_L = dJ/dA_L of that sum; A and y are n x n_L."""

    value: Callable[[Array, Array, Arithmetic], float]
    gradient: Callable[[Array, Array, Arithmetic], Array]


def half_squared_error(A: Array, y: Array, ops: Arithmetic) -> float:
    """J = sum of (a - y)^2 / 2."""
    difference = A - y
    return ops.total(difference * difference) / 2.0


LOSSES = {
    "half_squared_error": Loss(value=half_squared_error, gradient=lambda A, y, ops: A - y),
}

# What the sum over the n samples of a batch is divided by.
REDUCTIONS: dict[str, Callable[[int], float]] = {
    "sum": lambda n: 1.0,
    "mean": lambda n: float(n),
}


def loss_value(A: Array, y: Array, loss: str, reduction: str, ops: Arithmetic) -> float:
    """J of the outputs A and the targets y, both n x n_L."""
    return LOSSES[loss].value(A, y, ops) / REDUCTIONS[reduction](len(y))


def loss_gradient(A: Array, y: Array, loss: str, reduction: str, ops: Arithmetic) -> Array:
    """dA_L = dJ/dA_L, n x n_L."""
    return LOSSES[loss].gradient(A, y, ops) / REDUCTIONS[reduction](len(y))
