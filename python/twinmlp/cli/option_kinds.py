"""Turn the text of a command-line option into its value, by its kind in the table."""

from __future__ import annotations

import re
from typing import Any, Callable

from ..base.checks import check_choice
from ..data.cells import DECIMAL

FLAGS = {"true": True, "false": False}


def option_text(value: str, option: str) -> str:
    """Return an option's value unchanged."""
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
