"""The command line as people type it: the same words, files and statuses in both programs."""

from __future__ import annotations

import json
import signal
import subprocess
import time

import numpy as np
import pytest
from programs import PROGRAMS, run, run_both
from twinmlp import MLP, read_document

XOR = "a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory, r_package):
    path = tmp_path_factory.mktemp("line")
    (path / "xor.csv").write_text(XOR)
    return path


@pytest.mark.parametrize(
    "words, status, text",
    [
        (["steps", "one_unit", "--step=0", "--step", "1"], 2, "`--step` must be said once, got a second one."),
        (["steps", "--step", "--decimals"], 2, '`--step` must be followed by a value, got "--decimals".'),
        (["steps", "one_unit", "--step"], 2, "`--step` must be followed by a value, got nothing."),
        (["steps", "one_unit", "--step=x"], 2, '`--step` must be a whole number, 0 or more, got "x".'),
        (["steps", "one_unt"], 2, '`case` must be a readable file, or the id of a case such as one_unit, got "one_unt".'),
        (
            ["steps", "one_s"],
            2,
            "`case` must be a readable file, or the id of a case such as "
                "one_sample, one_sample_at_a_time, dropout_one_sample_at_a_time, got \"one_s\".",
        ),
        (["steps", "one_unit.json"], 2, '`case` must be a readable file, got "one_unit.json".'),
        (["help", "nothing"], 2, None),
    ],
)  # fmt: skip
def test_what_is_refused(folder, words, status, text):
    python, r = run_both(*words, cwd=folder)
    assert python == r and python.status == status
    assert python.out == "" and (text is None or python.err == text + "\n")


@pytest.mark.parametrize(
    "words",
    [["train", "--help"], ["train", "xor.csv", "-h"], ["help", "train"], ["--help", "train"]],
    ids=" ".join,
)
def test_help_anywhere(folder, words):
    python, r = run_both(*words, cwd=folder)
    assert python == r and (python.status, python.err) == (0, "")
    assert python.out.startswith("usage: twinmlp train DATA --out NETWORK\n")
    assert max(map(len, python.out.splitlines())) <= 80


def test_an_id_stands_for_its_case_and_its_golden_file(folder):
    shown = run_both("steps", "one_unit", "--step=1", cwd=folder)
    assert shown[0] == shown[1] and shown[0].out.startswith("Step 0: ")
    for language in PROGRAMS:
        run(language, "run-case", "one_unit", "--out", "trace.json", cwd=folder)
        compared = run_both("compare", "trace.json", "one_unit", cwd=folder)
        assert compared[0].status == compared[1].status == 0
    assert run("Python", "check", "one_unit", "trace.json", cwd=folder).status == 0


@pytest.mark.parametrize("switch", [["--verbose"], ["--verbose=false"], ["--verbose", "true"]])
def test_switches(folder, switch):
    line = ["train", "xor.csv", *switch, "--out=n.json", "--epochs=2", "--arithmetic=reproducible"]
    python, r = run_both(*line, "--history=h.csv", cwd=folder)
    assert (python.status, python.out) == (r.status, r.out) and python.status == 0
    # Three rows, before and after each of two epochs.
    header, *rows = (folder / "h.csv").read_text().splitlines()
    assert header == "epoch,loss,learning_rate" and [row[0] for row in rows] == ["0", "1", "2"]
    losses = MLP(epochs=2, arithmetic="reproducible").fit(*np.split(np.array([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]), [2], 1)).losses  # fmt: skip
    assert [float(row.split(",")[1]) for row in rows[:2]] == losses


@pytest.mark.parametrize(
    "options",
    [
        [
            "--hidden=3,2",
            "--optimizer=adam:beta1=0.8",
            "--schedule=cosine:period=5",
            "--dropout=0.2",
        ],
        ["--hidden=none", "--loss=huber:delta=0.5", "--penalty=l1=0.1,l2=0.2", "--clipping=norm=1"],
        ["--activation=elu:alpha=0.5", "--batch-size=2", "--order=shuffled", "--class-weight=1,2"],
        ["--bias=false", "--validation-fraction=0.25", "--patience=2", "--reduction=mean"],
        ["--optimizer=lbfgs", "--threshold=1e-9", "--generator=r", "--seed=7"],
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


def test_a_reader_who_goes_away_is_no_error(folder):
    for program in PROGRAMS.values():
        line = f"{' '.join(program)} train --help | head -1"
        done = subprocess.run(line, shell=True, capture_output=True, cwd=folder, timeout=60)
        assert done.stdout.startswith(b"usage: ") and done.stderr == b""


@pytest.mark.parametrize("language", list(PROGRAMS))
def test_an_interrupt_is_one_line(folder, language):
    (folder / "kept.json").write_text("old")
    line = [*PROGRAMS[language], "train", "xor.csv", "--out", "kept.json", "--epochs", "100000000"]
    with subprocess.Popen(line, cwd=folder, stdout=-1, stderr=-1) as running:
        time.sleep(3)  # it is training by then
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, b"", b"interrupted\n")
    assert (folder / "kept.json").read_text() == "old" and not list(folder.glob(".twinmlp-*"))


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
