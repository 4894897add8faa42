"""CONTRIBUTING.md, followed step by step in a copy of the checkout: what it promises must then hold."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from bridge import LIBRARY, ROOT

STEP = re.compile(r"^In `([^`]+)`, before the line `([^\n]+)`:\n\n```\w+\n(.*?)```\n", re.M | re.S)
# A case whose golden file the new quantity changes.
WITH_SCHEDULE = "schedule_cosine"
# How many files may be written by hand.
MOST_FILES = {"Add an option": 5, "Add a mistake": 1, "Add a recorded quantity": 6}


class Change(NamedTuple):
    """A change of the page: its title, its steps (file, anchor, text), and its case, if it has one."""

    title: str
    steps: list[tuple[str, str, str]]
    case: str | None


def changes() -> list[Change]:
    """Every change of the page."""
    sections = re.split(r"^## ", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.M)
    return [
        Change(
            section.split("\n")[0],
            STEP.findall(section),
            next(iter(re.findall(r"^The case is `(\w+)`\.", section, re.M)), None),
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
        *(".git", ".venv", ".rlib", "out", "__pycache__", ".*_cache", "tests", "inst"),
        *("*.ipynb", "env.sh"),
    )
    shutil.copytree(ROOT, folder, dirs_exist_ok=True, ignore=left_out)
    for change in changes():
        for step in change.steps:
            insert(folder, *step)
    python(folder, "fixtures/generate_names.py")
    python(folder, "fixtures/generate_api.py")
    python(folder, "fixtures/generate.py", *cases(), WITH_SCHEDULE)
    (folder / ".rlib").mkdir()
    fast = ("--no-docs", "--no-test-load", "--no-byte-compile", "--no-libs")
    run(folder, "R", "CMD", "INSTALL", *fast, "--library=.rlib", "r")
    # No change is one of the compiled core, which is as it was.
    assert not [file for change in changes() for file, _, _ in change.steps if "r/src" in file]
    shutil.copytree(LIBRARY / "twinmlp/libs", folder / ".rlib/twinmlp/libs")
    return folder


def cases() -> list[str]:
    """The cases of the page."""
    return [change.case for change in changes() if change.case is not None]


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


LINES = {
    "Python": """
import json, sys
from twinmlp.cli.main import main
for line in json.loads(sys.argv[1]):
    assert main(line) == 0, line
""",
    "R": """
for (line in jsonlite::fromJSON(commandArgs(TRUE)[1], simplifyVector = FALSE))
  stopifnot(twinmlp:::main(unlist(line)) == 0L)
""",
}


def run_lines(folder: Path, language: str, lines: list[list[str]]) -> str:
    """Run command lines in one process, all of which must succeed; what they print."""
    start = {"Python": (sys.executable, "-c"), "R": ("Rscript", "-e")}[language]
    return run(folder, *start, LINES[language], json.dumps(lines))


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.title)
def test_few_files_are_written_by_hand(change):
    assert change.steps and len({file for file, _, _ in change.steps}) <= MOST_FILES.get(
        change.title, 10
    )


def test_both_languages_train_the_new_cases_and_are_true(checkout):
    runs = [(name, kind) for name in cases() for kind in ("native", "reproducible")]
    for language in LINES:
        run_lines(
            checkout,
            language,
            [
                ["run-case", f"fixtures/cases/{name}.json", "--arithmetic", kind]
                + ["--out", f"{name}-{kind}-{language}.json"]
                for name, kind in runs
            ],
        )
    compared, checked = [], []
    for name, kind in runs:
        traces = [f"{name}-{kind}-{language}.json" for language in LINES]
        compared += [["compare", trace, f"fixtures/golden/{name}.json"] for trace in traces]
        if kind == "reproducible":
            compared.append(["compare", *traces])
        checked += [["check", f"fixtures/cases/{name}.json", trace] for trace in traces]
    run_lines(checkout, "Python", compared)
    assert run_lines(checkout, "Python", checked).count("Right:") == len(checked)


def test_the_programs_of_the_new_cases_train_as_they_should(checkout):
    """Their listings, which are made of the formulas in the tables alone."""
    program = """
import sys
sys.path.insert(0, "parity_tests")
from listings import distances, fixture_path, listing_text, read_document, run_program
for name in sys.argv[1:]:
    case = read_document(fixture_path(f"cases/{name}.json"), "case")
    for language in ("python", "c"):
        assert max(distances(case, run_program(listing_text(case, language), language))) <= 1
"""
    python(checkout, "-c", program, *cases())


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
    python(checkout, "-c", program, *(f"fixtures/cases/{name}.json" for name in cases()))


def test_the_page_computes_the_new_cases(checkout):
    """The twin in JavaScript has the bits of the reproducible arithmetic in Python."""
    sys.path.insert(0, str(ROOT / "python/tests"))
    from browser import chromium

    python(checkout, "-m", "twinmlp", "playground", "--out", "page.html")
    with chromium() as browser:
        browser.get((checkout / "page.html").as_uri())
        for name in cases():
            case = f"fixtures/cases/{name}.json"
            options = ("--arithmetic", "reproducible", "--out", "python.json")
            python(checkout, "-m", "twinmlp", "run-case", case, *options)
            code = "return JSON.stringify(runCase(JSON.parse(arguments[0])).losses)"
            found = browser.execute_script(code, (checkout / case).read_text())
            expected = json.loads((checkout / "python.json").read_text())["losses"]
            assert json.loads(found) == expected and len(expected) > 1


PREDICTIONS = {
    "python": """
from twinmlp import MLP
X, y = [[0], [1]], [0, 1]
plain, moved = (MLP(hidden=2, epochs=3, offset=o).fit(X, y).predict(X) for o in (0, 2))
print(abs(moved - plain - 2).max() < 1e-12)
""",
    "R": """
library(twinmlp)
X <- rbind(0, 1)
predicted <- lapply(c(0, 2), function(o) predict(mlp(X, 0:1, hidden = 2, epochs = 3, offset = o), X))
cat(if (max(abs(predicted[[2]] - predicted[[1]] - 2)) < 1e-12) "True" else "False")
""",
}


def test_the_new_option_works_at_every_door(checkout):
    assert python(checkout, "-c", PREDICTIONS["python"]).strip() == "True"
    assert run(checkout, "Rscript", "-e", PREDICTIONS["R"]).strip() == "True"
    helps = [
        python(checkout, "-m", "twinmlp", "train", "--help"),
        run(checkout, "Rscript", "r/exec/twinmlp.R", "train", "--help"),
    ]
    assert helps[0] == helps[1] and "--offset" in helps[0]
    (checkout / "data.csv").write_text("x,y\n0,0\n1,1\n")
    words = ("train", "data.csv", "--offset", "much", "--out", "network.json")
    refusals = [
        subprocess.run(
            [*program, *words],
            cwd=checkout,
            env=environment(checkout),
            capture_output=True,
            text=True,
        )
        for program in ([sys.executable, "-m", "twinmlp"], ["Rscript", "r/exec/twinmlp.R"])
    ]
    assert [(one.returncode, one.stderr) for one in refusals] == [
        (2, '`offset` must be a finite number, got "much".\n')
    ] * 2


def test_the_new_mistake_is_planted_and_named(checkout):
    program = """
import json
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.mistakes import table
from twinmlp.conformance.mistakes.planting import planted_run
from twinmlp.conformance.truth.reference import starting_parameters
case = json.loads(open("fixtures/cases/two_hidden_layers.json").read())
row = next(row for row in table.all_mistakes() if row.code == "BIAS_THRICE")
wrong = listed(planted_run(row, case, starting_parameters(case)))
print(check(case, wrong).findings[0].fits[0].code)
"""
    assert python(checkout, "-c", program).strip() == "BIAS_THRICE"


def test_the_new_quantity_is_recorded_compared_and_checked(checkout):
    case, golden = (f"fixtures/{kind}/{WITH_SCHEDULE}.json" for kind in ("cases", "golden"))
    python(checkout, "-m", "twinmlp", "run-case", case, "--out", "python.json")
    run(checkout, "Rscript", "r/exec/twinmlp.R", "run-case", case, "--out", "r.json")
    for name in ("python.json", "r.json"):
        trace = json.loads((checkout / name).read_text())
        assert [s["rate_in_percent"] for s in trace["steps"]] == [
            100.0 * s["learning_rate"] for s in trace["steps"]
        ]
        assert "rate_in_percent" in python(checkout, "-m", "twinmlp", "compare", name, golden)
        assert "Right:" in python(checkout, "-m", "twinmlp", "check", case, name)
    trace["steps"][1]["rate_in_percent"] *= 2
    (checkout / "wrong.json").write_text(json.dumps(trace))
    done = subprocess.run(
        [sys.executable, "-m", "twinmlp", "check", case, "wrong.json"],
        cwd=checkout,
        env=environment(checkout),
        capture_output=True,
        text=True,
    )
    step = trace["steps"][1]["step"]
    assert done.returncode == 1 and f"step {step:.0f}, update, rate_in_percent" in done.stdout
