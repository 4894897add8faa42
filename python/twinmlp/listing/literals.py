"""Numbers and matrices written out in a language."""

from __future__ import annotations

from typing import Any

from ..base.text import fill_template
from .expressions import Language, shortest

LISTING_WIDTH = 96


def number_text(value: float) -> str:
    """Write a number in a form that every language reads."""
    return shortest(float(value))


def literal_lines(language: Language, shape: str, name: str, rows: Any) -> list[str]:
    """Write a matrix: on one line if it fits, else a row a line."""
    template = language["statements"][shape]
    first = language["first_row"] if shape == "whole_numbers" else 0
    texts = [", ".join(number_text(value + first) for value in row) for row in rows.tolist()]
    values = ", ".join(fill_template(template["one"], {"values": text}) for text in texts)
    short = fill_template(template["short"], {"name": name, "values": values})
    if len(short) <= LISTING_WIDTH:
        return [short]
    fields = {"name": name, "columns": len(rows[0])}
    lines = [fill_template(template["open"], fields)]
    for i, text in enumerate(texts):
        last = i == len(texts) - 1 and "last" in template
        lines += wrap_numbers(fill_template(template["last" if last else "row"], {"values": text}))
    return [*lines, fill_template(template["close"], fields)]


def count_text(rows: int | str, columns: int) -> str:
    """Write how many numbers a matrix has, such as n * 3 or 4 * 3."""
    return f"{rows}" if columns == 1 else f"{rows} * {columns}"


def buffer_lines(language: Language, sizes: dict[str, str]) -> list[str]:
    """Declare matrices, in languages that need it."""
    template, own = language["statements"]["buffers"], language["statements"]["buffer"]
    if not template:
        return []
    items = [fill_template(own, {"name": name, "count": count}) for name, count in sizes.items()]
    return wrap_numbers(fill_template(template, {"list": ", ".join(items)}), language["indent"])


def wrap_numbers(line: str, indent: str = " ") -> list[str]:
    """Break a long line of numbers after a comma; what follows is indented further."""
    margin = " " * (len(line) - len(line.lstrip(" "))) + indent
    lines = []
    while len(line) > LISTING_WIDTH and line.rfind(", ", len(margin), LISTING_WIDTH) > 0:
        cut = line.rindex(", ", 0, LISTING_WIDTH) + 1
        lines.append(line[:cut])
        line = margin + line[cut + 1 :]
    return [*lines, line]
