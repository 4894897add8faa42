"""What the options of a command line mean: each takes an option's text, and gives its value."""

from __future__ import annotations

import re
from typing import Any, Callable, NamedTuple, Sequence

from ..base.checks import check_choice
from ..base.errors import describe, fail
from ..data.tables import DECIMAL

FLAGS = {"true": True, "false": False}


def option_text(value: str, option: str) -> str:
    """An option's value as it stands."""
    return value


def option_number(value: str, option: str) -> float:
    """An option's value as a number; what is not one stays text and is refused where it is used."""
    return float(value) if DECIMAL.fullmatch(value) else value


def option_words(value: str, option: str) -> list[str]:
    """An option's value as a list, a,b,c."""
    return [word.strip(" \t\r\n") for word in value.split(",")]


def option_numbers(value: str, option: str) -> list[float]:
    """An option's value as a list of numbers; "none" is an empty list."""
    return (
        []
        if value == "none"
        else [option_number(word, option) for word in option_words(value, option)]
    )


def option_named(value: str, option: str) -> Any:
    """A name, or a name with parameters, such as leaky_relu:alpha=0.02 or adam:beta1=0.8:epsilon_mode=hat."""
    name, *parameters = value.split(":")
    pairs = [re.fullmatch("([a-z0-9_]+)=(.*)", parameter) for parameter in parameters]
    if not pairs or None in pairs or not re.fullmatch("[a-z_]+", name):
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


def option_pairs(value: str, option: str) -> dict[str, float]:
    """Numbers by name, such as l1=0.01,l2=0.1."""
    pairs = [word.partition("=") for word in option_words(value, option)]
    return {name: option_number(number, option) for name, _, number in pairs}


def option_weights(value: str, option: str) -> Any:
    """The word balanced, or a list of numbers."""
    return value if value == "balanced" else option_numbers(value, option)


def option_switch(value: str, option: str) -> bool:
    """An option's value as true or false."""
    return check_choice(value, option, ("true", "false")) == "true"


class Command(NamedTuple):
    """What a command needs: files by place, options by name (required where the second is true), and what it does."""

    run: Callable[..., int]
    files: list[str]
    options: dict[str, tuple[Callable[[str, str], Any], bool]]
    does: str


def parse_line(arguments: Sequence[str], command: Command) -> dict[str, Any]:
    """The files and options of a command line, by name."""
    given, files, rest = {}, list(command.files), list(arguments)
    known = ", ".join("--" + option for option in command.options)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            if not files:
                fail("E_USAGE", "argument", "left out", describe(word))
            given[files.pop(0).lower()] = word
            continue
        name = word[2:]
        if name not in command.options:
            fail("E_USAGE", word, "one of " + known, "an unknown option")
        if not rest:
            fail("E_USAGE", word, "followed by a value", "nothing")
        given[name.replace("-", "_")] = command.options[name][0](rest.pop(0), word)
    missing = [f for f in files] + [
        f"--{o}" for o, (_, required) in command.options.items() if required and o not in given
    ]
    if missing:
        fail("E_USAGE", missing[0], "given", "nothing")
    return given
