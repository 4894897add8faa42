"""Build the page as one file: the template with its style, scripts and data."""

from __future__ import annotations

from typing import Any

from ..base.errors import fail
from ..base.files import fixture_path, read_json, read_text, write_text
from ..base.json_text import to_json
from ..plots.case import case_step_tables, case_title, step_of_run
from ..plots.html import escape_html, step_html
from ..trace.case import case_parts
from .sources import gather_traces
from .story import page_data

# How many of the stored moons are on the page.
MOONS = 150


def walkthrough_page(case: dict[str, Any], trace: str | None = None) -> str:
    """Return the walk-through of a case as HTML that loads nothing from anywhere else.

    `trace` is the file of another program's trace; None: the other language is run if it is
    installed.
    """
    parts = case_parts(case)
    if not parts.record:
        fail("E_SHAPE", "steps", "one step or more", "a list of 0")
    traces, first = gather_traces(case, parts.record, trace), parts.record[0]
    tables = case_step_tables(step_of_run(parts, traces.own, first))
    heading = f"<h2>Training step {first + 1:.0f}, all named steps</h2>"
    handout = heading + "".join(map(step_html, tables))
    return filled_template(case_title(parts), page_data(case, traces), handout)


def playground_page() -> str:
    """Return the page that begins with a data set of the project in place of a case."""
    words = "This page computes: it needs scripts."
    return filled_template("twinmlp playground", {"case": None}, f"<p>{words}</p>")


def filled_template(title: str, data: dict[str, Any], handout: str) -> str:
    """Return the template with these texts and the files that it names.

    What is put in is not looked at again.
    """
    moons = read_json(fixture_path("data/moons_c.json"), "data")
    texts = {
        "moons": to_json({name: moons[name][:MOONS] for name in ("X", "y")}),
        "title": escape_html(title),
        "data": squeezed(to_json(data)).replace("<", "\\u003c"),
        "handout": handout,
    }
    pieces = fixture_text("walkthrough/page.html").split("@@")
    for i in range(1, len(pieces), 2):
        name = pieces[i]
        pieces[i] = texts[name] if name in texts else squeezed(fixture_text(name))
    return "".join(pieces)


def fixture_text(name: str) -> str:
    """Read a file of the fixtures."""
    return read_text(fixture_path(name), "page", "a text file", "which is none")


def squeezed(text: str) -> str:
    """Remove indentation, empty lines and comments."""
    lines = (line.strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def write_walkthrough(case: dict[str, Any], path: str, trace: str | None = None) -> None:
    """Write the page of a case."""
    write_text(path, walkthrough_page(case, trace), "out")


def write_playground(path: str) -> None:
    """Write the playground."""
    write_text(path, playground_page(), "out")
