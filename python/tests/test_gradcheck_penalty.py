"""Derivatives of J with its penalty, masks and weights held against central differences, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import unwarned
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.base.files import fixture_path, read_json
from twinmlp.model.gradcheck import check_gradients, derivatives, format_gradcheck
from twinmlp.model.mlp import MLP
from twinmlp.nn.layers import Layer
from twinmlp.optim.penalty import check_penalty
from twinmlp.trace.case import case_parts
from twinmlp.train.config import TrainConfig

ONE = np.ones((1, 1))
HALVES = [
    Layer(np.array([[0.5], [-2.0]]), np.array([1.0]), "identity")
]  # X = (1, 1), y = 0: z = -1/2


def parts(id):
    return case_parts(read_json(fixture_path(f"cases/{id}.json"), "case"))


def checked(case, gradients=None):
    return check_gradients(
        case.network, case.X, case.y, case.config, NATIVE, gradients, case.weight
    )


@pytest.mark.parametrize(
    "penalty, dW, db",
    [
        ({"l1": 0.25}, [-0.5 + 0.25, -0.5 - 0.25], -0.5),  # z + l1 sign(w)
        ({"l2": 0.5}, [-0.5 + 0.25, -0.5 - 1.0], -0.5),  # z + l2 w
        ({"l1": 0.25, "l2": 0.5}, [-0.5 + 0.5, -0.5 - 1.25], -0.5),
        ({"l1": 0.25, "l2": 0.5, "biases": True}, [-0.5 + 0.5, -0.5 - 1.25], -0.5 + 0.75),
    ],
)
def test_the_derivative_has_the_penalty_of_weights_and_if_asked_of_biases(penalty, dW, db):
    config = TrainConfig(options={}, epochs=1, penalty=check_penalty(penalty, "penalty"))
    X, y = np.ones((1, 2)), np.zeros((1, 1))
    gradient = derivatives(HALVES, X, y, config, NATIVE)[0]
    assert gradient.dW.ravel().tolist() == dW and gradient.db.tolist() == [db]
    found = check_gradients(HALVES, X, y, config, NATIVE)
    assert found.passed and (found.checked, found.skipped, found.frozen) == (3, 0, 0)


def test_a_weight_at_0_is_skipped_with_l1_and_not_with_l2():
    found = checked(parts("penalty_l1"))  # 3 of its 13 parameters are weights of 0
    assert found.passed and (found.checked, found.skipped) == (10, 3)
    case = parts("penalty_l1")
    squares = check_penalty({"l2": 0.5}, "penalty")
    found = checked(case._replace(config=case.config._replace(penalty=squares)))
    assert found.passed and (found.checked, found.skipped) == (13, 0)
    found = checked(parts("penalty_biases"))  # and one bias of 0
    assert found.passed and (found.checked, found.skipped) == (9, 4)


def test_what_is_frozen_is_counted():
    found = checked(parts("masks"))
    assert found.passed and (found.checked, found.skipped, found.frozen) == (9, 0, 4)
    assert (
        format_gradcheck(found)[0]
        == "All derivatives agree: 9 checked, 0 skipped at a kink, 4 frozen."
    )
    case = parts("masks_penalty_clip_norm")
    gradients = derivatives(case.network, case.X, case.y, case.config, NATIVE)
    gradients[0].dW[0, 1] += 1  # frozen: nobody uses it
    assert checked(case, gradients).passed


@pytest.mark.parametrize(
    "change, place",
    [
        (
            lambda W, g, l2: g + l2 * W,
            "layer 1, W[0][0]",
        ),  # l2 twice, as in Keras, whose L2(d) is d times the sum of squares
        (lambda W, g, l2: g - l2 * W, "layer 1, W[0][0]"),  # none
        (lambda W, g, l2: g - 2 * l2 * W, "layer 1, W[0][0]"),  # with the wrong sign
    ],
)
def test_a_wrong_derivative_of_the_penalty_is_found_and_named(change, place):
    """In one weight, the first, so that it is the worst by far."""
    case = parts("penalty_l2")
    gradients = derivatives(case.network, case.X, case.y, case.config, NATIVE)
    assert checked(case, gradients).passed
    dW = gradients[0].dW
    dW[0, 0] = change(case.network[0].W, dW, case.config.penalty["l2"])[0, 0]
    found = checked(case, gradients)
    assert not found.passed and found.worst.place == place and found.worst.name == "x1 -> h1"


def test_a_penalty_left_out_is_found():
    for id in ("penalty_l1", "penalty_l2", "penalty_both", "penalty_biases"):
        case = parts(id)
        found = checked(
            case,
            derivatives(case.network, case.X, case.y, case.config._replace(penalty=None), NATIVE),
        )
        assert not found.passed and "W[" in found.worst.place
    case = parts("penalty_biases")
    weights_alone = case.config._replace(penalty={**case.config.penalty, "biases": False})
    found = checked(case, derivatives(case.network, case.X, case.y, weights_alone, NATIVE))
    assert not found.passed and "b[" in found.worst.place


def test_a_model_checks_what_it_trains():
    X, y = np.random.RandomState(3).uniform(-1, 1, size=(8, 2)), [0, 1, 1, 0, 1, 1, 1, 0]
    masks = [{"W": [[0, 1], [1, 1]], "b": [1, 0]}, {}]
    model = MLP(
        hidden=2,
        loss="binary_cross_entropy",
        epochs=5,
        penalty={"l1": 0.01, "l2": 0.1},
        masks=masks,
        class_weight=[1, 3],
    ).fit(X, y)
    weights = [1, 2, 0, 1, 0.5, 1, 3, 1]
    found = model.gradcheck(X, y, sample_weight=weights)
    assert found.passed and (found.checked, found.skipped, found.frozen) == (7, 0, 2)
    # the model's J, by hand: each sample's term times its weight and its class's
    a = model.predict(X)
    terms = -np.where(y, np.log(a), np.log(1 - a)) * weights * np.where(y, 3, 1)
    size, square = (sum(f(layer.W).sum() for layer in model.network) for f in (np.abs, np.square))
    whole = terms.sum() + 0.01 * size + 0.05 * square
    W, h = model.network[1].W, 1e-6
    W[0, 0] += h
    a = model.predict(X)
    moved = (-np.where(y, np.log(a), np.log(1 - a)) * weights * np.where(y, 3, 1)).sum()
    size, square = (sum(f(layer.W).sum() for layer in model.network) for f in (np.abs, np.square))
    difference = (moved + 0.01 * size + 0.05 * square - whole) / h
    W[0, 0] -= h
    dW = derivatives(
        model.network,
        X,
        np.reshape(y, (8, 1)) * 1.0,
        model.config,
        NATIVE,
        np.array(weights) * np.where(y, 3, 1),
    )[1].dW
    np.testing.assert_allclose(dW[0, 0], difference, rtol=1e-4)


XOR = [[0, 0], [0, 1], [1, 0], [1, 1]]


@unwarned
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softplus", "gelu", "silu"])
@pytest.mark.parametrize("seed", range(4))
def test_derivatives_of_a_trained_network_are_all_rounding_and_agree(activation, seed):
    model = MLP(
        3, activation, output_activation="identity", optimizer="lbfgs", epochs=400, seed=seed
    ).fit(XOR, [0, 1, 1, 0])
    assert model.gradcheck(XOR, [0, 1, 1, 0]).passed


def test_near_a_minimum_a_wrong_derivative_is_still_found():
    """A derivative that is a tenth too large stands out of the rounding."""
    X, y = np.array([[1.0], [2.0]]), np.array([[0.5], [0.25]])
    model = MLP(2, "tanh", output_activation="identity", optimizer="lbfgs", epochs=9, seed=1)
    network = model.fit(X, y).network
    gradients = derivatives(network, X, y, model.config, NATIVE)
    assert 1e-12 < model.final_loss < 1e-2
    assert check_gradients(network, X, y, model.config, NATIVE, gradients).passed
    gradients[1].dW[0, 0] *= 1.1
    found = check_gradients(network, X, y, model.config, NATIVE, gradients)
    assert not found.passed and found.worst.place == "layer 2, W[0][0]"
