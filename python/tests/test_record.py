"""A recorder takes what a program of one's own computes, and the checker what it has recorded."""

from __future__ import annotations

import doctest
import json

import numpy as np
import pytest
import twinmlp.record
from helpers import case
from twinmlp import MLP, TwinMLPError, read_document, run_case
from twinmlp.adapters.recorder import Recorder
from twinmlp.base.files import fixture_path
from twinmlp.trace.quantity_table import names_of_scope

# Dropout, Adam's and rprop's state, clipping, a schedule, validation, an early end, a fused loss.
IDS = ["adam", "rprop", "dropout_two_layers", "clip_norm", "schedule_cosine", "validation"]
IDS += ["patience_loss", "cross_entropy_deep"]


def recorded_again(document, trace):
    """A trace of twinmlp, value by value through a recorder."""
    r = Recorder(document)
    for step in trace["steps"]:
        r.step(step["step"])
        for name in (name for name in names_of_scope("step") if name in step):
            r.record(name, step[name])
        for l, layer in enumerate(step["layers"], start=1):
            for name, value in layer.items():
                getattr(r, name)(l, value)
    for name in (name for name in names_of_scope("run") if name in trace):
        r.record(name, trace[name])
    for name, value in trace.get("stopping", {}).items():
        r.record(name, value)
    r.final_loss(trace["final"]["loss"])
    for l, layer in enumerate(trace["final"]["parameters"], start=1):
        r.final_W(l, layer["W"])
        r.final_b(l, layer["b"])
    return r


@pytest.mark.parametrize("id", IDS)
def test_a_whole_trace(id, tmp_path):
    """Nothing is lost, and the file fits its schema where all is there."""
    document = case(id)
    trace = run_case(document)
    r = recorded_again(document, trace)
    report = r.check()
    assert report.passed and "missing" not in report.states.values()
    with Recorder(document, str(tmp_path / "trace.json")) as saved:
        saved.trace = r.trace
    # Its schema wants the null of a fused loss, which a recorder leaves out.
    if id != "cross_entropy_deep":
        assert read_document(tmp_path / "trace.json", "trace")["case"] == id


def test_a_loop_written_by_hand():
    """The whole of a plain loop is recorded, its mistake found and named."""
    document = case("article_a_uniform")
    X, y = (np.array(document["data"][name], dtype=float) for name in "Xy")
    (W1, b1), (W2, b2) = ((np.array(p["W"]), np.array(p["b"])) for p in document["parameters"])
    sigmoid = lambda Z: 1 / (1 + np.exp(-Z))
    with Recorder(document) as r:
        for step in range(1):
            r.step(step)
            Z1 = X @ W1 + b1
            A1 = sigmoid(Z1)
            Z2 = A1 @ W2 + b2
            A2 = sigmoid(Z2)
            dZ2 = (A2 - y) * Z2 * (1 - Z2)  # the mistake
            for l, Z, A in ((1, Z1, A1), (2, Z2, A2)):
                r.Z(l, Z)
                r.A(l, A)
            r.dA(2, A2 - y)
            r.dZ(2, dZ2)
    found = r.check()
    assert not found.passed
    assert (found.findings[0].place, found.findings[0].fits[0].code) == (
        (0, "backward", 2, "dZ"),
        "SLOPE_AT_Z",
    )
    assert "It fits: the derivative's formula for A is fed with Z" in " ".join(r.report().split())


def test_biases_may_be_a_matrix_of_one_row():
    """As sums with keepdims=True give it; of the weights the shape stays what it is."""
    document = case("article_a_uniform")
    trace = run_case(document)
    layer = trace["steps"][0]["layers"][0]
    r = Recorder(document)
    r.db(1, np.asarray(layer["db"])[np.newaxis])
    r.b(1, [list(layer["b"])])
    assert r.check().passed
    assert np.shape(r.trace["steps"][0]["layers"][0]["db"]) == np.shape(layer["db"])
    r = Recorder(document)
    r.db(1, np.asarray(layer["db"])[:, np.newaxis])
    assert not r.check().passed


def test_what_is_not_finite_is_recorded_as_a_word(tmp_path):
    path = tmp_path / "trace.json"
    with Recorder(case("one_unit"), str(path)) as r:
        r.Z(1, [[np.nan], [np.inf], [2]])
        r.loss(-np.inf)
    (step,) = json.loads(path.read_text())["steps"]
    assert step["layers"][0]["Z"] == [["NaN"], ["Infinity"], [2]] and step["loss"] == "-Infinity"
    assert r.check().findings[0].fits[0].code == "NOT_FINITE"


def test_a_loop_in_single_precision():
    """Products of single numbers are exact in doubles, but their sums in single precision are not."""
    draws = np.random.RandomState(1)
    X, W = (draws.normal(size=shape).astype(np.float32) for shape in ((40, 6), (6, 5)))
    model = MLP.from_layers(
        [{"W": W, "b": None, "activation": "relu"}], loss="squared_error", epochs=1
    )
    r = Recorder(model.case(X, np.zeros((40, 5))))
    r.Z(1, X @ W)
    r.A(1, np.maximum(X @ W, 0))
    assert not (X @ W == X.astype(float) @ W).all()
    assert r.check().passed and "single precision" in r.report()


def test_what_the_case_does_not_record_is_left_out():
    r = Recorder(str(fixture_path("cases/one_unit.json")))
    for step in range(10):
        r.step(step)
        r.loss(step)
    assert [step["step"] for step in r.trace["steps"]] == [0, 1, 2, 9]


def test_nothing_is_written_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), Recorder(case("one_unit"), str(tmp_path / "t.json")):
        1 / 0  # noqa: B018
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "calls, text",
    [
        ([("loss", 1), ("loss", 1)], "`loss` must be recorded once, or once in each step, which `step` begins, got a second value."),
        ([("Z", [[1]])], "`Z` must be recorded with a layer and a value, got 1 of them."),
        ([("loss", 1, 2)], "`loss` must be recorded with a value, got 2 of them."),
        ([("Z", 2, [[1]])], "`layer` must be a whole number, 1 or less, got 2."),
        ([("Z", 0, [[1]])], "`layer` must be a whole number, 1 or more, got 0."),
        ([("step", -1)], "`step` must be a whole number, 0 or more, got -1."),
    ],
)  # fmt: skip
def test_refusals(calls, text):
    r = Recorder(case("one_unit"))
    with pytest.raises(TwinMLPError) as found:
        for call in calls:
            r.record(*call)
    assert str(found.value) == text
    with pytest.raises(TwinMLPError, match="`name` must be one of epoch, rows, Z"):
        r.record("Q", 1)
    with pytest.raises(AttributeError, match="no quantity Q"):
        r.Q(1)


def test_examples_run():
    assert doctest.testmod(twinmlp.record).failed == 0
    assert doctest.testmod(__import__("twinmlp.adapters.recorder", fromlist=["x"])).attempted > 2
