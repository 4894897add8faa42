"""What packages, services and editors are told of the project agrees with the project."""

from __future__ import annotations

import configparser
import json
import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_python_that_is_promised_is_tested():
    promised = re.findall(r'Python :: (3\.\d+)"', text("python/pyproject.toml"))
    (listed,) = re.findall(r"python: \[(.*)\]", text(".github/workflows/test.yml"))
    assert re.findall(r"3\.\d+", listed) == promised
    assert f'requires-python = ">={promised[0]}"' in text("python/pyproject.toml")


def test_commands_of_the_workflows_are_targets_of_the_makefile():
    targets = re.findall(r"^([a-z-]+):", text("Makefile"), re.M)
    used = [
        target
        for file in (ROOT / ".github/workflows").glob("*.yml")
        for target in re.findall(r"make ([a-z-]+)$", file.read_text(encoding="utf-8"), re.M)
    ]
    assert {"test", "lint"} <= set(used) <= set(targets)


def test_editors_wrap_where_the_linters_do():
    editor = configparser.ConfigParser()
    editor.read_string("[all]\n" + text(".editorconfig"))
    assert f"line-length = {editor['*']['max_line_length']}\n" in text("python/pyproject.toml")
    assert f"line_length_linter({editor['*']['max_line_length']}L)" in text("r/.lintr")


def test_the_address_is_the_same_everywhere():
    (address,) = re.findall(r'^Source = "(.*)"$', text("python/pyproject.toml"), re.M)
    for name in ("r/DESCRIPTION", "CITATION.cff", "r/NEWS.md"):
        assert address in text(name), name
    assert f"BugReports: {address}/issues\n" in text("r/DESCRIPTION")


def test_the_notebook_of_colab_runs_but_for_its_installation(capsys):
    book = nbformat.read(ROOT / "binder/colab.ipynb", as_version=4)
    nbformat.validate(book)
    install, *code = [cell.source for cell in book.cells if cell.cell_type == "code"]
    assert install.startswith('%pip install --quiet "twinmlp[plots] @ git+')
    names: dict = {}
    for source in code:
        exec(source.replace('model.plot("network")', "pass"), names)
    assert "4-3-1 network" in capsys.readouterr().out
    assert len(names["step"]["layers"]) == 2


def test_the_container_is_valid_json():
    assert "make run" in json.loads(text(".devcontainer/devcontainer.json"))["postCreateCommand"]


def test_the_site_of_the_r_package_lists_every_page():
    listed = re.findall(r"contents: \[(.*)\]", text("r/_pkgdown.yml"))
    names = [name for line in listed for name in line.split(", ")]
    assert sorted(names) == sorted(file.stem for file in (ROOT / "r/man").glob("*.Rd"))
