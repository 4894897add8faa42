"""The pages of docs/: every example runs, in both languages, and prints what the page says."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bridge import LIBRARY, ROOT

PAGES = sorted((ROOT / "docs/pages").rglob("*.md"))
FENCE = re.compile(r'^( *)```(\w+)(?: title="([^"]*)")?\n(.*?)^ *```$', re.M | re.S)
BIN = Path(sys.executable).parent


def blocks(page):
    """The examples of a page: language, file name, code, and what is printed, None where the page does not say."""
    found = []
    for indent, language, title, code in FENCE.findall(page.read_text(encoding="utf-8")):
        text = re.sub(f"^{indent}", "", code, flags=re.M)
        if language == "text" and found and found[-1][3] is None:
            found[-1][3] = text
        elif language not in ("text", "console"):
            found.append([language, title, text, None])
    return found


def of(language):
    """The pages with examples in a language."""
    pages = [page for page in PAGES if any(block[0] == language for block in blocks(page))]
    return pytest.mark.parametrize("page", pages, ids=lambda page: page.stem)


def test_there_are_examples_in_all_languages():
    languages = [block[0] for page in PAGES for block in blocks(page)]
    assert min(languages.count(language) for language in ("python", "r", "sh")) >= 5
    assert set(languages) == {"python", "r", "sh"}


@of("python")
def test_examples_of_python(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    for language, title, code, printed in blocks(page):
        if language == "python" and not title:
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(compile(code, str(page), "exec"), names)
            assert printed is None or said.getvalue() == printed


@of("r")
def test_examples_of_r(page, tmp_path):
    mark = "---- next ----"
    wanted = [block for block in blocks(page) if block[0] == "r"]
    code = f'cat("\\n{mark}\\n")\n'.join(block[2] for block in wanted)
    (tmp_path / "page.R").write_text(code, encoding="utf-8")
    said = subprocess.run(
        ["Rscript", "page.R"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "R_LIBS": str(LIBRARY)},
    )
    assert said.returncode == 0, said.stderr
    parts = said.stdout.split(f"\n{mark}\n")
    assert len(parts) == len(wanted)
    for block, part in zip(wanted, parts):
        assert block[3] is None or part.rstrip("\n") == block[3].rstrip("\n")


@of("sh")
def test_examples_of_the_command_line(page, tmp_path):
    """With the files that the page says to save; twinmlp-case is the path of a case."""
    finder = tmp_path / "bin/twinmlp-case"
    finder.parent.mkdir()
    finder.write_text(f'#!/bin/sh\necho "{ROOT}/fixtures/cases/$1.json"\n', encoding="utf-8")
    finder.chmod(0o755)
    path = f"{finder.parent}:{BIN}:{os.environ['PATH']}"
    for language, title, code, printed in blocks(page):
        if title:
            (tmp_path / title).write_text(code, encoding="utf-8")
        if language == "sh":
            said = subprocess.run(
                ["sh", "-eu", "-c", code],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                env={**os.environ, "PATH": path},
            )
            assert said.returncode == 0, said.stderr
            assert printed is None or said.stdout == printed
