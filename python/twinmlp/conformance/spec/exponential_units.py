"""The equations of leaky_relu, elu and selu, which have one piece above 0 and another below."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np
from flint import arb, fmpq

from ..truth import bounds
from ..truth.balls import elementwise, is_positive
from ..truth.bounds import relative
from .quantities import Quantity

Array = np.ndarray


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
