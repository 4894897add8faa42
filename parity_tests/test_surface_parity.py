"""The twins' surfaces held against each other directly: names, arguments, defaults, first sentences, tables, commands."""

from __future__ import annotations

import importlib
import inspect
import json
import re

import pytest
from bridge import ROOT
from twinmlp.cli.help import command_usage, usage
from twinmlp.cli.main import command_function
from twinmlp.cli.options import command_table
from twinmlp.model.mlp import MLP

MODULES = json.loads((ROOT / "fixtures/api.json").read_text(encoding="utf-8"))["modules"]
TWINS = [
    (entry["module"], item) for entry in MODULES for item in entry["entries"] if "only" not in item
]
FUNCTIONS = [
    (module, item["name"])
    for module, item in TWINS
    if "arguments" in item and "arguments_in_r" not in item
]
TABLES = [(module, item["name"]) for module, item in TWINS if item["kind"] == "table"]
# Defaults that say the same in the words of each language.
SAME = {
    ("main", "arguments"): ("NULL", "commandArgs(trailingOnly = TRUE)"),
    ("train", "record"): ("NULL", "numeric(0)"),
    ("fit_network", "record"): ("NULL", "numeric(0)"),
    ("MonitorConfig", "metrics"): ("NULL", "character(0)"),
    ("MonitorConfig", "after"): ("NULL", "list()"),
    ("MLP", "metrics"): ("NULL", "character(0)"),
    ("MLP", "categorical"): ("NULL", "character(0)"),
    ("case_pictures", "language"): ('"Python"', '"R"'),
    ("article_pictures", "language"): ('"Python"', '"R"'),
}


def definition(module: str, name: str):
    return getattr(importlib.import_module("twinmlp." + module), name)


def in_r_words(default, module: str) -> str | None:
    """A Python default as R writes it; None if there is none."""
    if default is inspect.Parameter.empty:
        return None
    if default is None or isinstance(default, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[default]
    if isinstance(default, (int, float)):
        return f"{default:.15g}"
    if isinstance(default, str):
        return f'"{default}"'
    if default == {}:
        return "list()"
    if type(default) is tuple:
        words = [in_r_words(item, module) for item in default]
        return "NULL" if not words else words[0] if len(words) == 1 else f"c({', '.join(words)})"
    named = [
        name
        for name, value in vars(importlib.import_module("twinmlp." + module)).items()
        if value is default
    ]
    return (
        named[0] if named else f"{type(default).__name__}()" if default == type(default)() else None
    )


def python_arguments(function, module: str) -> dict[str, str | None]:
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    return {
        "..." if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) else p.name: in_r_words(
            p.default, module
        )
        for p in parameters
    }


@pytest.fixture(scope="module")
def r_arguments(r_package):
    """The arguments of an R function, with their defaults as text."""
    import rpy2.robjects as ro

    formals = ro.r(
        "function(name) vapply(formals(get(name, asNamespace('twinmlp'))), function(f) paste(deparse(f), collapse = ' '), '')"
    )

    def arguments(name: str) -> dict[str, str | None]:
        found = formals(name)
        return {str(n): str(f) or None for n, f in zip(found.names, found)} if len(found) else {}

    return arguments


@pytest.mark.parametrize(("module", "name"), FUNCTIONS, ids=[name for _, name in FUNCTIONS])
def test_arguments_and_defaults(module, name, r_arguments):
    python, r = python_arguments(definition(module, name), module), r_arguments(name)
    assert list(python) == list(r)
    for argument in python:
        named = vars(importlib.import_module("twinmlp." + module)).get(
            r[argument]
        )  # a constant that R writes by its name
        pair = (
            python[argument],
            in_r_words(named, module) if isinstance(named, (int, float)) else r[argument],
        )
        assert pair[0] == pair[1] or pair == SAME.get((name, argument)), argument


def test_mlp_takes_the_same_arguments(r_arguments):
    r = r_arguments("mlp.default")
    assert list(r)[:2] == ["x", "y"] and list(r)[-1] == "..."
    fit = python_arguments(MLP.fit, "mlp_run")
    assert list(fit)[:2] == ["X", "y"]
    python = python_arguments(MLP.__init__, "mlp") | {
        name: default for name, default in fit.items() if name not in ("X", "y")
    }
    assert list(r)[2:-1] == list(python)
    for argument in python:
        pair = (python[argument], r[argument])
        assert pair[0] == pair[1] or pair == SAME.get(("MLP", argument)), argument


@pytest.mark.parametrize(("module", "name"), TABLES, ids=[name for _, name in TABLES])
def test_tables_have_the_same_names(module, name, r_package):
    assert list(definition(module, name)) == [str(n) for n in r_package.raw(name).names]


def comments(module: str) -> dict[str, list[str]]:
    """The paragraphs of the roxygen comment before each function of an R file."""
    text = (ROOT / f"r/R/{module.replace('.', '-')}.R").read_text(encoding="utf-8")
    found = {}
    for block, name in re.findall(r"((?:^#'.*\n)+)^([\w.]+) <- function", text, re.M):
        lines = [re.sub(r"\\([][%])", r"\1", line[2:].strip()) for line in block.splitlines()]
        found[name] = [
            " ".join(part.split())
            for part in "\n".join("" if line.startswith("@") else line for line in lines).split(
                "\n\n"
            )
        ]
    return found


# Plots speak of each language's own graphics.
@pytest.mark.parametrize(
    "module", sorted({module for module, _ in FUNCTIONS if not module.startswith("plots.")})
)
def test_first_sentences_are_the_same(module):
    """In R an exported function has a title before the sentence. None and NULL are the same word."""
    said, compared = comments(module), 0
    for name in (name for m, name in FUNCTIONS if m == module):
        sentence = " ".join(
            inspect.getdoc(definition(module, name)).split("\n\n")[0].split()
        ).replace("None", "NULL")
        assert sentence in said[name][:2], name
        compared += 1
    assert compared


def test_help_is_the_same(r_package):
    assert usage() == str(r_package.raw("usage")()[0])
    r_commands, r_usage = r_package.raw("command_table")(), r_package.raw("command_usage")
    assert list(command_table()) == [str(name) for name in r_commands.names]
    for command, r_command in zip(command_table().values(), r_commands):
        assert command_usage(command) == str(r_usage(r_command)[0])


@pytest.mark.parametrize(
    "command",
    [command for command in command_table().values() if "only" not in command],
    ids=lambda command: command["name"],
)
def test_functions_of_commands_have_the_same_arguments(command, r_arguments):
    function = command_function(command)
    python = python_arguments(function, "cli." + command["module"])
    assert python == r_arguments(function.__name__)
