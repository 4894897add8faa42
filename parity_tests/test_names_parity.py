"""Names in files: what one language writes, the other knows, byte for byte."""

from __future__ import annotations

import json

import pytest
from programs import run, run_both

TRAIN = [
    "train", "train.csv", "--target", "cost", "--hidden", "2", "--output-activation", "identity",
    "--epochs", "20", "--optimizer", "adam", "--learning-rate", "0.05", "--batch-size", "2",
    "--arithmetic", "reproducible",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory, r_package):
    """Networks that both languages trained on columns a and b, and the columns in another order."""
    path = tmp_path_factory.mktemp("names")
    (path / "train.csv").write_text('cost,a,"b, too"\n10,0,1\n1,1,0\n11,1,1\n')
    (path / "other.csv").write_text('"b, too",who,a\n1,me,0\n0,you,1\n')
    (path / "missing.csv").write_text("a,c\n1,2\n")
    for language in ("Python", "R"):
        done = run(language, *TRAIN, "--out", f"{language}.json", "--checkpoint", f"{language}-run.json", cwd=path)  # fmt: skip
        assert (done.status, done.err) == (0, "")
    return path


def document(path):
    found = json.loads(path.read_text())
    del found["implementation"]
    # R writes one number of a state where Python writes a list of one; both read both.
    found.pop("states", None)
    return found


@pytest.mark.parametrize("name", ["{}.json", "{}-run.json"])
def test_both_write_the_same_file(folder, name):
    python, r = (document(folder / name.format(language)) for language in ("Python", "R"))
    assert python == r and python["inputs"] == ["a", "b, too"] and python["outputs"] == ["cost"]


@pytest.mark.parametrize("writer", ["Python", "R"])
def test_columns_are_found_by_name(folder, writer):
    trained = run_both("predict", f"{writer}.json", "train.csv", cwd=folder)
    other = run_both("predict", f"{writer}.json", "other.csv", cwd=folder)
    assert trained[0] == trained[1] and other[0] == other[1]
    header, *lines = trained[0].out.splitlines()
    assert header == "cost" and other[0].out.splitlines() == [header, *lines[:2]]
    missing = run_both("predict", f"{writer}.json", "missing.csv", cwd=folder)
    text = "`data` must be a table with the column b, too, got the columns a, c.\n"
    assert missing[0] == missing[1] == (2, "", text)


@pytest.mark.parametrize("writer", ["Python", "R"])
def test_a_run_goes_on_with_columns_in_another_order(folder, writer):
    (folder / "again.csv").write_text('a,cost,"b, too"\n0,10,1\n1,1,0\n1,11,1\n')
    line = ["train", "again.csv", "--target", "cost", "--resume", f"{writer}-run.json", "--epochs", "25"]  # fmt: skip
    done = run_both(*line, "--out", f"{writer}-on.json", cwd=folder)
    assert done[0] == done[1] and done[0].status == 0
    longer = ["25" if word == "20" else word for word in TRAIN]
    whole = run("Python", *longer, "--out", "whole.json", cwd=folder)
    assert (
        whole.status == 0
        and document(folder / "whole.json")["layers"]
        == document(folder / f"{writer}-on.json")["layers"]
    )
