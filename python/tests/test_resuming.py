"""Trainings that go on: from a model, and from a checkpoint."""

from __future__ import annotations

import numpy as np
import pytest
from halving_data import HALVING, X, Y, same
from helpers import unwarned
from twinmlp.base.errors import TwinMLPError
from twinmlp.model.mlp import MLP
from twinmlp.optim.optimizers import OPTIMIZERS


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
