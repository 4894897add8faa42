"""Data whose columns differ in scale, and how they are trained on."""

from __future__ import annotations

import numpy as np

RANDOM = np.random.RandomState(3)

X = RANDOM.normal(size=(40, 3)) * [1.0, 50.0, 3000.0] + [0.0, 7.0, -900.0]

Y = (20000 + 9000 * np.tanh(X[:, :1]) - 100 * X[:, 1:2]) * 1.0

HOW = {"hidden": 4, "epochs": 30, "reduction": "mean", "learning_rate": 0.5}
