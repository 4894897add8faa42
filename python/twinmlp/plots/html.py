"""Step tables as HTML, for notebooks and for printed handouts."""

from __future__ import annotations

import html
from typing import Any, Sequence

from .case import case_step, case_step_tables
from .draw import picture_bytes
from .shapes import THEMES, Picture
from .steps import StepTable, Table
from .tables import left_out_texts


def escape_html(text: str) -> str:
    """Write a text so that HTML shows it as it is."""
    return html.escape(text)


def table_html(table: Table) -> str:
    """Format a matrix as a table with a caption and heads."""
    what = "" if table.symbol == table.name else f" = {table.symbol}"
    role = {"computed": "computed", "source": "computed from"}[table.role]
    lines = [
        f'<table class="{table.role}">'
        f"<caption>{escape_html(table.name + what)} <small>({role})</small></caption>"
    ]
    lines.append(
        "<thead><tr><td></td>"
        + "".join(f'<th scope="col">{escape_html(name)}</th>' for name in table.columns)
        + "</tr></thead><tbody>"
    )
    for name, cells in zip(table.rows, table.cells):
        lines.append(
            f'<tr><th scope="row">{escape_html(name)}</th>'
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
        )
    lines.append("</tbody></table>")
    return "".join(lines) + "".join(f"<p>{text}</p>" for text in left_out_texts(table))


def step_html(step: StepTable) -> str:
    """Format a named step: heading, formulas and its tables side by side."""
    formulas = "".join(f"<div><code>{escape_html(text)}</code></div>" for text in step.formulas)
    notation = "".join(f'<div class="notation">{escape_html(text)}</div>' for text in step.notation)
    tables = "".join(f"<div>{table_html(table)}</div>" for table in step.tables)
    return (
        f'<section class="step"><h3>Step {step.number}: {escape_html(step.title)}</h3>'
        f'{formulas}{notation}<div class="tables">{tables}</div></section>'
    )


class StepTables(list[StepTable]):
    """Step tables that a notebook shows as HTML."""

    def _repr_html_(self) -> str:
        colours = THEMES["light"]
        style = (
            ".twinmlp .tables {display: flex; flex-wrap: wrap; gap: 1.2em; align-items: flex-start}"
            ".twinmlp caption {text-align: left; font-weight: bold; white-space: nowrap;"
            " color: inherit}"
            ".twinmlp small {font-weight: normal}"
            ".twinmlp table td {text-align: right; padding: .1em .5em}"
            f".twinmlp tbody td {{color: {colours['on_cell']}}}"
            f".twinmlp .computed tbody td {{background: {colours['computed']}}}"
            f".twinmlp .source tbody td {{background: {colours['source']}}}"
        )
        return (
            f'<style>{style}</style><div class="twinmlp">'
            + "".join(map(step_html, self))
            + "</div>"
        )

    def __getitem__(self, place: Any) -> Any:
        """Return one step table, or with a slice several that a notebook shows too."""
        found = super().__getitem__(place)
        return StepTables(found) if isinstance(place, slice) else found


class Shown:
    """A picture that a notebook shows."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture

    def _repr_png_(self) -> bytes:
        return picture_bytes(self.picture, "png", 1.5)


def show_steps(
    case: dict[str, Any], step: int = 0, numbers: Sequence[int] | None = None, decimals: int = 3
) -> StepTables:
    """Return the named steps of one training step of a case, or those with these numbers."""
    tables = case_step_tables(case_step(case, step), decimals)
    return StepTables(table for table in tables if numbers is None or table.number in numbers)
