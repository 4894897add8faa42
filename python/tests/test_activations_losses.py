"""Every activation and loss against hand arithmetic, and in both arithmetics within the oracle's bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from twinmlp.arithmetic.kinds import ARITHMETICS, NATIVE
from twinmlp.base.registry import lookup
from twinmlp.conformance.spec.activations import activation_of
from twinmlp.conformance.spec.losses import loss_of
from twinmlp.conformance.truth import balls
from twinmlp.nn.activations import ACTIVATIONS, choose_activation
from twinmlp.nn.layers import Forward, Layer, layer_delta
from twinmlp.nn.losses import LOSSES, choose_loss, is_fused, loss_gradient, loss_value

SPECS = [*ACTIVATIONS, {"name": "leaky_relu", "alpha": -0.3}, {"name": "elu", "alpha": 2.5}]
LOSS_SPECS = [*LOSSES, {"name": "huber", "delta": 0.3}]
SIZES = [1e-300, 1e-9, 0.1, 1.0, 5.0, 40.0, 300.0, 900.0]


def far_points():
    """Matrices of three columns, of every size and both signs."""
    random = np.random.RandomState(3)
    return np.concatenate([random.uniform(-size, size, (40, 3)) for size in SIZES])


def within(value, quantity, *inputs):
    """Whether a double computation is within the bound of the true value; where not, how far off."""
    exactly = [balls.exact(x) if isinstance(x, np.ndarray) else x for x in inputs]
    with balls.precision(2048), np.errstate(all="ignore"):
        distance = np.abs(balls.nearest(quantity.value(*exactly) - balls.exact(value)))
        bound = quantity.bound(*inputs)
    assert np.all(distance <= bound), (distance / np.maximum(bound, 1e-320)).max()


@pytest.mark.parametrize("arithmetic", list(ARITHMETICS))
@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_activations_stay_within_their_bounds(spec, arithmetic):
    ops, Z, own = ARITHMETICS[arithmetic], far_points(), activation_of(spec)
    chosen = choose_activation(spec, "activation")
    with np.errstate(over="raise", invalid="raise"):
        A = lookup(chosen, ACTIVATIONS).value(Z, ops)
        within(A, own.A, Z)
        dA = np.random.RandomState(4).uniform(-2, 2, Z.shape)
        dZ = layer_delta(Layer(np.eye(3), None, chosen), Forward(Z, A), dA, ops)
    within(dZ, own.dZ, dA, Z, A)


@pytest.mark.parametrize("arithmetic", list(ARITHMETICS))
@pytest.mark.parametrize("spec", LOSS_SPECS, ids=str)
@pytest.mark.parametrize("weighted", [False, True])
def test_losses_stay_within_their_bounds(spec, arithmetic, weighted):
    ops, random = ARITHMETICS[arithmetic], np.random.RandomState(5)
    chosen = choose_loss(spec, "loss")
    own = loss_of(spec if isinstance(spec, dict) else {"name": spec})
    for Z in [
        *np.split(far_points(), len(SIZES)),
        *far_points()[::5, np.newaxis],
    ]:  # batches, and rows alone
        y = random.uniform(0, 1, Z.shape)
        y = y / y.sum(axis=1, keepdims=True)
        y[::2] = np.eye(3)[random.randint(0, 3, len(y[::2]))]
        weight = random.uniform(0, 3, len(Z)) if weighted else None
        A = ACTIVATIONS[lookup(chosen, LOSSES).fused_with or "identity"].value(Z, ops)
        column = None if weight is None else weight[:, np.newaxis]
        for reduction, divisor in (("sum", 1), ("mean", len(Z))):
            with np.errstate(over="raise", invalid="raise", divide="raise"):
                J = loss_value(Z if is_fused(chosen) else A, y, chosen, reduction, ops, weight)
            within(np.float64(J), own.loss, Z if is_fused(chosen) else A, y, column, divisor)
            gradient = loss_gradient(A, y, chosen, reduction, ops, weight)
            within(gradient, own.gradient, A, y, column, divisor)


# name -> f'(z) at its kinks
AT_KINKS = {
    "relu": {0.0: 0.0},
    "leaky_relu": {0.0: 0.01},
    "elu": {0.0: 1.0},
    "selu": {0.0: 1.7580993408473768},
    "hard_sigmoid": {-3.0: 0.0, 3.0: 0.0},
    "softsign": {0.0: 1.0},
}


@pytest.mark.parametrize("name", list(AT_KINKS))
def test_derivatives_at_kinks(name):
    Z = np.array([list(AT_KINKS[name])])
    row = ACTIVATIONS[name]
    assert row.derivative(Z, row.value(Z, NATIVE), NATIVE).tolist() == [
        list(AT_KINKS[name].values())
    ]


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_derivatives_are_the_slopes(name):
    Z, row = np.array([[-4.1, -2.3, -0.7, 0.4, 1.9, 3.6]]), ACTIVATIONS[name]
    h = 2.0**-17
    slopes = (row.value(Z + h, NATIVE) - row.value(Z - h, NATIVE)) / (2 * h)
    assert np.allclose(row.derivative(Z, row.value(Z, NATIVE), NATIVE), slopes, rtol=0, atol=1e-9)


def test_values_by_hand():
    z = math.log(3)  # sigmoid(z) = 3/4, exp(-z) = 1/3
    Z = np.array([[z, -z]])
    expected = {
        "leaky_relu": [z, -0.01 * z],
        "elu": [z, 1 / 3 - 1],
        "softplus": [math.log(4), math.log(4 / 3)],
        "selu": [1.0507009873554805 * z, 1.0507009873554805 * 1.6732632423543772 * (1 / 3 - 1)],
        "softsign": [z / (1 + z), -z / (1 + z)],
        "silu": [0.75 * z, -0.25 * z],
        "softmax": [0.9, 0.1],
        "hard_sigmoid": [z / 6 + 0.5, -z / 6 + 0.5],
        "gelu": [
            s * z / 2 * (1 + s * math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
            for s in (1, -1)
        ],
    }
    for name, values in expected.items():
        assert np.allclose(ACTIVATIONS[name].value(Z, NATIVE), [values], rtol=1e-14), name


def test_losses_by_hand():
    A, y, how = (
        np.array([[1.0, -2.0]]),
        np.array([[0.5, 1.0]]),
        ("sum", NATIVE),
    )  # a - y is 0.5 and -3
    assert loss_value(A, y, "squared_error", *how) == 9.25
    assert loss_value(A, y, "absolute_error", *how) == 3.5
    assert loss_value(A, y, "huber", *how) == 0.125 + 2.5  # 0.5^2 / 2; 1 (3 - 1/2)
    assert loss_gradient(A, y, "huber", *how).tolist() == [[0.5, -1.0]]
    assert loss_gradient(A, y, "absolute_error", *how).tolist() == [[1.0, -1.0]]
    assert loss_gradient(A, A, "absolute_error", *how).tolist() == [[0.0, 0.0]]
    Z = np.array([[math.log(3)]])
    assert math.isclose(
        loss_value(Z, np.array([[1.0]]), "binary_cross_entropy", *how), math.log(4 / 3)
    )
    Z = np.array([[math.log(3), 0.0]])  # softmax is 3/4, 1/4
    assert math.isclose(loss_value(Z, np.array([[0.0, 1.0]]), "cross_entropy", *how), math.log(4))


def test_weights_multiply_rows_and_the_mean_is_over_rows():
    A, y, weight = np.array([[1.0], [2.0], [5.0]]), np.zeros((3, 1)), np.array([1.0, 0.5, 0.0])
    assert loss_value(A, y, "squared_error", "sum", NATIVE, weight) == 1 + 2 + 0
    assert (
        loss_value(A, y, "squared_error", "mean", NATIVE, weight) == 1.0
    )  # over 3 rows, not over the weights' 1.5
    assert loss_gradient(A, y, "half_squared_error", "sum", NATIVE, weight).tolist() == [
        [1.0],
        [1.0],
        [0.0],
    ]
