"""Both command lines as real programs: the installed `twinmlp` and `Rscript r/exec/twinmlp.R`."""

from __future__ import annotations

import os
import subprocess
from functools import lru_cache
from typing import Any, NamedTuple

from bridge import ROOT
from loaded import Loaded

PROGRAMS = {
    "Python": [str(ROOT / ".venv/bin/twinmlp")],
    "R": ["Rscript", str(ROOT / "r/exec/twinmlp.R")],
}
# The same programs in processes that have loaded what they need, and fork for a command line.
LOADED = {
    "Python": [str(ROOT / ".venv/bin/python"), str(ROOT / "parity_tests/loaded.py")],
    "R": ["Rscript", str(ROOT / "parity_tests/loaded.R"), str(ROOT / "r/exec/twinmlp.R")],
}


class Outcome(NamedTuple):
    """What a program came to."""

    status: int
    out: str
    err: str


@lru_cache(maxsize=None)
def loaded(language: str, environment: frozenset[tuple[str, str]]) -> Loaded:
    """The process that forks for the command lines of a language."""
    return Loaded(LOADED[language], dict(environment))


def of_process(environment: Any) -> frozenset[tuple[str, str]]:
    """What a process may look at before it runs a command line: all but the package's variables."""
    return frozenset(
        pair for pair in environment.items() if not pair[0].startswith(("TWINMLP_", "PYTEST_"))
    )


def run(language: str, *arguments: str, **options: Any) -> Outcome:
    """Run one command line in one language: in a process of its own where anything but its folder
    and the package's variables is special, else in a fork of one that is loaded."""
    environment = options.get("env", os.environ)
    if {*options} <= {"cwd", "env"} and of_process(environment) == of_process(os.environ):
        folder = str(options.get("cwd") or os.getcwd())
        own = {name: value for name, value in environment.items() if name[:8] == "TWINMLP_"}
        process = loaded(language, of_process(os.environ))
        return Outcome(*process(list(map(str, arguments)), folder, own))
    done = subprocess.run(
        [*PROGRAMS[language], *arguments], capture_output=True, timeout=120, **options
    )
    return Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def run_both(*arguments: str, **options: Any) -> tuple[Outcome, Outcome]:
    """Run one command line in Python and in R."""
    return run("Python", *arguments, **options), run("R", *arguments, **options)
