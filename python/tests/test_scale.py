"""Scales and restarts: against scikit-learn's scalers and several trainings by hand, with every other option."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from helpers import refused, unwarned
from scaled_data import HOW, RANDOM, X, Y
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.cli.main import main
from twinmlp.data.scale import find_scale, fold_inputs, scale_inputs
from twinmlp.model.mlp import MLP
from twinmlp.nn.layers import Layer
from twinmlp.train.objective import network_outputs

SCALERS = {"standard": StandardScaler, "min_max": MinMaxScaler}


def by_hand(kind, output_activation, rows=slice(None), **more):
    """A model trained on what scikit-learn makes of the data, and its predictions scaled back."""
    of_X = SCALERS[kind]().fit(X[rows])
    bounded = output_activation not in ("identity", "leaky_relu")
    of_y = SCALERS["min_max" if bounded else kind]().fit(Y[rows])
    model = MLP(**HOW, output_activation=output_activation, **more)
    model.fit(of_X.transform(X), of_y.transform(Y))
    return model, of_y.inverse_transform(model.predict(of_X.transform(X)))


@unwarned
@pytest.mark.parametrize("output_activation", ["identity", "sigmoid", "tanh", "softplus", "elu"])
@pytest.mark.parametrize("kind", SCALERS)
def test_training_is_that_of_scikit_learn_s_scalers_by_hand(kind, output_activation):
    hand, predictions = by_hand(kind, output_activation)
    model = MLP(**HOW, output_activation=output_activation, scale=kind).fit(X, Y)
    assert np.allclose(model.losses, hand.losses, rtol=1e-9)
    assert np.allclose(model.predict(X), predictions, rtol=1e-9)
    assert model.metrics(X, Y)["mean_squared_error"] == pytest.approx(
        ((predictions - Y) ** 2).mean(), rel=1e-8
    )
    assert np.allclose(model.layer_outputs(X)[0].Z, hand.layer_outputs(scaled(kind, X))[0].Z)


def scaled(kind, values):
    return SCALERS[kind]().fit_transform(values)


@pytest.mark.parametrize("kind", SCALERS)
def test_scales_are_those_of_the_rows_trained_on(kind):
    """validation_fraction sets rows aside, validation data are others: neither is looked at."""
    n = len(X)
    set_aside = MLP(**HOW, scale=kind, output_activation="identity", validation_fraction=0.25)
    set_aside.fit(X, Y)
    rows = set(np.random.RandomState(42).permutation(n)[10:])  # ceil(0.25 * 40) = 10 are set aside
    rows = [row for row in range(n) if row in rows]
    for found, data in ((set_aside.scale.inputs, X), (set_aside.scale.targets, Y)):
        scaler = SCALERS[kind]().fit(data[rows])
        shift = scaler.mean_ if kind == "standard" else scaler.data_min_
        divisor = scaler.scale_ if kind == "standard" else scaler.data_range_
        assert np.allclose(found.shift, shift) and np.allclose(found.divisor, divisor)
    beside = MLP(**HOW, scale=kind, output_activation="identity")
    beside.fit(X[:30], Y[:30], validation=(X[30:] * 1e6, Y[30:]))
    alone = MLP(**HOW, scale=kind, output_activation="identity").fit(X[:30], Y[:30])
    assert np.array_equal(beside.scale.inputs.shift, alone.scale.inputs.shift)
    assert beside.losses == alone.losses


def test_validation_data_and_metrics_of_the_history():
    """The validation loss is of scaled numbers, metrics are of the data's."""
    kept = MLP(**HOW, scale="standard", output_activation="identity", metrics="mean_absolute_error")
    kept.fit(X[:30], Y[:30], validation=(X[30:], Y[30:]))
    error = np.abs(kept.predict(X[30:]) - Y[30:])
    assert kept.history["validation_mean_absolute_error"][-1] == pytest.approx(error.mean())
    in_units = (kept.predict(X[30:]) - Y[30:]) / StandardScaler().fit(Y[:30]).scale_
    assert kept.history["validation_loss"][-1] == pytest.approx((in_units**2).mean() / 2)
    last = kept.metrics(X[:30], Y[:30], "mean_absolute_error")["mean_absolute_error"]
    assert kept.history["mean_absolute_error"][-1] == pytest.approx(last)


CLASSES = [
    (["a", "b"] * 20, {}),
    ([0, 1] * 20, {}),
    (["a", "b", "c", "b"] * 10, {"output_activation": "softmax", "loss": "cross_entropy"}),
    (["a", "b", "c", "b"] * 10, {"output_activation": "softmax", "loss": "squared_error"}),
    ([0, 1] * 20, {"loss": "binary_cross_entropy"}),
    (np.eye(4)[np.arange(40) % 4], {"output_activation": "softmax"}),
    (np.eye(4)[np.arange(40) % 4], {"output_activation": "sigmoid"}),
]


@unwarned
@pytest.mark.parametrize(("y", "more"), CLASSES)
def test_classes_are_not_scaled(y, more):
    model = MLP(**HOW, scale="standard", **more).fit(X, y)
    assert model.scale.targets is None
    hand = MLP(**HOW, **more).fit(scaled("standard", X), y)
    assert np.allclose(model.predict(X), hand.predict(scaled("standard", X)))
    assert list(model.predict(X, "class")) == list(hand.predict(scaled("standard", X), "class"))
    assert np.allclose(
        model.predict(X, "probability"), hand.predict(scaled("standard", X), "probability")
    )


@pytest.mark.parametrize(
    "more",
    [
        {"optimizer": "lbfgs"},
        {"optimizer": "adam", "batch_size": 7, "order": "shuffled", "dropout": 0.2},
        {"penalty": {"l2": 0.01}, "clipping": {"norm": 1}, "schedule": "cosine"},
        {"loss": "huber", "full_loss": True, "batch_size": 9},
        {"loss": "absolute_error", "learning_rate": 0.01},
        {"patience": 2, "validation_fraction": 0.2, "keep_weights": True},
        {"bias": False, "initializer": "he_normal", "generator": "r"},
        {"hidden": [], "arithmetic": "reproducible"},
    ],
)
@unwarned
def test_with_every_other_option(more, tmp_path):
    """Going on, the checkpoint, gradcheck and the trace are of the same scaled numbers."""
    how = {**HOW, "output_activation": "identity", "scale": "standard", **more}
    long = MLP(**how).fit(X, Y)
    path, half = str(tmp_path / "run.json"), {**how, "epochs": 12}
    MLP(**half, checkpoint=path).fit(X, Y)
    resumed = MLP.resume(path, X, Y, epochs=30)
    if long.stopped is None:
        assert resumed.losses == long.losses
        assert np.array_equal(resumed.predict(X), long.predict(X))
        gone_on = MLP(**half).fit(X, Y).partial_fit(X, Y, epochs=18)
        assert gone_on.losses == long.losses
    assert MLP(**how).trace(X, Y)["final"]["loss"] == long.final_loss
    assert long.gradcheck(X, Y).passed
    long.save(str(tmp_path / "network.json"))
    read = MLP.load(str(tmp_path / "network.json"))
    assert np.array_equal(read.predict(X), long.predict(X))
    assert read.metrics(X, Y) == long.metrics(X, Y)
    again = read.partial_fit(X, Y, epochs=1)
    assert np.array_equal(again.scale.inputs.shift, long.scale.inputs.shift)


def test_going_on_with_other_data_keeps_the_scale():
    model = MLP(**HOW, scale="min_max", output_activation="identity").fit(X, Y)
    before = model.scale
    model.partial_fit(X * 2, Y, epochs=3)
    assert model.scale is before
    assert MLP(**HOW, scale="min_max").fit(X * 2, Y).scale.inputs.shift[0] == 2 * X[:, 0].min()


def test_fit_finds_the_scale_anew():
    model = MLP(**HOW, scale="min_max", output_activation="identity").fit(X * 2, Y)
    again = model.fit(X, Y)
    assert again.scale.inputs.shift.tolist() == X.min(axis=0).tolist()
    assert (
        again.losses == MLP(**HOW, scale="min_max", output_activation="identity").fit(X, Y).losses
    )


def test_columns_that_do_not_vary():
    constant = np.column_stack([X[:, 0], np.full(40, 7.0)])
    model = MLP(**HOW, scale="standard", output_activation="identity").fit(constant, Y)
    assert model.scale.inputs.divisor[1] == 1.0 and model.scale.inputs.shift[1] == 7.0
    assert np.isfinite(model.predict(constant)).all()


@pytest.mark.parametrize("value", [0.1, -1e9 / 3, 1e-300, 0.0])
def test_constant_columns_whose_mean_is_rounded(value):
    """The mean of ten times 0.1 is not 0.1: what is left is rounding, and not divided by."""
    constant = np.column_stack([X[:, 0], np.full(40, value)])
    model = MLP(**HOW, scale="standard", output_activation="identity").fit(constant, Y)
    assert model.scale.inputs.divisor[1] == 1.0
    assert StandardScaler().fit(constant).scale_[1] == 1.0
    small = np.full((40, 1), value) + np.abs(value) * 1e-9 * RANDOM.normal(size=(40, 1))
    found = MLP(**HOW, scale="standard", output_activation="identity").fit(small, Y).scale.inputs
    assert np.allclose(found.divisor, StandardScaler().fit(small).scale_, rtol=1e-4)


def test_layers_that_were_made_without_a_scale():
    layers = [{"W": [[1.0], [2.0], [3.0]], "b": [0.5], "activation": "identity"}]
    model = MLP.from_layers(layers, scale="standard")
    assert model.predict([[1, 0, 0]]).tolist() == [[1.5]]
    text = '`scale` must be none where layers were made without it, got "standard".'
    with refused("E_CHOICE", text):
        model.partial_fit(X, Y)


def test_data_frames_by_name():
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    model = MLP(**HOW, output_activation="identity", scale="standard")
    model.fit(frame, Y, validation=(frame[["c", "b", "a"]], Y))
    assert np.array_equal(model.predict(frame[["b", "c", "a"]]), model.predict(X))
    assert np.allclose(model.history["validation_loss"], model.history["loss"])


@pytest.mark.parametrize("bias", [True, False])
def test_folded_networks_take_inputs_as_they_are(bias):
    scale = find_scale("standard", X, Y, "identity", NATIVE)
    W = RANDOM.normal(size=(3, 2))
    network = [
        Layer(W, RANDOM.normal(size=2) if bias else None, "tanh"),
        Layer(RANDOM.normal(size=(2, 1)), None, "identity"),
    ]
    expected = network_outputs(network, scale_inputs(X, scale), NATIVE)
    assert np.allclose(network_outputs(fold_inputs(network, scale), X, NATIVE), expected)
    assert fold_inputs(network, None) == network


@pytest.mark.parametrize("kind", ["class", "probability"])
def test_scaled_numbers_have_no_classes(kind):
    model = MLP(**HOW, scale="standard").fit(X, Y)
    with refused(
        "E_CHOICE", f'`type` must be response where targets are scaled numbers, got "{kind}".'
    ):
        model.predict(X, kind)


def test_the_boundary_of_a_scaled_network(tmp_path):
    """Two classes at x1 = 0 and 1000: left of 500 the one colour, right the other, to the pixel."""
    data, out = tmp_path / "d.csv", str(tmp_path / "n.json")
    rows = [(1000 * (k % 2), k, k % 2) for k in range(20)]
    data.write_text("a,b,y\n" + "".join(f"{a},{b},{y}\n" for a, b, y in rows))
    words = ["--hidden", "none", "--scale", "standard", "--epochs", "300"]
    assert main(["train", str(data), "--out", out, *words]) == 0
    model = MLP.load(out)
    layers = fold_inputs(model.trained(), model.scale)
    middle = network_outputs(layers, np.array([[400.0, 10], [600.0, 10]]), NATIVE)
    assert middle[0, 0] < 0.5 < middle[1, 0]
    assert main(["boundary", out, str(data), "--out", str(tmp_path / "b.png")]) == 0


def test_on_the_command_line(tmp_path, capsys):
    data, out = tmp_path / "wages.csv", str(tmp_path / "n.json")
    data.write_text("a,y\n" + "".join(f"{k},{20000 + 10000 * k}\n" for k in range(5)))
    words = ["--hidden", "none", "--output-activation", "identity", "--scale", "standard"]
    assert main(["train", str(data), "--out", out, *words, "--restarts", "3"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["predict", out, str(data)]) == 0
    predicted = [float(line) for line in capsys.readouterr().out.split()[1:]]
    assert np.allclose(predicted, [20000, 30000, 40000, 50000, 60000], rtol=1e-6)
