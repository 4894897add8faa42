"""Activations and losses in the reproducible arithmetic, one float at a time, in the order SPEC
writes it.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Callable

from . import scalar
from .scalar import Matrix, Vector

SCALE = Fraction("1.0507009873554804934193349852946")
ALPHA = Fraction("1.6732632423543772848170429916717")
SELU_SCALE, SELU_SCALE_ALPHA = float(SCALE), float(SCALE * ALPHA)
PI = Fraction("3.14159265358979323846264338327950288419716939937510582")
TWICE_ROOT = Fraction(math.isqrt(int(8 / PI * 2**300)), 2**150)  # 2 sqrt(2/pi)
GELU_LINEAR, GELU_CUBIC, GELU_SLOPE = (
    float(TWICE_ROOT * Fraction(c)) for c in ("1", "0.044715", "0.134145")
)

Value = Callable[[Vector], Vector]
Backward = Callable[[Vector, Vector, Vector], Vector]


def elementwise(
    value: Callable[[float], float], slope: Callable[[float, float], float]
) -> tuple[Value, Backward]:
    """Rows from f(z) and f'(z), which may use a: dZ = dA f'(z)."""
    return (
        lambda z: [value(v) for v in z],
        lambda dA, z, a: [d * slope(*pair) for d, *pair in zip(dA, z, a)],
    )


def leaky_relu(alpha: float = 0.01) -> tuple[Value, Backward]:
    """z or alpha z."""
    return elementwise(
        lambda z: z if z > 0.0 else alpha * z, lambda z, a: 1.0 if z > 0.0 else alpha
    )


def exponential_unit(scale: float, product: float) -> tuple[Value, Backward]:
    """scale z or product (exp(z) - 1)."""
    return elementwise(
        lambda z: scale * z if z > 0.0 else product * scalar.expm1(z),
        lambda z, a: scale if z > 0.0 else a + product,
    )


def softsign_slope(z: float, a: float) -> float:
    """t t with t = 1 / (1 + |z|)."""
    t = 1.0 / (1.0 + abs(z))
    return t * t


def silu_slope(z: float, a: float) -> float:
    """s + a (1 - s)."""
    s = scalar.sigmoid(z)
    return s + a * (1.0 - s)


def gelu_parts(z: float) -> tuple[float, float]:
    """sigmoid(v (linear + cubic v^2)) and linear + slope v^2, with v = z held within -40 and 40."""
    v = max(-40.0, min(40.0, z))
    argument = v * (GELU_LINEAR + GELU_CUBIC * (v * v))
    return scalar.sigmoid(argument), GELU_LINEAR + GELU_SLOPE * (v * v)


def gelu_slope(z: float, a: float) -> float:
    """s + (a (1 - s)) w'."""
    s, slope = gelu_parts(z)
    return s + (a * (1.0 - s)) * slope


def hard_sigmoid(z: float) -> float:
    """z/6 + 1/2, cut off."""
    return 0.0 if z <= -3.0 else 1.0 if z >= 3.0 else z / 6.0 + 0.5


def softmax(z: Vector) -> Vector:
    """exp(z - largest), over their tree sum."""
    e = [scalar.exp(v - max(z)) for v in z]
    return [v / scalar.tree(e) for v in e]


def softmax_backward(dA: Vector, z: Vector, a: Vector) -> Vector:
    """a (dA - tree sum of dA a)."""
    inner = scalar.tree([d * v for d, v in zip(dA, a)])
    return [v * (d - inner) for d, v in zip(dA, a)]


ACTIVATIONS = {
    "identity": elementwise(lambda z: z, lambda z, a: 1.0),
    "sigmoid": elementwise(scalar.sigmoid, lambda z, a: a * (1.0 - a)),
    "tanh": elementwise(scalar.tanh, lambda z, a: 1.0 - a * a),
    "relu": elementwise(lambda z: 0.0 if z <= 0.0 else z, lambda z, a: 1.0 if z > 0.0 else 0.0),
    "leaky_relu": leaky_relu(),
    "elu": exponential_unit(1.0, 1.0),
    "selu": exponential_unit(SELU_SCALE, SELU_SCALE_ALPHA),
    "softplus": elementwise(scalar.softplus, lambda z, a: scalar.sigmoid(z)),
    "softsign": elementwise(lambda z: z / (1.0 + abs(z)), softsign_slope),
    "silu": elementwise(lambda z: z * scalar.sigmoid(z), silu_slope),
    "gelu": elementwise(lambda z: z * gelu_parts(z)[0], gelu_slope),
    "hard_sigmoid": elementwise(hard_sigmoid, lambda z, a: 1.0 / 6.0 if -3.0 < z < 3.0 else 0.0),
    "softmax": (softmax, softmax_backward),
}
FAMILIES = {"leaky_relu": leaky_relu, "elu": lambda alpha: exponential_unit(1.0, float(alpha))}


def activation_of(activation: Any) -> tuple[Value, Backward]:
    """A layer's activation: a name, or {"name", parameters}."""
    if isinstance(activation, str) or len(activation) == 1:
        return ACTIVATIONS[activation if isinstance(activation, str) else activation["name"]]
    return FAMILIES[activation["name"]](activation["alpha"])


def huber_term(d: float, delta: float) -> float:
    """near (|d| - near / 2) with near = |d|, delta at most."""
    near = min(abs(d), delta)
    return near * (abs(d) - near / 2.0)


def binary_term(z: float, y: float) -> float:
    """log1p(exp(-|z|)) + |z| (1 - y or y)."""
    return scalar.log1p(scalar.exp(-abs(z))) + abs(z) * (1.0 - y if z > 0.0 else y)


def cross_terms(z: Vector, y: Vector) -> Vector:
    """y (log(tree sum of exp(d)) - d), with d = z - largest."""
    d = [v - max(z) for v in z]
    logarithm = scalar.log(scalar.tree([scalar.exp(v) for v in d]))
    return [t * (logarithm - v) for t, v in zip(y, d)]


def each(term: Callable[[float, float], float]) -> Callable[[Vector, Vector], Vector]:
    """A row of terms from one of them."""
    return lambda outputs, y: [term(o, t) for o, t in zip(outputs, y)]


def losses(delta: float = 1.0) -> dict[str, Any]:
    """name -> a row's terms, its gradient, the factor of J, and whether the terms are of Z and the
    gradient is dZ."""
    difference, square = each(lambda a, t: a - t), lambda a, t: (a - t) * (a - t)
    sign = lambda a, t: float((a > t) - (a < t))
    cut_off = lambda a, t: max(-delta, min(delta, a - t))
    return {
        "half_squared_error": (each(square), difference, 0.5, False),
        "squared_error": (each(square), each(lambda a, t: 2.0 * (a - t)), 1.0, False),
        "absolute_error": (each(lambda a, t: abs(a - t)), each(sign), 1.0, False),
        "huber": (each(lambda a, t: huber_term(a - t, delta)), each(cut_off), 1.0, False),
        "binary_cross_entropy": (each(binary_term), difference, 1.0, True),
        "cross_entropy": (cross_terms, difference, 1.0, True),
    }


def loss_of(case: dict[str, Any]) -> tuple[Any, Any, float, bool]:
    """The loss of a case."""
    return losses(float(case["loss"].get("delta", 1.0)))[case["loss"]["name"]]


def weighted(rows: Matrix, weight: Vector | None) -> Matrix:
    """Every row times its weight."""
    return rows if weight is None else [[v * w for v in row] for row, w in zip(rows, weight)]
