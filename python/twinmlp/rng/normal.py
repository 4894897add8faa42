"""Turn uniform numbers into normal ones, by NumPy's method and by R's.

Both use operations that are the same everywhere; only the logarithm depends on the arithmetic.
"""

from __future__ import annotations

import math

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array

# Wichura's algorithm AS 241 (PPND16): coefficients of the numerator and the denominator, highest
# power first.
CENTRE = (
    (
        "0x1.39a296f7d925ep+11",
        "0x1.052d26b2e45e4p+15",
        "0x1.06c1c55b78f20p+16",
        "0x1.66c3e869b752ap+15",
        "0x1.ad1d8cd4ee71dp+13",
        "0x1.ece5d2213c0ccp+10",
        "0x1.0a4888b1a436ep+7",
        "0x1.b18d91e9eef75p+1",
    ),
    (
        "0x1.46a7eca984b69p+12",
        "0x1.c0e457cb1ae76p+14",
        "0x1.3317caa64f4bep+15",
        "0x1.4b772d5d65266p+14",
        "0x1.512322e75c89fp+12",
        "0x1.5797efdc8b3f7p+9",
        "0x1.5281b386e1ab5p+5",
        "0x1p+0",
    ),
)
SIDES = (
    (
        "0x1.9615ac0b7ace9p-11",
        "0x1.744eb6c45ec67p-6",
        "0x1.ef2abb9b85c37p-3",
        "0x1.453cc085375b2p+0",
        "0x1.d2ecb1a3d02c4p+1",
        "0x1.713f71462256ap+2",
        "0x1.2857748cab19bp+2",
        "0x1.6c665fde9526ap+0",
    ),
    (
        "0x1.20d3f686439e4p-30",
        "0x1.1f18cbfdf2728p-11",
        "0x1.f207a7eab17bfp-7",
        "0x1.2f5123394f040p-3",
        "0x1.61292f23385c9p-1",
        "0x1.ad278e6526633p+0",
        "0x1.06cefbb46a449p+1",
        "0x1p+0",
    ),
)
QUANTILE_TAILS = (
    (
        "0x1.afb74d693bf93p-23",
        "0x1.c6ec6cc59e02ap-16",
        "0x1.45c1908425345p-10",
        "0x1.b2b41193b4ee7p-6",
        "0x1.2fad9315255cfp-2",
        "0x1.c8ea6461fa445p+0",
        "0x1.5daea6e875003p+2",
        "0x1.aa1b1c13ee526p+2",
    ),
    (
        "0x1.269bff1f8c190p-49",
        "0x1.31446f740b9e0p-23",
        "0x1.35c2c496374bfp-16",
        "0x1.9c8bc979dc5d7p-11",
        "0x1.e76f93215462ap-7",
        "0x1.186eb183443fbp-3",
        "0x1.331d34fc7d77fp-1",
        "0x1p+0",
    ),
)


def stream_log(x: Array, ops: Arithmetic) -> Array:
    """Compute log(x) by `ops`; natively by the C library, as NumPy's and R's streams do."""
    if ops.name == "native":
        return np.array([math.log(value) for value in x.tolist()])
    return ops.log(x)


def polar_pair(x1: Array, x2: Array, ops: Arithmetic) -> tuple[Array, Array]:
    """Turn a point of the unit disc into two normals, f x2 and f x1.

    f = sqrt((-2 log(r2)) / r2) with r2 = x1^2 + x2^2. Source: the polar method, Marsaglia and Bray,
    A convenient method for generating normal variables, SIAM Review 6(3), 1964.
    """
    r2 = x1 * x1 + x2 * x2
    f = np.sqrt(-2.0 * stream_log(r2, ops) / r2)
    return f * x2, f * x1


def ratio(
    coefficients: tuple[tuple[str, ...], tuple[str, ...]], r: Array, factor: Array | float = 1.0
) -> Array:
    """Compute (factor P(r)) / Q(r), both polynomials by Horner's rule."""
    numerator, denominator = (horner([float.fromhex(c) for c in row], r) for row in coefficients)
    return factor * numerator / denominator


def horner(coefficients: list[float], r: Array) -> Array:
    """Compute the polynomial ((c_1 r + c_2) r + ...) + c_m."""
    value = np.full(r.shape, coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * r + coefficient
    return value


def normal_quantile(p: Array, ops: Arithmetic) -> Array:
    """Find the z with P(Z <= z) = p for a standard normal Z and 0 < p < 1, as R's qnorm does.

    Source: Wichura, Algorithm AS 241: the percentage points of the normal distribution, Applied
    Statistics 37(3), 1988 (PPND16).
    """
    q = p - 0.5
    z = np.empty(p.shape)
    centre = np.abs(q) <= 0.425
    z[centre] = ratio(CENTRE, 0.180625 - q[centre] * q[centre], q[centre])
    out = q[~centre]
    r = np.sqrt(-stream_log(np.where(out > 0, (0.5 - p[~centre]) + 0.5, p[~centre]), ops))
    side = r <= 5.0
    size = np.empty(r.shape)
    size[side] = ratio(SIDES, r[side] - 1.6)
    size[~side] = ratio(QUANTILE_TAILS, r[~side] - 5.0)
    z[~centre] = np.where(out < 0, -size, size)
    return z
