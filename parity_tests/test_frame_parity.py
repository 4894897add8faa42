"""R's formulas in files: Python wants the columns of the model matrix by name, keeps the formula, and R has it back."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest
from bridge import LIBRARY
from programs import run_both
from twinmlp.base.errors import TwinMLPError
from twinmlp.data.columns import Table
from twinmlp.model.mlp import MLP

DATA = (
    'cars <- data.frame(y = c(.4, .8, .2, .9), a = c(1, 2, .5, 3), kind = c("u", "v", "w", "u"))\n'
)
FIT = """
model <- mlp(y ~ kind + poly(a, 2), cars, hidden = 2, epochs = 5, arithmetic = "reproducible")
write_mlp(model, "r.json")
write_json("expected.json", list(X = unname(model.matrix(model)[, -1]), A = unname(predict(model))))
"""
BACK = """
again <- predict(read_mlp("python.json"), cars[3:2, ])
write_json("back.json", list(A = unname(again)))
"""
INPUTS = ["kindv", "kindw", "poly(a, 2)1", "poly(a, 2)2"]


def run_r(folder, code):
    """What a few lines of R do in a folder."""
    program = f'library(twinmlp, lib.loc = "{LIBRARY}")\n{DATA}{code}'
    subprocess.run(["Rscript", "-e", program], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A network that R trained by a formula, the model matrix, and R's predictions."""
    path = tmp_path_factory.mktemp("formula")
    run_r(path, FIT)
    return path


def test_the_file_has_the_formula(folder):
    document = json.loads((folder / "r.json").read_text())
    assert document["inputs"] == INPUTS and document["outputs"] == ["y"]
    formula = document["formula"]
    assert formula["text"] == "y ~ kind + poly(a, 2)"
    assert formula["levels"] == {"kind": ["u", "v", "w"]}
    assert formula["contrasts"] == {"kind": "contr.treatment"}
    assert list(formula["variables"]) == ["poly(a, 2)"]


def test_python_predicts_from_the_columns_of_the_model_matrix(folder):
    expected = json.loads((folder / "expected.json").read_text())
    X = np.array(expected["X"])
    model = MLP.load(str(folder / "r.json"))
    table = Table([*reversed(INPUTS), "more"], np.column_stack([X[:, ::-1], np.ones(4)]))
    for inputs in (X, Table(INPUTS, X), table):
        assert model.predict(inputs).tolist() == expected["A"]


def test_both_command_lines_want_these_columns(folder):
    X = json.loads((folder / "expected.json").read_text())["X"]
    order = [3, 0, 2, 1]
    lines = [",".join([*(repr(row[c]) for c in order), "1"]) for row in X]
    head = ",".join(f'"{INPUTS[c]}"' for c in order) + ",more"
    (folder / "columns.csv").write_text("\n".join([head, *lines]) + "\n")
    python, r = run_both("predict", "r.json", "columns.csv", cwd=folder)
    assert python == r and (python.status, python.err) == (0, "")
    header, *values = python.out.splitlines()
    expected = json.loads((folder / "expected.json").read_text())["A"]
    assert header == "y" and [float(value) for value in values] == expected
    (folder / "raw.csv").write_text("kindv,a\n1,2\n")
    python, r = run_both("predict", "r.json", "raw.csv", cwd=folder)
    text = (
        "`data` must be a table with the column kindw of the model matrix of "
        "y ~ kind + poly(a, 2), got the columns kindv, a.\n"
    )
    assert python == r == (2, "", text)


def test_python_says_what_it_wants(folder):
    model = MLP.load(str(folder / "r.json"))
    with pytest.raises(TwinMLPError) as error:
        model.predict(Table(["kindv", "a"], np.ones((1, 2))))
    assert str(error.value) == (
        "`X` must be a table with the column kindw of the model matrix of "
        "y ~ kind + poly(a, 2), got the columns kindv, a."
    )
    assert error.value.code == "E_CHOICE"


def test_the_formula_survives_python(folder):
    MLP.load(str(folder / "r.json")).save(str(folder / "python.json"))
    run_r(folder, BACK)
    expected = json.loads((folder / "expected.json").read_text())["A"]
    assert json.loads((folder / "back.json").read_text())["A"] == [expected[2], expected[1]]


def test_a_new_fit_has_no_formula(folder):
    model = MLP.load(str(folder / "r.json"))
    model.fit(np.eye(4), [0, 1, 0, 1])
    assert model.formula is None
