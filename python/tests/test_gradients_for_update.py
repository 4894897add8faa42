"""Clipping, penalties and frozen weights by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from twinmlp.arithmetic.kinds import NATIVE, REPRODUCIBLE
from twinmlp.base.errors import TwinMLPError
from twinmlp.nn.layers import Backward, Layer
from twinmlp.optim.clipping import clip_norm, clip_value, gradient_norm
from twinmlp.optim.frozen import FrozenMask, unless_frozen
from twinmlp.optim.penalty import check_penalty, penalized_gradient, penalized_loss
from twinmlp.optim.update import gradients_for_update, start_states, update_network
from twinmlp.train.config import TrainConfig


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
