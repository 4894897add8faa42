"""Sizes are checked before there is room for them, and messages are one line."""

from __future__ import annotations

import json

import pytest
from hostile_runs import CARS, CASE
from programs import run_both
from refusals import ACCEPTED, RSays, python_says
from twinmlp.model.mlp import MLP

DAMAGE = {
    "no_losses": (["losses"], []),
    "epoch": (["epoch"], 1),
    "step": (["step"], 1e9),
    "step_before_epoch": (["step"], 0),
    "shape": (["states", 0, "W", "velocity"], [[0, 0, 0]] * 3),
    "ragged": (["states", 0, "W", "velocity", 0], [0]),
    "text": (["states", 0, "b", "velocity"], "x"),
    "name": (["states", 0, "W"], {}),
    "other_name": (["states", 0, "W"], {"speed": 1}),
    "run_only": (["arguments", "checkpoint"], "elsewhere.json"),
    "columns": (["watch", "columns", "loss"], [1, 2]),
    "best": (["watch", "best", "epoch"], 9),
}


@pytest.mark.filterwarnings("ignore::twinmlp.TwinMLPWarning")
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_checkpoint_is_held_against_its_network(damage, r_package, tmp_path):
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    path = tmp_path / "c.json"
    optimizer = {"name": "momentum", "momentum": 0.9}
    MLP(hidden=3, epochs=3, optimizer=optimizer, patience=5, checkpoint=str(path)).fit(X, y)
    resume = RSays("mlp_resume(path, rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1)), c(0, 1, 1, 0))")
    document = json.loads(path.read_text())
    assert resume(path) == python_says(MLP.resume, str(path), X, y) == ACCEPTED
    place, value = DAMAGE[damage]
    at = document
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    path.write_text(json.dumps(document))
    python = python_says(MLP.resume, str(path), X, y)
    assert python == resume(path) and python != ACCEPTED
    assert not (tmp_path / "elsewhere.json").exists()


def test_messages_are_one_line(tmp_path):
    case = json.loads(CASE.read_text())
    case["a\x1b[31m\nb\u202ec\x9b"] = 1
    (tmp_path / "c.json").write_text(json.dumps(case))
    python, r = run_both("steps", "c.json", cwd=tmp_path)
    assert python == r and python.status == 2 and python.err.count("\n") == 1
    assert python.err.startswith("`a\\u001b[31m\\u000ab\\u202ec\\u009b` must be one of ")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            ["train", CARS, "--hidden", "1e9"],
            "`hidden` must be a whole number, 1000000 or less, got 1000000000.",
        ),
        (
            ["train", CARS, "--hidden", "1e6,1e6"],
            "`layers[1].W` must be a matrix of at most 100000000 weights, got 1000000 x 1000000.",
        ),
        (
            ["train", CARS, "--epochs", "1e12"],
            "`epochs` must be a whole number, 1000000000 or less, got 1000000000000.",
        ),
        (
            ["train", CARS, "--skip", "1e15"],
            "`skip` must be a whole number, 100000000 or less, got 1e+15.",
        ),
        (
            ["train", CARS, "--restarts", "1e9"],
            "`restarts` must be a whole number, 1000000 or less, got 1000000000.",
        ),
        (
            ["steps", str(CASE), "--decimals", "1e9"],
            "`--decimals` must be a whole number, 17 or less, got 1000000000.",
        ),
    ],
    ids=lambda value: value[2] if isinstance(value, list) else "",
)
def test_sizes_are_checked_before_there_is_room_for_them(line, text, tmp_path):
    line = [*line, "--out", "n.json"] if line[0] == "train" else line
    for outcome in run_both(*line, cwd=tmp_path):
        assert (outcome.status, outcome.out) == (2, "")
        assert outcome.err.splitlines()[-1] == text


@pytest.mark.parametrize(("place", "value"), [("units", 1e9), ("epochs", 1e12)])
def test_sizes_in_a_case_are_checked(place, value, tmp_path):
    case = json.loads(CASE.read_text())
    (case["training"] if place == "epochs" else case["network"]["layers"][0])[place] = value
    (tmp_path / "c.json").write_text(json.dumps(case))
    python, r = run_both("run-case", "c.json", "--out", "t.json", cwd=tmp_path)
    assert python == r and python.status == 2 and " or less, got " in python.err
