"""Labels, text inputs and stratified splits on the command line: the same files from both languages."""

from __future__ import annotations

import json
import subprocess

import pandas as pd
import pytest
from bridge import LIBRARY
from programs import run, run_both
from twinmlp.model.mlp import MLP

LANGUAGES = ("Python", "R")
SETTINGS = [
    "--hidden", "2", "--epochs", "30", "--learning-rate", "0.2", "--arithmetic", "reproducible",
]  # fmt: skip
FILES = {
    "three.csv": "a,y\n0,0\n1,1\n2,2\n0.1,0\n1.1,1\n2.1,2\n",
    "two.csv": "a,y\n0,1\n1,2\n2,2\n0.1,1\n1.1,2\n2.1,2\n",
    "wages.csv": "a,y\n0,20000\n1,35000\n2,60000\n",
    "points.csv": "a,y\n0,0.0\n1,1.0\n2,0.5\n",
    "three.json": '{"X": [[0], [1], [2], [0], [1], [2]], "y": [[1], [2], [3], [1], [2], [3]]}',
    "shop.csv": "size,age,y\nbig,1,u\nsmall,2,v\nbig,3,u\nmid,4,w\nsmall,1,v\nmid,2,w\n",
    "new.csv": "who,age,size\nme,1,small\nyou,4,mid\n",
    "gap.csv": "a,y\n1,u\n2,\n3,v\n",
    "huge.csv": "age,size\n1,huge\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, r_package):
    path = tmp_path_factory.mktemp("labels")
    for name, text in FILES.items():
        (path / name).write_text(text)
    return path


def trained(folder, data, *options):
    """What both languages say of a training, and the networks that they write."""
    found = []
    for language in LANGUAGES:
        done = run(language, "train", data, *SETTINGS, *options, "--out", f"{language}.json", cwd=folder)  # fmt: skip
        assert done.status == 0, done.err
        network = json.loads((folder / f"{language}.json").read_text())
        del network["implementation"]
        found.append((done.out, done.err, network))
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("data", "classes", "output", "loss"),
    [
        ("three.csv", [0, 1, 2], "softmax", "cross_entropy"),
        ("three.json", [1, 2, 3], "softmax", "cross_entropy"),
        ("two.csv", [1, 2], "sigmoid", "half_squared_error"),
        ("points.csv", None, "sigmoid", "half_squared_error"),
    ],
)
def test_whole_numbers_are_classes(folder, data, classes, output, loss):
    out, _, network = trained(folder, data)
    assert network.get("classes") == classes
    assert (network["layers"][-1]["activation"], network["loss"]["name"]) == (output, loss)
    names = "" if classes is None else ", ".join(map(str, classes))
    assert (f"classes {names}; loss {loss}" in out) is (classes is not None)
    for language in LANGUAGES:
        found = run_both("predict", f"{language}.json", data, "--type", "class", cwd=folder)
        assert found[0] == found[1] and found[0].status == 0
        known = {str(c) for c in classes or [0, 1]}
        assert set(found[0].out.split()[1:]) <= known


def test_factors_are_the_same_in_both(folder):
    """Levels in another order than that of words, and one that does not occur."""
    kinds, sizes = ["v", "u", "w", "u", "v", "w"], ["big", "mid", "big", "small", "mid", "big"]
    program = f"""
      library(twinmlp, lib.loc = "{LIBRARY}")
      frame <- data.frame(size = factor(strsplit("{" ".join(sizes)}", " ")[[1]], c("small", "no", "mid", "big")), n = 0:5)
      y <- factor(strsplit("{" ".join(kinds)}", " ")[[1]], c("w", "none", "v", "u"))
      model <- mlp(frame, y, epochs = 5, categorical = "size", arithmetic = "reproducible")
      write_mlp(model, "factors.json")
    """
    subprocess.run(["Rscript", "-e", program], cwd=folder, check=True, capture_output=True)
    frame = pd.DataFrame(
        {"size": pd.Categorical(sizes, ["small", "no", "mid", "big"]), "n": range(6)}
    )
    model = MLP(epochs=5, categorical="size", arithmetic="reproducible")
    model.fit(frame, pd.Categorical(kinds, ["w", "none", "v", "u"]))
    model.save(str(folder / "categories.json"))
    networks = [json.loads((folder / f"{n}.json").read_text()) for n in ("factors", "categories")]
    assert all(network.pop("implementation") for network in networks)
    assert networks[0] == networks[1] and networks[0]["classes"] == ["w", "v", "u"]
    assert networks[0]["inputs"] == ["size=small", "size=mid", "size=big", "n"]


def test_wages_are_no_classes(folder):
    _, warning, network = trained(folder, "wages.csv")
    assert "classes" not in network and "`y` has targets from 20000 to 60000" in warning


def test_text_inputs(folder):
    options = ["--categorical", "size", "--scale", "standard"]
    _, _, network = trained(folder, "shop.csv", *options)
    assert network["levels"] == {"size": ["big", "mid", "small"]}
    assert network["inputs"] == ["size=big", "size=mid", "size=small", "age"]
    for language in LANGUAGES:
        found = run_both("predict", f"{language}.json", "new.csv", cwd=folder)
        assert found[0] == found[1] and found[0].out.startswith("u,v,w\n")
        huge = run_both("predict", f"{language}.json", "huge.csv", cwd=folder)
        text = '`X.size[0]` must be one of big, mid, small, got "huge".\n'
        assert huge[0] == huge[1] == (2, "", text)
    case = run_both("case", "Python.json", "--data", "shop.csv", "--out", "case.json", cwd=folder)
    assert case[0] == case[1] and case[0].status == 0
    ages, scaling = [1, 2, 3, 4, 1, 2], network["scale"]["inputs"]
    written = json.loads((folder / "case.json").read_text())["data"]["X"]
    by_hand = [(age - scaling["shift"][3]) / scaling["divisor"][3] for age in ages]
    assert [row[3] for row in written] == by_hand


@pytest.mark.parametrize(
    ("data", "options", "loss"),
    [
        ("three.csv", [], "cross_entropy"),
        ("two.csv", [], "half_squared_error"),
        ("shop.csv", ["--categorical", "size"], "cross_entropy"),
    ],
)
def test_the_case_of_a_new_network_asks_for_what_its_targets_do(folder, data, options, loss):
    found = []
    for language in LANGUAGES:
        line = ["case", data, *SETTINGS, *options, "--out", "model.json"]
        assert run(language, *line, cwd=folder) == (0, "", "")
        found.append((folder / "model.json").read_bytes())
    assert found[0] == found[1] and json.loads(found[0])["loss"]["name"] == loss


def test_text_inputs_that_are_not_named_are_refused(folder):
    found = run_both("train", "shop.csv", "--out", "no.json", cwd=folder)
    wanted = "a table of numbers, or text in the columns of `categorical`"
    text = f'`data` must be {wanted}, got "big" in row 1, column size.\n'
    assert found[0] == found[1] == (2, "", text)
    found = run_both("train", "shop.csv", "--categorical", "colour", "--out", "no.json", cwd=folder)
    text = "`data` must be a table with the column colour, got the columns size, age, y.\n"
    assert found[0] == found[1] == (2, "", text)


def test_a_row_without_a_label_is_refused(folder):
    found = run_both("train", "gap.csv", "--out", "no.json", cwd=folder)
    wanted = "a table with a label in each row"
    text = f"`data` must be {wanted}, got nothing in row 2, column y.\n"
    assert found[0] == found[1] == (2, "", text)


def test_a_run_with_text_goes_on(folder):
    for writer in LANGUAGES:
        options = ["--categorical", "size", "--checkpoint", f"{writer}-run.json", "--epochs", "10"]
        line = ["train", "shop.csv", "--hidden", "2", "--arithmetic", "reproducible", *options]
        assert run(writer, *line, "--out", "part.json", cwd=folder).status == 0
        line = ["train", "shop.csv", "--resume", f"{writer}-run.json", "--epochs", "12"]
        found = run_both(*line, "--out", f"{writer}-on.json", cwd=folder)
        assert found[0] == found[1] and "trained for 12 epochs" in found[0].out


def test_a_stratified_split(folder):
    options = ["--validation-fraction", "0.34", "--stratify"]
    _, _, network = trained(folder, "three.csv", *options)
    # 3 of 6 rows, one of each class of two, are set aside: another split, so other weights
    assert network != trained(folder, "three.csv", *options[:2])[2]
    found = run_both("train", "three.csv", "--stratify", "--out", "no.json", cwd=folder)
    text = "`stratify` must be false without a validation_fraction, got true.\n"
    assert found[0] == found[1] == (2, "", text)
