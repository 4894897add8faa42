"""Commands that misbehave: each is bounded, said in a line, and leaves nothing running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bridge import ROOT
from programs import PROGRAMS, run

CASE = str(ROOT / "fixtures/cases/one_unit.json")
# Programs of a line; the second word is the trace to write. `sleep 30` marks what must not outlive the run.
MISBEHAVING = {
    "a_pipe": ("import os, sys; os.mkfifo(sys.argv[2])", "must be a readable file"),
    "a_device": ("import os, sys; os.symlink('/dev/zero', sys.argv[2])", "must be a readable file"),
    "a_dangling_link": ("import os, sys; os.symlink('no', sys.argv[2])", "must be a readable file"),
    "too_deep": (
        "import sys; open(sys.argv[2], 'w').write('[' * 100000)",
        "nested more than 64 deep",
    ),
    "a_flood": (
        "import sys; [sys.stderr.write('x' * 99999 + '\\n') for _ in range(300)]; sys.exit(3)",
        "ended with status 3",
    ),
    "escapes": ("import sys; sys.exit('a\\x1b[31mb')", "\\u001b[31mb"),
    "an_open_pipe": (
        "import subprocess, sys; subprocess.Popen(['sleep', '30'], start_new_session=True); sys.exit(4)",
        "ended with status 4",
    ),
    "too_long": ("import time; time.sleep(30)", "took longer than 3 seconds"),
}


@pytest.mark.parametrize("name", MISBEHAVING)
def test_what_misbehaves_is_a_line(name, tmp_path):
    program, text = MISBEHAVING[name]
    begin = time.monotonic()
    line = [
        "conform",
        "--cases",
        CASE,
        "--timeout",
        "3" if name == "too_long" else "20",
        "--",
        sys.executable,
        "-c",
        program,
    ]
    done = run("Python", *line, cwd=tmp_path)
    first = done.out.splitlines()[0]
    said = " ".join(part.strip() for part in done.out.split("\n\n")[0].splitlines())
    assert first.startswith("WRONG one_unit: ") and text in said and len(said) < 200_000
    assert (done.status, done.err) == (1, "") and time.monotonic() - begin < 28


@pytest.mark.parametrize(
    ("option", "value", "text"),
    [
        ("--timeout", "1e300", "1000000 seconds or less"),
        ("--timeout", "0", "a positive finite number"),
        ("--jobs", "1e9", "a whole number, 1000 or less"),
        ("--random", "1e12", "a whole number, 1000000 or less"),
    ],
)
def test_its_options_are_bounded(option, value, text):
    done = run("Python", "conform", option, value, "--", "true")
    assert (done.status, done.out) == (2, "") and done.err.count("\n") == 1 and text in done.err


def test_an_interrupt_ends_what_runs(tmp_path):
    """Ctrl-C while a command runs: one line, status 130, at once, and the command is gone."""
    mark = tmp_path / "pid"
    program = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    process = subprocess.Popen(
        [*PROGRAMS["Python"], "conform", "--cases", CASE, "--", sys.executable, "-c", program],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not (mark.exists() and mark.read_text()):
        assert process.poll() is None
        time.sleep(0.05)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "interrupted\n") and time.monotonic() - begin < 10
    assert not Path(f"/proc/{int(mark.read_text())}").exists() or is_ended(int(mark.read_text()))


def is_ended(pid: int) -> bool:
    """Whether a process has ended, though nobody has asked how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return os.name == "posix"


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_check_reads_plain_files_alone(kind, tmp_path):
    trace = tmp_path / "t.json"
    os.mkfifo(trace) if kind == "pipe" else trace.symlink_to("/dev/zero")
    done = run("Python", "check", CASE, str(trace))
    assert (done.status, done.out) == (2, "") and "must be a readable file" in done.err
