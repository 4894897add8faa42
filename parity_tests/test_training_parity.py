"""Training in both languages: the same masks, splits, stops and histories; runs killed, and gone on with in the other language."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from bridge import ROOT, from_r
from twinmlp.arithmetic.kinds import NATIVE, REPRODUCIBLE
from twinmlp.base.files import write_json
from twinmlp.data.metrics import METRICS, confusion_matrix, metric
from twinmlp.model.coefficients import coefficient_name, coefficient_table
from twinmlp.model.gradcheck import check_gradients, format_gradcheck
from twinmlp.model.mlp import MLP
from twinmlp.nn.dropout import draw_drops
from twinmlp.optim.optimizers import OPTIMIZERS
from twinmlp.rng.serialize import stream_state
from twinmlp.rng.streams import stream
from twinmlp.trace.case import case_parts
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.record import run_case

RANDOM = np.random.RandomState(4)
X = RANDOM.uniform(-1, 1, size=(24, 3))
Y = (X[:, :1] * X[:, 1:2] > 0) * 1.0
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
CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))


def load(id: str) -> dict:
    return json.loads((ROOT / f"fixtures/cases/{id}.json").read_text())


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


def r_arguments(*values):
    from bridge import to_r

    return [to_r(value) for value in values]


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


COMMANDS = {
    "Python": [sys.executable, "-m", "twinmlp"],
    "R": ["Rscript", str(ROOT / "r/exec/twinmlp.R")],
}
BOTH = [
    "--hidden",
    "4,3",
    "--activation",
    "tanh,sigmoid",
    "--validation-fraction",
    "0.25",
    "--patience",
    "1000",
    "--metrics",
    "accuracy",
    "--arithmetic",
    "reproducible",
    "--epochs",
    "120",
]
OPTIONS = {
    "sgd": [
        *BOTH,
        "--learning-rate",
        "0.3",
        "--batch-size",
        "7",
        "--order",
        "shuffled",
        "--dropout",
        "0.25,0.5",
    ],
    "lbfgs": [*BOTH, "--optimizer", "lbfgs", "--penalty", "l2=0.01,biases=true"],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "data.json"
    write_json(path, {"X": X, "y": Y})
    return str(path)


@pytest.fixture(scope="module", params=OPTIONS)
def straight(data, tmp_path_factory, request):
    """The options, and the network and the history of a run that was never stopped."""
    folder = tmp_path_factory.mktemp("straight")
    run("Python", data, folder, OPTIONS[request.param])
    return OPTIONS[request.param], result(folder)


def command(language, data, folder, options):
    return [
        *COMMANDS[language],
        "train",
        data,
        "--out",
        str(folder / "net.json"),
        "--history",
        str(folder / "history.json"),
        *options,
    ]


def run(language, data, folder, options):
    subprocess.run(
        command(language, data, folder, options),
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )


def result(folder):
    network, history = (
        json.loads((folder / f"{name}.json").read_text()) for name in ("net", "history")
    )
    return network["layers"], history


def killed_once(language, data, folder, options, checkpoint):
    """Start a run, kill it a while after a checkpoint was written, and say whether the kill came before its end."""
    before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
    process = subprocess.Popen(
        command(language, data, folder, options),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and (
        not checkpoint.exists() or checkpoint.stat().st_mtime_ns == before
    ):
        time.sleep(0.002)
    time.sleep(random.uniform(0, 0.15))
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    json.loads(checkpoint.read_text())  # old or new, never half
    return process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    "languages",
    [["Python"] * 4, ["R"] * 4, ["Python", "R", "Python", "R"]],
    ids=lambda names: "-".join(names[:2]),
)
def test_killed_runs_end_as_if_never_stopped(languages, data, straight, tmp_path):
    checkpoint = tmp_path / "run.json"
    saving = ["--checkpoint", str(checkpoint), "--checkpoint-every", "3"]
    given, uninterrupted = straight
    options, kills = [*given, *saving], 0
    for language in languages[:-1]:
        kills += killed_once(language, data, tmp_path, options, checkpoint)
        options = [*saving, "--resume", str(checkpoint)]
    assert kills > 0, "no run was killed before its end"
    run(languages[-1], data, tmp_path, options)
    assert result(tmp_path) == uninterrupted


def test_r_without_stops(data, straight, tmp_path):
    given, uninterrupted = straight
    run("R", data, tmp_path, given)
    assert result(tmp_path) == uninterrupted
