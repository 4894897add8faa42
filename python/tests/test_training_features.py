"""Dropout, early stopping, callbacks, history, going on: hand-made values, and the laws that a run obeys."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import unwarned
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import fixture_path, read_json
from twinmlp.model.mlp import MLP
from twinmlp.nn.dropout import Drop, draw_drops, drop_units
from twinmlp.nn.layers import Layer
from twinmlp.optim.optimizers import OPTIMIZERS
from twinmlp.rng.streams import stream, uniform
from twinmlp.trace.record import run_case
from twinmlp.train.config import Samples, TrainConfig, TrainingState
from twinmlp.train.monitor import make_monitor
from twinmlp.train.rows import MonitorConfig

RANDOM = np.random.RandomState(1)
X = RANDOM.uniform(-1, 1, size=(20, 3))
Y = (X[:, :1] * X[:, 1:2] > 0) * 1.0
# One weight w, one sample (1, 0): J = w^2 / 2, dW = w, and a learning rate of 1/2 halves w.
HALVING = {
    "hidden": [],
    "output_activation": "identity",
    "bias": False,
    "parameters": [{"W": [[1]], "b": None}],
    "learning_rate": 0.5,
}


def same(first, second):
    return all(
        np.array_equal(p[name], q[name])
        for p, q in zip(first.coef(), second.coef())
        for name in ("W", "b")
    )


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


def test_stopping_on_gradient_size_before_the_update():
    model = MLP(**HALVING, epochs=100, threshold=0.1).fit([[1]], [[0]])
    assert model.stopped == "gradient" and model.network[0].W[0, 0] == 1 / 16
    assert model.losses == [2.0 ** (-2 * k - 1) for k in range(5)]
    assert (
        MLP(**HALVING, epochs=100, threshold=0.0625).fit([[1]], [[0]]).network[0].W[0, 0] == 1 / 16
    )


def monitored_losses(losses, **options):
    """Why the monitor stops at each loss, and the best row in the end."""
    config = TrainConfig(options={"learning_rate": 0.1}, epochs=99, **options)
    monitor, reasons = make_monitor(Samples(None, None), config, MonitorConfig(), NATIVE), []
    for epoch, loss in enumerate(losses):
        network = [Layer(np.full((1, 1), float(epoch)), None, "identity")]
        state = TrainingState(network, [], None, epoch, epoch, [], None)
        reasons.append(monitor.before_epoch(state, loss))
    return reasons, monitor.monitored().best


def test_patience():
    reasons, best = monitored_losses([5, 4, 4, 3, 3.5, 3], patience=2)
    assert reasons == [None, None, None, None, None, "patience"]
    assert (best.epoch, best.value, best.network[0].W[0, 0]) == (3, 3, 3)
    reasons, best = monitored_losses([5, 4, 3.75, 3.5, 3], patience=2, min_delta=0.5)
    assert reasons == [None, None, None, "patience", None] and best.epoch == 4
    assert monitored_losses([5, 6, 7], patience=2)[1].epoch == 0


def test_best_parameters_come_back():
    # The validation target 0.3 is nearest to w = 1/4: rows 1, 1/2, 1/4, 1/8, 1/16.
    arguments = {**HALVING, "epochs": 100, "patience": 2}
    model = MLP(**arguments).fit([[1]], [[0]], validation=([[1]], [[0.3]]))
    assert model.stopped == "patience" and model.network[0].W[0, 0] == 0.25
    assert model.final_loss == 1 / 32 and len(model.losses) == 4
    np.testing.assert_allclose(
        model.history["validation_loss"], [(0.5**k - 0.3) ** 2 / 2 for k in range(5)]
    )
    last = MLP(**arguments, restore_best=False).fit([[1]], [[0]], validation=([[1]], [[0.3]]))
    assert last.network[0].W[0, 0] == 1 / 16


def test_validation_rows_are_the_first_draw_and_are_not_trained_on():
    order = np.random.RandomState(3).permutation(20)
    seen = []
    model = MLP(
        hidden=2,
        epochs=2,
        batch_size=4,
        validation_fraction=0.25,
        seed=3,
        on_step=lambda step: seen.append(step.rows),
    )
    model.fit(X, Y)
    assert sorted(np.concatenate(seen).tolist()) == sorted(list(range(15)) * 2)
    given = MLP(hidden=2, epochs=2, batch_size=4, seed=3).fit(
        X[order[5:]], Y[order[5:]], validation=(X[order[:5]], Y[order[:5]])
    )
    assert same(model, given) and model.history.columns == given.history.columns
    trace = MLP(hidden=2, epochs=1, batch_size=4, validation_fraction=0.25, seed=3).trace(
        X, Y, [0, 1, 2, 3]
    )
    assert [i for step in trace["steps"] for i in step["rows"]] == order[5:].tolist()


def test_callbacks_see_and_stop():
    steps, rows = [], []
    model = MLP(
        **HALVING, epochs=10, on_step=lambda step: steps.append(step.step) or step.step == 2
    ).fit([[1]], [[0]])
    assert steps == [0, 1, 2] and model.stopped == "on_step" and model.network[0].W[0, 0] == 1 / 8
    model = MLP(
        **HALVING, epochs=10, on_epoch=lambda row: rows.append(row) or row["loss"] < 0.01
    ).fit([[1]], [[0]])
    assert (
        model.stopped == "on_epoch"
        and [row["epoch"] for row in rows] == [0, 1, 2, 3]
        and model.network[0].W[0, 0] == 1 / 8
    )


def test_history():
    model = MLP(**HALVING, epochs=3, keep_weights=True, metrics="mean_absolute_error").fit(
        [[1]], [[0]]
    )
    assert [network[0].W[0, 0] for network in model.history.weights] == [1, 0.5, 0.25, 0.125]
    assert model.history.columns == {
        "epoch": [0, 1, 2, 3],
        "loss": [0.5, 0.125, 0.03125, 0.0078125],
        "learning_rate": [0.5] * 4,
        "mean_absolute_error": [1, 0.5, 0.25, 0.125],
    }
    plain = MLP(**HALVING, epochs=3).fit([[1]], [[0]])
    assert plain.history.columns == {
        name: model.history[name] for name in ("epoch", "loss", "learning_rate")
    }
    lines = repr(MLP(**HALVING, epochs=30).fit([[1]], [[0]]).history).split("\n")
    assert (
        lines[0].split() == ["epoch", "loss", "learning_rate"]
        and len(lines) == 12
        and lines[6].split() == ["..."] * 3
    )


@unwarned
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("arithmetic", ["native", "reproducible"])
def test_going_on_is_one_long_run(optimizer, arithmetic, tmp_path):
    arguments = {
        "hidden": [3],
        "activation": "tanh",
        "optimizer": optimizer,
        "learning_rate": 0.05,
        "arithmetic": arithmetic,
        "batch_size": 6,
        "order": "shuffled",
        "dropout": 0.3,
        "validation_fraction": 0.2,
        "patience": 99,
        "keep_weights": True,
    }
    if OPTIMIZERS[optimizer].search is not None:  # which wants all samples at once, and no dropout
        arguments |= {"batch_size": None, "order": "sequential", "dropout": 0}
    long = MLP(**arguments, epochs=9).fit(X, Y)
    parts = MLP(**arguments, epochs=4).fit(X, Y).partial_fit(X, Y, 2).partial_fit(X, Y, 3)
    path = str(tmp_path / "run.json")
    MLP(**arguments, epochs=5, checkpoint=path, checkpoint_every=2).fit(X, Y)
    resumed = MLP.resume(path, X, Y, epochs=9)
    for other in (parts, resumed):
        assert (
            same(long, other)
            and long.history.columns == other.history.columns
            and long.losses == other.losses
        )
        assert all(
            np.array_equal(a[0].W, b[0].W)
            for a, b in zip(long.history.weights, other.history.weights)
        )


def test_a_finished_run_is_resumed_as_it_is(tmp_path):
    path = str(tmp_path / "run.json")
    done = MLP(**HALVING, epochs=100, threshold=0.1, checkpoint=path).fit([[1]], [[0]])
    again = MLP.resume(path, [[1]], [[0]])
    assert same(done, again) and again.losses == done.losses


@pytest.mark.parametrize(
    "damage, text",
    [
        (
            lambda run: run.resume(run.path, X[:5], Y[:5]),
            "`X` must be a 20 x 3 matrix, got a 5 x 3 matrix.",
        ),
        (
            lambda run: run.resume(run.path, X, Y, seed=1),
            '`changes` must be one of epochs, on_step, on_epoch, checkpoint, checkpoint_every, verbose, engine, threads, got "seed".',
        ),
        (
            lambda run: run.resume("nowhere.json", X, Y),
            '`checkpoint` must be a readable file, got "nowhere.json".',
        ),
    ],
)
def test_what_cannot_be_resumed(damage, text, tmp_path):
    run = MLP(hidden=2, epochs=1, checkpoint=str(tmp_path / "run.json")).fit(X, Y)
    run.path = run.checkpoint
    with pytest.raises(TwinMLPError) as error:
        damage(run)
    assert str(error.value) == text


def test_silent_unless_asked_on_a_terminal(capsys, monkeypatch):
    MLP(hidden=2, epochs=3, verbose=True).fit(X, Y)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    MLP(hidden=2, epochs=3).fit(X, Y)
    assert capsys.readouterr() == ("", "")
    MLP(hidden=2, epochs=3, verbose=True).fit(X, Y)
    shown = capsys.readouterr()
    assert shown.out == "" and "3" in shown.err


def test_patience_counts_anew_when_training_goes_on():
    arguments = {**HALVING, "epochs": 100, "patience": 2}
    held_out = ([[1]], [[0.3]])
    model = MLP(**arguments).fit([[1]], [[0]], validation=held_out)
    assert (model.stopped, len(model.losses)) == ("patience", 4)
    # w goes on from 1/16: row 5, 1/32, is the first and the best; 1/64 and 1/128 are farther from 0.3.
    model.partial_fit([[1]], [[0]], epochs=50, validation=held_out)
    assert (model.stopped, len(model.losses)) == ("patience", 7)
    assert model.state.network[0].W[0, 0] == 1 / 128
    # Towards another target it learns, each row nearer to it.
    model.partial_fit([[1]], [[1]], epochs=3, validation=([[1]], [[1]]))
    assert model.stopped is None and len(model.losses) == 10


def test_coefficients_are_copies():
    model = MLP(hidden=2, epochs=1).fit([[0], [1]], [0, 1])
    before = model.predict([[0.5]])
    model.coef()[0]["W"][:] = 7
    assert (model.predict([[0.5]]) == before).all()
