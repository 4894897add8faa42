"""The direction of lbfgs: its two loops over the pairs, and how far rounding may take them."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..truth import bounds
from .moves import Array, like

Parts = tuple[Array, ...]


def dot(names: Sequence[str], a: Parts, b: Parts) -> Any:
    """a'b, of each run."""
    return sum((x * y).sum(axis=(-2, -1) if name == "W" else -1) for name, x, y in zip(names, a, b))


def two_loops(
    names: Sequence[str], g: Parts, s: Sequence[Parts], y: Sequence[Parts], rate: Any
) -> Parts:
    """-H g: Nocedal and Wright, Algorithm 7.4, with H_0 = s'y / y'y of the newest pair, else the
    learning rate."""
    q, alphas = g, {}
    for i in reversed(range(len(s))):
        alphas[i] = dot(names, s[i], q) / dot(names, s[i], y[i])
        q = tuple(part - change * like(alphas[i], part) for part, change in zip(q, y[i]))
    scale = dot(names, s[-1], y[-1]) / dot(names, y[-1], y[-1]) if len(s) else rate
    r = tuple(part * like(scale, part) for part in q)
    for i in range(len(s)):
        factor = alphas[i] - dot(names, y[i], r) / dot(names, s[i], y[i])
        r = tuple(part + move * like(factor, part) for part, move in zip(r, s[i]))
    return tuple(-part for part in r)


def dot_error(names: Sequence[str], a: Parts, b: Parts, error: Parts | None = None) -> Any:
    """How far a'b may be off: N + 2 roundings of its terms, and what b itself is off by."""
    terms = sum(x.shape[-1] * (x.shape[-2] if name == "W" else 1) for name, x in zip(names, a))
    sizes = tuple(np.abs(x) for x in a)
    own = (terms + 2) * bounds.UNIT * dot(names, sizes, tuple(np.abs(x) for x in b))
    return own if error is None else own + dot(names, sizes, error)


def quotient(a: Any, b: Any, a_error: Any, b_error: Any) -> Any:
    """a / b, and how far it may be off; without end where b may be 0."""
    size, left = np.abs(a / b), np.abs(b) - b_error
    error = (a_error + size * b_error) / np.where(left > 0, left, 1) + bounds.UNIT * size
    return a / b, np.where(left > 0, error, np.inf)


def loop_errors(
    names: Sequence[str], g: Parts, s: Sequence[Parts], y: Sequence[Parts], rate: Any
) -> Parts:
    """How far rounding may take each part of the direction: the two loops once more, each number
    with its error beside it."""
    q, e, alphas = g, tuple(part * 0 for part in g), {}
    for i in reversed(range(len(s))):
        top, below = dot(names, s[i], q), dot(names, s[i], y[i])
        errors = dot_error(names, s[i], q, e), dot_error(names, s[i], y[i])
        alphas[i] = quotient(top, below, *errors)
        q, e = added(q, e, y[i], -alphas[i][0], alphas[i][1])
    if len(s):
        top, below = dot(names, s[-1], y[-1]), dot(names, y[-1], y[-1])
        errors = dot_error(names, s[-1], y[-1]), dot_error(names, y[-1], y[-1])
        scale, error = quotient(top, below, *errors)
    else:
        scale, error = np.asarray(rate), 0.0
    r = tuple(part * like(scale, part) for part in q)
    e = tuple(
        like(np.abs(scale), part) * b + np.abs(part) * like(error, part) + bounds.UNIT * np.abs(x)
        for part, b, x in zip(q, e, r)
    )
    for i in range(len(s)):
        top, below = dot(names, y[i], r), dot(names, s[i], y[i])
        errors = dot_error(names, y[i], r, e), dot_error(names, s[i], y[i])
        beta, error = quotient(top, below, *errors)
        factor = alphas[i][0] - beta
        r, e = added(r, e, s[i], factor, alphas[i][1] + error + bounds.UNIT * np.abs(factor))
    return e


def added(
    a: Parts, a_error: Parts, b: Parts, factor: Any, factor_error: Any
) -> tuple[Parts, Parts]:
    """a + factor b, and how far it may be off: both errors, a product and a sum."""
    values = tuple(x + like(factor, x) * z for x, z in zip(a, b))
    rounding = lambda x, z, v: bounds.UNIT * (np.abs(like(factor, x) * z) + np.abs(v))
    errors = tuple(
        e + np.abs(z) * like(factor_error, x) + rounding(x, z, v)
        for x, e, z, v in zip(a, a_error, b, values)
    )
    return values, errors
