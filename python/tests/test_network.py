"""Forward and backward: hand arithmetic, central differences, and what must hold for any network."""

from __future__ import annotations

import hand
import numpy as np
import pytest
from twinmlp.arithmetic.kinds import ARITHMETICS, NATIVE
from twinmlp.nn.activations import ACTIVATIONS
from twinmlp.nn.layers import Layer, backward, forward
from twinmlp.nn.losses import loss_gradient, loss_value


def random_network(widths, activations, seed=0, bias=True):
    random = np.random.RandomState(seed)
    return [
        Layer(random.uniform(-1, 1, (a, b)), random.uniform(-1, 1, b) if bias else None, name)
        for a, b, name in zip(widths, widths[1:], activations)
    ]


def gradients_of(network, X, y, reduction="sum"):
    values = forward(network, X, NATIVE)
    return backward(
        network,
        X,
        values,
        loss_gradient(values[-1].A, y, "half_squared_error", reduction, NATIVE),
        NATIVE,
    )


def loss_of(network, X, y, reduction="sum"):
    return loss_value(forward(network, X, NATIVE)[-1].A, y, "half_squared_error", reduction, NATIVE)


@pytest.mark.parametrize("ops", ARITHMETICS.values(), ids=ARITHMETICS)
def test_step_by_hand(ops):
    values = forward(hand.NETWORK, hand.X, ops)
    for computed, expected in zip(values, hand.LAYERS):
        assert computed.Z.tolist() == expected["Z"] and computed.A.tolist() == expected["A"]
    A = values[-1].A
    assert loss_value(A, hand.Y, "half_squared_error", "sum", ops) == hand.LOSS
    dA = loss_gradient(A, hand.Y, "half_squared_error", "sum", ops)
    for computed, expected in zip(backward(hand.NETWORK, hand.X, values, dA, ops), hand.LAYERS):
        for quantity in ("dA", "dZ", "dW", "db"):
            assert getattr(computed, quantity).tolist() == expected[quantity], quantity


def test_mean_divides_loss_and_gradient_by_the_samples():
    A = np.array(hand.A_2)
    assert loss_value(A, hand.Y, "half_squared_error", "mean", NATIVE) == 2.5 / 2
    assert loss_gradient(A, hand.Y, "half_squared_error", "mean", NATIVE).tolist() == [
        [-0.5],
        [1.0],
    ]


@pytest.mark.parametrize(
    ("name", "z", "a", "slope"),
    [
        ("identity", -3.0, -3.0, 1.0),
        ("relu", -3.0, 0.0, 0.0),
        ("relu", 0.0, 0.0, 0.0),
        ("relu", 2.5, 2.5, 1.0),
        ("sigmoid", 0.0, 0.5, 0.25),  # 1 / (1 + 1); 1/2 (1 - 1/2)
        ("tanh", 0.0, 0.0, 1.0),
        ("sigmoid", 1000.0, 1.0, 0.0),
        ("sigmoid", -1000.0, 0.0, 0.0),
        ("tanh", 1000.0, 1.0, 0.0),
        ("tanh", -1000.0, -1.0, 0.0),
    ],
)
@pytest.mark.parametrize("ops", ARITHMETICS.values(), ids=ARITHMETICS)
def test_activation_at_known_points(ops, name, z, a, slope):
    Z = np.array([[z]])
    A = ACTIVATIONS[name].value(Z, ops)
    assert A.tolist() == [[a]] and ACTIVATIONS[name].derivative(Z, A, ops).tolist() == [[slope]]


def test_relu_gives_no_negative_zero():
    assert not np.signbit(ACTIVATIONS["relu"].value(np.array([[-0.0, -1.0]]), NATIVE)).any()


ELEMENTWISE = [name for name, f in ACTIVATIONS.items() if f.derivative is not None]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_derivative_is_the_central_difference(name):
    Z = np.array([[-4.0, -1.5, -0.3, 0.2, 1.1, 5.0]])
    f, h = ACTIVATIONS[name], 1e-6
    slope = (f.value(Z + h, NATIVE) - f.value(Z - h, NATIVE)) / (2 * h)
    assert np.allclose(f.derivative(Z, f.value(Z, NATIVE), NATIVE), slope, rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name not in ELEMENTWISE])
def test_backward_is_the_central_difference(name):
    """Of the sum of dA * f(Z), one value of Z after the other."""
    f, h, Z, dA = (
        ACTIVATIONS[name],
        1e-6,
        np.array([[-4.0, 0.2, 1.1], [2.0, 1.5, -0.3]]),
        np.array([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]]),
    )
    slope = np.zeros_like(Z)
    for index in np.ndindex(Z.shape):
        move = np.zeros_like(Z)
        move[index] = h
        slope[index] = (dA * (f.value(Z + move, NATIVE) - f.value(Z - move, NATIVE))).sum() / (
            2 * h
        )
    assert np.abs(slope).max() > 0.1
    assert np.allclose(f.backward(dA, Z, f.value(Z, NATIVE), NATIVE), slope, rtol=0, atol=1e-8)


def test_only_softmax_is_not_elementwise():
    assert [name for name in ACTIVATIONS if name not in ELEMENTWISE] == ["softmax"]


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_gradients_are_central_differences(name, reduction):
    """Through three layers; the loss is smooth enough here for an error of h^2."""
    network = random_network([3, 4, 3, 2], [name, "tanh", name], seed=3)
    random = np.random.RandomState(4)
    X, y, h = random.uniform(-1, 1, (5, 3)), random.uniform(-1, 1, (5, 2)), 1e-5
    for l, gradient in enumerate(gradients_of(network, X, y, reduction)):
        for field, computed in (("W", gradient.dW), ("b", gradient.db)):
            for index in np.ndindex(computed.shape):
                losses = []
                for sign in (1, -1):
                    moved = getattr(network[l], field).copy()
                    moved[index] += sign * h
                    nearby = [
                        *network[:l],
                        network[l]._replace(**{field: moved}),
                        *network[l + 1 :],
                    ]
                    losses.append(loss_of(nearby, X, y, reduction))
                assert abs((losses[0] - losses[1]) / (2 * h) - computed[index]) < 1e-8, (
                    l,
                    field,
                    index,
                )


def test_samples_do_not_see_each_other():
    network = random_network([3, 4, 2], ["sigmoid", "tanh"])
    X = np.random.RandomState(1).uniform(-1, 1, (6, 3))
    together = forward(network, X, NATIVE)[-1].A
    alone = np.vstack([forward(network, X[i : i + 1], NATIVE)[-1].A for i in range(6)])
    assert np.allclose(together, alone, rtol=1e-14)


def test_gradients_of_samples_add_up():
    network = random_network([3, 4, 2], ["sigmoid", "tanh"])
    random = np.random.RandomState(2)
    X, y = random.uniform(-1, 1, (4, 3)), random.uniform(-1, 1, (4, 2))
    whole, parts = (
        gradients_of(network, X, y),
        [gradients_of(network, X[i : i + 1], y[i : i + 1]) for i in range(4)],
    )
    for l, gradient in enumerate(whole):
        assert np.allclose(gradient.dW, sum(part[l].dW for part in parts), atol=1e-14)
        assert np.allclose(gradient.db, sum(part[l].db for part in parts), atol=1e-14)


def test_without_bias_there_is_no_gradient_of_it():
    network = random_network([2, 2, 1], ["tanh", "tanh"], bias=False)
    assert [gradient.db for gradient in gradients_of(network, hand.X, hand.Y)] == [None, None]


def test_inputs_are_left_alone():
    before = [hand.X.copy(), hand.NETWORK[0].W.copy(), hand.NETWORK[0].b.copy()]
    gradients_of(hand.NETWORK, hand.X, hand.Y)
    for old, now in zip(before, [hand.X, hand.NETWORK[0].W, hand.NETWORK[0].b]):
        assert np.array_equal(old, now)
