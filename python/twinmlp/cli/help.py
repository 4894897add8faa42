"""Build what --help prints, from the tables of commands and options, at most 80 columns wide."""

from __future__ import annotations

from typing import Any

from ..base.errors import describe
from ..base.text import wrap_words
from ..model.arguments import argument_choices
from ..plots.draw import FORMATS
from ..plots.shapes import THEMES
from .options import Record, command_table

WIDTH = 80
INDENT = "      "
# How the value of an option is written, by its kind.
VALUES = {
    "text": "NAME",
    "number": "NUMBER",
    "words": "NAME,...",
    "numbers": "NUMBER,...",
    "named": "NAME[:OPTION=VALUE...]",
    "names": "NAME[:OPTION=VALUE...],...",
    "pairs": "NAME=VALUE,...",
    "weights": "balanced|NUMBER,...",
    "switch": "[true|false]",
}


def written_option(option: Record) -> str:
    """An option with its value, such as --epochs NUMBER."""
    text = f"--{option['name']} {option.get('value', VALUES[option['command_line']])}"
    return text + (f", --no-{option['name']}" if option["command_line"] == "switch" else "")


def written_file(file: Record) -> str:
    """A file by its name; with dots where there may be several."""
    return file["name"] + (" ..." if file.get("several") else "")


def written_command(command: Record) -> str:
    """A command with its files, the options that it needs, and what follows --."""
    words = [command["name"], *map(written_file, command["files"])]
    words += [written_option(option) for option in command["options"] if option.get("required")]
    return " ".join(words + ([f"-- {command['rest']} ..."] if "rest" in command else []))


def written_default(value: Any) -> str | None:
    """A default as the command line says it; none where leaving the option out is its own value."""
    if value is None or value == []:
        return None
    return value if isinstance(value, str) else describe(value)


def option_choices(option: Record) -> list[str]:
    """The names that an option accepts; none where they are not in a list."""
    tables = {"FORMATS": list(FORMATS), "THEMES": list(THEMES)}
    named = option.get("choices")
    return tables[named] if isinstance(named, str) and named in tables else argument_choices(option)


def option_help(option: Record) -> list[str]:
    """An option with what it means, what it accepts, and its default."""
    choices, default = option_choices(option), written_default(option.get("default"))
    facts = []
    if "range" in option:
        facts.append(option["range"].replace("{none}", "left out").replace("{empty}", "none"))
    if choices:
        facts.append("one of " + ", ".join(choices))
    if default is not None:
        facts.append("default " + default)
    ending = "; ".join(facts)
    text = option["says"] + (f" {ending[0].upper()}{ending[1:]}." if ending else "")
    return ["  " + written_option(option), *wrap_words(text, WIDTH, INDENT)]


def command_usage(command: Record) -> str:
    """One command with its files and options."""
    lines = ["usage: twinmlp " + written_command(command), "", *wrap_words(command["says"], WIDTH)]
    if command["files"]:
        lines += ["", "files:"]
        for file in command["files"]:
            lines += [f"  {file['name']}", *wrap_words(file["says"], WIDTH, INDENT)]
    for title, required in (("needed:", True), ("options:", False)):
        options = [o for o in command["options"] if o.get("required", False) == required]
        lines += ["", title] if options else []
        for option in options:
            lines += option_help(option)
    return "\n".join(lines)


def usage() -> str:
    """All commands, those of the Python program alone at the end."""
    lines = ["usage: twinmlp COMMAND ...", "       twinmlp COMMAND --help", ""]
    commands, last = command_table(), None
    for command in commands.values():
        if command.get("only") != last:
            lines += ["", f"in the {command['only']} program only:", ""]
        last = command.get("only")
        lines += ["  " + written_command(command), *wrap_words(command["says"], WIDTH, INDENT)]
    ending = "exit status: 0 done, 1 a difference, 2 bad input or usage, 130 interrupted"
    return "\n".join([*lines, "", ending])
