"""The loop: one unit without bias, a = w x, whose every step can be followed by hand."""

from __future__ import annotations

import hand
import numpy as np
import pytest
from helpers import column, refused
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.nn.layers import Layer
from twinmlp.train.config import Samples, TrainConfig
from twinmlp.train.loop import train

# a = w x, J = sum of a^2 / 2 = 7 w^2, dJ/dw = 14 w, for x = 1, 2, 3 and y = 0.
START, X, Y = [Layer(np.array([[1.0]]), None, "identity")], column(1, 2, 3), column(0, 0, 0)


def run(record=(), **config):
    return train(
        START,
        Samples(X, Y),
        TrainConfig(options={"learning_rate": 0.125}, **{"epochs": 1, **config}),
        NATIVE,
        record,
    )


def weights(steps):
    return [step.network[0].W[0, 0] for step in steps]


def test_step_by_hand():
    step = train(
        hand.NETWORK,
        Samples(hand.X, hand.Y),
        TrainConfig({"learning_rate": hand.LEARNING_RATE}, 1),
        NATIVE,
        [0],
    ).steps[0]
    assert step.loss == hand.LOSS
    for layer, expected in zip(step.network, hand.LAYERS):
        assert layer.W.tolist() == expected["W"] and layer.b.tolist() == expected["b"]


def test_full_batch():
    """w = 1 - 14/8 = -0.75; J before: 7, 7 (0.75)^2 = 3.9375; then w = -0.75 + 0.75 14/8 = 0.5625, J = 7 (0.5625)^2."""
    training = run(record=[0, 1], epochs=2)
    assert weights(training.steps) == [-0.75, 0.5625]
    assert training.losses == [7.0, 3.9375]
    assert training.final_loss == 7 * 0.5625**2


def test_mean_reduction_divides_the_step():
    """J = 7/3, dJ/dw = 14/3."""
    training = run(record=[0], reduction="mean")
    assert training.losses == [7 / 3]
    assert weights(training.steps) == [pytest.approx(1 - 14 / 24, abs=1e-15)]


def test_batches_with_a_remainder():
    """Samples 1, 2: dW = 1 + 4 = 5, w = 1 - 5/8 = 0.375. Sample 3: dW = 9 (0.375), w = 0.375 - 3.375/8 = -0.046875."""
    training = run(record=[0, 1], batch_size=2)
    assert weights(training.steps) == [0.375, -0.046875]
    assert [step.rows.tolist() for step in training.steps] == [[0, 1], [2]]
    assert [step.loss for step in training.steps] == [2.5, 0.6328125]  # (1 + 4)/2;  (3 (0.375))^2/2


def test_one_sample_at_a_time():
    """w = 1 - 1/8 = 0.875; then w - 4 w/8 = w/2 = 0.4375; then w - 9 w/8 = -w/8 = -0.0546875."""
    assert weights(run(record=[0, 1, 2], batch_size=1).steps) == [0.875, 0.4375, -0.0546875]


def test_losses_are_those_of_all_samples_before_each_epoch():
    """Before the second epoch w = -0.046875 (see the batches above), so J = 7 w^2."""
    training = run(epochs=2, batch_size=2)
    assert training.losses == [7.0, 7 * 0.046875**2]


def test_steps_are_counted_over_all_epochs():
    training = run(record=[0, 3, 5], epochs=3, batch_size=2)
    assert [(step.step, step.epoch, step.rows.tolist()) for step in training.steps] == [
        (0, 0, [0, 1]),
        (3, 1, [2]),
        (5, 2, [2]),
    ]


def test_batch_as_large_as_all_is_the_full_batch():
    full = run(epochs=3)
    for size in (3, 100):
        assert weights([run(epochs=3, batch_size=size)]) == weights([full])


def test_no_epochs():
    training = run(epochs=0)
    assert (
        training.losses == []
        and training.final_loss == 7.0
        and training.network == START
        and training.steps == []
    )
    state = training.state
    assert (
        state.network == START
        and (state.epoch, state.step, state.losses) == (0, 0, [])
        and training.stopped is None
    )


@pytest.mark.parametrize("size", [None, 2])
def test_shuffled_order_is_that_of_numpy(size):
    training = run(record=range(99), epochs=4, batch_size=size, order="shuffled", seed=7)
    numpy = np.random.RandomState(7)
    for epoch in range(4):
        rows = [step.rows for step in training.steps if step.epoch == epoch]
        assert np.concatenate(rows).tolist() == numpy.permutation(3).tolist()
        assert len(rows) == (1 if size is None else 2)


def test_divergence_is_refused_and_says_when():
    """w = 1 - 1e200 (14) after step 0; the loss of step 1 is infinite."""
    with refused(
        "E_DIVERGED",
        "`loss` must be finite, but training diverged at step 1 "
        "(try a smaller learning_rate, or the reduction mean), got NaN or Infinity.",
    ):
        train(START, Samples(X, Y), TrainConfig({"learning_rate": 1e200}, 5), NATIVE)


def test_divergence_of_the_last_step_is_refused_too():
    with refused(
        "E_DIVERGED",
        "`loss` must be finite, but training diverged at step 1 "
        "(try a smaller learning_rate, or the reduction mean), got NaN or Infinity.",
    ):
        train(START, Samples(X, Y), TrainConfig({"learning_rate": 1e200}, 1), NATIVE)


def test_arguments_are_left_alone():
    run(epochs=3)
    assert START[0].W.tolist() == [[1.0]] and X.tolist() == [[1], [2], [3]]
