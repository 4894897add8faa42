"""Ctrl-C at any time is one line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from hostile_runs import CARS
from programs import PROGRAMS, run


@pytest.mark.parametrize("language", PROGRAMS)
def test_an_interrupt_is_a_line_and_leaves_a_checkpoint(language, tmp_path):
    (tmp_path / "n.json").write_text("old")
    line = [
        "train",
        CARS,
        "--out",
        "n.json",
        "--output-activation",
        "identity",
        "--learning-rate",
        "1e-9",
    ]
    line += ["--epochs", "100000000", "--checkpoint", "c.json", "--checkpoint-every", "1000000000"]
    process = subprocess.Popen(
        [*PROGRAMS[language], *line],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not (tmp_path / "c.json").exists():
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60)[1] == "interrupted\n" and process.returncode == 130
    assert (tmp_path / "n.json").read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["c.json", "n.json"]
    document = json.loads((tmp_path / "c.json").read_text())
    assert document["epoch"] == len(document["losses"]) > 0
    other = "R" if language == "Python" else "Python"
    end = str(int(document["epoch"]) + 2)
    done = run(
        other, "train", CARS, "--out", "n.json", "--resume", "c.json", "--epochs", end, cwd=tmp_path
    )
    assert done.status == 0


def test_an_interrupt_while_python_imports_is_a_line(tmp_path):
    process = subprocess.Popen(
        [*PROGRAMS["Python"], "train", CARS, "--out", "n.json", "--epochs", "100000000"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while "numpy" not in Path(f"/proc/{process.pid}/maps").read_text():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert (
        process.communicate(timeout=60)[1].endswith("interrupted\n") and process.returncode == 130
    )
