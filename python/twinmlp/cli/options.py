"""How the text of each option of a command line becomes its value, by the kind in its table."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Callable, Sequence

from ..base.checks import check_choice
from ..base.errors import describe, fail
from ..base.files import fixture_path, read_json
from ..data.tables import DECIMAL
from ..model.arguments import argument_table

Record = dict[str, Any]

FLAGS = {"true": True, "false": False}


def option_text(value: str, option: str) -> str:
    """An option's value as it stands."""
    return value


def option_number(value: str, option: str) -> float | str:
    """An option's value as a number; what is not one stays text and is refused where it is used."""
    return float(value) if DECIMAL.fullmatch(value) else value


def option_words(value: str, option: str) -> list[str]:
    """An option's value as a list, a,b,c."""
    return [word.strip(" \t\r\n") for word in value.split(",")]


def option_numbers(value: str, option: str) -> list[float | str]:
    """An option's value as a list of numbers; "none" is an empty list."""
    return (
        []
        if value == "none"
        else [option_number(word, option) for word in option_words(value, option)]
    )


def option_named(value: str, option: str) -> Any:
    """A name, or a name with parameters, such as adam:beta1=0.8:epsilon_mode=hat."""
    name, *parameters = value.split(":")
    found = [re.fullmatch("([a-z0-9_]+)=(.*)", parameter) for parameter in parameters]
    pairs = [pair for pair in found if pair is not None]
    if not pairs or len(pairs) < len(found) or not re.fullmatch("[a-z_]+", name):
        return value
    return {
        "name": name,
        **{
            pair[1]: FLAGS[pair[2]] if pair[2] in FLAGS else option_number(pair[2], option)
            for pair in pairs
        },
    }


def option_names(value: str, option: str) -> list[Any]:
    """A list of such names, a,b,c."""
    return [option_named(word, option) for word in option_words(value, option)]


def option_pairs(value: str, option: str) -> dict[str, float | str]:
    """Numbers by name, such as l1=0.01,l2=0.1."""
    pairs = [word.partition("=") for word in option_words(value, option)]
    return {name: option_number(number, option) for name, _, number in pairs}


def option_weights(value: str, option: str) -> Any:
    """The word balanced, or a list of numbers."""
    return value if value == "balanced" else option_numbers(value, option)


def option_switch(value: str, option: str) -> bool:
    """An option's value as true or false."""
    return check_choice(value, option, ("true", "false")) == "true"


# The kinds that `command_line` names in options.json and commands.json.
OPTION_KINDS: dict[str, Callable[[str, str], Any]] = {
    "text": option_text,
    "number": option_number,
    "words": option_words,
    "numbers": option_numbers,
    "named": option_named,
    "names": option_names,
    "pairs": option_pairs,
    "weights": option_weights,
    "switch": option_switch,
}


@lru_cache(maxsize=None)
def command_table() -> dict[str, Record]:
    """The commands of commands.json by name; `settings` adds the options of options.json."""
    settings = [
        {**option, "name": option["name"].replace("_", "-")}
        for option in argument_table()
        if option["command_line"] is not None
    ]
    commands = read_json(fixture_path("commands.json"), "commands")["commands"]
    return {
        command["name"]: {
            **command,
            "options": command["options"] + (settings if command.get("settings") else []),
        }
        for command in commands
    }


def option_value(words: list[str], option: str, kind: str, files: bool) -> str:
    """Find the value of an option in the words that follow it; a switch alone is true.

    files: whether the next word may be a file.
    """
    alone = not words or words[0].startswith("--") or files and words[0] not in FLAGS
    if kind == "switch" and alone:
        return "true"
    if not words or words[0].startswith("--"):
        found = describe(words[0]) if words else "nothing"
        fail("E_USAGE", option, "followed by a value", found)
    return words.pop(0)


def parse_line(arguments: Sequence[str], command: Record) -> Record:
    """The files and options of a command line, by name; `rest` is what follows --, where it may."""
    values: Record = {}
    files, words = [file["name"] for file in command["files"]], list(arguments)
    options = {option["name"]: option for option in command["options"]}
    if "--" in words and "rest" in command:
        place = words.index("--")
        values["rest"], words = words[place + 1 :], words[:place]
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            if not files:
                fail("E_USAGE", "argument", "left out", describe(word))
            values[files.pop(0).lower()] = word
            continue
        if word == "--":
            fail("E_USAGE", word, "left out", describe(word))
        word, with_value, value = word.partition("=")
        if word[2:] not in options:
            known = ", ".join("--" + name for name in options)
            fail("E_USAGE", word, "one of " + known, "an unknown option")
        name, kind = word[2:].replace("-", "_"), options[word[2:]]["command_line"]
        if name in values:
            fail("E_USAGE", word, "said once", "a second one")
        if not with_value:
            value = option_value(words, word, kind, bool(files))
        values[name] = OPTION_KINDS[kind](value, word)
    required = [name for name, option in options.items() if option.get("required")]
    missing = files + ["--" + name for name in required if name not in values]
    if missing:
        fail("E_USAGE", missing[0], "given", "nothing")
    return values
