"""Known mistakes of the other activations: A and dZ of leaky_relu, elu, selu, softplus, softsign, silu, gelu, hard_sigmoid, softmax."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
from flint import arb

from ..spec.activation_rows import ACTIVATIONS, activation_of
from ..truth import balls
from .made import Change, Made, doubles, exact, mistakes, remade
from .mistake import Mistake
from .plain import ACTIVATIONS as USUAL

OWN = "Apply the activation that the case names for this layer, with its parameters; SPEC.md has the table."
SLOPE = "dZ_l = dA_l * f'(Z_l), element by element (softmax: a (dA - the row sum of dA a)); SPEC.md has f' from z and a."
A, DZ, BOTH = ("A",), ("dZ",), ("A", "dZ")


def name_of(u: Made) -> str:
    """The name of the layer's activation."""
    return u.p.activation_name


def of(name: str, value: Callable[[Any], Any], slope: Callable[[Any], Any]) -> Change:
    """Another formula of an activation and of its derivative, from Z in balls."""

    def change(u: Made) -> Any:
        if name_of(u) != name:
            return None
        return (
            balls.elementwise(value)(u.Z)
            if u.key[0] == "A"
            else u.dA * balls.elementwise(slope)(u.Z)
        )

    return change


def back(change: Change) -> Change:
    """A mistake of dZ that is made from dA."""
    return lambda u: change(u) if "dA" in u.inputs else None


def alpha(name: str, value: float) -> Change:
    """The activation with another alpha."""

    def change(u: Made) -> Any:
        if name_of(u) != name:
            return None
        row = activation_of({"name": name, "alpha": value})
        return row.A.value(u.Z) if u.key[0] == "A" else row.dZ.value(u.dA, u.Z, u.A)

    return change


def without_scale(u: Made) -> Any:
    """selu without its scale."""
    return (
        u.right / (exact(10507009873554804934193349852946) / exact(10**31))
        if name_of(u) == "selu"
        else None
    )


def normal(z: Any) -> Any:
    """The distribution function of the normal distribution."""
    return (1 + (z / arb(2).sqrt()).erf()) / 2


def density(z: Any) -> Any:
    """Its derivative."""
    return (-z * z / 2).exp() / (2 * arb.pi()).sqrt()


def quick(z: Any) -> Any:
    """sigmoid(1.702 z)."""
    return 1 / (1 + (-z * 1702 / 1000).exp())


def inside(z: Any, width: float) -> bool:
    """Whether |z| is below a width."""
    return bool(abs(z) < width)


def slope_of(name: str) -> Change:
    """The derivative of another activation, from Z and A."""
    return back(
        lambda u: None if name_of(u) == name else ACTIVATIONS[name].dZ.value(u.dA, u.Z, u.A)
    )


def value_of(name: str) -> Change:
    """Another activation."""
    return lambda u: None if name_of(u) == name else ACTIVATIONS[name].A.value(u.Z)


def nudged(u: Made) -> Any:
    """Z a little above 0 where it is 0, and beyond -3 or within 3 where it is there."""
    z = doubles(u.Z)
    if name_of(u) == "hard_sigmoid":
        return {"Z": np.where(np.abs(z) == 3, u.Z * (1 - exact(2.0**-60)), u.Z)}
    return {"Z": np.where(z == 0, exact(2.0**-1000), u.Z)}


MISTAKES = [
    *mistakes(
        OWN,
        (
            "GELU_ERF",
            BOTH,
            "gelu with the error function, z Phi(z) (PyTorch's default), not its tanh form",
            of("gelu", lambda z: z * normal(z), lambda z: normal(z) + z * density(z)),
        ),
        (
            "GELU_QUICK",
            BOTH,
            "gelu as z sigmoid(1.702 z), not its tanh form",
            of(
                "gelu",
                lambda z: z * quick(z),
                lambda z: quick(z) + z * quick(z) * (1 - quick(z)) * 1702 / 1000,
            ),
        ),
        (
            "HARD_SIGMOID_KERAS_2",
            BOTH,
            "hard_sigmoid of Keras 2: 0.2 z + 0.5, between -2.5 and 2.5",
            of(
                "hard_sigmoid",
                lambda z: z / 5 + arb(0.5) if inside(z, 2.5) else arb(bool(z > 0)),
                lambda z: arb(1) / 5 if inside(z, 2.5) else arb(0),
            ),
        ),
        (
            "ALPHA_OF_OTHERS",
            BOTH,
            "leaky_relu with the alpha of another library: 0.01 (PyTorch), 0.2 (TensorFlow, Keras 2 layers), 0.3 (Keras), 0.1",
            *(alpha("leaky_relu", value) for value in (0.01, 0.2, 0.3, 0.1)),
        ),
        (
            "ALPHA_OF_OTHERS",
            BOTH,
            "elu with alpha 1, which is the default everywhere, not the case's",
            alpha("elu", 1.0),
        ),
        (
            "ALPHA_OF_OTHERS",
            BOTH,
            "elu with the alpha of selu, 1.67326",
            alpha("elu", 1.6732632423543772),
        ),
        ("SCALE_MISSING", BOTH, "selu without its scale, 1.0507", without_scale),
        ("ACTIVATION_TWICE", A, "the activation is applied twice", lambda u: {"Z": u.right}),
        ("ACTIVATION_SIGN", A, "the activation is taken at -z", lambda u: {"Z": -u.Z}),
        ("ACTIVATION_MISSING", A, "the activation is not applied", lambda u: u.Z),
    ),
    *mistakes(
        SLOPE,
        (
            "SOFTMAX_DIAGONAL",
            DZ,
            "softmax's derivative is a (1 - a): what the other outputs of the row add is missing",
            back(lambda u: u.dA * u.A * (1 - u.A) if name_of(u) == "softmax" else None),
        ),
        ("SLOPE_MISSING", DZ, "the derivative of the activation is missing", back(lambda u: u.dA)),
        ("SLOPE_AT_A", DZ, "the derivative is taken at A, not at Z", back(lambda u: {"Z": u.A})),
        (
            "SLOPE_OF_A",
            DZ,
            "the activation is applied to A once more inside the derivative",
            back(lambda u: {"Z": u.A, "A": activation_of(u.p.activation).A.value(u.A)}),
        ),
        (
            "SLOPE_AT_Z",
            DZ,
            "the derivative's formula for A is fed with Z",
            back(lambda u: {"A": u.Z}),
        ),
        (
            "SLOPE_TWICE",
            DZ,
            "the derivative of the activation is multiplied in twice",
            back(lambda u: {"dA": u.right}),
        ),
        (
            "ERROR_MISSING",
            DZ,
            "the slope stands alone: the error is not multiplied in",
            back(lambda u: {"dA": u.dA * 0 + 1}),
        ),
        (
            "KINK_FROM_ABOVE",
            DZ,
            "the derivative at the kink is that of the other side",
            back(nudged),
        ),
    ),
    *(
        Mistake(
            "WRONG_ACTIVATION",
            A,
            f"another activation is applied: {name}",
            OWN,
            remade(value_of(name)),
        )
        for name in ACTIVATIONS
        if name not in (*USUAL, "softmax", "elu", "softplus", "softsign", "silu")
    ),
    *(
        Mistake(
            "WRONG_SLOPE",
            DZ,
            f"the derivative is that of another activation: {name}",
            SLOPE,
            remade(slope_of(name)),
        )
        for name in ACTIVATIONS
        if name not in ("identity", "softmax")
    ),
]
