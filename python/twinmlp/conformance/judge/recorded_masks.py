"""The masks of dropout in a recorded step: its own, what D has kept, or those of the stream."""

from __future__ import annotations

from typing import Any

import numpy as np

from .recorded import UNKNOWN, Array, Case, Record


def dropout_masks(case: Case, step: Record, true: Record, n: int) -> list[Any]:
    """The masks of dropout, layer by layer: the recorded ones, else what the recorded D have kept,
    else those of the case's stream."""
    from ..truth import balls

    def mask_of(record: Record, units: int) -> Array | None:
        mask = np.asarray(record.get("mask", np.nan), dtype=float)
        return mask if mask.shape == (n, units) and np.isin(mask, (0.0, 1.0)).all() else None

    def kept_in(record: Record, usual: Array | None, rate: float) -> Array | None:
        A, D = (np.asarray(record.get(name, np.nan)) for name in "AD")
        if usual is None or not A.shape == D.shape == usual.shape:
            return None
        mask = np.where(A == 0, usual, D != 0)
        return mask if np.allclose(D, A * mask / (1 - rate), rtol=1e-6, atol=0) else None

    masks: list[Any] = []
    for l, layer in enumerate(case["network"]["layers"]):
        own, usual = (mask_of(record["layers"][l], layer["units"]) for record in (step, true))
        kept = kept_in(step["layers"][l], usual, layer.get("dropout", 0))
        known = [balls.exact(mask) for mask in (own, kept, usual) if mask is not None]
        masks.append([*known, UNKNOWN][0] if layer.get("dropout") else None)
    return masks
