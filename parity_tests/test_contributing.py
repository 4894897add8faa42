"""CONTRIBUTING.md, followed step by step in a copy of the checkout: what it promises must then hold."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from bridge import ROOT

STEP = re.compile(r"^In `([^`]+)`, before the line `([^\n]+)`:\n\n```\w+\n(.*?)```\n", re.M | re.S)
MOST_FILES = 10


class Change(NamedTuple):
    """A change of the page: its title, its steps (file, anchor, text), and its case."""

    title: str
    steps: list[tuple[str, str, str]]
    case: str


def changes() -> list[Change]:
    """Every change of the page."""
    sections = re.split(r"^## ", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.M)
    return [
        Change(
            section.split("\n")[0],
            STEP.findall(section),
            re.search(r"^The case is `(\w+)`\.", section, re.M)[1],
        )
        for section in sections[1:]
    ]


def insert(folder: Path, file: str, anchor: str, text: str) -> None:
    """Put a text before the one line that begins with the anchor."""
    lines = (folder / file).read_text(encoding="utf-8").split("\n")
    places = [i for i, line in enumerate(lines) if line.strip().startswith(anchor)]
    assert len(places) == 1, f"{file}: {anchor} is there {len(places)} times"
    lines[places[0] : places[0]] = text.removesuffix("\n").split("\n")
    (folder / file).write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of the checkout with all changes made, and what is generated generated."""
    folder = tmp_path_factory.mktemp("checkout")
    left_out = shutil.ignore_patterns(
        ".git", ".venv", ".rlib", "out", "__pycache__", "tests", "inst", "*.ipynb", "env.sh"
    )
    shutil.copytree(ROOT, folder, dirs_exist_ok=True, ignore=left_out)
    for change in changes():
        for step in change.steps:
            insert(folder, *step)
    python(folder, "fixtures/generate_names.py")
    python(folder, "fixtures/generate_api.py")
    python(folder, "fixtures/generate.py", *(change.case for change in changes()))
    return folder


def environment(folder: Path) -> dict[str, str]:
    """The environment in which the copy is what Python and R find."""
    paths = {"PYTHONPATH": str(folder / "python"), "R_LIBS": str(folder / ".rlib")}
    return {**os.environ, **paths, "OPENBLAS_NUM_THREADS": "1"}


def run(folder: Path, *command: str) -> str:
    """Run a command in the copy, which must succeed."""
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python(folder: Path, *words: str) -> str:
    """Run the Python of the tests in the copy."""
    return run(folder, sys.executable, *words)


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.title)
def test_few_files_are_written_by_hand(change):
    assert change.steps and len({file for file, _, _ in change.steps}) <= MOST_FILES


def test_both_languages_train_the_new_cases_and_are_true(checkout):
    (checkout / ".rlib").mkdir()
    run(checkout, "R", "CMD", "INSTALL", "--no-docs", "--no-test-load", "--library=.rlib", "r")
    for change in changes():
        case, golden = (f"fixtures/{kind}/{change.case}.json" for kind in ("cases", "golden"))
        for arithmetic in ("native", "reproducible"):
            options = ("--arithmetic", arithmetic, "--out")
            python(checkout, "-m", "twinmlp", "run-case", case, *options, "python.json")
            run(checkout, "Rscript", "r/exec/twinmlp.R", "run-case", case, *options, "r.json")
            for trace in ("python.json", "r.json"):
                python(checkout, "-m", "twinmlp", "compare", trace, golden)
                assert "Right:" in python(checkout, "-m", "twinmlp", "check", case, trace)
        python(checkout, "-m", "twinmlp", "compare", "python.json", "r.json")


def test_the_scalar_bits_are_those_of_the_twins(checkout):
    program = """
import json, sys
from twinmlp.base.files import read_document
from twinmlp.conformance.bits.run import run
from twinmlp.trace.record import run_case
for path in sys.argv[1:]:
    case = json.loads(open(path).read())
    trace = run_case(read_document(path, "case"), "reproducible")
    scalar = run(case)
    assert [float(x) for x in trace["losses"]] == [float(x) for x in scalar["losses"]], path
"""
    cases = [f"fixtures/cases/{change.case}.json" for change in changes()]
    python(checkout, "-c", program, *cases)
