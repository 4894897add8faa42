"""Training in both languages: the same masks, splits, stops and histories; runs killed, and gone on with in the other language."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bridge import ROOT
from training_runs import X, Y, load, r_arguments
from twinmlp.model.mlp import MLP
from twinmlp.nn.dropout import draw_drops
from twinmlp.rng.serialize import stream_state
from twinmlp.rng.streams import stream
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.record import run_case

CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))


@pytest.mark.parametrize("generator", ["numpy", "r"])
def test_masks(generator, r_package):
    rates, units = (0.2, 0.0, 0.7), [3, 2, 5]
    drops, after = draw_drops(rates, units, 4, stream(9, generator))
    theirs = r_package.draw_drops(
        np.array(rates),
        np.array(units),
        4,
        r_package.namespace["stream"](*r_arguments(9, generator)),
    )
    for ours, r_drop in zip(drops, theirs["drops"]):
        assert (ours is None) == (r_drop is None)
        if ours is not None:
            assert np.array_equal(ours.mask, r_drop["mask"]) and ours.keep == r_drop["keep"]
    assert stream_state(after)["position"] == theirs["stream"]["position"]


@pytest.mark.parametrize("generator", ["numpy", "r"])
@pytest.mark.parametrize(
    "training",
    [
        {"validation_fraction": 0.3},
        {"validation_fraction": 0.3, "patience": 2},
        {"patience": 1, "min_delta": 0.01},
        {
            "validation_fraction": 0.2,
            "patience": 3,
            "restore_best": False,
            "order": "shuffled",
            "batch_size": 3,
        },
        {"threshold": 0.3},
    ],
    ids=lambda training: "-".join(training),
)
def test_cases_that_stop_early(training, generator, r_package):
    case = load("two_hidden_layers" if "order" in training else "dropout_two_layers")
    case["training"].update(training, epochs=25, generator=generator)
    case["record"] = {"steps": [0, 1, 2]}
    case["arithmetic"] = "reproducible"
    theirs = r_package.run_case(r_package.read_json(json.dumps(case)))
    found = compare_traces(theirs, run_case(case))
    assert found.first is None and not found.missing


@pytest.mark.parametrize("full_loss", [False, True])
@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"penalty": {"l1": 0.01, "l2": 0.1, "biases": True}},
        {"order": "shuffled", "optimizer": "adam"},
    ],
    ids="-".join,
)
def test_losses_of_epochs(full_loss, reduction, more, r_package):
    options = {
        "reduction": reduction,
        "full_loss": full_loss,
        "batch_size": 7,
        "epochs": 4,
        "arithmetic": "reproducible",
        **more,
    }
    theirs = r_package.mlp(X, Y, **options)
    ours = MLP(**options).fit(X, Y)
    assert list(theirs["losses"]) == ours.losses and theirs["final_loss"] == ours.final_loss


def test_a_step_of_several_blocks(r_package):
    """Native sums of 5000 rows, a block at a time, in both languages: within the rounding of sums of so many terms."""
    data = np.random.RandomState(5).uniform(-1, 1, size=(5000, 3))
    targets = (data[:, :1] > 0) * 1.0
    options = {"reduction": "mean", "epochs": 3, "activation": "relu"}
    theirs, ours = r_package.mlp(data, targets, **options), MLP(**options).fit(data, targets)
    # 3 steps, each a sum of 5000 terms and a few operations, of numbers below 10
    allowed = 3 * 5000 * 2.0**-53 * 10
    assert np.max(np.abs(np.array(theirs["losses"]) - ours.losses)) <= allowed
    for layer, other in zip(ours.network, theirs["network"]):
        assert (
            np.max(np.abs(layer.W - other["W"])) <= allowed
            and np.max(np.abs(layer.b - np.atleast_1d(other["b"]))) <= allowed
        )
