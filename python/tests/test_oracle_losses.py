"""The oracle's losses by mpmath, and its gradients as their derivatives."""

from __future__ import annotations

import copy

import mpmath
import numpy as np
import pytest
from oracle_cases import CASES, golden

MPMATH = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "relu": lambda z: z if z > 0 else mpmath.mpf(0),
    "leaky_relu": lambda z, alpha=mpmath.mpf(0.01): max(z, alpha * z),
    "elu": lambda z, alpha=1: z if z > 0 else alpha * mpmath.expm1(z),
    "selu": lambda z: (
        mpmath.mpf("1.0507009873554804934193349852946")
        * (z if z > 0 else mpmath.mpf("1.6732632423543772848170429916717") * mpmath.expm1(z))
    ),
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
    "softsign": lambda z: z / (1 + abs(z)),
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "gelu": lambda z: (
        z / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (z + mpmath.mpf("0.044715") * z**3)))
    ),
    "hard_sigmoid": lambda z: min(max(z / 6 + mpmath.mpf(0.5), 0), 1),
}

# name -> the loss of one row, from its outputs, targets and options
MPMATH_LOSSES = {
    "half_squared_error": lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y)) / 2,
    "squared_error": lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y)),
    "absolute_error": lambda a, y: sum(abs(p - t) for p, t in zip(a, y)),
    "huber": lambda a, y, delta=1: sum(
        (p - t) ** 2 / 2 if abs(p - t) <= delta else delta * (abs(p - t) - mpmath.mpf(delta) / 2)
        for p, t in zip(a, y)
    ),
    "binary_cross_entropy": lambda a, y: (
        -sum(t * mpmath.log(p) + (1 - t) * mpmath.log(1 - p) for p, t in zip(a, y))
    ),
    "cross_entropy": lambda a, y: -sum(t * mpmath.log(p) for p, t in zip(a, y)),
}


def activated(activation, values):
    """f of a row, from a name or a name with parameters."""
    if activation == "softmax":
        return [mpmath.exp(z) / mpmath.fsum(map(mpmath.exp, values)) for z in values]
    options = (
        {}
        if isinstance(activation, str)
        else {key: value for key, value in activation.items() if key != "name"}
    )
    return [
        MPMATH[activation if isinstance(activation, str) else activation["name"]](z, **options)
        for z in values
    ]


def loss_by_mpmath(case, parameters, rows):
    """J, written out with loops."""
    total = mpmath.mpf(0)
    for i in rows:
        values = [mpmath.mpf(x) for x in case["data"]["X"][i]]
        for layer, p in zip(case["network"]["layers"], parameters):
            values = activated(
                layer["activation"],
                [
                    mpmath.fsum(a * p["W"][k][j] for k, a in enumerate(values))
                    + (p["b"][j] if p["b"] else 0)
                    for j in range(layer["units"])
                ],
            )
        options = {
            key: value for key, value in case["loss"].items() if key not in ("name", "reduction")
        }
        term = MPMATH_LOSSES[case["loss"]["name"]](values, case["data"]["y"][i], **options)
        total += term * (case["data"]["sample_weight"] or [1] * (i + 1))[i]
    return total / (len(rows) if case["loss"]["reduction"] == "mean" else 1)


def places(layer):
    """Every number of W, and of b."""
    for k, row in enumerate(layer["W"]):
        yield from (("W", (k, j)) for j in range(len(row)))
    yield from (("b", (j,)) for j in range(len(layer["b"] or [])))


DIFFERENTIATED = [
    "article_a_uniform",
    "three_hidden_layers",
    "mixed_activations",
    "minibatch_remainder",
    "regression_two_outputs",
    "shuffled_minibatches",
]
DIFFERENTIATED += [
    name
    for name, case in CASES.items()
    if {"activation", "loss", "weights"} & set(case["flags"])
    and not {"kink", "saturated", "dropout"} & set(case["flags"])
]


def moved(case, step, l, kind, index, by):
    """J of a step after one parameter has moved."""
    parameters = copy.deepcopy(case["parameters"])
    inner = parameters[l][kind]
    for i in index[:-1]:
        inner = inner[i]
    inner[index[-1]] = mpmath.mpf(inner[index[-1]]) + by
    return loss_by_mpmath(case, parameters, step["rows"])


@pytest.mark.parametrize("name", DIFFERENTIATED)
def test_gradients_are_the_derivatives_of_the_loss(name):
    case, step = CASES[name], golden(name)["steps"][0]
    with mpmath.workdps(50):
        assert step["loss"] == float(loss_by_mpmath(case, case["parameters"], step["rows"]))
        h = mpmath.mpf(10) ** -15
        for l, layer in enumerate(case["parameters"]):
            for kind, index in places(layer):
                # central differences, off by h^2 = 1e-30 times a third derivative
                slope = (
                    moved(case, step, l, kind, index, h) - moved(case, step, l, kind, index, -h)
                ) / (2 * h)
                recorded = np.asarray(step["layers"][l]["d" + kind])[index]
                assert abs(recorded - slope) <= 2.0**-52 * abs(recorded) + mpmath.mpf(10) ** -27
