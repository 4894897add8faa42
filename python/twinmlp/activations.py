"""One table: name -> activation function and derivative."""

from __future__ import annotations

from typing import Callable, NamedTuple

import numpy as np

from .arithmetic import Arithmetic, Array


class Activation(NamedTuple):
    """A = f(Z), and f'(Z), which may use A because many derivatives are shorter in terms of it."""

    value: Callable[[Array, Arithmetic], Array]
    derivative: Callable[[Array, Array, Arithmetic], Array]


ACTIVATIONS = {
    # f(z) = z; f'(z) = 1
    "identity": Activation(
        value=lambda Z, ops: Z,
        derivative=lambda Z, A, ops: np.ones_like(Z),
    ),
    # f(z) = 1 / (1 + exp(-z)); f'(z) = a (1 - a)
    "sigmoid": Activation(
        value=lambda Z, ops: ops.sigmoid(Z),
        derivative=lambda Z, A, ops: A * (1.0 - A),
    ),
    # f(z) = tanh(z); f'(z) = 1 - a^2
    "tanh": Activation(
        value=lambda Z, ops: ops.tanh(Z),
        derivative=lambda Z, A, ops: 1.0 - A * A,
    ),
    # f(z) = max(z, 0), never -0; f'(z) = 1 for z > 0, else 0
    "relu": Activation(
        value=lambda Z, ops: np.where(Z <= 0.0, 0.0, Z),
        derivative=lambda Z, A, ops: (Z > 0.0).astype(np.float64),
    ),
}
