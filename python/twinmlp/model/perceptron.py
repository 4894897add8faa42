"""The threshold unit, in the article's three ways: threshold alone, weights, weights and bias."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from ..arithmetic.kinds import NATIVE
from ..base.checks import check_number, check_vector


def perceptron(
    x: Sequence[float],
    weights: Sequence[float] | None = None,
    bias: float = 0,
    threshold: float = 0,
) -> int:
    """1 if x_1 w_1 + x_2 w_2 + ... + bias > threshold, else 0; weights that are not given are all 1."""
    x = check_vector(x, "x", len(x))
    w = np.ones(len(x)) if weights is None else check_vector(weights, "weights", len(x))
    total = NATIVE.total(x * w) + check_number(bias, "bias")
    return 1 if total > check_number(threshold, "threshold") else 0
