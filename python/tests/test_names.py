"""Inputs and outputs are known by name, wherever data comes in: judged by one linear unit.

The network is y = 1 a + 10 b: a column in the wrong place shows at once.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from helpers import refused
from named_models import LAYERS, linear
from twinmlp import MLP
from twinmlp.cli.main import main

# At b, a = (2, 1) and (4, 3): 1 + 20 = 21 and 3 + 40 = 43.
OTHER_ORDER = pd.DataFrame({"b": [2.0, 4.0], "more": ["x", "y"], "a": [1.0, 3.0]})

RIGHT = [[21.0], [43.0]]

RIGHT_VALUES = [21.0, 43.0]  # of targets in a plain list


@pytest.fixture
def trained():
    """A network that was trained on the columns a and b: its weights stay, as epochs is 0."""
    frame = pd.DataFrame({"a": [0.0, 1.0], "b": [1.0, 0.0]})
    model = MLP(
        [], output_activation="identity", parameters=[{"W": [[1], [10]], "b": [0]}], epochs=0
    )
    return model.fit(frame, pd.Series([10.0, 1.0], name="cost"))


def test_a_frame_is_matched_by_name(trained):
    for model in (linear(), trained):
        assert model.predict(OTHER_ORDER).ravel().tolist() == RIGHT_VALUES
        assert model.layer_outputs(OTHER_ORDER)[0].A.tolist() == RIGHT
        assert model.metrics(OTHER_ORDER, [21, 43], "mean_squared_error") == {
            "mean_squared_error": 0
        }
        assert model.gradcheck(OTHER_ORDER, [21.5, 43.5]).passed
        model.config = model.config._replace(epochs=1)
        step = model.trace(OTHER_ORDER, [21, 43])["steps"][0]
        assert step["layers"][0]["A"].tolist() == RIGHT and step["loss"] == 0
        # No error, no gradient: the weights stay.
        model.partial_fit(OTHER_ORDER, [21, 43], validation=(OTHER_ORDER, [21, 43]))
        assert model.history.columns["validation_loss"] == [0, 0]
        assert model.predict(OTHER_ORDER).ravel().tolist() == RIGHT_VALUES


@pytest.mark.parametrize("kind", ["network", "checkpoint"])
def test_files_keep_the_names(trained, tmp_path, kind):
    path = str(tmp_path / "file.json")
    if kind == "network":
        trained.save(path)
        again = MLP.load(path)
        assert repr(again) == repr(trained)
    else:
        trained.checkpoint = path
        trained.fit(pd.DataFrame({"a": [1.0, 3.0], "b": [2.0, 4.0]}), [21, 43])
        again = MLP.resume(path, OTHER_ORDER, [21, 43], epochs=1)
        assert again.losses == [0]
    assert again.inputs == ["a", "b"]
    assert again.predict(OTHER_ORDER).tolist() == RIGHT_VALUES
    with refused("E_CHOICE", "`X` must be a table with the column b, got the columns a, c."):
        again.predict(pd.DataFrame({"a": [1.0], "c": [2.0]}))


def test_without_names_places_count():
    assert linear().predict([[1, 2], [3, 4]]).tolist() == RIGHT
    # Numbers as names are no names.
    assert linear().predict(pd.DataFrame([[1, 2], [3, 4]])).tolist() == RIGHT
    assert MLP.from_layers(LAYERS).predict(pd.DataFrame({"v": [1], "w": [2]})).tolist() == [[21]]
    with refused("E_SHAPE", "`X` must be a n x 2 matrix, got a 1 x 3 matrix."):
        linear().predict([[1, 2, 3]])
    with refused("E_SHAPE", "`X` must be a n x 2 matrix, got a 2 x 3 matrix."):
        MLP.from_layers(LAYERS).predict(OTHER_ORDER.assign(more=0))


@pytest.mark.parametrize(
    "frame, code, text",
    [
        (
            {"a": ["x"], "b": [1]},
            "E_TYPE",
            "`X` must be a table of numbers, or text in the columns of `categorical`, got other values in the column a.",
        ),
        ({"a": [1], "b": [None]}, "E_TYPE", None),
        (
            {"a": [1.0], "b": [np.nan]},
            "E_NOT_FINITE",
            "`X[0][1]` must be a finite number, got NaN.",
        ),
        (
            {f"c{k}": [k] for k in range(12)},
            "E_CHOICE",
            "`X` must be a table with the column a, got the columns c0, c1, c2, c3, c4, c5, c6, c7, "
            "c8, c9, ... (12 in all).",
        ),
    ],
)
def test_frames_that_are_refused(frame, code, text):
    text = (
        text
        or "`X` must be a table of numbers, or text in the columns of `categorical`, got other values in the column b."
    )
    with refused(code, text):
        linear().predict(pd.DataFrame(frame))


def test_two_columns_of_one_name_are_refused():
    with refused("E_CHOICE", "`X` must be a table of different columns, got two columns a."):
        MLP(epochs=1).fit(pd.DataFrame([[1, 2]], columns=["a", "a"]), [1])


def test_several_outputs_are_matched_by_name():
    layers = [{"W": [[1.0, 10.0]], "b": None, "activation": "identity"}]
    model = MLP.from_layers(layers, outputs=["u", "v"])
    y = pd.DataFrame({"v": [20.0], "u": [2.0]})
    assert model.metrics([[2]], y, "mean_squared_error") == {"mean_squared_error": 0}
    with refused("E_CHOICE", "`y` must be a table with the column v, got the columns w, u."):
        model.partial_fit([[2]], y.rename(columns={"v": "w"}))
    with refused("E_SHAPE", "`y` must be a n x 2 matrix, got a 1 x 1 matrix."):
        model.partial_fit([[2]], [1])


def test_weights_carry_the_names():
    table = linear().coef("table")
    assert [(c.source, c.target) for c in table] == [("a", "cost"), ("b", "cost"), ("b", "cost")]
    assert [(c.source, c.target) for c in MLP.from_layers(LAYERS).coef("table")][:2] == [
        ("x1", "y1"),
        ("x2", "y1"),
    ]


@pytest.mark.parametrize(
    "X",
    [
        pd.DataFrame({"a": [0.0, 1.0], "b": [True, False]}),
        pd.DataFrame({"a": [0, 1], "b": pd.array([1, 0], dtype="Int64")}),
        pd.DataFrame({"a": [0, 1], "b": [1, 0]}, dtype=object),
        np.array([[0, 1], [1, False]], dtype=object),
        [(0, 1), (1, 0)],
        np.ma.masked_array([[0, 1], [1, 0]], mask=False),
    ],
    ids=["mixed", "Int64", "frame_of_objects", "objects", "tuples", "mask_of_nothing"],
)
def test_numbers_of_all_kinds_are_accepted(X):
    assert linear().predict(X).tolist() == [[10], [1]]


@pytest.mark.parametrize(
    "X",
    [
        pd.DataFrame({"a": [0, 1], "b": pd.array([1, None], dtype="Int64")}),
        np.ma.masked_array([[0, 1], [1, 0]], mask=[[False, False], [False, True]]),
    ],
    ids=["Int64", "masked"],
)
def test_missing_numbers_are_refused(X):
    with refused("E_NOT_FINITE", "`X[1][1]` must be a finite number, got NaN."):
        linear().predict(X)


def test_a_fit_that_fails_leaves_the_model_as_it_was(trained):
    before = trained.predict(OTHER_ORDER).tolist()
    with pytest.raises(ValueError):
        trained.fit([[1, 2]], [np.nan])
    assert trained.predict(OTHER_ORDER).tolist() == before and trained.inputs == ["a", "b"]


def test_the_command_line_knows_inputs_by_name(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.csv").write_text("cost,a,b\n10,0,1\n1,1,0\n11,1,1\n")
    (tmp_path / "other.csv").write_text("b,who,cost,a\n1,me,10,0\n0,you,1,1\n")
    line = "train train.csv --target cost --out n.json --hidden none --output-activation identity"
    assert main([*line.split(), "--learning-rate", "0.3", "--epochs", "2000"]) == 0
    assert json.loads((tmp_path / "n.json").read_text())["inputs"] == ["a", "b"]
    capsys.readouterr()
    outputs = []
    for name in ("train.csv", "other.csv"):
        assert main(["predict", "n.json", name]) == 0
        header, *lines = capsys.readouterr().out.splitlines()
        assert header == "cost"
        outputs.append([float(line) for line in lines])
    assert np.allclose(outputs[0], [10, 1, 11], atol=1e-6) and outputs[1] == outputs[0][:2]
    (tmp_path / "bad.csv").write_text("a,c\n1,2\n")
    assert main(["predict", "n.json", "bad.csv"]) == 2
    text = "`data` must be a table with the column b, got the columns a, c.\n"
    assert capsys.readouterr().err == text
