"""Cases of one's own training, and targets of words: the same files in both programs."""

from __future__ import annotations

import json

import pytest
from programs import PROGRAMS, run, run_both
from twinmlp import read_document

XOR = "a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory, r_package):
    path = tmp_path_factory.mktemp("line")
    (path / "xor.csv").write_text(XOR)
    return path


@pytest.mark.parametrize(
    "options",
    [
        [
            "--hidden=3,2",
            "--optimizer=adam:beta1=0.8",
            "--schedule=cosine:period=5",
            "--dropout=0.2",
        ],
        ["--bias=false", "--validation-fraction=0.25", "--patience=2", "--reduction=mean"],
    ],
    ids=lambda options: options[0],
)
def test_a_case_of_a_training(folder, options):
    line = ["case", "xor.csv", "--arithmetic=reproducible", "--epochs=6", "--steps=0,2", *options]
    cases = []
    for language in PROGRAMS:
        done = run(language, *line, "--out", "mine.json", cwd=folder)
        assert (done.status, done.err) == (0, "")
        cases.append((folder / "mine.json").read_bytes())
    assert cases[0] == cases[1]
    case = read_document(folder / "mine.json", "case")
    assert case["id"] == "mine" and case["record"] == {"steps": [0, 2]}
    # The trained network is the one that the case ends with, bit for bit, in both languages.
    trained = run("Python", "train", *line[1:4:2], *line[2:3], *options, "--out", "n.json", cwd=folder)  # fmt: skip
    assert trained.status == 0
    network = json.loads((folder / "n.json").read_text())
    for language in PROGRAMS:
        run(language, "run-case", "mine.json", "--out", "trace.json", cwd=folder)
        final = json.loads((folder / "trace.json").read_text())["final"]["parameters"]
        layers = [{"W": layer["W"], "b": layer["b"]} for layer in network["layers"]]
        assert final == layers
    assert run("Python", "check", "mine.json", "trace.json", cwd=folder).status == 0


def test_a_case_of_a_network(folder):
    line = ["train", "xor.csv", "--epochs=3", "--optimizer=adam", "--arithmetic=reproducible"]
    run("Python", *line, "--out=net.json", cwd=folder)
    for language in PROGRAMS:
        line = ["case", "net.json", "--data", "xor.csv", "--epochs=2", "--out", f"{language}.json"]
        assert run(language, *line, cwd=folder) == (0, "", "")
    cases = [read_document(folder / f"{language}.json", "case") for language in PROGRAMS]
    network = json.loads((folder / "net.json").read_text())
    for case in cases:
        assert case["parameters"][0]["W"] == network["layers"][0]["W"]
        assert case["optimizer"]["name"] == "adam" and case["training"]["epochs"] == 2
    assert {**cases[0], "id": 0} == {**cases[1], "id": 0}
    said = run_both(
        "case", "net.json", "--data", "xor.csv", "--hidden=2", "--out=c.json", cwd=folder
    )
    text = "`hidden` must be left out, got an argument that the layers say.\n"
    assert said[0] == said[1] == (2, "", text)


def test_a_target_of_words(folder):
    """Three words ask for softmax and cross-entropy; the classes come back by name."""
    rows = [f"{k % 3}.5,{'abc'[k % 3]}" for k in range(9)]
    (folder / "words.csv").write_text("\n".join(["x,kind", *rows]) + "\n")
    line = ["train", "words.csv", "--target=kind", "--hidden=none", "--learning-rate=0.3"]
    for language in PROGRAMS:
        done = run(language, *line, "--epochs=3000", "--out", f"w-{language}.json", cwd=folder)
        assert (done.status, done.err) == (0, "") and "softmax" in done.out
        classes = run_both("predict", f"w-{language}.json", "words.csv", "--type=class", cwd=folder)
        assert classes[0] == classes[1]
        assert classes[0].out.split() == ["kind", *(f'"{word}"' for word in "abc" * 3)]
        shares = run_both(
            "predict", f"w-{language}.json", "words.csv", "--type=probability", cwd=folder
        )
        assert shares[0].out.splitlines()[0] == shares[1].out.splitlines()[0] == "a,b,c"
    (folder / "mixed.csv").write_text("x,kind\n1,a\n2,3\n")
    text = '`data` must be a table of numbers, got "a" in row 1, column kind.\n'
    said = run_both("train", "mixed.csv", "--out=m.json", cwd=folder)
    assert said[0] == said[1] == (2, "", text)
