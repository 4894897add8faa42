"""Several seeds, of which the best is kept."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import refused, unwarned
from scaled_data import HOW, X, Y
from twinmlp.model.mlp import MLP


@unwarned
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"scale": "standard", "output_activation": "identity"},
        {"validation_fraction": 0.25, "scale": "min_max"},
        {
            "validation_fraction": 0.25,
            "patience": 2,
            "order": "shuffled",
            "batch_size": 8,
            "scale": "min_max",
        },
        {"validation_fraction": 0.25, "patience": 2, "restore_best": False, "scale": "min_max"},
        {"dropout": 0.3, "scale": "min_max"},
    ],
)
def test_restarts_are_trainings_by_hand(more):
    """The best of five: by validation loss of the network that is kept, else by J."""
    how = {**HOW, **more}
    each = [MLP(**how, seed=seed).fit(X, Y) for seed in range(7, 12)]
    best = MLP(**how, seed=7, restarts=5).fit(X, Y)

    def ends(model):
        columns = model.history.columns
        if "validation_loss" not in columns:
            return model.final_loss
        if model.config.patience and model.config.restore_best:
            return min(columns["validation_loss"])
        return columns["validation_loss"][-1]

    winner = min(each, key=ends)
    assert best.seed == winner.seed and best.losses == winner.losses
    assert np.array_equal(best.predict(X), winner.predict(X))
    assert MLP(**how, seed=7, restarts=5).fit(X, Y).fit(X, Y).losses == best.losses
    longer = best.partial_fit(X, Y, epochs=4).losses
    if winner.stopped is None:
        assert longer == MLP(**{**how, "epochs": 34}, seed=winner.seed).fit(X, Y).losses


def test_what_a_model_says_of_its_scale_and_seed(tmp_path):
    """Its file has the seed that was kept, and so gives this training without restarts."""
    how = {**HOW, "output_activation": "identity", "scale": "standard"}
    model = MLP(**how, seed=7, restarts=4).fit(X, Y)
    line = f"trained for 30 epochs, loss {model.losses[0]:.6g} -> {model.final_loss:.6g}, scale standard"
    assert repr(model).split("\n")[1] == f"{line}, the best of 4 seeds: {model.seed}"
    assert model.summary().split("\n")[-1] == repr(model).split("\n")[1]
    model.save(str(tmp_path / "network.json"))
    read = MLP.load(str(tmp_path / "network.json"))
    assert (read.arguments["seed"], read.arguments["restarts"]) == (model.seed, 1)
    assert repr(read).split("\n")[1] == line
    again = MLP.load(str(tmp_path / "network.json"))
    again.parameters = None
    assert again.fit(X, Y).losses == model.losses


def test_restarts_leave_out_what_diverges():
    """J = (w x - y)^2 / 2 diverges for a large learning rate, but not where on_epoch ends it."""
    how = {"hidden": [], "output_activation": "identity", "learning_rate": 1e200, "epochs": 9}
    text = (
        "`loss` must be finite, but training diverged at step 1 "
        "(try a smaller learning_rate, or the reduction mean), got NaN or Infinity."
    )
    with refused("E_DIVERGED", text):
        MLP(**how, restarts=3).fit([[1.0]], [2.0])
    calls = []

    def second_only(row):
        calls.extend([row["epoch"]] if row["epoch"] == 0 else [])
        return len(calls) == 2

    assert MLP(**how, restarts=3, on_epoch=second_only).fit([[1.0]], [2.0]).seed == 43
