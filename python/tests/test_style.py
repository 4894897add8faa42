"""Rooms are small, and lines are short: at most 200 lines of 100 columns, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

PYTHON = Path(__file__).parents[1]
COLUMNS, LINES = 100, 200


def files(subjects):
    """The files of some subjects in both languages."""
    for subject in subjects:
        for file in sorted((PYTHON / "twinmlp" / subject).rglob("*")):
            if file.suffix in (".py", ".js", ".css", ".html"):
                yield file
        yield from sorted((PYTHON.parent / "r/R").glob(f"{subject}-*.R"))
        yield from sorted((PYTHON.parent / "fixtures" / subject).glob("*.*s"))


def subjects():
    return sorted(path.parent.name for path in (PYTHON / "twinmlp").glob("*/__init__.py"))


def wide_lines(text):
    """The numbers of lines that are too long, outside tables: from "# Table" to the next empty line."""
    table = False
    for number, line in enumerate(text.split("\n"), start=1):
        table = bool(line) and (table or line.startswith("# Table"))
        if len(line) > COLUMNS and not table:
            yield number


@pytest.mark.parametrize("subject", subjects())
def test_lines_are_short(subject):
    found = [
        f"{file.name}:{number}"
        for file in files([subject])
        for number in wide_lines(file.read_text(encoding="utf-8"))
    ]
    assert not found, found


@pytest.mark.parametrize("subject", subjects())
def test_rooms_are_small(subject):
    found = [
        file.name
        for file in files([subject])
        if file.read_text(encoding="utf-8").count("\n") > LINES
    ]
    assert not found, found


# Rooms beside the package that are still longer; this list only gets shorter.
LONG_BESIDE = {
    "reproducible_everywhere.py",
    "test_check_parity.py",
    "test_checker_commands.py",
    "test_checker_stopping.py",
    "test_cli.py",
    "test_command_line.py",
    "test_contributing.py",
    "test_datafiles.py",
    "test-epochs.R",
    "test_epochs.py",
    "test_errors.py",
    "test_files.py",
    "test_javascript.py",
    "test_mark.py",
    "test_mlp.py",
    "test_playground.py",
    "test_reproducible.py",
    "test_reproducible_runs.py",
    "test_rng_parity.py",
    "test_scale.py",
    "test_search_mistakes.py",
    "test_sklearn.py",
    "test_steps.py",
    "test-training-features.R",
    "test_views.py",
    "test_walkthrough.py",
    "test_workbook.py",
    "test_worksheet.py",
    "tour.py",
}


def test_rooms_beside_the_package_are_small():
    places = ("fixtures", "parity_tests", "python/tests", "python/tests_adapters", "r/tests")
    found = {
        file.name
        for place in places
        for file in (PYTHON.parent / place).rglob("*.*")
        if file.suffix in (".py", ".R") and file.read_text(encoding="utf-8").count("\n") > LINES
    }
    assert found <= LONG_BESIDE


def test_what_is_a_table():
    long = "x" * (COLUMNS + 1)
    assert list(wide_lines(f"{long}\n# Table: of constants\n{long}\n{long}\n\n{long}\n")) == [1, 6]
