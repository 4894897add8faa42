"""fixtures/api.json says what the Python modules define: names, arguments, order and defaults."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys

import pytest
import twinmlp
from helpers import load
from twinmlp.base.files import fixture_path

API = load("api.json")
MODULES = API["modules"]
each_module = pytest.mark.parametrize(
    "entry", [entry for entry in MODULES if entry["entries"]], ids=lambda entry: entry["module"]
)


def module_of(entry):
    return importlib.import_module("twinmlp." + entry["module"])


def default_of(argument, module):
    """The default that api.json states: the object of a name, or a value."""
    default = argument["default"]
    if not isinstance(default, dict) or not default:
        return default
    found = getattr(module, default["name"].removesuffix("()"))
    return found() if default["name"].endswith("()") else found


def assert_arguments(listed, function, module):
    """The function takes the arguments that api.json lists."""
    parameters = [
        p for p in inspect.signature(function).parameters.values() if p.name not in ("self", "cls")
    ]
    assert [argument["name"] for argument in listed] == [
        "..." if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) else p.name for p in parameters
    ]
    for argument, parameter in zip(listed, parameters):
        assert ("default" in argument) == (parameter.default is not parameter.empty), argument
        if "default" in argument:
            expected = default_of(argument, module)
            given = (
                list(parameter.default) if type(parameter.default) is tuple else parameter.default
            )
            assert given is expected or (type(given) is type(expected) and given == expected), (
                argument
            )


@each_module
def test_functions_and_methods_have_these_arguments(entry):
    module, seen = module_of(entry), 0
    for item in entry["entries"]:
        definition = getattr(module, item["name"])
        is_tuple = inspect.isclass(definition) and issubclass(definition, tuple)
        if item["kind"] == "function" or is_tuple:
            assert_arguments(item["arguments"], definition, module)
            seen += 1
        for method in item.get("methods", []):
            assert_arguments(method["arguments"], getattr(definition, method["name"]), module)
            seen += 1
    assert seen or entry["module"] in ("exp_table",)


@each_module
def test_all_that_a_module_defines_is_listed_in_its_order(entry):
    """By line numbers, which Python keeps for functions and classes."""
    module = module_of(entry)
    own = [
        v
        for v in map(inspect.unwrap, vars(module).values())
        if (inspect.isfunction(v) or inspect.isclass(v)) and v.__module__ == module.__name__
    ]
    in_order = sorted(
        (v for v in own if "<" not in v.__qualname__), key=lambda v: inspect.getsourcelines(v)[1]
    )
    listed = [item["name"] for item in entry["entries"] if item["kind"] in ("function", "class")]
    assert listed == list(dict.fromkeys(v.__name__ for v in in_order))


@each_module
def test_tables_have_these_names(entry):
    for item in entry["entries"]:
        if item["kind"] == "table":
            assert item["names"] == list(getattr(module_of(entry), item["name"]))
        elif item["kind"] == "value":
            assert hasattr(module_of(entry), item["name"])


def test_a_name_is_defined_once():
    """In R all files share one space of names."""
    entries = [
        item for entry in MODULES for item in entry["entries"] + entry.get("entries_in_r", [])
    ]
    names = [item["name"] for item in entries if item.get("only") != "Python"]
    assert sorted(names) == sorted(set(names))


def test_exports():
    assert sorted(item["name"] for item in API["exports"] if item.get("only") != "R") == sorted(
        twinmlp.__all__
    )
    assert all(hasattr(twinmlp, name) for name in twinmlp.__all__)
    assert all(item["reason"] for item in API["exports"] if "only" in item)


def test_what_one_language_has_alone_has_a_reason():
    alone = [
        item
        for entry in MODULES
        for item in entry["entries"] + entry.get("entries_in_r", [])
        if "only" in item
    ]
    assert {item["only"] for item in alone} == {"Python", "R"}
    assert all(item["reason"] for item in alone)


@pytest.mark.parametrize("files", ["api", "docs", "mistakes", "names", "packaging"])
def test_files_are_as_generated(files):
    program = fixture_path(f"generate_{files}.py").resolve()
    done = subprocess.run([sys.executable, program, "--check"], capture_output=True, text=True)
    found = (done.returncode, done.stdout, done.stderr)
    assert found == (0, "All files are as generated.\n", "")
