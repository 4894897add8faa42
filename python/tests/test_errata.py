"""Where the article's text, formulas and listings disagree: each erratum, shown by numbers."""

from __future__ import annotations

import numpy as np
import pytest
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.base.files import fixture_path, read_json
from twinmlp.model.mlp import MLP
from twinmlp.nn.layers import Layer, backward, forward
from twinmlp.nn.losses import loss_gradient, loss_value
from twinmlp.rng.streams import normal, stream, uniform

ARTICLE = read_json(fixture_path("published/article_a.json"), "published")
X, Y = np.array(ARTICLE["X"], dtype=float), np.array(ARTICLE["y"], dtype=float)
LR = 0.1


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.fixture
def drawn():
    """The R listing's weights and biases from set.seed(42); R fills a matrix column by column."""
    wh = normal(stream(ARTICLE["seed"], "r"), 12)
    bias_in = uniform(wh.stream, 3)
    wout = normal(bias_in.stream, 3)
    bias_out = uniform(wout.stream, 1)
    return (
        wh.values.reshape(4, 3, order="F"),
        bias_in.values,
        wout.values.reshape(3, 1),
        bias_out.values,
    )


def per_sample_listing(wh, bias_in, wout, bias_out, epochs):
    """The R listing as it stands: biases are n x units matrices, and are updated by sums over the units."""
    bh = np.tile(bias_in, len(X)).reshape(len(X), 3, order="F")
    bout = np.tile(bias_out, len(X)).reshape(len(X), 1, order="F")
    first = sigmoid(X @ wh + bh)
    for _ in range(epochs):
        hidden = sigmoid(X @ wh + bh)
        output = sigmoid(hidden @ wout + bout)
        d_output = (Y - output) * output * (1 - output)
        d_hidden = (d_output @ wout.T) * hidden * (1 - hidden)
        wout = wout + hidden.T @ d_output * LR
        bout = bout + d_output.sum(axis=1, keepdims=True) * LR
        wh = wh + X.T @ d_hidden * LR
        bh = bh + d_hidden.sum(axis=1, keepdims=True) * LR
    return first, sigmoid(sigmoid(X @ wh + bh) @ wout + bout)


def as_layers(wh, bias_in, wout, bias_out):
    return [Layer(wh, bias_in, "sigmoid"), Layer(wout, bias_out, "sigmoid")]


def test_1_the_r_listing_trains_a_bias_for_every_sample(drawn):
    first, outputs = per_sample_listing(*drawn, epochs=5000)
    assert [f"{value:.4f}" for value in outputs[:, 0]] == ARTICLE["as_listed"]
    model = MLP(
        hidden=3,
        learning_rate=LR,
        epochs=5000,
        parameters=[
            {"W": drawn[0], "b": drawn[1]},
            {"W": drawn[2], "b": drawn[3]},
        ],
    ).fit(X, Y)
    assert [f"{value:.4f}" for value in model.predict(X)[:, 0]] == ARTICLE["per_unit"]
    # Another model from the first forward pass on, where rep() puts another unit's bias on a row.
    assert np.abs(first - forward(as_layers(*drawn), X, NATIVE)[0].A).max() > 0.01


@pytest.fixture
def step(drawn):
    """One step of the network with a bias for every unit: layers, values and gradients."""
    layers = as_layers(*drawn)
    values = forward(layers, X, NATIVE)
    dA = loss_gradient(values[-1].A, Y, "half_squared_error", "sum", NATIVE)
    return layers, values, backward(layers, X, values, dA, NATIVE)


def numerical(layers, l, name, index):
    """dJ / d parameter by a central difference."""

    def loss_at(shift):
        changed = getattr(layers[l], name).copy()
        changed[index] += shift
        moved = [
            layer._replace(**{name: changed}) if i == l else layer for i, layer in enumerate(layers)
        ]
        return loss_value(forward(moved, X, NATIVE)[-1].A, Y, "half_squared_error", "sum", NATIVE)

    return (loss_at(1e-6) - loss_at(-1e-6)) / 2e-6


def test_2_the_hidden_bias_takes_the_hidden_delta(step):
    layers, values, gradients = step
    right = gradients[0].dZ.sum(axis=0)
    wrong = gradients[1].dZ.sum(axis=0)  # the step list's "delta of output layer"
    for unit in range(3):
        true = numerical(layers, 0, "b", unit)
        assert right[unit] == pytest.approx(true, rel=1e-6)
        assert abs(wrong[0] - true) > 1e-3


def test_3_the_learning_rate_counts_once(step):
    layers, values, gradients = step
    once = LR * gradients[1].dW
    twice = values[0].A.T @ (LR * gradients[1].dZ) * LR  # steps 7 and 10 of the pictures
    assert twice == pytest.approx(once * LR, rel=1e-12)
    model = MLP(
        hidden=3,
        learning_rate=LR,
        epochs=1,
        parameters=[{"W": layer.W, "b": layer.b} for layer in layers],
    ).fit(X, Y)
    assert layers[1].W - model.network[1].W == pytest.approx(once, rel=1e-9)


def test_4_the_sign_is_minus_for_e_of_output_minus_target(step):
    layers, values, gradients = step

    def loss(network):
        return loss_value(forward(network, X, NATIVE)[-1].A, Y, "half_squared_error", "sum", NATIVE)

    down = [layer._replace(W=layer.W - LR * g.dW) for layer, g in zip(layers, gradients)]
    up = [
        layer._replace(W=layer.W + LR * g.dW) for layer, g in zip(layers, gradients)
    ]  # as the formula is printed
    assert loss(down) < loss(layers) < loss(up)


def test_5_the_error_goes_through_wout_from_before_its_update(step):
    layers, values, gradients = step
    after = layers[1].W - LR * gradients[1].dW
    wrong = X.T @ (gradients[1].dZ @ after.T * values[0].A * (1 - values[0].A))
    true = numerical(layers, 0, "W", (0, 0))
    assert gradients[0].dW[0, 0] == pytest.approx(true, rel=1e-6)
    assert abs(wrong[0, 0] - true) > 1e-3 * abs(true)


def test_6_the_output_layer_takes_a_matrix_product(drawn):
    hidden = sigmoid(X @ drawn[0] + drawn[1])
    assert (hidden @ drawn[2]).shape == (3, 1)
    assert (hidden * drawn[2]).shape == (3, 3)  # the elementwise product is not one output a sample


def test_7_an_epoch_is_one_pass_for_full_batches_only():
    full = MLP(epochs=1).trace(X, Y, steps=[0])
    single = MLP(epochs=1, batch_size=1).trace(X, Y, steps=[0, 1, 2])
    assert [step["epoch"] for step in full["steps"]] == [0]
    assert [step["epoch"] for step in single["steps"]] == [0, 0, 0]


def test_8_the_last_printed_errors_are_rounding_noise():
    c = read_json(fixture_path("published/article_c.json"), "published")
    columns = {
        name: values
        for name, values in c["not_reproducible"].items()
        if name not in ("about", "epochs")
    }
    by_epoch = list(zip(*columns.values()))
    assert len(set(by_epoch[0])) == 1  # epoch 6000: everybody agrees
    assert all(len(set(values)) > 4 for values in by_epoch[1:])
