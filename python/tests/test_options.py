"""The tables of options and of commands: what they say is what the class, its methods and the command line do."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest
from twinmlp import MLP, TwinMLPError
from twinmlp.base.errors import describe
from twinmlp.base.files import fixture_path, read_document
from twinmlp.cli.help import command_usage, usage
from twinmlp.cli.main import command_function
from twinmlp.cli.option_kinds import OPTION_KINDS
from twinmlp.cli.options import command_table, parse_line
from twinmlp.model.arguments import CHECKS, CHOICES, argument_choices, argument_names

OPTIONS = read_document(fixture_path("options.json"), "options")
COMMANDS = read_document(fixture_path("commands.json"), "commands")["commands"]
each_option = pytest.mark.parametrize("entry", OPTIONS["model"], ids=lambda entry: entry["name"])
each_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command["name"])

# A value that no check of this kind accepts, and the error it gives.
REFUSED = {
    "activation": ("none", "E_CHOICE"),
    "amount": (-1, "E_RANGE"),
    "choice": ("nothing", "E_CHOICE"),
    "clipping": ({"all": 1}, "E_FORMAT"),
    "count": (1.5, "E_TYPE"),
    "flag": (1, "E_TYPE"),
    "function": (1, "E_TYPE"),
    "hidden_activation": ("softmax", "E_CHOICE"),
    "loss": ("none", "E_CHOICE"),
    "number": ("1", "E_TYPE"),
    "optimizer": ("none", "E_CHOICE"),
    "path": (1, "E_TYPE"),
    "penalty": ({"l3": 1}, "E_FORMAT"),
    "positive": (0, "E_RANGE"),
    "rate": (1, "E_RANGE"),
    "schedule": ("none", "E_CHOICE"),
    "word": (3, "E_TYPE"),
}


def parameters_of(function) -> dict[str, object]:
    """The arguments of a function with their defaults, lists as lists; those without one have the class `empty`."""
    found = inspect.signature(function).parameters.values()
    return {
        p.name: list(p.default) if isinstance(p.default, tuple) else p.default
        for p in found
        if p.name not in ("self", "cls")
    }


def listed(entries) -> dict[str, object]:
    return {entry["name"]: entry.get("default", inspect.Parameter.empty) for entry in entries}


def same(found: dict[str, object], expected: dict[str, object]) -> bool:
    """The same names in the same order, the same defaults, true not being 1."""
    flags = [
        isinstance(a, bool) == isinstance(b, bool)
        for a, b in zip(found.values(), expected.values())
    ]
    return list(found) == list(expected) and found == expected and all(flags)


def test_the_class_has_the_arguments_of_the_table():
    assert same(parameters_of(MLP), listed(OPTIONS["model"]))


def test_methods_have_the_arguments_of_the_table():
    X_y, others, own = OPTIONS["training"][:2], OPTIONS["training"][2:], OPTIONS["own"]
    assert same(parameters_of(MLP.fit), listed(X_y + others))
    assert same(parameters_of(MLP.partial_fit), listed(X_y + own["partial_fit"] + others))
    resume = own["resume"][:1] + X_y + others[:2] + own["resume"][1:]
    assert same(parameters_of(MLP.resume), listed(resume))
    assert same(parameters_of(MLP.trace), listed(X_y + own["trace"] + others[1:2]))


@each_option
def test_examples_are_accepted(entry):
    for value in entry.get("examples", []):
        more = {"output_activation": "softmax"} if value == "cross_entropy" else {}
        more |= {"validation_fraction": 0.5} if entry["name"] == "stratify" else {}
        MLP(**{entry["name"]: value, **more})


@each_option
def test_what_its_kind_of_check_refuses_is_refused(entry):
    if entry["check"] == "later":
        return
    value, code = REFUSED[entry["check"]]
    with pytest.raises(TwinMLPError) as caught:
        MLP(**{entry["name"]: value})
    assert caught.value.code == code and str(caught.value).startswith("`" + entry["name"])


def test_everything_that_the_table_names_is_there_and_used():
    entries = OPTIONS["model"]
    assert {entry["check"] for entry in entries} == set(CHECKS) == {*REFUSED, "later"}
    assert {entry["choices"] for entry in entries if isinstance(entry.get("choices"), str)} == set(
        CHOICES
    )
    assert {entry["command_line"] for entry in entries} - {None} | {"text"} == set(OPTION_KINDS)
    assert all(argument_choices(entry) for entry in entries if entry["check"] == "choice")


def test_a_checkpoint_holds_what_is_part_of_the_run():
    model = MLP(hidden=[2])
    assert list(model.arguments) == [
        n for n in argument_names("name") if n not in argument_names("run_only")
    ]


@each_command
def test_commands_have_a_function_with_their_files_and_options(command):
    function = command_function(command)
    assert function.__module__ == f"twinmlp.cli.{command['module']}"
    found = parameters_of(function)
    files = {file["name"].lower(): inspect.Parameter.empty for file in command["files"]}
    rest = {"rest": []} if "rest" in command else {}
    more = {"options": inspect.Parameter.empty} if command.get("settings") else {}
    options = {
        option["name"]: inspect.Parameter.empty if option.get("required") else option.get("default")
        for option in command["options"]
    }
    assert found == {**files, **rest, **options, **more}


def test_every_function_of_a_command_is_in_the_table():
    for module in {command["module"] for command in COMMANDS}:
        found = vars(importlib.import_module(f"twinmlp.cli.{module}"))
        names = {name for name in found if name.endswith("_command") and callable(found[name])}
        assert names == {
            command["name"].replace("-", "_") + "_command"
            for command in COMMANDS
            if command["module"] == module
        }


@each_command
def test_help_of_a_command_names_all_files_and_options_and_defaults(command):
    text = command_usage(command_table()[command["name"]])
    assert max(map(len, text.split("\n"))) <= 80
    flat = " ".join(text.split())
    for part in [*command["files"], *command["options"]]:
        assert part["says"] in flat and part["name"] in flat
    for option in command["options"]:
        assert "default" not in option or describe(option["default"]).strip('"') in flat


def test_help_of_train_names_every_option_that_a_command_line_can_have():
    text = command_usage(command_table()["train"])
    for entry in OPTIONS["model"]:
        name = "--" + entry["name"].replace("_", "-")
        assert (f"  {name} " in text) == (entry["command_line"] is not None)
        assert entry["command_line"] is None or all(
            word in text for word in argument_choices(entry)
        )


def test_help_names_every_command():
    text = usage()
    assert max(map(len, text.split("\n"))) <= 80
    assert re.findall(r"^  ([a-z]\S*)", text, re.M) == [command["name"] for command in COMMANDS]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["a"], "`--out` must be given, got nothing."),
        ([], "`CASE` must be given, got nothing."),
        (["a", "b"], '`argument` must be left out, got "b".'),
        (["a", "--"], '`--` must be left out, got "--".'),
        (["a", "--out"], "`--out` must be followed by a value, got nothing."),
        (
            ["a", "--in", "b"],
            "`--in` must be one of --out, --arithmetic, --engine, got an unknown option.",
        ),
    ],
)
def test_what_a_line_cannot_be(words, text):
    with pytest.raises(TwinMLPError) as caught:
        parse_line(words, command_table()["run-case"])
    assert str(caught.value) == text and caught.value.code == "E_USAGE"


def test_what_follows_the_dashes_is_the_rest():
    found = parse_line(["--jobs", "2", "--", "a", "--b"], command_table()["conform"])
    assert found == {"jobs": 2.0, "rest": ["a", "--b"]}
