"""The exponential function and its relatives, with the same bits on any IEEE 754 machine.

They use + - * / and one table. Method: x = m ln 2 / 32 + r for a whole m, then e^x = 2^(m/32) e^r
with 2^(m/32) from the table and e^r from its series (Tang, Table-driven implementation of the
exponential function, ACM TOMS 15(2), 1989).
"""

from __future__ import annotations

from functools import wraps
from typing import Callable

import numpy as np

from .exp_table import EXP_FIRST, EXP_LARGEST, EXP_SCALE, EXP_SMALLEST, EXP_TAIL

# Adding and subtracting it rounds to the nearest whole number, halves to even.
SHIFT = 1.5 * 4503599627370496.0
# 32 / ln 2, and ln 2 / 32 in two parts, the first with few enough bits that its whole multiples are
# exact.
EXP_RATE = float.fromhex("0x1.71547652b82fep+5")
EXP_STEP_HIGH = float.fromhex("0x1.62e42feep-6")
EXP_STEP_LOW = float.fromhex("0x1.a39ef35793c76p-38")
# 1/n! for n = 7, 6, 5, 4, 3, 2.
EXP_SERIES = (1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 1.0 / 2.0)
# 2^64 and 2^-64, by which the ends of the table are held away from underflow and overflow.
UP = 18446744073709551616.0
DOWN = 1.0 / UP
# Below it exp(x) - 1 rounds to -1.
EXPM1_SMALLEST = -44.0


def elementwise(function: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """Let a function of a vector take a number or an array of any shape, and raise no warnings."""

    @wraps(function)
    @np.errstate(all="ignore")
    def of_array(x: np.ndarray) -> np.ndarray:
        x = np.asarray(x, dtype=np.float64)
        if x.flags.f_contiguous and x.ndim > 1:
            return function(x.T.ravel()).reshape(x.T.shape).T
        return function(x.ravel()).reshape(x.shape)[()]

    return of_array


def exp_parts(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Reduce x: return s, t and the place of m in the table, with e^x = (s + s t) 2^-64 for m <= 0,
    2^64 for m > 0.

    x = m ln 2 / 32 + r is overwritten.
    """
    m = x * EXP_RATE
    m += SHIFT
    m -= SHIFT
    index = m.astype(np.intp)
    index -= EXP_FIRST
    q = m * EXP_STEP_HIGH
    r = np.subtract(x, q, out=x)
    m *= EXP_STEP_LOW
    r -= m
    np.multiply(r, EXP_SERIES[0], out=q)
    q += EXP_SERIES[1]
    for coefficient in EXP_SERIES[2:]:
        q *= r
        q += coefficient
    np.multiply(r, r, out=m)
    q *= m
    q += np.take(EXP_TAIL, index, out=m, mode="clip")
    q += r
    return np.take(EXP_SCALE, index, out=m, mode="clip"), q, index


def exp_of_negative(x: np.ndarray) -> np.ndarray:
    """Compute exp(-|x|)."""
    minus = np.abs(x)
    np.negative(minus, out=minus)
    np.maximum(minus, EXP_SMALLEST, out=minus)
    s, t, _ = exp_parts(minus)
    t *= s
    t += s
    t *= DOWN
    return t


def less_one(s: np.ndarray, t: np.ndarray, one: np.ndarray | float) -> np.ndarray:
    """Compute s + s t - one, and add what s - one loses by rounding to s t.

    t is overwritten.
    """
    difference = s - one
    lost = difference + one
    np.subtract(s, lost, out=lost)
    t *= s
    t += lost
    t += difference
    return t


@elementwise
def reproducible_exp(x: np.ndarray) -> np.ndarray:
    """Compute exp(x): 0 from -746 down, infinity from 710 up."""
    inside = np.minimum(np.maximum(x, EXP_SMALLEST), EXP_LARGEST)
    s, t, place = exp_parts(inside)
    above = place > -EXP_FIRST
    t *= s
    t += s
    t *= np.where(above, UP, DOWN)
    return t


@elementwise
def reproducible_expm1(x: np.ndarray) -> np.ndarray:
    """Compute exp(x) - 1 without losing digits near 0; -0 stays -0."""
    inside = np.minimum(np.maximum(x, EXPM1_SMALLEST), EXP_LARGEST)
    s, t, place = exp_parts(inside)
    above = place > -EXP_FIRST
    t = less_one(s, t, np.where(above, DOWN, UP))
    t *= np.where(above, UP, DOWN)
    return np.where(x == 0.0, x, t)


@elementwise
def reproducible_tanh(x: np.ndarray) -> np.ndarray:
    """Compute tanh(x) from t = exp(-2|x|) - 1.

    tanh(x) = -t / (2 + t) for x >= 0 and t / (2 + t) for x < 0; -0 stays -0.
    """
    minus = np.abs(x)
    minus *= -2.0
    np.maximum(minus, EXPM1_SMALLEST, out=minus)
    s, t, _ = exp_parts(minus)
    t = less_one(s, t, UP)
    t *= DOWN
    np.add(t, 2.0, out=s)
    t /= s
    np.negative(t, out=t, where=x > 0.0)
    np.copyto(t, x, where=x == 0.0)
    return t


@elementwise
def reproducible_sigmoid(x: np.ndarray) -> np.ndarray:
    """Compute 1 / (1 + exp(-x)) from e = exp(-|x|).

    It is 1 / (1 + e) for x >= 0 and e / (1 + e) for x < 0, so that nothing overflows.
    """
    e = exp_of_negative(x)
    below = e + 1.0
    np.copyto(e, 1.0, where=x >= 0.0)
    e /= below
    return e
