"""Known mistakes of dropout: what is done with the mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from .made import Made, exact, mistakes
from .mistake import Mistake
from .plain import Array, Phase

DROPOUT = "D_l = A_l mask / (1 - rate) goes to the layer above; dA_l = (dZ W^T) mask / (1 - rate) on the way back."
USED = ("D", "dA")


def ones(u: Made) -> Any:
    """A mask that drops nothing."""
    return u.mask * 0 + 1


def without(u: Made) -> Any:
    """A of the layer below, where D belongs."""
    below = u.p.case["network"]["layers"][u.p.l - 1] if u.p.l else {}
    return {"A": exact(u.p.layers[u.p.l - 1]["A"])} if below.get("dropout") else None


def mask_here(p: Phase) -> Array:
    """The layer's mask, as the trace or else the true run has it."""
    known = p.layers[p.l].get("mask")
    return np.asarray(p.around["true mask"] if known is None else known)


def dropped(p: Phase) -> Array | None:
    """D in the place of A."""
    rate = p.case["network"]["layers"][p.l].get("dropout", 0)
    return p.right * mask_here(p) / (1 - rate) if rate else None


def output_dropped(p: Phase) -> Array | None:
    """The outputs, some of them 0 and the others made larger by one of the case's rates."""
    rates = [layer.get("dropout", 0) for layer in p.case["network"]["layers"]]
    if not p.is_last or not any(rates) or not (p.own == 0).any():
        return None
    return np.where(p.own == 0, 0.0, p.right / (1 - max(rates)))


MISTAKES = [
    *mistakes(
        DROPOUT,
        ("DROPOUT_SKIPPED", ("D",), "nothing is dropped: D is A", lambda u: u.A),
        (
            "DROPOUT_SKIPPED",
            ("Z", "dW"),
            "the layer is handed A of the layer below, not D",
            without,
        ),
        ("DROPOUT_NOT_SCALED", USED, "not divided by 1 - rate", lambda u: {"rate": 0}),
        (
            "DROPOUT_TIMES_KEEP",
            USED,
            "multiplied by 1 - rate, not divided",
            lambda u: u.right * exact(1 - u.rate) * exact(1 - u.rate),
        ),
        (
            "DROPOUT_BY_RATE",
            USED,
            "divided by the rate, not by 1 - rate",
            lambda u: {"rate": 1 - u.rate},
        ),
        (
            "DROPOUT_TIMES_RATE",
            USED,
            "multiplied by the rate, not divided by 1 - rate",
            lambda u: u.right * exact(1 - u.rate) * exact(u.rate),
        ),
        (
            "DROPOUT_SCALED_TWICE",
            USED,
            "divided by 1 - rate twice",
            lambda u: u.right / exact(1 - u.rate),
        ),
        (
            "DROPOUT_INVERTED",
            USED,
            "what the mask keeps is dropped, and the other way round",
            lambda u: {"mask": 1 - u.mask},
        ),
        (
            "DROPOUT_NOT_BACKWARD",
            ("dA",),
            "the derivative goes back as if nothing were dropped",
            lambda u: {"mask": ones(u), "rate": 0},
            lambda u: {"mask": ones(u)},
        ),
    ),
    Mistake(
        "DROPOUT_IN_A",
        ("A",),
        "A is recorded, or used, after dropout: D in the place of A",
        DROPOUT,
        dropped,
    ),
    Mistake(
        "OUTPUT_DROPPED", ("A",), "dropout is applied to the output layer", DROPOUT, output_dropped
    ),
]
