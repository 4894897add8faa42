"""Both command lines as real programs: the installed `twinmlp` and `Rscript r/exec/twinmlp.R`."""

from __future__ import annotations

import subprocess
from typing import Any, NamedTuple

from bridge import ROOT

PROGRAMS = {
    "Python": [str(ROOT / ".venv/bin/twinmlp")],
    "R": ["Rscript", str(ROOT / "r/exec/twinmlp.R")],
}


class Outcome(NamedTuple):
    """What a program came to."""

    status: int
    out: str
    err: str


def run(language: str, *arguments: str, **options: Any) -> Outcome:
    """Run one command line in one language."""
    done = subprocess.run(
        [*PROGRAMS[language], *arguments], capture_output=True, timeout=120, **options
    )
    return Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def run_both(*arguments: str, **options: Any) -> tuple[Outcome, Outcome]:
    """Run one command line in Python and in R."""
    return run("Python", *arguments, **options), run("R", *arguments, **options)
