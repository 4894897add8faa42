"""One table: name -> activation function and derivative."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import ONE, ZERO, Arithmetic, Array
from ..base.checks import check_number
from ..base.errors import describe, fail
from ..base.registry import Family, choose_entry, entry_name
from .activation_functions import (
    gelu,
    gelu_derivative,
    hard_sigmoid,
    silu_derivative,
    softmax,
    softmax_backward,
    softsign_derivative,
)


class Activation(NamedTuple):
    """A = f(Z), and f'(Z), which may use A because many derivatives are shorter in terms of it.

    backward(dA, Z, A, ops) gives dZ where f is not elementwise, so that it is not dA * f'(Z). of_Z: the derivative uses Z;
    of the others Z need not be kept.
    """

    value: Callable[[Array, Arithmetic], Array]
    derivative: Callable[[Array, Array, Arithmetic], Array] | None
    backward: Callable[[Array, Array, Array, Arithmetic], Array] | None = None
    name: str = "custom"
    parameters: dict[str, float] = {}
    of_Z: bool = True


def negative_part(Z: Array) -> Array:
    """z for z <= 0, else 0: what exp and expm1 can take of any size."""
    return np.where(Z > 0.0, 0.0, Z)


def relu(Z: Array, ops: Arithmetic) -> Array:
    """f(z) = max(z, 0), never -0."""
    A = np.maximum(Z, ZERO)
    A += ZERO
    return A


def leaky_relu(alpha: float = 0.01) -> Activation:
    """f(z) = z for z > 0, else alpha z; f'(z) = 1 for z > 0, else alpha."""
    return Activation(
        value=lambda Z, ops: np.where(Z > 0.0, Z, alpha * Z),
        derivative=lambda Z, A, ops: np.where(Z > 0.0, 1.0, alpha),
        name="leaky_relu",
        parameters={"alpha": alpha},
    )


def elu(alpha: float = 1.0) -> Activation:
    """f(z) = z for z > 0, else alpha (exp(z) - 1); f'(z) = 1 for z > 0, else a + alpha."""
    return Activation(
        value=lambda Z, ops: np.where(Z > 0.0, Z, alpha * ops.expm1(negative_part(Z))),
        derivative=lambda Z, A, ops: np.where(Z > 0.0, 1.0, A + alpha),
        name="elu",
        parameters={"alpha": alpha},
    )


# selu's two constants, and their product, each rounded once: 1.0507..., 1.6732...
SELU_SCALE = float.fromhex("0x1.0cfabd6a91132p+0")
SELU_SCALE_ALPHA = float.fromhex("0x1.c212cc640f031p+0")

ACTIVATIONS = {
    # f(z) = z; f'(z) = 1
    "identity": Activation(
        value=lambda Z, ops: Z,
        derivative=lambda Z, A, ops: np.ones_like(A),
        of_Z=False,
    ),
    # f(z) = 1 / (1 + exp(-z)); f'(z) = a (1 - a)
    "sigmoid": Activation(
        value=lambda Z, ops: ops.sigmoid(Z),
        derivative=lambda Z, A, ops: A * (ONE - A),
        of_Z=False,
    ),
    # f(z) = tanh(z); f'(z) = 1 - a^2
    "tanh": Activation(
        value=lambda Z, ops: ops.tanh(Z),
        derivative=lambda Z, A, ops: ONE - A * A,
        of_Z=False,
    ),
    # f(z) = max(z, 0), never -0; f'(z) = 1 for a > 0, else 0
    "relu": Activation(
        value=relu,
        derivative=lambda Z, A, ops: (A > ZERO).astype(np.float64),
        of_Z=False,
    ),
    "leaky_relu": leaky_relu(),
    "elu": elu(),
    # f(z) = scale z for z > 0, else scale alpha (exp(z) - 1); f'(z) = scale for z > 0, else a + scale alpha
    "selu": Activation(
        value=lambda Z, ops: np.where(
            Z > 0.0, SELU_SCALE * Z, SELU_SCALE_ALPHA * ops.expm1(negative_part(Z))
        ),
        derivative=lambda Z, A, ops: np.where(Z > 0.0, SELU_SCALE, A + SELU_SCALE_ALPHA),
    ),
    # f(z) = log(1 + exp(z)); f'(z) = 1 / (1 + exp(-z))
    "softplus": Activation(
        value=lambda Z, ops: ops.softplus(Z),
        derivative=lambda Z, A, ops: ops.sigmoid(Z),
    ),
    # f(z) = z / (1 + |z|); f'(z) = (1 / (1 + |z|))^2
    "softsign": Activation(
        value=lambda Z, ops: Z / (1.0 + np.abs(Z)),
        derivative=softsign_derivative,
    ),
    # f(z) = z s with s = sigmoid(z); f'(z) = s + a (1 - s)
    "silu": Activation(
        value=lambda Z, ops: Z * ops.sigmoid(Z),
        derivative=silu_derivative,
    ),
    # f(z) = z (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))) / 2, as z s with s = sigmoid of twice what tanh is taken of
    "gelu": Activation(value=gelu, derivative=gelu_derivative),
    # f(z) = z/6 + 1/2, not below 0 and not above 1; f'(z) = 1/6 for -3 < z < 3, else 0
    "hard_sigmoid": Activation(
        value=hard_sigmoid,
        derivative=lambda Z, A, ops: np.where((Z > -3.0) & (Z < 3.0), 1.0 / 6.0, 0.0),
    ),
    # f(z) = exp(z_k) / sum of exp(z_j) over the outputs j of a row; for the output layer only
    "softmax": Activation(value=softmax, derivative=None, backward=softmax_backward, of_Z=False),
}

ACTIVATION_FAMILIES = {
    "leaky_relu": Family(leaky_relu, {"alpha": check_number}),
    "elu": Family(elu, {"alpha": check_number}),
}


def choose_activation(given: Any, argument: str) -> Any:
    """A name in ACTIVATIONS, or the row that a name with parameters means, or that a pair of functions makes."""
    if isinstance(given, Activation):
        given = given._asdict()
    if not isinstance(given, dict) or "value" not in given:
        return choose_entry(given, argument, ACTIVATIONS, ACTIVATION_FAMILIES)
    for key in ("value", "derivative"):
        if not callable(given.get(key)):
            fail("E_TYPE", f"{argument}.{key}", "a function", describe(given.get(key)))
    name = given.get("name", "custom")
    if name in ACTIVATIONS:
        fail(
            "E_CHOICE",
            argument + ".name",
            "a name that is not in the table of activations",
            describe(name),
        )
    return Activation(given["value"], given["derivative"], name=name)


def refuse_softmax(chosen: Any, argument: str) -> Any:
    """Accept what choose_activation gave for a hidden layer."""
    if entry_name(chosen) == "softmax":
        hidden = ", ".join(name for name in ACTIVATIONS if name != "softmax")
        fail("E_CHOICE", argument, f"one of {hidden} in a hidden layer", describe("softmax"))
    return chosen
