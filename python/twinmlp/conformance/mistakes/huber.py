"""Known mistakes of the Huber loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from .losses import BOTH, SLOPE, J, at_output, loss_name, rest, terms
from .made import Made, doubles, exact, mistakes

HUBER = "c (abs(d) - c / 2), with c = abs(d) held within delta: d^2 / 2 near 0, delta abs(d) - delta^2 / 2 beyond."


def default_huber(u: Made) -> Any:
    """The terms or the derivative with delta 1."""
    d = doubles(u.outputs) - doubles(u.y)
    near = np.minimum(np.abs(d), 1.0)
    return exact(near * (np.abs(d) - near / 2) if u.key[0] == "loss" else np.clip(d, -1, 1))


MISTAKES = mistakes(
    HUBER,
    (
        "HUBER_DELTA",
        BOTH,
        "delta is 1, not the case's",
        at_output(lambda u: rest(u, default_huber(u)) if loss_name(u) == "huber" else None),
    ),
    (
        "HUBER_NOT_HALVED",
        J,
        "the half is missing near 0: d^2",
        terms(
            lambda A, y, c: np.where(np.abs(A - y) > c, c * (np.abs(A - y) - c / 2), (A - y) ** 2),
            "huber",
        ),
    ),
    (
        "HUBER_LINE",
        J,
        "the linear part is delta abs(d), without - delta^2 / 2",
        terms(
            lambda A, y, c: np.where(np.abs(A - y) > c, c * np.abs(A - y), (A - y) ** 2 / 2),
            "huber",
        ),
    ),
    (
        "HUBER_LINE",
        J,
        "the linear part is abs(d) - delta / 2, without the factor delta",
        terms(
            lambda A, y, c: np.where(np.abs(A - y) > c, np.abs(A - y) - c / 2, (A - y) ** 2 / 2),
            "huber",
        ),
    ),
    (
        "HUBER_LINE",
        J,
        "the linear part is delta abs(d) - delta / 2, or delta (abs(d) - delta)",
        *(
            terms(
                lambda A, y, c, f=line: np.where(
                    np.abs(A - y) > c, f(np.abs(A - y), c), (A - y) ** 2 / 2
                ),
                "huber",
            )
            for line in (lambda d, c: c * d - c / 2, lambda d, c: c * (d - c))
        ),
    ),
    (
        "HUBER_SWAPPED",
        J,
        "the two parts are exchanged: linear near 0, squares beyond",
        terms(
            lambda A, y, c: np.where(
                np.abs(A - y) > c, (A - y) ** 2 / 2, c * (np.abs(A - y) - c / 2)
            ),
            "huber",
        ),
    ),
    (
        "HUBER_OVER_DELTA",
        BOTH,
        "divided by delta (PyTorch's SmoothL1Loss)",
        at_output(
            lambda u: (
                u.right / exact(u.p.case["loss"].get("delta", 1))
                if loss_name(u) == "huber"
                else None
            )
        ),
    ),
    (
        "HUBER_NOT_HELD",
        SLOPE,
        "the derivative is d everywhere: it is not held within delta",
        terms(lambda A, y, c: A - y, "huber"),
    ),
    (
        "HUBER_SIGN",
        SLOPE,
        "the derivative beyond delta is the sign of d, without the factor delta",
        terms(lambda A, y, c: np.where(np.abs(A - y) > c, np.sign(A - y), A - y), "huber"),
    ),
)
