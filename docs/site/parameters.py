"""Docstrings as mkdocstrings reads them: the headings of twinmlp are underlined, those of its parser are not."""

from __future__ import annotations

import re
from typing import Any

import griffe

# A heading, its line, and what is below it as far as the next empty line.
SECTION = re.compile(r"^(Parameters|Attributes)\n-+\n((?:.+\n?)+)", re.M)

# What is said of one thing in a line, "X: The inputs" or "Errors: E_SHAPE where ...", and lines that go on with it.
ENTRY = re.compile(r"^(\w+(?:, \w+)*)(: .+)$", re.M)
# An example, from its prompt as far as the next empty line.
EXAMPLE = re.compile(r"^( *)>>> .*(?:\n *\S.*)*", re.M)


def as_google(text: str) -> str:
    """The text with "Parameters:" and its entries indented, where they were under a line; examples as code."""

    def section(found: re.Match[str]) -> str:
        lines = found[2].rstrip("\n").split("\n")
        return found[1] + ":\n" + "\n".join("    " + line for line in lines) + "\n"

    def listed(part: str) -> str:
        part = EXAMPLE.sub(lambda found: f"```pycon\n{found[0]}\n```", part)
        return ENTRY.sub(r"- **\1**\2", part)

    place = SECTION.search(text)
    if place is None:
        return listed(text)
    return listed(text[: place.start()]) + SECTION.sub(section, text[place.start() :])


class Parameters(griffe.Extension):
    """Rewrite each docstring before it is parsed."""

    def on_instance(self, *, obj: griffe.Object, **others: Any) -> None:
        """Called for every module, class and function."""
        if obj.docstring:
            obj.docstring.value = as_google(obj.docstring.value)
