"""Scales and restarts in both languages: identical bits, files that either reads, one text for what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bridge import from_r, to_r
from programs import run_both
from refusals import RSays, python_says
from twinmlp.model.mlp import MLP

RANDOM = np.random.RandomState(8)
X = RANDOM.normal(size=(24, 3)) * [1.0, 40.0, 0.01] + [3.0, -500.0, 0.0]
Y = np.column_stack([30000 + 900 * np.sin(X[:, 0]), X[:, 1] ** 2])
HOW = {"hidden": 3, "epochs": 12, "reduction": "mean", "arithmetic": "reproducible"}
unwarned = pytest.mark.filterwarnings("ignore::twinmlp.base.errors.TwinMLPWarning")

OPTIONS = [
    {"scale": "standard"},
    {"scale": "min_max", "output_activation": "tanh"},
    {"scale": "standard", "output_activation": "identity"},
    {"scale": "standard", "output_activation": "elu", "loss": "huber", "validation_fraction": 0.3},
    {"scale": "min_max", "output_activation": "identity", "loss": "absolute_error"},
    {
        "scale": "standard",
        "output_activation": "identity",
        "metrics": ["r_squared", "mean_absolute_error"],
        "validation_fraction": 0.25,
        "patience": 3,
        "optimizer": "adam",
        "batch_size": 5,
        "order": "shuffled",
        "dropout": 0.25,
    },
    {"restarts": 4, "scale": "min_max"},
    {"restarts": 4, "scale": "standard", "output_activation": "identity", "generator": "r"},
    {"restarts": 3, "scale": "min_max", "validation_fraction": 0.25, "patience": 2, "seed": 5},
]


@pytest.fixture(scope="module")
def r_models(r_package):
    """R's mlp on X and Y, as a function of its arguments, and R's other functions."""
    import rpy2.robjects as ro

    return ro.r("""
      list(
        fit = function(X, Y, text) suppressWarnings(
          do.call(twinmlp::mlp, c(list(X, Y), jsonlite::parse_json(text))), classes = "twinmlp_warning"
        ),
        predict = function(model, X) predict(model, X),
        go_on = function(model, X, Y) twinmlp::partial_fit(model, X, Y, epochs = 3)$losses,
        trace = function(model, X, Y) twinmlp::mlp_trace(model, X, Y)$final$loss,
        metrics = function(model, X, Y) unlist(twinmlp::mlp_metrics(model, X, Y)),
        read = function(path) twinmlp::read_mlp(path),
        write = function(model, path) twinmlp::write_mlp(model, path),
        resume = function(path, X, Y) twinmlp::mlp_resume(path, X, Y, epochs = 12)
      )
    """)


def of(r_models, name, *values):
    """What an R function says, as Python has it."""
    function = dict(zip(r_models.names, r_models))[name]
    return from_r(call(function, *values))


def call(function, *values):
    import rpy2.rinterface as ri

    return function.rcall(tuple((None, to_r(value)) for value in values), ri.globalenv)


@unwarned
@pytest.mark.parametrize("more", OPTIONS, ids=str)
def test_the_same_bits(more, r_models, tmp_path):
    how = {**HOW, **more}
    model = MLP(**how).fit(X, Y)
    functions = dict(zip(r_models.names, r_models))
    theirs = call(functions["fit"], X, Y, json.dumps(how))
    fields = dict(zip(theirs.names, theirs))
    assert list(from_r(fields["losses"])) == model.losses
    assert from_r(fields["seed"]) == model.seed
    found = from_r(fields["scale"])
    for part in ("inputs", "targets"):
        ours = getattr(model.scale, part)
        assert np.array_equal(found[part]["shift"], ours.shift)
        assert np.array_equal(found[part]["divisor"], ours.divisor)
    history = from_r(fields["history"])
    assert {name: list(column) for name, column in model.history.columns.items()} == {
        name: column.tolist() for name, column in history.items()
    }
    assert np.array_equal(of(r_models, "predict", theirs, X), model.predict(X))
    assert of(r_models, "metrics", theirs, X, Y).tolist() == list(model.metrics(X, Y).values())
    assert of(r_models, "trace", theirs, X, Y) == model.trace(X, Y)["final"]["loss"]
    # a file of either language is the other's
    path = str(tmp_path / "network.json")
    call(functions["write"], theirs, path)
    assert np.array_equal(MLP.load(path).predict(X), model.predict(X))
    model.save(path)
    read = call(functions["read"], path)
    assert np.array_equal(of(r_models, "predict", read, X), model.predict(X))
    assert list(of(r_models, "go_on", theirs, X, Y)) == model.partial_fit(X, Y, epochs=3).losses


@unwarned
@pytest.mark.parametrize("more", OPTIONS[:6], ids=str)
def test_checkpoints_go_to_the_other_language(more, r_models, tmp_path):
    path, how = str(tmp_path / "run.json"), {**HOW, **more}
    MLP(**{**how, "epochs": 3}, checkpoint=path).fit(X, Y)
    functions = dict(zip(r_models.names, r_models))
    resumed = call(functions["resume"], path, X, Y)
    long = MLP(**how).fit(X, Y)
    assert list(from_r(dict(zip(resumed.names, resumed))["losses"])) == long.losses
    assert np.array_equal(of(r_models, "predict", resumed, X), long.predict(X))


@unwarned
def test_what_is_refused():
    r = RSays(
        "local({ set.seed(1); x <- matrix(1:8 + 0, 4); y <- c(1, 5, 2, 7); eval(parse(text = path)) })"
    )
    small, y = np.arange(1.0, 9).reshape(2, 4).T, [1, 5, 2, 7]
    for ours, theirs in (
        (lambda: MLP(scale="robust"), 'mlp(x, y, scale = "robust")'),
        (lambda: MLP(scale=1), "mlp(x, y, scale = 1)"),
        (lambda: MLP(restarts=0), "mlp(x, y, restarts = 0)"),
        (lambda: MLP(restarts=1.5), "mlp(x, y, restarts = 1.5)"),
        (
            lambda: MLP(restarts=2, checkpoint="a.json"),
            'mlp(x, y, restarts = 2, checkpoint = "a.json")',
        ),
        (
            lambda: MLP(scale="standard", epochs=1).fit(small, y).predict(small, "class"),
            'predict(mlp(x, y, scale = "standard", epochs = 1), x, "class")',
        ),
    ):
        said = python_says(ours)
        assert said[0] != "accepted" and r(theirs) == said


def test_a_scale_that_is_refused(tmp_path):
    path, r = tmp_path / "n.json", RSays("read_mlp(path)")
    MLP(**HOW, scale="standard").fit(X, Y).save(str(path))
    text = path.read_text()
    for part, values in (
        ("shift", [1, 2]),
        ("shift", [1, "x", 3]),
        ("shift", []),
        ("divisor", [1, 0, 1]),
        ("divisor", None),
    ):
        document = json.loads(text)
        document["scale"]["inputs"][part] = values
        path.write_text(json.dumps(document))
        said = python_says(lambda: MLP.load(str(path)))
        assert said[0] != "accepted" and r(path) == said


def test_on_the_command_line(tmp_path):
    lines = ["a,b,y", *(f"{k},{k * k},{20000 + 900 * k}" for k in range(9))]
    (tmp_path / "d.csv").write_text("\n".join(lines) + "\n")
    words = ["--scale", "standard", "--restarts", "3", "--output-activation", "identity"]
    words += ["--epochs", "40", "--arithmetic", "reproducible"]
    python, r = run_both("train", "d.csv", "--out", "n.json", *words, cwd=tmp_path)
    assert python == r and python[0] == 0 and python[2] == ""
    python, r = run_both("predict", "n.json", "d.csv", cwd=tmp_path)
    assert python == r and python[0] == 0
    for wrong in (["--scale", "robust"], ["--restarts", "none"], ["--restarts", "0"]):
        python, r = run_both("train", "d.csv", "--out", "m.json", *wrong, cwd=tmp_path)
        assert python == r and python[0] == 2
