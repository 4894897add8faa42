"""The logarithm and its relatives, with the same bits on any IEEE 754 machine.

They use + - * / sqrt and exact powers of two. Method: x = 2^e (1 + f) with 1 + f between sqrt(1/2)
and sqrt(2), then log(1 + f) from the series of log((1 + s) / (1 - s)) with s = f / (2 + f), as in
FreeBSD's e_log.c.
"""

from __future__ import annotations

import numpy as np

from .exp import elementwise, exp_of_negative
from .exp_table import POWERS_OF_TWO

# ln 2 in two parts, the first with few enough bits that its whole multiples are exact.
LN2_HIGH = float.fromhex("0x1.62e42feep-1")
LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
SQRT2 = np.sqrt(2.0)
# 2 / (2j + 1) for j = 10 .. 1.
LOG_SERIES = tuple(2.0 / (2.0 * j + 1.0) for j in range(10, 0, -1))


def log_of_positive(x: np.ndarray) -> np.ndarray:
    """Compute log(x) of finite x > 0.

    With x = 2^e (1 + f) and s = f / (2 + f): log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))).
    """
    place = np.minimum(
        np.maximum(np.searchsorted(POWERS_OF_TWO, x, side="right") - 1, 0), len(POWERS_OF_TWO) - 1
    )
    m = x / POWERS_OF_TWO[place]
    large = m > SQRT2
    e = np.where(large, place - 1073.0, place - 1074.0)
    f = np.where(large, m * 0.5, m)
    f -= 1.0
    s = f / (f + 2.0)
    z = s * s
    q = z * LOG_SERIES[0]
    for coefficient in LOG_SERIES[1:]:
        q += coefficient
        q *= z
    half = 0.5 * f
    half *= f
    q += half
    q *= s
    q += e * LN2_LOW
    return e * LN2_HIGH - ((half - q) - f)


def log1p_of_positive(u: np.ndarray) -> np.ndarray:
    """Compute log(1 + u) of finite u > -1, as log(w) + (u - (w - 1)) / w with w = 1 + u."""
    w = 1.0 + u
    return log_of_positive(w) + (u - (w - 1.0)) / w


def with_log_limits(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return y, but -infinity where x = 0, x where it is infinity or NaN, and NaN where x < 0."""
    y = np.where(x > 0.0, y, np.where(x == 0.0, -np.inf, np.nan))
    return np.where(x == np.inf, x, y)


@elementwise
def reproducible_log(x: np.ndarray) -> np.ndarray:
    """Compute log(x): -infinity for 0, NaN for x < 0."""
    return with_log_limits(log_of_positive(x), x)


@elementwise
def reproducible_log1p(x: np.ndarray) -> np.ndarray:
    """Compute log(1 + x) without losing digits near 0; -0 stays -0."""
    return np.where(x == 0.0, x, with_log_limits(log1p_of_positive(x), 1.0 + x))


@elementwise
def reproducible_softplus(x: np.ndarray) -> np.ndarray:
    """Compute log(1 + exp(x)) as max(x, 0) + log1p(exp(-|x|))."""
    return np.maximum(x, 0.0) + log1p_of_positive(exp_of_negative(x))
