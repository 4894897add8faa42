"""Metrics, gradient checks, names of weights, histories and checkpoints are alike in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from bridge import from_r
from training_runs import RANDOM, X, Y, load, r_arguments
from twinmlp.arithmetic.kinds import NATIVE, REPRODUCIBLE
from twinmlp.data.metrics import METRICS, confusion_matrix, metric
from twinmlp.model.coefficients import coefficient_name, coefficient_table
from twinmlp.model.gradcheck import check_gradients, format_gradcheck
from twinmlp.model.mlp import MLP
from twinmlp.optim.optimizers import OPTIMIZERS
from twinmlp.trace.case import case_parts

ARGUMENTS = {
    "hidden": [4, 3],
    "activation": ["tanh", "sigmoid"],
    "learning_rate": 0.3,
    "batch_size": 7,
    "order": "shuffled",
    "dropout": [0.25, 0.5],
    "validation_fraction": 0.25,
    "patience": 90,
    "metrics": ["accuracy", "log_loss"],
    "arithmetic": "reproducible",
}


@pytest.mark.parametrize("name", METRICS)
def test_metrics(name, r_package):
    A, y = RANDOM.uniform(size=(20, 3)), np.eye(3)[RANDOM.randint(0, 3, size=20)]
    for outputs, targets in ((A, y), (A[:, :1], y[:, :1])):
        assert r_package.metric(
            name, outputs, targets, r_package.arithmetic("reproducible")
        ) == metric(name, outputs, targets, REPRODUCIBLE)
        assert r_package.metric(name, outputs, targets) == pytest.approx(
            metric(name, outputs, targets, NATIVE), rel=1e-12
        )
        assert np.array_equal(
            r_package.confusion_matrix(outputs, targets), confusion_matrix(outputs, targets)
        )


@pytest.mark.parametrize(
    "id",
    [
        "relu_kinks",
        "mixed_activations",
        "three_hidden_layers",
        "penalty_l1",
        "penalty_both",
        "penalty_biases",
        "masks",
        "masks_penalty_clip_norm",
        "sample_weights_sum",
        "validation_penalty",
    ],
)
def test_gradchecks(id, r_package):
    case = case_parts(load(id))
    ours = check_gradients(
        case.network, case.X, case.y, case.config, REPRODUCIBLE, weight=case.weight
    )
    theirs = r_package.check_gradients(
        case.network,
        case.X,
        case.y,
        case.config,
        r_package.arithmetic("reproducible"),
        None,
        case.weight,
    )
    assert ours.worst._asdict() == theirs["worst"]
    assert ours.passed and ours._replace(worst=None)._asdict() == {**theirs, "worst": None}
    assert format_gradcheck(ours) == r_package.format_gradcheck(theirs)


def test_names_of_weights(r_package):
    network = case_parts(load("three_hidden_layers")).network
    theirs, ours = r_package.coefficient_table(network), coefficient_table(network)
    assert [coefficient_name(c) for c in ours] == r_package.coefficient_name(theirs)
    assert [c.value for c in ours] == theirs["value"].tolist() and [
        c.layer for c in ours
    ] == theirs["layer"].tolist()


@pytest.mark.filterwarnings("ignore::twinmlp.base.errors.TwinMLPWarning")
def test_histories(r_package):
    ours = MLP(**ARGUMENTS, epochs=8, keep_weights=True).fit(X, Y)
    model = r_package.namespace["mlp.default"].rcall(
        tuple(
            (name, r_arguments(value)[0])
            for name, value in {"x": X, "y": Y, **ARGUMENTS, "epochs": 8}.items()
        ),
        globalenv(),
    )
    history = dict(zip(model.names, model))["history"]
    theirs = from_r(history)
    assert {name: list(column) for name, column in ours.history.columns.items()} == {
        name: column.tolist() for name, column in theirs.items()
    }
    text = from_r(r_package.namespace["format_history"](history))
    assert repr(ours.history).split("\n") == text


@pytest.mark.filterwarnings("ignore::twinmlp.base.errors.TwinMLPWarning")
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_checkpoints_go_to_and_fro(optimizer, r_package, tmp_path):
    """Three epochs in one language, three in the other, three in the first: the bits of nine in one."""
    path = str(tmp_path / "run.json")
    arguments = {
        **ARGUMENTS,
        "optimizer": optimizer,
        "keep_weights": True,
        "bias": [True, False, True],
    }
    if OPTIMIZERS[optimizer].search is not None:  # which wants all samples at once, and no dropout
        arguments |= {"batch_size": None, "order": "sequential", "dropout": 0}
    long = MLP(**arguments, epochs=9).fit(X, Y)
    MLP(**arguments, epochs=3, checkpoint=path).fit(X, Y)
    options = [("epochs", 6), ("checkpoint", path)]
    pairs = [(None, path), (None, X), (None, Y), *options]
    r_package.namespace["mlp_resume"].rcall(
        tuple((name, r_arguments(value)[0]) for name, value in pairs), globalenv()
    )
    assert json.loads(Path(path).read_text())["implementation"]["language"] == "R"
    back = MLP.resume(path, X, Y, epochs=9)
    assert back.history.columns == long.history.columns
    for ours, theirs in zip(long.coef(), back.coef()):
        assert np.array_equal(ours["W"], theirs["W"]) and np.array_equal(ours["b"], theirs["b"])


def globalenv():
    import rpy2.rinterface as ri

    return ri.globalenv
