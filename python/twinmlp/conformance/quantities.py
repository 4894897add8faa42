"""The equations of a training step, one row each: the quantity from its direct inputs, and its rounding bound.

`value` takes arrays of balls, `bound` the same inputs as doubles; leading axes, if any, are independent runs.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from . import balls, bounds

Array = np.ndarray


class Quantity(NamedTuple):
    """One quantity: its equation, and how far a double computation of it may be from the truth."""

    value: Callable[..., Any]
    bound: Callable[..., Any]


class Activation(NamedTuple):
    """A = f(Z), and dZ = dA * f'(Z), which may use A."""

    A: Quantity
    dZ: Quantity


class Loss(NamedTuple):
    """J, and dA_L = dJ/dA_L, of outputs A, targets y and the divisor of the reduction."""

    loss: Quantity
    dA: Quantity


def transposed(A: Array) -> Array:
    """A^T, of each run."""
    return A.swapaxes(-1, -2)


# Z_l = A_{l-1} W_l + b_l
Z = Quantity(
    value=lambda A, W, b: A @ W if b is None else A @ W + b[..., np.newaxis, :],
    bound=bounds.affine,
)
# dW_l = A_{l-1}^T dZ_l
DW = Quantity(
    value=lambda A, dZ: transposed(A) @ dZ,
    bound=lambda A, dZ: bounds.product(transposed(A), dZ),
)
# db_l = column sums of dZ_l
DB = Quantity(value=lambda dZ: dZ.sum(axis=-2), bound=bounds.column_sums)
# dA_{l-1} = dZ_l W_l^T
DA = Quantity(
    value=lambda dZ, W: dZ @ transposed(W),
    bound=lambda dZ, W: bounds.product(dZ, transposed(W)),
)

ACTIVATIONS = {
    # f(z) = z; f'(z) = 1
    "identity": Activation(
        A=Quantity(lambda Z: Z, lambda Z: bounds.exactly(Z)),
        dZ=Quantity(lambda dA, Z, A: dA, lambda dA, Z, A: bounds.exactly(dA)),
    ),
    # f(z) = 1 / (1 + exp(-z)): exp within 2u or 3u, plus, divide; f'(z) = a (1 - a): three operations with dA
    "sigmoid": Activation(
        A=Quantity(balls.sigmoid, lambda Z: bounds.relative(8, 1 / (1 + np.exp(-Z)))),
        dZ=Quantity(lambda dA, Z, A: dA * (A * (1 - A)), lambda dA, Z, A: bounds.relative(4, dA * (A * (1 - A)))),
    ),
    # f(z) = tanh(z); f'(z) = 1 - a^2: the square's and the difference's error are u at most, in absolute terms
    "tanh": Activation(
        A=Quantity(balls.tanh, lambda Z: bounds.relative(8, np.tanh(Z))),
        dZ=Quantity(lambda dA, Z, A: dA * (1 - A * A), lambda dA, Z, A: bounds.relative(4, dA)),
    ),
    # f(z) = z for z > 0, else 0; f'(z) = 1 for z > 0, else 0
    "relu": Activation(
        A=Quantity(balls.relu, lambda Z: bounds.exactly(Z)),
        dZ=Quantity(lambda dA, Z, A: dA * balls.step(Z), lambda dA, Z, A: bounds.exactly(dA)),
    ),
}


def over_samples(values: Array) -> Any:
    """The sum over rows and outputs, of each run."""
    return values.sum(axis=(-2, -1))


def half_squared_error(A: Array, y: Array, divisor: int) -> Any:
    """J = sum of (a - y)^2 / 2, over the divisor."""
    return over_samples((A - y) * (A - y)) / 2 / divisor


LOSSES = {
    # n m terms of three operations each, all of one sign; dA: one subtraction, one division
    "half_squared_error": Loss(
        loss=Quantity(
            half_squared_error,
            lambda A, y, divisor: bounds.relative(y.size + 8, half_squared_error(A, y, divisor)),
        ),
        dA=Quantity(
            lambda A, y, divisor: (A - y) / divisor,
            lambda A, y, divisor: bounds.relative(4, (A - y) / divisor),
        ),
    ),
}

# What the sum over the n samples of a batch is divided by.
REDUCTIONS: dict[str, Callable[[int], int]] = {"sum": lambda n: 1, "mean": lambda n: n}


def sgd_bound(parameter: Array, gradient: Array, state: Any, options: dict[str, float], step: int) -> Array:
    """2 u (|W| + 2 |learning_rate dW|): two operations, fused or not; none where the gradient is 0."""
    scale = np.abs(parameter) + 2 * np.abs(options["learning_rate"] * gradient)
    return np.where(gradient == 0, 0.0, bounds.relative(2, scale))


# An optimizer is a row of updates in order, ending with "parameter"; what comes before that is its state. Each takes
# (parameter, gradient, state, options, step), where the state holds what this step has computed so far.
OPTIMIZERS: dict[str, dict[str, Quantity]] = {
    # W <- W - learning_rate * dW
    "sgd": {
        "parameter": Quantity(
            lambda parameter, gradient, state, options, step: parameter - options["learning_rate"] * gradient,
            sgd_bound,
        ),
    },
}
