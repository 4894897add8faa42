"""The threshold unit in the article's three forms: threshold alone, weights, weights and bias."""

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
    """Return 1 if x_1 w_1 + x_2 w_2 + ... + bias > threshold, else 0; without weights all are 1.

    x: The inputs, a list of numbers.
    weights: One number for each input, or None; default None.
    bias: A number; default 0.
    threshold: A number; default 0.
    Returns: 1 or 0.
    Errors: E_TYPE or E_SHAPE for other inputs or weights.
    Source: McCulloch and Pitts (1943); Rosenblatt (1958).

    >>> perceptron([0, 1, 1]), perceptron([0, 1, 1], [2, 3, 4])
    (1, 1)
    >>> perceptron([0, 1, 1], [2, 3, 4], bias=-8)
    0
    """
    inputs = check_vector(x, "x")
    w = np.ones(len(inputs)) if weights is None else check_vector(weights, "weights", len(inputs))
    total = NATIVE.total(inputs * w) + check_number(bias, "bias")
    return 1 if total > check_number(threshold, "threshold") else 0
