"""Dropout, early stopping, callbacks, history, going on: hand-made values, and the laws that a run obeys."""

from __future__ import annotations

import numpy as np
from halving_data import HALVING, X, Y, same
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.model.mlp import MLP
from twinmlp.nn.layers import Layer
from twinmlp.train.config import Samples, TrainConfig, TrainingState
from twinmlp.train.monitor import make_monitor
from twinmlp.train.rows import MonitorConfig


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


def test_silent_unless_asked_on_a_terminal(capsys, monkeypatch):
    MLP(hidden=2, epochs=3, verbose=True).fit(X, Y)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    MLP(hidden=2, epochs=3).fit(X, Y)
    assert capsys.readouterr() == ("", "")
    MLP(hidden=2, epochs=3, verbose=True).fit(X, Y)
    shown = capsys.readouterr()
    assert shown.out == "" and "3" in shown.err


def test_coefficients_are_copies():
    model = MLP(hidden=2, epochs=1).fit([[0], [1]], [0, 1])
    before = model.predict([[0.5]])
    model.coef()[0]["W"][:] = 7
    assert (model.predict([[0.5]]) == before).all()
