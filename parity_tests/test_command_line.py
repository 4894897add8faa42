"""The mechanics of the command line: both programs read the same words, and end in the same way."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest
from bridge import ROOT
from programs import PROGRAMS, run_both

CARS = str(ROOT / "fixtures/data/cars.json")


def alike(*arguments: str, **options):
    """What both programs say, which must be the same."""
    python, r = run_both(*arguments, **options)
    assert python == r
    return python


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "and.csv").write_text("a,b,both\n0,0,0\n0,1,0\n1,0,0\n1,1,1\n")
    return tmp_path


@pytest.mark.parametrize(
    "line",
    [
        ["train", "--help"],
        ["train", "-h"],
        ["help", "train"],
        ["--help", "train"],
        ["train", "and.csv", "--out", "n.json", "--help"],
        ["train", "--epochs", "--help"],
    ],
    ids=" ".join,
)
def test_help_of_a_command_anywhere_in_the_line(line, folder):
    said = alike(*line, cwd=folder)
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("usage: twinmlp train DATA --out NETWORK\n")
    assert "--bias [true|false], --no-bias\n" in said.out
    assert not (folder / "n.json").exists()


def test_help_of_every_command_is_the_same():
    commands = json.loads((ROOT / "fixtures/commands.json").read_text())["commands"]
    for command in commands[::3]:
        assert alike(command["name"], "--help").out.startswith(f"usage: twinmlp {command['name']}")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (["--epochs", "5", "--epochs=6"], "`--epochs` must be said once, got a second one."),
        (["--bias", "--no-bias"], "`--bias` must be said once, got a second one."),
        (["--no-bias=true"], '`--no-bias` must be without a value, got "true".'),
        (["--epochs", "--seed", "1"], '`--epochs` must be followed by a value, got "--seed".'),
        (["--epochs"], "`--epochs` must be followed by a value, got nothing."),
        (["--verbose=maybe"], '`--verbose` must be one of true, false, got "maybe".'),
        (["--bias", "maybe"], '`--bias` must be one of true, false, got "maybe".'),
        (["--epochs="], '`epochs` must be a whole number, 0 or more, got "".'),
    ],
)
def test_what_a_line_cannot_be(line, text, folder):
    said = alike("train", "and.csv", "--out", "n.json", *line, cwd=folder)
    assert said == (2, "", text + "\n")
    assert not (folder / "n.json").exists()


@pytest.mark.parametrize("option", ["-e", "--no-epochs", "--epoch", "--=1", "--no-"])
def test_unknown_options(option, folder):
    said = alike("train", "and.csv", "--out", "n.json", option, "5", cwd=folder)
    assert said.status == 2 and said.err.endswith(", got an unknown option.\n")
    assert said.err.startswith(f"`{option.partition('=')[0]}` must be one of --out, --target, ")


def test_values_after_an_equals_sign_and_bare_switches(folder):
    plain = ["--bias", "false", "--optimizer", "adam:beta1=0.8", "--epochs", "3"]
    short = ["--no-bias", "--optimizer=adam:beta1=0.8", "--epochs=3", "--full-loss"]
    first = alike("train", "and.csv", "--out", "a.json", *plain, cwd=folder)
    # A switch without a value does not take the file behind it.
    second = alike("train", *short, "and.csv", "--out=b.json", cwd=folder)
    assert first == second and first.status == 0
    a, b = (json.loads((folder / name).read_text()) for name in ("a.json", "b.json"))
    assert a["layers"] == b["layers"] and a["layers"][0]["b"] is None
    assert (a["arguments"]["full_loss"], b["arguments"]["full_loss"]) == (False, True)


def test_a_case_and_a_reference_by_their_ids(folder):
    path = str(ROOT / "fixtures/cases/one_unit.json")
    assert alike("steps", "one_unit", cwd=folder) == alike("steps", path, cwd=folder)
    assert alike("run-case", "one_unit", "--out", "t.json", cwd=folder) == (0, "", "")
    said = alike("compare", "t.json", "one_unit", cwd=folder)
    assert said.status == 0 and said.out.startswith("No difference beyond what is allowed.\n")
    for command in (["check", "one_unit", "t.json", "--reference", "one_unit"],):
        done = subprocess.run([*PROGRAMS["Python"], *command], cwd=folder, capture_output=True)
        assert done.returncode == 0


def test_a_file_goes_before_an_id(folder):
    (folder / "one_unit").write_text("{}")
    said = alike("steps", "one_unit", cwd=folder)
    assert said == (2, "", "`format` must be present, got nothing.\n")


@pytest.mark.parametrize(
    ("line", "near"),
    [
        (["steps", "tanh_hiden"], " such as tanh_hidden,"),
        (["steps", "shuffled"], " such as shuffled"),
        (["gradcheck", "nothing_like_it_at_all"], ","),
        (["run-case", "one-unit", "--out", "t.json"], " such as one_unit,"),
        (["pictures", "ONE_UNIT", "--out", "p"], ","),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_neither_a_file_nor_an_id(line, near, folder):
    said = alike(*line, cwd=folder)
    start = "`case` must be a readable file, or the id of a case"
    assert said.status == 2 and said.err.startswith(start + near)
    assert said.err.endswith(f', got "{line[1]}".\n') and said.err.count("\n") == 1


def test_a_history_as_csv(folder):
    line = ["--epochs", "3", "--metrics", "accuracy", "--arithmetic", "reproducible"]
    texts = []
    for language, program in PROGRAMS.items():
        for name in ("h.csv", "h.json"):
            done = subprocess.run(
                [*program, "train", "and.csv", "--out", "n.json", "--history", name, *line],
                cwd=folder,
                capture_output=True,
            )
            assert (done.returncode, done.stderr) == (0, b""), language
        columns = json.loads((folder / "h.json").read_text())["columns"]
        rows = [row.split(",") for row in (folder / "h.csv").read_text().splitlines()]
        assert rows[0] == list(columns) and rows[0][0] == "epoch"
        assert [row[0] for row in rows[1:]] == ["0", "1", "2", "3"]
        for name, column in zip(rows[0], zip(*rows[1:])):
            assert [float(cell) for cell in column] == columns[name]
        texts.append((folder / "h.csv").read_text())
    assert texts[0] == texts[1]
    said = alike("train", "and.csv", "--out", "n.json", "--history", "no/h.csv", cwd=folder)
    assert said.err == '`history` must be a writable file, got "no/h.csv".\n'


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_closed_pipe_is_silent(language):
    """The other end is closed before anything is written."""
    for line in (["--help"], ["steps", "one_unit"]):
        with subprocess.Popen(
            [*PROGRAMS[language], *line], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 141


@pytest.mark.parametrize("language", PROGRAMS)
def test_ctrl_c_is_one_line_and_leaves_nothing_behind(language, tmp_path):
    """Such a run takes minutes; its first checkpoint says that it is under way."""
    line = ["train", CARS, "--out", "n.json", "--epochs", "10000000", "--checkpoint", "c.json"]
    process = subprocess.Popen(
        [*PROGRAMS[language], *line, "--learning-rate", "1e-9"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    for _ in range(600):
        if (tmp_path / "c.json").exists():
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err.decode().splitlines()[-1:] == ["interrupted"]
    assert all(text.startswith("warning: ") for text in err.decode().splitlines()[:-1])
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (["net.json"], "`--data` must be given with a network, got nothing."),
        (["no.json"], '`source` must be a readable file, got "no.json".'),
        (["no.csv"], '`data` must be a readable file, got "no.csv".'),
        (["and.csv", "--epochs=0"], "`epochs` must be a whole number, 1 or more, got 0."),
        (
            ["and.csv", "--epochs=5", "--steps=5"],
            "`record.steps[0]` must be a step of this run, 4 or less, got 5.",
        ),
        (["and.csv", "--steps=x"], '`steps` must be a whole number, 0 or more, got "x".'),
    ],
)
def test_what_no_case_can_be_made_of(line, text, folder):
    alike("train", "and.csv", "--out", "net.json", "--epochs=1", cwd=folder)
    assert alike("case", *line, "--out", "c.json", cwd=folder) == (2, "", text + "\n")
    assert not (folder / "c.json").exists()


def test_python_dash_m():
    said = subprocess.run(
        [sys.executable, "-m", "twinmlp", "help", "steps"], capture_output=True, text=True
    )
    assert said.stdout == alike("help", "steps").out
