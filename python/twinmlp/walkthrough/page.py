"""The page as one file: the template with its style, its scripts and its data put in."""

from __future__ import annotations

from typing import Any

from ..base.files import fixture_path, read_text, write_text
from ..base.json_text import to_json
from ..plots.case import case_title
from ..plots.html import escape_html, step_html
from ..plots.steps import step_tables
from ..trace.case import case_parts
from .sources import gather_traces
from .story import named_steps, page_data, step_of


def template_part(name: str) -> str:
    """Read a part of the page's template."""
    return read_text(fixture_path(f"walkthrough/{name}"), "page", "a text file", "which is none")


def walkthrough_page(case: dict[str, Any], trace: str | None = None) -> str:
    """Return the walk-through of a case as HTML that loads nothing from anywhere else.

    `trace` is the file of another program's trace; None: the other language is run if it is
    installed.
    """
    parts = case_parts(case)
    traces = gather_traces(case, parts.record, trace)
    first = parts.record[0]
    record = step_of(traces.own, first)
    assert record is not None
    steps, rows = named_steps(parts, traces.own, first), list(record["rows"])
    tables = step_tables(steps, len(parts.network), rows, names=parts.names)
    title = escape_html(case_title(parts))
    data = to_json(page_data(parts, traces)).replace("<", "\\u003c")
    texts = {
        "title": title,
        "data": data,
        "first": f"{first:.0f}",
        "handout": "".join(map(step_html, tables)),
    }
    return filled_template(texts)


def filled_template(texts: dict[str, str]) -> str:
    """Return the template with these texts and with the files that it names put in.

    It names each once; what is put in is not looked at again.
    """
    pieces = template_part("page.html").split("@@")
    for i in range(1, len(pieces), 2):
        name = pieces[i]
        pieces[i] = texts[name] if name in texts else template_part(name)
    return "".join(pieces)


def write_walkthrough(case: dict[str, Any], path: str, trace: str | None = None) -> None:
    """Write the page of a case."""
    write_text(path, walkthrough_page(case, trace), "out")
