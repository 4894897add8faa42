"""Dropout by hand."""

from __future__ import annotations

import numpy as np
from halving_data import X, Y
from twinmlp.base.files import fixture_path, read_json
from twinmlp.model.mlp import MLP
from twinmlp.nn.dropout import Drop, draw_drops, drop_units
from twinmlp.rng.streams import stream, uniform
from twinmlp.trace.record import run_case


def test_masks_are_the_streams_uniforms_row_by_row():
    drops, after = draw_drops((0.3, 0.0, 0.6), [2, 5, 3], 4, stream(7))
    u = np.random.RandomState(7)
    assert np.array_equal(drops[0].mask, u.random_sample((4, 2)) >= 0.3)
    assert drops[1] is None
    assert np.array_equal(drops[2].mask, u.random_sample((4, 3)) >= 0.6)
    assert drops[0].keep == 0.7 and drops[2].keep == 0.4
    assert uniform(after, 1).values[0] == u.random_sample()


def test_dropped_values():
    drop = Drop(np.array([[1.0, 0.0], [0.0, 1.0]]), 0.25)
    assert np.array_equal(drop_units(np.array([[1.0, 2.0], [3.0, -4.0]]), drop), [[4, 0], [0, -16]])
    values = np.ones((1, 1))
    assert drop_units(values, None) is values


def test_one_step_with_dropout_by_hand():
    case = read_json(fixture_path("cases/dropout_half.json"), "case")
    step = run_case(case)["steps"][0]
    inputs, y = np.array(case["data"]["X"]), np.array(case["data"]["y"])
    W1, b1, W2, b2 = (np.array(layer[name]) for layer in case["parameters"] for name in ("W", "b"))
    mask = np.random.RandomState(42).random_sample((6, 6)) >= 0.5
    A1 = 1 / (1 + np.exp(-(inputs @ W1 + b1)))
    D1 = A1 * mask * 2
    A2 = 1 / (1 + np.exp(-(D1 @ W2 + b2)))
    dZ2 = (A2 - y) * A2 * (1 - A2)
    dZ1 = dZ2 @ W2.T * mask * 2 * A1 * (1 - A1)
    hidden, output = step["layers"]
    assert np.array_equal(hidden["mask"], mask)
    for value, expected in [
        (hidden["A"], A1),
        (hidden["D"], D1),
        (output["A"], A2),
        (output["dW"], D1.T @ dZ2),
        (hidden["dZ"], dZ1),
        (hidden["dW"], inputs.T @ dZ1),
        (hidden["db"], dZ1.sum(axis=0)),
        (step["loss"], ((A2 - y) ** 2).sum() / 2),
    ]:
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-15)
    assert "mask" not in output and "D" not in output


def test_predictions_and_losses_are_without_dropout():
    model = MLP(hidden=4, dropout=0.5, epochs=3, seed=5).fit(X, Y)
    A = X
    for layer in model.network:
        A = 1 / (1 + np.exp(-(A @ layer.W + layer.b)))
    np.testing.assert_allclose(model.predict(X), A, rtol=1e-12)
    np.testing.assert_allclose(model.final_loss, ((A - Y) ** 2).sum() / 2, rtol=1e-12)
    assert model.losses[0] == MLP(hidden=4, epochs=3, seed=5).fit(X, Y).losses[0]
