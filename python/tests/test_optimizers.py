"""Optimizers, schedules, clipping, penalties and masks against values found by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.nn.layers import Backward, Layer
from twinmlp.optim.optimizers import OPTIMIZERS, check_optimizer
from twinmlp.optim.update import start_states, update_network
from twinmlp.train.config import TrainConfig


def path(
    name: str, gradients: list[float], learning_rate: float, w: float = 1.0, **given: object
) -> list[float]:
    """w after every gradient."""
    name, options = check_optimizer({"name": name, **given}, "optimizer")
    options["learning_rate"] = learning_rate
    parameter, found = np.array([[w]]), []
    state = OPTIMIZERS[name].start(parameter, options)
    for g in gradients:
        parameter, state = OPTIMIZERS[name].update(
            parameter, np.array([[g]]), state, options, NATIVE
        )
        found.append(float(parameter[0, 0]))
    return found


# name, options, learning rate, gradients, w after each, from w = 1; all numbers are exact in binary
BY_HAND = [
    # 1 - 0.5 * 0.5; 0.75 - 0.5 * 0.25
    ("sgd", {}, 0.5, [0.5, 0.25], [0.75, 0.625]),
    # velocity 0.5, 0.5 * 0.5 + 0.25 = 0.5
    ("momentum", {"momentum": 0.5}, 0.5, [0.5, 0.25], [0.75, 0.5]),
    # 0.5 + 0.5 * 0.5 = 0.75; 0.25 + 0.5 * 0.5 = 0.5
    ("nesterov", {"momentum": 0.5}, 0.5, [0.5, 0.25], [0.625, 0.375]),
    # squares 9, 25: 3 / (3 + 1), 4 / (5 + 1) of the learning rate 1.5
    ("adagrad", {"epsilon": 1}, 1.5, [3, 4], [1 - 1.125, -0.125 - 1]),
    # squares 0.75 * 12 = 9, 0.25 * 9 + 0.75 * 9 = 9: sqrt(12) is not exact, so 2 then: 0.75 * 4 + ... by rho 0: 4, 16
    ("rmsprop", {"rho": 0, "epsilon": 2}, 1, [2, 4], [1 - 2 / 4, 0.5 - 4 / 6]),
    # betas 0: m = g, v = g^2; 1 * 2 / (2 + 2), 1 * 4 / (4 + 4)
    ("adam", {"beta1": 0, "beta2": 0, "epsilon": 2}, 1, [2, 6], [0.5, -0.25]),
    # m = 1, v = 2, powers 0.5: corrected 2 and 4; 2 / (2 + 2)
    ("adam", {"beta1": 0.5, "beta2": 0.5, "epsilon": 2}, 1, [2], [0.5]),
    # the same with epsilon beside sqrt(v): rate sqrt(0.75) / 0.5 times m = 1 over (sqrt(0.75 * 4) + 2)
    (
        "adam",
        {"beta1": 0.5, "beta2": 0.25, "epsilon": 2, "epsilon_mode": "hat"},
        1,
        [2],
        [1 - math.sqrt(0.75) / 0.5 / (math.sqrt(3) + 2)],
    ),
    # squares 4, move 2 * sqrt(0 + 12) / sqrt(4 + 12) = sqrt(3)
    ("adadelta", {"rho": 0, "epsilon": 12}, 0.5, [2], [1 - 0.5 * math.sqrt(3)]),
    # steps 0.5, 1, turned: back by 1 and step 0.25, no sign: 0.25 on, same sign: 0.5 on
    (
        "rprop",
        {"increase": 2, "decrease": 0.25},
        0.5,
        [3, 1, -2, -2, -1],
        [0.5, -0.5, 0.5, 0.75, 1.25],
    ),
    # steps 0.5, 1, turned: on by 0.25 the other way, then 0.5, 1
    (
        "rprop",
        {"increase": 2, "decrease": 0.25, "backtracking": False},
        0.5,
        [3, 1, -2, -2, -1],
        [0.5, -0.5, -0.25, 0.25, 1.25],
    ),
    # never above 0.75, never below 0.5; a gradient of 0 moves nothing and forgets the sign
    (
        "rprop",
        {
            "increase": 2,
            "decrease": 0.25,
            "largest_step": 0.75,
            "smallest_step": 0.5,
            "backtracking": False,
        },
        0.5,
        [3, 1, -2, 0, 1],
        [0.5, -0.25, 0.25, 0.25, -0.25],
    ),
]


@pytest.mark.parametrize(("name", "options", "learning_rate", "gradients", "expected"), BY_HAND)
def test_updates_by_hand(name, options, learning_rate, gradients, expected):
    assert path(name, gradients, learning_rate, **options) == pytest.approx(
        expected, rel=1e-15, abs=1e-16
    )


def test_adam_hat_is_scikit_learns():
    from sklearn.neural_network import _stochastic_optimizers as optimizers

    gradients = [0.3, -0.2, 0.05, 0.7]
    w = [np.array([[1.0]])]
    theirs = optimizers.AdamOptimizer(w, learning_rate_init=0.1, epsilon=0.01)
    found = []
    for g in gradients:
        theirs.update_params(w, [np.array([[g]])])
        found.append(float(w[0][0, 0]))
    assert path("adam", gradients, 0.1, epsilon=0.01, epsilon_mode="hat") == pytest.approx(
        found, rel=1e-14
    )
    assert path("adam", gradients, 0.1, epsilon=0.01) != pytest.approx(found, rel=1e-3)


def test_weight_decay_is_of_W_only_and_before_the_move():
    config = TrainConfig(options={"learning_rate": 0.5, "weight_decay": 0.5}, epochs=1)
    layer = Layer(np.array([[4.0]]), np.array([4.0]), "identity")
    gradient = Backward(None, None, np.array([[1.0]]), np.array([1.0]))
    after = update_network(
        [layer], [gradient], start_states([layer], config), config, NATIVE
    ).network[0]
    assert after.W[0, 0] == 4 * 0.75 - 0.5 and after.b[0] == 3.5
