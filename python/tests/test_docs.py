"""What users read: every public name has an example that runs, and documentation made from tables is as made."""

from __future__ import annotations

import doctest
import inspect
import re

import pytest
import twinmlp
from twinmlp import MLP
from twinmlp.base.files import fixture_path
from twinmlp.cli.options import command_table

METHODS = [name for name in dir(MLP) if not name.startswith("_") and callable(getattr(MLP, name))]
PUBLIC = {name: getattr(twinmlp, name) for name in twinmlp.__all__} | {
    f"MLP.{name}": getattr(MLP, name) for name in METHODS
}
# Their libraries are not installed for these tests: their examples run in tests_adapters.
ELSEWHERE = {"deal", "to_torch"}
each_name = pytest.mark.parametrize("name", PUBLIC)


@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in ELSEWHERE])
def test_examples_run(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    definition = PUBLIC[name]
    names = PUBLIC | {"fixture_path": fixture_path}
    found = doctest.DocTestParser().get_doctest(inspect.getdoc(definition), names, name, None, 0)
    assert found.examples, "no example"
    said: list[str] = []
    results = doctest.DocTestRunner().run(found, out=said.append)
    assert results.failed == 0, "".join(said)


@each_name
def test_every_argument_is_described(name):
    """By its name and a colon, or in a sentence."""
    text = inspect.getdoc(PUBLIC[name])
    for argument in (
        inspect.signature(PUBLIC[name]).parameters
        if callable(PUBLIC[name]) and not name.startswith("TwinMLP")
        else ()
    ):
        assert argument in ("self", "cls") or re.search(rf"\b{argument}\b", text), argument


@pytest.mark.parametrize("page", ["README.md", "SPEC.md"])
def test_command_lines_on_pages_are_of_commands_that_exist(page):
    """`twinmlp NAME ... --option` in code; the first page has all commands but those that belong to another."""
    pages = {
        "README.md": fixture_path(".").resolve().parent / "README.md",
        "SPEC.md": fixture_path("SPEC.md"),
    }
    commands, seen = command_table(), set()
    text = pages[page].read_text(encoding="utf-8")
    for name, rest in re.findall(r"(?<!from )\btwinmlp ([a-z][a-z-]+)\b([^\n`]*)", text):
        if name not in commands:
            assert name in ("is", "in", "train"), name
            continue
        seen.add(name)
        options = {option["name"] for option in commands[name]["options"]}
        assert set(re.findall(r"--([a-z][a-z-]*)", rest)) <= options | {"help"}, rest
    assert page != "README.md" or seen >= {"run-case", "train", "check", "conform"}
