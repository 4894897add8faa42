"""The README's example prints what the README says, in both languages; its numbers are those of the fixtures."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from bridge import LIBRARY, ROOT

README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.S)


def test_the_python_example_prints_what_the_readme_says():
    run = subprocess.run(
        [sys.executable, "-c", blocks("python")[0]], capture_output=True, text=True, check=True
    )
    assert run.stdout == blocks("text")[0]


def test_the_r_example_prints_what_the_readme_says():
    environment = {**os.environ, "R_LIBS": str(LIBRARY)}
    run = subprocess.run(
        ["Rscript", "-e", blocks("r")[0]],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert run.stdout == blocks("text")[1]


@pytest.mark.parametrize(
    "program",
    [[str(ROOT / ".venv/bin/twinmlp")], ["Rscript", str(ROOT / "r/exec/twinmlp.R")]],
    ids=["Python", "R"],
)
def test_the_commands_of_the_readme(program, tmp_path):
    """Every command that the README names is in the program's own help, and the two of its example run."""
    shown = subprocess.run([*program, "--help"], capture_output=True, text=True, check=True).stdout
    for command in re.findall(r"^twinmlp ([a-z-]+)", README, flags=re.M):
        assert f"  {command} " in shown
    trace = tmp_path / "trace.json"
    subprocess.run(
        [*program, "run-case", str(ROOT / "fixtures/cases/tanh_hidden.json"), "--out", str(trace)],
        check=True,
    )
    golden = ROOT / "fixtures/golden/tanh_hidden.json"
    assert (
        subprocess.run(
            [*program, "compare", str(trace), str(golden)], capture_output=True
        ).returncode
        == 0
    )


def test_every_file_that_the_readme_names_is_there():
    for name in re.findall(r"`((?:python|r|fixtures|parity_tests|benchmarks)/[\w/.]*)`", README):
        assert (ROOT / name).exists(), name
    for target in re.findall(r"^make ([\w-]+)", README, flags=re.M):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), flags=re.M), target
