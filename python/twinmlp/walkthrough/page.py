"""The page as one file: the template with its style, its scripts and its data put in."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from ..base.files import write_text
from ..plots.case import case_step, case_step_tables
from ..plots.html import step_html
from .story import page_data

HERE = Path(__file__).parent
SCRIPTS = ["numbers.js", "rules.js", "tables.js", "drawings.js", "page.js"]


def walkthrough_page(case: dict[str, Any], r: str | None = None) -> str:
    """Return the walk-through of a case as HTML that loads nothing from anywhere else.

    `r` is the file of R's trace, or None to run R if it is installed.
    """
    data = page_data(case, r)
    first = data["records"][0]["step"]
    handout = "".join(step_html(table) for table in case_step_tables(case_step(case, first)))
    texts = {
        "title": escape(data["title"]),
        "style": (HERE / "page.css").read_text(encoding="utf-8"),
        "script": "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS),
        "data": json.dumps(data, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c"),
        "first": str(first),
        "handout": handout,
    }
    page = (HERE / "page.html").read_text(encoding="utf-8")
    # The template names each text once; what is put in is not looked at again.
    pieces = page.split("@@")
    return "".join(texts[piece] if i % 2 else piece for i, piece in enumerate(pieces))


def write_walkthrough(case: dict[str, Any], path: str, r: str | None = None) -> None:
    """Write the page of a case."""
    write_text(path, walkthrough_page(case, r), "out")
