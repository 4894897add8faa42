"""The table of activations: name -> f, its derivative, and properties such as its range.

An entry is an `Activation`. To add one, write one entry in ACTIVATIONS here and in R; a function of
more than a line goes into activation_functions. Z and A = f(Z) are n x n_l, small letters are one
element of them, and f must not change its arguments.
"""

from __future__ import annotations

from math import inf
from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import ONE, ZERO, Arithmetic, Array
from ..base.checks import check_number
from ..base.errors import describe, fail
from ..base.registry import Family, choose_entry, entry_name
from .activation_functions import (
    gelu,
    gelu_derivative,
    hard_sigmoid,
    hard_sigmoid_derivative,
    negative_part,
    relu,
    selu,
    selu_derivative,
    silu,
    silu_derivative,
    softmax,
    softmax_backward,
    softsign,
    softsign_derivative,
)

UNBOUNDED = [-inf, inf]


class Activation(NamedTuple):
    """An entry of the table of activations.

    value(Z, ops): A = f(Z).
    derivative(Z, A, ops): f'(Z); None if f is not elementwise.
    backward(dA, Z, A, ops): dZ if f is not elementwise, else None: dZ is then dA * f'(Z). Such an
        activation is for the output layer only.
    name, parameters: what the entry is called, and the values it has for its parameters.
    family: how an entry with other parameters is made; None if it has none.
    needs_Z: whether the derivative reads Z; where it reads A alone, Z need not be stored.
    kinks: the z where f' jumps.
    probabilities: whether the outputs can be read as probabilities of classes.
    range: the smallest and the largest number that f comes near, rounded outward.
    """

    value: Callable[[Array, Arithmetic], Array]
    derivative: Callable[[Array, Array, Arithmetic], Array] | None
    backward: Callable[[Array, Array, Array, Arithmetic], Array] | None = None
    name: str = "custom"
    parameters: dict[str, float] = {}
    family: Family | None = None
    needs_Z: bool = True
    kinks: Sequence[float] = ()
    probabilities: bool = False
    range: Sequence[float] = UNBOUNDED

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle an entry of a family as its name and parameters."""
        if self.family is None:
            return type(self), tuple(self)
        return choose_activation, ({"name": self.name, **self.parameters}, "activation")


def leaky_relu(alpha: float = 0.01) -> Activation:
    """Leaky rectified linear unit: f(z) = z for z > 0, else alpha z (Maas et al. 2013).

    f'(z) = 1 for z > 0, else alpha.
    """
    return Activation(
        value=lambda Z, ops: np.where(Z > 0.0, Z, alpha * Z),
        derivative=lambda Z, A, ops: np.where(Z > 0.0, 1.0, alpha),
        name="leaky_relu",
        parameters={"alpha": alpha},
        family=Family(leaky_relu, {"alpha": check_number}),
        kinks=[0.0],
        range=UNBOUNDED if alpha > 0.0 else [0.0, inf],
    )


def elu(alpha: float = 1.0) -> Activation:
    """Exponential linear unit: f(z) = z for z > 0, else alpha (exp(z) - 1) (Clevert et al. 2016).

    f'(z) = 1 for z > 0, else a + alpha.
    """
    return Activation(
        value=lambda Z, ops: np.where(Z > 0.0, Z, alpha * ops.expm1(negative_part(Z))),
        derivative=lambda Z, A, ops: np.where(Z > 0.0, 1.0, A + alpha),
        name="elu",
        parameters={"alpha": alpha},
        family=Family(elu, {"alpha": check_number}),
        kinks=[0.0],
        range=[0.0 - max(alpha, 0.0), inf],
    )


ACTIVATIONS = {
    # f(z) = z; f'(z) = 1
    "identity": Activation(
        value=lambda Z, ops: Z,
        derivative=lambda Z, A, ops: np.ones_like(A),
        needs_Z=False,
    ),
    # f(z) = 1 / (1 + exp(-z)); f'(z) = a (1 - a)
    "sigmoid": Activation(
        value=lambda Z, ops: ops.sigmoid(Z),
        derivative=lambda Z, A, ops: A * (ONE - A),
        needs_Z=False,
        probabilities=True,
        range=[0.0, 1.0],
    ),
    # f(z) = tanh(z); f'(z) = 1 - a^2
    "tanh": Activation(
        value=lambda Z, ops: ops.tanh(Z),
        derivative=lambda Z, A, ops: ONE - A * A,
        needs_Z=False,
        range=[-1.0, 1.0],
    ),
    # f(z) = max(z, 0); f'(z) = 1 for a > 0, else 0
    "relu": Activation(
        value=relu,
        derivative=lambda Z, A, ops: (A > ZERO).astype(np.float64),
        needs_Z=False,
        kinks=[0.0],
        range=[0.0, inf],
    ),
    "leaky_relu": leaky_relu(),
    "elu": elu(),
    "selu": Activation(
        value=selu, derivative=selu_derivative, kinks=[0.0], range=[-1.7580993408473769, inf]
    ),
    # f(z) = log(1 + exp(z)); f'(z) = 1 / (1 + exp(-z)) (Dugas et al. 2001)
    "softplus": Activation(
        value=lambda Z, ops: ops.softplus(Z),
        derivative=lambda Z, A, ops: ops.sigmoid(Z),
        range=[0.0, inf],
    ),
    "softsign": Activation(value=softsign, derivative=softsign_derivative, range=[-1.0, 1.0]),
    # the smallest value is at z = -1.2784645
    "silu": Activation(value=silu, derivative=silu_derivative, range=[-0.27846454276107380, inf]),
    # the smallest value is at z = -0.7524614
    "gelu": Activation(value=gelu, derivative=gelu_derivative, range=[-0.17004075057125406, inf]),
    "hard_sigmoid": Activation(
        value=hard_sigmoid,
        derivative=hard_sigmoid_derivative,
        kinks=[-3.0, 3.0],
        range=[0.0, 1.0],
    ),
    # not elementwise: a value depends on all outputs of its row
    "softmax": Activation(
        value=softmax,
        derivative=None,
        backward=softmax_backward,
        needs_Z=False,
        probabilities=True,
        range=[0.0, 1.0],
    ),
}


def choose_activation(choice: Any, argument: str) -> Any:
    """Accept a name in ACTIVATIONS, a name with parameters, or a pair of functions.

    The result is the name, or the entry that the parameters or the functions value(Z, ops) and
    derivative(Z, A, ops) make. A pair may have a name that is not in the table. Errors: E_CHOICE,
    E_TYPE, E_FORMAT, and those of the parameters' checks.
    """
    if isinstance(choice, Activation):
        choice = choice._asdict()
    if not isinstance(choice, dict) or "value" not in choice:
        return choose_entry(choice, argument, ACTIVATIONS)
    for key in ("value", "derivative"):
        if not callable(choice.get(key)):
            fail("E_TYPE", f"{argument}.{key}", "a function", describe(choice.get(key)))
    name = choice.get("name", "custom")
    if name in ACTIVATIONS:
        requirement = "a name that is not in the table of activations"
        fail("E_CHOICE", argument + ".name", requirement, describe(name))
    return Activation(choice["value"], choice["derivative"], name=name)


def refuse_softmax(chosen: Any, argument: str) -> Any:
    """Accept what choose_activation returned for a hidden layer: anything but softmax."""
    if entry_name(chosen) == "softmax":
        hidden = ", ".join(name for name in ACTIVATIONS if name != "softmax")
        fail("E_CHOICE", argument, f"one of {hidden} in a hidden layer", describe("softmax"))
    return chosen
