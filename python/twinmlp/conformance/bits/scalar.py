"""The reproducible arithmetic once more: one float at a time, in the order SPEC writes it, so that
no twin is its own judge.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Sequence

Vector = list[float]
Matrix = list[list[float]]
Case = dict[str, Any]
Layers = list[dict[str, Any]]


def root_of_two(j: int) -> Fraction:
    """2^(j/32) to 300 bits, by five square roots of whole numbers."""
    value = 1 << j
    for _ in range(5):
        value = math.isqrt(value << 600) if value < 1 << 300 else math.isqrt(value << 300)
    return Fraction(value, 1 << 300)


HEADS = [float(root_of_two(j)) for j in range(32)]
TAILS = [float((root_of_two(j) - Fraction(head)) / Fraction(head)) for j, head in enumerate(HEADS)]
SHIFT = 6755399441055744.0
EXP_RATE = 6497320848556798 / 2.0**47
EXP_STEP_HIGH = 5954088942 / 2.0**38
EXP_STEP_LOW = 7382048951581814 / 2.0**90
LN2_HIGH = 5954088942 / 2.0**33
LN2_LOW = 7382048951581814 / 2.0**85


def times_power(y: float, k: int) -> float:
    """y 2^k, rounded once: every step but the last is exact."""
    while abs(k) > 900:
        step = 900 if k > 0 else -900
        if abs(k) < 1000 and k < 0:
            step = k + 100
        y, k = y * 2.0**step, k - step
    return y * 2.0**k


def parts(x: float) -> tuple[int, float, float]:
    """k, s and t with e^x = 2^k (s + s t), for x within -746 and 710."""
    m = (x * EXP_RATE + SHIFT) - SHIFT
    k, j = int(m) // 32, int(m) % 32
    r = (x - m * EXP_STEP_HIGH) - m * EXP_STEP_LOW
    q = r * (1.0 / 5040.0) + 1.0 / 720.0
    for n in (120.0, 24.0, 6.0, 2.0):
        q = q * r + 1.0 / n
    return k, HEADS[j], ((r * r) * q + TAILS[j]) + r


def exp(x: float) -> float:
    """exp(x)."""
    if math.isnan(x):
        return x
    k, s, t = parts(min(max(x, -746.0), 710.0))
    return times_power(s * t + s, k)


def expm1(x: float) -> float:
    """exp(x) - 1."""
    if math.isnan(x) or x == 0.0:
        return x
    k, s, t = parts(min(max(x, -44.0), 710.0))
    back = 64 if k > 900 else 0
    s, one = s * 2.0 ** (k - back), 2.0**-back
    difference = s - one
    lost = s - (difference + one)
    return ((s * t + lost) + difference) * 2.0**back


def tanh(x: float) -> float:
    """tanh(x)."""
    if math.isnan(x) or x == 0.0:
        return x
    t = expm1(max(-2.0 * abs(x), -44.0))
    quotient = t / (t + 2.0)
    return -quotient if x > 0.0 else quotient


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x))."""
    e = exp(-abs(x))
    return (1.0 if x >= 0.0 else e) / (e + 1.0)


def log(x: float) -> float:
    """log(x)."""
    if math.isnan(x) or x == math.inf:
        return x
    if x <= 0.0:
        return -math.inf if x == 0.0 else math.nan
    e = math.frexp(x)[1] - 1
    m = (x * 2.0**100) / 2.0 ** (e + 100) if e < -900 else x / 2.0**e
    if m > math.sqrt(2.0):
        m, e = m * 0.5, e + 1
    f = m - 1.0
    s = f / (f + 2.0)
    z = s * s
    q = z * (2.0 / 21.0)
    for n in range(19, 1, -2):
        q = (q + 2.0 / n) * z
    half = (0.5 * f) * f
    q = (q + half) * s + e * LN2_LOW
    return e * LN2_HIGH - ((half - q) - f)


def log1p(u: float) -> float:
    """log(1 + u)."""
    w = 1.0 + u
    if u == 0.0 or math.isnan(u):
        return u
    if w <= 0.0 or w == math.inf:
        return log(w)
    return log(w) + (u - (w - 1.0)) / w


def softplus(x: float) -> float:
    """log(1 + exp(x))."""
    return x if math.isnan(x) else max(x, 0.0) + log1p(exp(-abs(x)))


FUNCTIONS = {f.__name__: f for f in (exp, expm1, log, log1p, tanh, sigmoid, softplus)}


def tree(p: Sequence[float]) -> float:
    """The sum of p in SPEC's order."""
    p = list(p)
    n = len(p)
    while n > 1:
        h = 1
        while 2 * h < n:
            h = 2 * h
        for i in range(n - h):
            p[i] = p[i] + p[i + h]
        n = h
    return p[0] + 0.0 if p else 0.0


def transposed(A: Matrix, columns: int) -> Matrix:
    """A^T, for A with so many columns; it may have no rows."""
    return [[row[j] for row in A] for j in range(columns)]


def product(A: Matrix, B: Matrix, columns: int) -> Matrix:
    """A B, for B with so many columns."""
    return [
        [tree([a * b for a, b in zip(row, column)]) for column in transposed(B, columns)]
        for row in A
    ]


def column_sums(A: Matrix, columns: int) -> Vector:
    """The sum of every column."""
    return [tree(column) for column in transposed(A, columns)]


def row_sums(A: Matrix) -> Vector:
    """The sum of every row."""
    return [tree(row) for row in A]


def total(A: Matrix, columns: int) -> float:
    """The sum of the sums of the columns."""
    return tree(column_sums(A, columns))
