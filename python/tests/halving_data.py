"""Data and arguments of the tests of training."""

from __future__ import annotations

import numpy as np

RANDOM = np.random.RandomState(1)

X = RANDOM.uniform(-1, 1, size=(20, 3))

Y = (X[:, :1] * X[:, 1:2] > 0) * 1.0

# One weight w, one sample (1, 0): J = w^2 / 2, dW = w, and a learning rate of 1/2 halves w.
HALVING = {
    "hidden": [],
    "output_activation": "identity",
    "bias": False,
    "parameters": [{"W": [[1]], "b": None}],
    "learning_rate": 0.5,
}


def same(first, second):
    return all(
        np.array_equal(p[name], q[name])
        for p, q in zip(first.coef(), second.coef())
        for name in ("W", "b")
    )
