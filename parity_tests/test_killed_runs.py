"""Runs that were killed end as if they had never stopped, in either language."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from bridge import ROOT
from training_runs import X, Y
from twinmlp.base.files import write_json

COMMANDS = {
    "Python": [sys.executable, "-m", "twinmlp"],
    "R": ["Rscript", str(ROOT / "r/exec/twinmlp.R")],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "data.json"
    write_json(path, {"X": X, "y": Y})
    return str(path)


def command(language, data, folder, options):
    return [
        *COMMANDS[language],
        "train",
        data,
        "--out",
        str(folder / "net.json"),
        "--history",
        str(folder / "history.json"),
        *options,
    ]


def run(language, data, folder, options):
    subprocess.run(
        command(language, data, folder, options),
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )


BOTH = [
    "--hidden",
    "4,3",
    "--activation",
    "tanh,sigmoid",
    "--validation-fraction",
    "0.25",
    "--patience",
    "1000",
    "--metrics",
    "accuracy",
    "--arithmetic",
    "reproducible",
    "--epochs",
    "120",
]

OPTIONS = {
    "sgd": [
        *BOTH,
        "--learning-rate",
        "0.3",
        "--batch-size",
        "7",
        "--order",
        "shuffled",
        "--dropout",
        "0.25,0.5",
    ],
    "lbfgs": [*BOTH, "--optimizer", "lbfgs", "--penalty", "l2=0.01,biases=true"],
}


@pytest.fixture(scope="module", params=OPTIONS)
def straight(data, tmp_path_factory, request):
    """The options, and the network and the history of a run that was never stopped."""
    folder = tmp_path_factory.mktemp("straight")
    run("Python", data, folder, OPTIONS[request.param])
    return OPTIONS[request.param], result(folder)


def result(folder):
    network, history = (
        json.loads((folder / f"{name}.json").read_text()) for name in ("net", "history")
    )
    return network["layers"], history


def killed_once(language, data, folder, options, checkpoint, longest):
    """Start a run, kill it up to so many seconds after a checkpoint was written, and say whether the kill came
    before its end."""
    before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
    process = subprocess.Popen(
        command(language, data, folder, options),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and (
        not checkpoint.exists() or checkpoint.stat().st_mtime_ns == before
    ):
        time.sleep(0.002)
    time.sleep(random.uniform(0, longest))
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    json.loads(checkpoint.read_text())  # old or new, never half
    return process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    "languages",
    [["Python"] * 4, ["R"] * 4, ["Python", "R", "Python", "R"]],
    ids=lambda names: "-".join(names[:2]),
)
def test_killed_runs_end_as_if_never_stopped(languages, data, straight, tmp_path):
    checkpoint = tmp_path / "run.json"
    saving = ["--checkpoint", str(checkpoint), "--checkpoint-every", "3"]
    given, uninterrupted = straight
    options, kills = [*given, *saving], 0
    for language, longest in zip(
        languages, (0, 0.05, 0.15)
    ):  # the first before a quick run has ended
        kills += killed_once(language, data, tmp_path, options, checkpoint, longest)
        options = [*saving, "--resume", str(checkpoint)]
    assert kills > 0, "no run was killed before its end"
    run(languages[-1], data, tmp_path, options)
    assert result(tmp_path) == uninterrupted


def test_r_without_stops(data, straight, tmp_path):
    given, uninterrupted = straight
    run("R", data, tmp_path, given)
    assert result(tmp_path) == uninterrupted
