"""The numbers of a worksheet: those of a case, rounded, or a variant for each member of a class."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Array
from ..base.registry import entry_name
from ..rng.streams import stream, uniform
from ..trace.case import case_parts

# Weights of a variant are multiples of 0.01 from -1 to 1.
WEIGHT_GRID = 100


def rounded(values: Array, decimals: int) -> Array:
    """Round numbers as they are printed."""
    printed = [float(f"{value:.{decimals}f}") + 0.0 for value in values.ravel()]
    return np.array(printed).reshape(values.shape)


def variant_case(case: dict[str, Any], seed: int, decimals: int) -> dict[str, Any]:
    """Return the case of a sheet: one step, with numbers that are exact as printed.

    seed: 0 for the case's own weights, rounded; else for drawn ones.
    """
    parts = case_parts(case)
    draws = stream(seed) if seed > 0 else None
    places, parameters = max(decimals, 2), []
    for layer in parts.network:
        found: dict[str, Any] = {"W": layer.W, "b": layer.b}
        for name, value in found.items():
            if value is not None and draws is not None:
                numbers, draws = uniform(draws, value.size)
                drawn = np.floor(numbers * (2 * WEIGHT_GRID + 1)) - WEIGHT_GRID
                value = (drawn / WEIGHT_GRID).reshape(value.shape)
            found[name] = None if value is None else rounded(value, places)
        parameters.append(found)
    soft = entry_name(parts.config.loss) == "cross_entropy"
    data = {
        **case["data"],
        "X": rounded(parts.X, places),
        "y": parts.y if soft else rounded(parts.y, places),
    }
    left_out = ("patience", "min_delta", "restore_best", "threshold")
    training = {n: v for n, v in case["training"].items() if n not in left_out}
    return {
        **case,
        "arithmetic": "reproducible",
        "training": {**training, "epochs": 1.0},
        "data": data,
        "parameters": parameters,
        "record": {"steps": [0.0]},
    }
