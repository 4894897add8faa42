"""The activations, one entry each: f(z) and dZ in balls, and how far a double computation of them
may be from the truth.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np
from flint import arb, fmpq

from ..truth import balls, bounds
from ..truth.balls import elementwise, is_positive
from ..truth.bounds import relative
from .quantities import Quantity


class Activation(NamedTuple):
    """A = f(Z), and dZ = dA * f'(Z), which may use A."""

    A: Quantity
    dZ: Quantity


def activation(value: Any, bound: Any, back: Any, back_bound: Any) -> Activation:
    """From f(Z) with its bound, and dZ of (dA, Z, A) with its bound."""
    return Activation(Quantity(value, bound), Quantity(back, back_bound))


def pieces(above: Callable[[arb], Any], below: Callable[[arb], Any]) -> Callable[[Any], Array]:
    """above(z) for z > 0, else below(z)."""
    return elementwise(
        lambda z: above(z) if is_positive(z) else arb("nan") if z.is_nan() else below(z)
    )


def leaky_relu(alpha: float = 0.01) -> Activation:
    """z for z > 0, else alpha z: one product below, nothing above."""
    slope = pieces(lambda z: arb(1), lambda z: arb(alpha))
    return activation(
        *(lambda Z: Z * slope(Z), lambda Z: np.where(Z > 0, 0.0, relative(4, alpha * Z))),
        lambda dA, Z, A: dA * slope(Z),
        lambda dA, Z, A: np.where(Z > 0, 0.0, relative(4, alpha * dA)),
    )


def exponential_unit(scale: fmpq, alpha: fmpq, above: float) -> Activation:
    """scale z for z > 0, else scale alpha (exp(z) - 1): expm1 within 6u; f' = a + scale alpha, of
    which a may take most."""
    one, product = int(scale.p) / int(scale.q), int((scale * alpha).p) / int((scale * alpha).q)
    value = pieces(lambda z: z * scale, lambda z: z.expm1() * (scale * alpha))
    is_above = pieces(lambda z: arb(1), lambda z: arb(0))
    below = lambda Z: relative(12, product * np.expm1(np.minimum(Z, 0.0)))
    slope = lambda Z, A: is_above(Z) * scale + (1 - is_above(Z)) * (A + arb(scale * alpha))
    slope_below = lambda dA, A: relative(4, dA * (np.abs(A) + abs(product)))
    return activation(
        *(value, lambda Z: np.where(Z > 0, above * np.abs(one * Z), below(Z))),
        lambda dA, Z, A: dA * slope(Z, A),
        lambda dA, Z, A: np.where(Z > 0, above * np.abs(one * dA), slope_below(dA, A)),
    )


def elu(alpha: float = 1.0) -> Activation:
    """Above 0 nothing is rounded."""
    return exponential_unit(fmpq(1), fmpq(*float(alpha).as_integer_ratio()), 0.0)


# Klambauer et al. 2017, in decimal; above 0 one product with a rounded constant.
SELU_SCALE = fmpq(10507009873554804934193349852946, 10**31)

SELU_ALPHA = fmpq(16732632423543772848170429916717, 10**31)


SELU = exponential_unit(SELU_SCALE, SELU_ALPHA, 4 * bounds.UNIT)


Array = np.ndarray


def gelu_argument(z: Any) -> Any:
    """2 sqrt(2/pi) (z + 0.044715 z^3)."""
    return 2 * (2 / arb.pi()).sqrt() * (z + arb(44715) / 10**6 * z * z * z)


@elementwise
def gelu_factor(z: Any) -> Any:
    """The derivative of gelu_argument."""
    return 2 * (2 / arb.pi()).sqrt() * (1 + 3 * (arb(44715) / 10**6) * z * z)


def softmax(Z: Array) -> Array:
    """exp(z_k) / sum over the outputs of exp(z_j)."""
    E = elementwise(arb.exp)(Z)
    return E / E.sum(axis=-1, keepdims=True)


gelu_sigmoid = elementwise(lambda z: 1 / (1 + (-gelu_argument(z)).exp()))
within_three = elementwise(lambda z: arb(is_positive(3 - z) and is_positive(3 + z)))
above_three = elementwise(lambda z: arb(not is_positive(3 - z)))

ACTIVATIONS = {
    # f(z) = z; f'(z) = 1
    "identity": activation(
        *(lambda Z: Z, lambda Z: bounds.exactly(Z)),
        *(lambda dA, Z, A: dA, lambda dA, Z, A: bounds.exactly(dA)),
    ),
    # f(z) = 1 / (1 + exp(-z)): exp within 2u or 3u, plus, divide; f'(z) = a (1 - a): three
    # operations with dA
    "sigmoid": activation(
        *(balls.sigmoid, lambda Z: relative(8, bounds.plain_sigmoid(Z))),
        *(lambda dA, Z, A: dA * (A * (1 - A)), lambda dA, Z, A: relative(4, dA * (A * (1 - A)))),
    ),
    # f(z) = tanh(z); f'(z) = 1 - a^2: the square's and the difference's error are u at most, in
    # absolute terms
    "tanh": activation(
        *(balls.tanh, lambda Z: relative(8, np.tanh(Z))),
        *(lambda dA, Z, A: dA * (1 - A * A), lambda dA, Z, A: relative(4, dA)),
    ),
    # f(z) = z for z > 0, else 0; f'(z) = 1 for z > 0, else 0
    "relu": activation(
        *(balls.relu, lambda Z: bounds.exactly(Z)),
        *(lambda dA, Z, A: dA * balls.step(Z), lambda dA, Z, A: bounds.exactly(dA)),
    ),
    "leaky_relu": leaky_relu(),
    "elu": elu(),
    "selu": SELU,
    # f(z) = log(1 + exp(z)): exp and log1p within 3u each, a sum of what is not negative; f'(z) =
    # sigmoid(z)
    "softplus": activation(
        *(elementwise(lambda z: z.exp().log1p()), lambda Z: relative(10, np.logaddexp(0, Z))),
        lambda dA, Z, A: dA * balls.sigmoid(Z),
        lambda dA, Z, A: relative(10, dA * bounds.plain_sigmoid(Z)),
    ),
    # f(z) = z / (1 + |z|): two operations; f'(z) = 1 / (1 + |z|)^2: two operations squared, two
    # products
    "softsign": activation(
        *(elementwise(lambda z: z / (1 + abs(z))), lambda Z: relative(4, Z / (1 + np.abs(Z)))),
        lambda dA, Z, A: dA / ((1 + abs(Z)) * (1 + abs(Z))),
        lambda dA, Z, A: relative(8, dA / (1 + np.abs(Z)) / (1 + np.abs(Z))),
    ),
    # f(z) = z s; f'(z) = s + a (1 - s)
    "silu": activation(
        *(lambda Z: Z * balls.sigmoid(Z), lambda Z: relative(10, Z * bounds.plain_sigmoid(Z))),
        lambda dA, Z, A: dA * (balls.sigmoid(Z) + A * (1 - balls.sigmoid(Z))),
        bounds.silu_bound,
    ),
    # f(z) = z (1 + tanh(w / 2)) / 2 = z sigmoid(w); f'(z) = s + a (1 - s) w'
    "gelu": activation(
        lambda Z: Z * gelu_sigmoid(Z),
        lambda Z: relative(1.5 * bounds.gelu_parts(Z)[1] + 4 * bounds.gelu_parts(Z)[0], Z),
        lambda dA, Z, A: dA * (gelu_sigmoid(Z) + A * (1 - gelu_sigmoid(Z)) * gelu_factor(Z)),
        bounds.gelu_bound,
    ),
    # f(z) = z/6 + 1/2 for -3 < z < 3, 0 below, 1 above; f'(z) = 1/6 for -3 < z < 3, else 0
    "hard_sigmoid": activation(
        lambda Z: within_three(Z) * (Z / 6 + arb(0.5)) + above_three(Z),
        lambda Z: np.where(np.abs(Z) < 3, relative(4, np.abs(Z) / 6 + 0.5), 0.0),
        lambda dA, Z, A: dA * within_three(Z) / 6,
        lambda dA, Z, A: np.where(np.abs(Z) < 3, relative(4, dA / 6), 0.0),
    ),
    # f(z)_k = exp(z_k) / sum of exp(z_j); dZ = a (dA - sum of dA_j a_j)
    "softmax": activation(
        *(softmax, bounds.softmax_bound),
        lambda dA, Z, A: A * (dA - (dA * A).sum(axis=-1, keepdims=True)),
        bounds.softmax_backward_bound,
    ),
}

FAMILIES = {"leaky_relu": leaky_relu, "elu": elu}


def activation_of(activation: Any) -> Activation:
    """The entry of a layer's activation: a name, or {"name", parameters}."""
    if isinstance(activation, str):
        return ACTIVATIONS[activation]
    parameters = {key: value for key, value in activation.items() if key != "name"}
    if parameters:
        return FAMILIES[activation["name"]](**parameters)
    return ACTIVATIONS[activation["name"]]
