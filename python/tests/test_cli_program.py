"""The command line as a program of its own: help, versions, interrupts."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_as_a_program_of_its_own():
    done = subprocess.run(
        [sys.executable, "-m", "twinmlp", "dance"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == '`COMMAND` must be one of run-case, train, case, predict, steps, gradcheck, compare, pictures, article-pictures, boundary, walkthrough, playground, workbook, listing, worksheet, check, mark, got "dance".\n'
    )


SEEN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a job in the background ignores
sys.argv = [sys.argv[1]]
import twinmlp
print(signal.getsignal(signal.SIGINT).__name__)
from twinmlp.cli.main import main
main(["--version"])
print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
"""


@pytest.mark.parametrize(
    ("program", "loading", "ended"),
    [("twinmlp", "stop", "True"), ("other", "default_int_handler", "False")],
)
def test_an_interrupt_before_and_after_the_command_line(program, loading, ended):
    """While it loads it ends at once, and when all is written it is too late; another program that uses the package
    keeps what it has."""
    line = [sys.executable, "-c", SEEN, program]
    said = subprocess.run(line, capture_output=True, text=True, check=True).stdout.splitlines()
    assert (said[0], said[-1]) == (loading, ended)
