"""Networks that leave the package: three layers of each activation, with draws as weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from twinmlp import MLP
from twinmlp.nn.activations import ACTIVATIONS

DRAWS = np.random.RandomState(3)
X = DRAWS.normal(size=(40, 4)) * 3 + 1


def three_layers(activation: Any, bias: bool = True) -> list[dict[str, Any]]:
    """Three layers with an activation; softmax is of the last alone."""
    hidden = "tanh" if activation == "softmax" else activation
    return [
        {
            "W": DRAWS.normal(size=shape),
            "b": DRAWS.normal(size=shape[1]) if bias else None,
            "activation": activation if shape[1] == 3 else hidden,
        }
        for shape in ((4, 6), (6, 5), (5, 3))
    ]


def exported_models() -> dict[str, MLP]:
    """A network of each activation, one with parameters of its own, and one without biases."""
    layers = {name: three_layers(name) for name in ACTIVATIONS} | {
        "no bias": three_layers("tanh", bias=False),
        "elu, alpha": three_layers({"name": "elu", "alpha": 2.5}),
        "leaky_relu, alpha": three_layers({"name": "leaky_relu", "alpha": -0.25}),
    }
    return {name: MLP.from_layers(records) for name, records in layers.items()}
