"""Matrices of arbitrary-precision balls: doubles in, doubles out, rounded once."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
from flint import arb, ctx

# A matrix is a NumPy array of objects; an object is an `arb`, a midpoint and a rigorous radius
# around it.
Array = np.ndarray


class Undecided(ArithmeticError):
    """A ball too wide to say what it rounds to, or on which side of zero it lies: more bits are
    needed."""


def precision(bits: int) -> Any:
    """Work with midpoints of `bits` bits for as long as the returned context lasts."""
    return ctx.workprec(bits)


def elementwise(function: Callable[[arb], Any]) -> Callable[[Any], Array]:
    """Turn a function of one ball into a function of an array of balls."""
    apply = np.frompyfunc(function, 1, 1)
    return lambda values: np.asarray(apply(values), dtype=object)


def is_positive(ball: arb) -> bool:
    """Say whether z > 0, and refuse to guess."""
    if ball > 0:
        return True
    if ball <= 0 or ball.is_nan():
        return False
    raise Undecided("a ball on both sides of zero")


def round_ball(ball: arb) -> float:
    """The one double that every number in the ball rounds to."""
    low, high = float(ball.lower()), float(ball.upper())
    if low != high:
        raise Undecided("a ball across a rounding boundary")
    return high


exact = elementwise(arb)  # the value of a double, exactly
around = np.frompyfunc(arb, 2, 1)  # a ball of a midpoint and a radius
radius = np.frompyfunc(lambda ball: float(ball.rad()), 1, 1)
midpoint = elementwise(arb.mid)  # the ball without its radius
sigmoid = elementwise(lambda z: 1 / (1 + (-z).exp()))
tanh = elementwise(arb.tanh)
relu = elementwise(lambda z: z if is_positive(z) else arb("nan") if z.is_nan() else arb(0))
step = elementwise(lambda z: arb(is_positive(z)))
rounded_balls = elementwise(round_ball)


def rounded(values: Any) -> Array:
    """The true values rounded once to doubles; Undecided where a ball does not tell."""
    return rounded_balls(values).astype(np.float64)


def nearest(values: Any) -> Array:
    """The midpoints rounded to doubles."""
    return np.asarray(values, dtype=object).astype(np.float64)


def doubles(inputs: Any) -> Any:
    """The inputs of a quantity with its balls as doubles, and everything else as it is."""
    if isinstance(inputs, tuple):
        return tuple(doubles(value) for value in inputs)
    if isinstance(inputs, dict):
        return {name: doubles(value) for name, value in inputs.items()}
    return nearest(inputs) if isinstance(inputs, np.ndarray) else inputs
