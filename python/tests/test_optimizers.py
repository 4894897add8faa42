"""Optimizers, schedules, clipping, penalties and masks against values found by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from twinmlp.arithmetic.kinds import ARITHMETICS, NATIVE, REPRODUCIBLE
from twinmlp.base.errors import TwinMLPError
from twinmlp.nn.layers import Backward, Layer
from twinmlp.optim.clipping import clip_norm, clip_value, gradient_norm
from twinmlp.optim.frozen import FrozenMask, unless_frozen
from twinmlp.optim.optimizers import OPTIMIZERS, check_optimizer
from twinmlp.optim.penalty import check_penalty, penalized_gradient, penalized_loss
from twinmlp.optim.schedules import check_schedule, half_wave, scheduled_rate, whole_power
from twinmlp.optim.update import gradients_for_update, start_states, update_network
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


def rates(schedule: object, count: int, arithmetic: str = "native") -> list[float]:
    checked = check_schedule(schedule, "schedule")
    return [scheduled_rate(2.0, checked, t, 99, ARITHMETICS[arithmetic]) for t in range(count)]


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
def test_schedules_by_hand(arithmetic):
    assert rates("constant", 3, arithmetic) == [2, 2, 2]
    assert rates({"name": "step", "drop": 0.5, "every": 2}, 5, arithmetic) == [2, 2, 1, 1, 0.5]
    assert rates({"name": "exponential", "decay": 0.5}, 4, arithmetic) == [2, 1, 0.5, 0.25]
    assert rates({"name": "inverse_scaling", "power": 1}, 4, arithmetic) == pytest.approx(
        [2, 1, 2 / 3, 0.5], rel=1e-15
    )
    assert rates({"name": "inverse_scaling"}, 4, arithmetic) == pytest.approx(
        [2, math.sqrt(2), 2 / math.sqrt(3), 1], rel=1e-15
    )
    assert rates({"name": "cosine", "period": 4}, 6, arithmetic) == pytest.approx(
        [2, 1 + math.sqrt(0.5), 1, 1 - math.sqrt(0.5), 0, 0], rel=4e-16
    )
    assert rates({"name": "cosine", "period": 2, "smallest": 0.5}, 3, arithmetic) == pytest.approx(
        [2, 1.5, 1], rel=4e-16
    )
    assert rates({"name": "constant", "warmup": 4}, 5, arithmetic) == [0.5, 1, 1.5, 2, 2]


def test_a_schedule_by_step_counts_steps():
    checked = check_schedule({"name": "exponential", "decay": 0.5, "by": "step"}, "schedule")
    assert scheduled_rate(2.0, checked, 0, 3, NATIVE) == 0.25


def test_the_half_wave_is_as_close_as_its_bound_says():
    import flint

    worst = 0.0
    with flint.ctx.workprec(128):
        for period in (1, 2, 3, 7, 100, 1001):
            for t in range(period + 1):
                true = (1 + (flint.arb(t) / period).cos_pi()) / 2
                found = half_wave(t, period)
                if t == period:
                    assert found == 0.0
                    continue
                worst = max(worst, float(abs(flint.arb(found) - true) / true) / 2.0**-53)
    assert worst < 20  # the bound in SPEC is 40
    assert half_wave(0, 5) == 1.0


def test_whole_powers():
    assert [whole_power(3.0, k) for k in range(6)] == [1, 3, 9, 27, 81, 243]
    assert whole_power(0.5, 40) == 2.0**-40


def test_clipping_by_hand():
    assert clip_value(np.array([[3.0, -3.0, 0.5, -0.0]]), 1.0).tolist() == [[1, -1, 0.5, 0]]
    gradients = [np.array([[3.0], [0.0]]), np.array([4.0])]
    assert gradient_norm(gradients, NATIVE) == 5.0
    assert (
        clip_norm(gradients[1], 5.0, 2.5).tolist() == [2.0]
        and clip_norm(gradients[1], 5.0, 5.0) is gradients[1]
    )
    with (
        pytest.raises(TwinMLPError, match="`gradient_norm` must be finite, got Infinity."),
        np.errstate(over="ignore"),
    ):
        gradient_norm([np.array([1e200])], NATIVE)


def test_penalties_by_hand():
    W, penalty = np.array([[2.0, -1.0], [0.0, 4.0]]), {"l1": 0.5, "l2": 0.25, "biases": False}
    network = [
        Layer(W, np.array([-3.0, 0.0]), "identity"),
        Layer(np.zeros((2, 1)), None, "identity"),
    ]
    # 1 + 0.5 * 7 + 0.25 * 21 / 2; and with |-3| and 9 of the biases
    assert penalized_loss(1.0, network, penalty, NATIVE) == 1 + 3.5 + 2.625
    both = {**penalty, "biases": True}
    assert penalized_loss(1.0, network, both, NATIVE) == 1 + 0.5 * 10 + 0.25 * 30 / 2
    assert penalized_gradient(W, np.ones((2, 2)), penalty).tolist() == [
        [1 + 0.5 + 0.5, 1 - 0.5 - 0.25],
        [1, 1 + 0.5 + 1],
    ]


def test_the_sums_of_a_penalty_are_over_all_weights_then_over_the_biases():
    network = [
        Layer(np.array([[1.0]]), np.array([1.0]), "identity"),
        Layer(np.array([[2.0**53]]), None, "identity"),
    ]
    penalty = {"l1": 1.0, "l2": 0.0, "biases": True}
    # 1 + 2^53 is 2^53, and so is that + 1; 1 + 1 + 2^53 would be 2^53 + 2
    for ops in (NATIVE, REPRODUCIBLE):
        assert penalized_loss(0.0, network, penalty, ops) == 2.0**53


def test_the_penalty_is_on_the_biases_if_asked():
    layer = [Layer(np.array([[2.0]]), np.array([-3.0]), "identity")]
    found = [Backward(np.zeros((1, 1)), np.zeros((1, 1)), np.array([[1.0]]), np.array([1.0]))]
    config = TrainConfig(
        options={"learning_rate": 1.0},
        epochs=1,
        penalty=check_penalty({"l1": 0.5, "l2": 0.25, "biases": True}, "penalty"),
    )
    # W: 1 + 0.5 + 0.25 * 2; b: 1 - 0.5 - 0.25 * 3
    changed = gradients_for_update(layer, found, config, NATIVE)[0][0]
    assert (changed.dW.tolist(), changed.db.tolist()) == ([[2.0]], [-0.25])
    # With a norm of sqrt(2^2 + 0.25^2) clipped to half of it, and where b is frozen to 2 of W alone.
    norm = math.sqrt(4.0625)
    clipped = config._replace(clipping={"norm": norm / 2})
    (changed,), seen = gradients_for_update(layer, found, clipped, NATIVE)
    assert seen == norm and changed.db.tolist() == [-0.125]
    frozen = clipped._replace(frozen=[FrozenMask(None, np.array([0.0]))])
    (changed,), seen = gradients_for_update(layer, found, frozen, NATIVE)
    assert seen == 2.0 and changed.db.tolist() == [0.0]
    # A decay of weights stays that of the weights: b <- -3 + 0.25; W <- 2 * (1 - 0.5) - 2.
    decaying = config._replace(options={"learning_rate": 1.0, "weight_decay": 0.5})
    after = update_network(layer, found, start_states(layer, decaying), decaying, NATIVE).network[0]
    assert (after.W.tolist(), after.b.tolist()) == ([[-1.0]], [-2.75])


def test_biases_alone_are_no_penalty():
    assert check_penalty({"biases": True}, "penalty") is None
    assert check_penalty({"l2": 1}, "penalty") == {"l1": 0.0, "l2": 1.0, "biases": False}
    with pytest.raises(TwinMLPError, match="`penalty.biases` must be true or false, got 1."):
        check_penalty({"l2": 1, "biases": 1}, "penalty")


def test_masks_by_hand():
    values, before = np.array([1.0, 2.0]), np.array([-0.0, 5.0])
    kept = unless_frozen(values, np.array([0.0, 1.0]), before)
    assert (
        kept.tolist() == [0, 2]
        and math.copysign(1, kept[0]) == -1
        and unless_frozen(values, None, before) is values
    )
    config = TrainConfig(
        options={"learning_rate": 1.0},
        epochs=1,
        frozen=[FrozenMask(np.array([[0.0]]), None)],
        clipping={"norm": 2.0},
    )
    layer = Layer(np.array([[4.0]]), np.array([4.0]), "identity")
    after = update_network(
        [layer],
        [Backward(None, None, np.array([[100.0]]), np.array([4.0]))],
        start_states([layer], config),
        config,
        NATIVE,
    )
    # the frozen gradient does not count in the norm: 4, so b moves by 2
    assert after.norm == 4.0 and after.network[0].W[0, 0] == 4.0 and after.network[0].b[0] == 2.0
