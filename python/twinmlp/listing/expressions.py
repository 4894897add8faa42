"""A formula of the tables in the words of a language."""

from __future__ import annotations

import re
from typing import Any

from ..base.json_text import to_number
from ..base.registry import entry_name, lookup
from ..base.text import fill_template
from ..nn.activations import ACTIVATIONS
from ..trace.formulas import formula_table, with_parameters
from .table import listing_table

Language = dict[str, Any]
# What a power is taken of and to: what stands in brackets, or a word, or a word with a place.
POWERS = (r"\(([^()]*)\)\^([\w.]+)", r"([\w.]+(?:\[\w+\])?)\^([\w.]+)")
DIGITS = (15, 16, 17)


def shortest(value: float) -> str:
    """Write a number with the fewest digits, 15 to 17, from which it is read exactly."""
    texts = [f"{value:.{digits}g}" for digits in DIGITS]
    return next((text for text in texts if float(text) == value), to_number(value))


def in_brackets(value: float) -> str:
    """Write a number; a negative one in brackets."""
    return shortest(value) if value >= 0 else f"({shortest(value)})"


def activation_lines(activation: Any, part: str) -> tuple[list[str], str]:
    """Return what f, the part "value", or f', "derivative", computes first, and its formula."""
    name = entry_name(activation)
    entry = listing_table()["activations"].get(name) or formula_table("activations")[name]
    texts = [*entry.get("let" if part == "derivative" else "let_value", []), entry[part] or ""]
    parameters = lookup(activation, ACTIVATIONS).parameters
    *first, formula = [with_parameters(text, parameters, in_brackets) for text in texts]
    return first, formula


def express(text: str, language: Language, columns: int = 1) -> str:
    """Write a formula in a language; `columns` are those of the matrices in it."""
    element, of_row = language["element"], language["of_row"]
    if columns == 1 and "[" in of_row:
        of_row = element
    text = re.sub(r"#(\w+)", lambda at: fill_template(element, {"name": at[1]}), text)
    text = re.sub(
        r"%(\w+)", lambda at: fill_template(of_row, {"name": at[1], "columns": columns}), text
    )
    text = with_choices(text, language["choice"])
    power = language["power"]
    for pattern in POWERS if power == "pow" else ():
        text = re.sub(pattern, r"pow(\1, \2)", text)
    text = text.replace("^", power)
    for word, function in language["words"].items():
        text = re.sub(rf"(?<![\w.]){word}\(", function + "(", text)
    return text


def with_choices(text: str, choice: str) -> str:
    """Write every if(condition, then, else) as a language does, the innermost first."""
    while (start := text.rfind("if(")) >= 0:
        depth, place, cuts = 1, start + 3, [start + 2]
        while depth:
            depth += {"(": 1, ")": -1}.get(text[place], 0)
            if depth == 0 or (depth == 1 and text[place] == ","):
                cuts.append(place)
            place += 1
        pieces = [text[a + 1 : b].strip() for a, b in zip(cuts, cuts[1:])]
        chosen = fill_template(choice, dict(zip(("if", "then", "else"), pieces)))
        text = text[:start] + chosen + text[place:]
    return text
