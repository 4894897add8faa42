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


def option_value(value: str, option: str) -> bool | float | str:
    """An option's value as true or false, or as a number."""
    return FLAGS[value] if value in FLAGS else option_number(value, option)


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
    return {"name": name, **{pair[1]: option_value(pair[2], option) for pair in pairs}}


def option_names(value: str, option: str) -> list[Any]:
    """A list of such names, a,b,c."""
    return [option_named(word, option) for word in option_words(value, option)]


def option_pairs(value: str, option: str) -> dict[str, bool | float | str]:
    """Numbers and flags by name, such as l2=0.01,biases=true."""
    pairs = [word.partition("=") for word in option_words(value, option)]
    return {name: option_value(text, option) for name, _, text in pairs}


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
    """The commands of commands.json by name; `settings` adds the options of options.json: all of
    them, or those of a "run".
    """
    settings = [
        {**option, "name": option["name"].replace("_", "-")}
        for option in argument_table()
        if option["command_line"] is not None
    ]
    kinds = {True: settings, "run": [o for o in settings if "run_only" not in o], None: []}
    commands = read_json(fixture_path("commands.json"), "commands")["commands"]
    return {
        command["name"]: {
            **command,
            "options": command["options"] + kinds[command.get("settings")],
        }
        for command in commands
    }


def find_option(option: str, options: Record) -> tuple[str, bool]:
    """The name of an option, such as bias for --bias, and whether it is written --no-bias."""
    name = option[2:] if option.startswith("--") else ""
    if name in options:
        return name, False
    off = name.removeprefix("no-")
    if off != name and off in options and options[off]["command_line"] == "switch":
        return off, True
    known = "one of " + ", ".join("--" + name for name in options)
    return fail("E_USAGE", option, known if options else "left out", "an unknown option")


def read_option(word: str, words: list[str], options: Record, full: bool) -> tuple[str, Any]:
    """The name and the value of an option: what follows =, or the next word, which is taken away.

    A switch alone is true, and --no-NAME is false; `full` says that no word can be a file any more.
    """
    option, equals, value = word.partition("=")
    name, off = find_option(option, options)
    kind, following = options[name]["command_line"], words[0] if words else ""
    if off:
        return name, False if not equals else fail(
            "E_USAGE", option, "without a value", describe(value)
        )
    if not equals:
        if kind == "switch" and following not in FLAGS:
            if not full or not words or following.startswith("-"):
                return name, True
        if not words or following.startswith("--"):
            found = describe(following) if words else "nothing"
            fail("E_USAGE", option, "followed by a value", found)
        value = words.pop(0)
    return name, OPTION_KINDS[kind](value, option)


def parse_line(arguments: Sequence[str], command: Record) -> Record:
    """The files and options of a command line, by name; `rest` is what follows --, where it may."""
    values: Record = {}
    files, words = [file["name"] for file in command["files"]], list(arguments)
    several = [file["name"].lower() for file in command["files"] if file.get("several")]
    options = {option["name"]: option for option in command["options"]}
    if "--" in words and "rest" in command:
        place = words.index("--")
        values["rest"], words = words[place + 1 :], words[:place]
    while words:
        word = words.pop(0)
        if not word.startswith("-") or word == "-":
            if not files and not several:
                fail("E_USAGE", "argument", "left out", describe(word))
            name = files.pop(0).lower() if files else several[0]
            values[name] = [*values.get(name, []), word] if name in several else word
            continue
        if word == "--":
            fail("E_USAGE", word, "left out", describe(word))
        name, value = read_option(word, words, options, not files)
        if name.replace("-", "_") in values:
            fail("E_USAGE", "--" + name, "said once", "a second one")
        values[name.replace("-", "_")] = value
    required = [name for name, option in options.items() if option.get("required")]
    missing = files + ["--" + name for name in required if name.replace("-", "_") not in values]
    if missing:
        fail("E_USAGE", missing[0], "given", "nothing")
    return values
