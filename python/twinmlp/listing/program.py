"""The statements of a program as text in a language."""

from __future__ import annotations

import re
from typing import Any

from ..base.checks import check_choice
from ..base.files import write_text
from ..base.text import fill_template, wrap_words
from ..trace.case import case_parts
from .expressions import Language, express
from .head import listing_head
from .literals import LISTING_WIDTH, buffer_lines, literal_lines, number_text
from .statements import Statement, make_plan
from .table import LISTING_STYLES, check_listing, listing_table
from .training import listing_loop


def listing_text(case: dict[str, Any], language: str = "python", style: str = "plain") -> str:
    """Write the program that trains as a case says, and prints its losses."""
    languages = listing_table()["languages"]
    check_choice(language, "language", languages)
    parts = case_parts(case)
    check_listing(parts, check_choice(style, "style", LISTING_STYLES))
    plan, table = make_plan(parts, style), languages[language]
    lines: list[str] = []
    helpers, indent, opened = 0, 0, False
    for one in [*listing_head(plan), *listing_loop(plan)]:
        if one.kind == "helpers":
            helpers = len(lines)
        for line in statement_lines(one, table):
            if line in ("+", "-"):
                indent += 1 if line == "+" else -1
            elif line or not opened:
                lines.append(table["indent"] * indent + line if line else "")
            opened = line == "+" or (opened and not line)
    written = needed_helpers(table, "\n".join(lines))
    lines[helpers:helpers] = written
    return re.sub("\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n") + "\n"


def statement_lines(one: Statement, language: Language) -> list[str]:
    """One statement in a language."""
    kind, fields = one
    if kind in ("gap", "helpers"):
        return [""] if kind == "gap" else []
    if kind == "note":
        return [language["comment"] + line for line in wrap_words(fields["text"], LISTING_WIDTH)]
    if kind == "literal":
        return literal_lines(language, **fields)
    if kind == "buffers":
        return buffer_lines(language, **fields)
    if "text" in fields:
        columns = fields.get("columns", 1)
        fields = {**fields, "expression": express(fields["text"], language, columns)}
    if "number" in fields:
        fields = {**fields, "value": number_text(fields["number"])}
    template = language["statements"][kind]
    return [
        fill_template(line, fields)
        for line in ([template] if isinstance(template, str) else template)
    ]


def needed_helpers(language: Language, text: str) -> list[str]:
    """Return the helper functions that a program uses, in the order of the table."""
    between = language["statements"]["between"]
    found: list[str] = []
    for name, lines in language["helpers"].items():
        if re.search(rf"(?<![\w.]){name}\(", text):
            found += [*between, *lines]
    return found


def write_listing(
    case: dict[str, Any], path: str, language: str = "python", style: str = "plain"
) -> None:
    """Write the program of a case."""
    write_text(path, listing_text(case, language, style), "out")
