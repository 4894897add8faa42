"""Step tables as pictures: one for each step, and one sheet with all of them."""

from __future__ import annotations

from typing import Sequence

from .shapes import THEMES, Picture, Shape, fit_text, heading, label, rectangle, shifted, text_width
from .steps import StepTable, Table

PANEL = 470.0
MARGIN = 14.0
CELL = 19.0
GAP = 20.0
SIZES = {"title": 13.0, "formula": 9.5, "name": 9.5, "head": 8.5, "cell": 10.5}


def layout_table(table: Table, theme: str = "light") -> Picture:
    """Lay out a matrix: name, heads, and cells that are yellow if computed, orange if a source."""
    colours, fill = THEMES[theme], THEMES[theme][table.role]
    head = max(text_width(row, SIZES["head"]) for row in table.rows) + 8
    texts = [cell for row in table.cells for cell in row] + table.columns
    width = max(text_width(text, SIZES["cell"]) for text in texts) + 12
    caption = table.name if table.symbol == table.name else f"{table.name} = {table.symbol}"
    shapes = [label(0, 8, caption, SIZES["name"], colours["ink"], bold=True)]
    for j, name in enumerate(table.columns):
        shapes.append(
            label(head + (j + 0.5) * width, 24, name, SIZES["head"], colours["quiet"], "center")
        )
    for i, (name, cells) in enumerate(zip(table.rows, table.cells)):
        y = 32 + i * CELL
        shapes.append(label(head - 5, y + CELL / 2, name, SIZES["head"], colours["quiet"], "right"))
        for j, text in enumerate(cells):
            shapes.append(rectangle(head + j * width, y, width, CELL, fill, colours["paper"]))
            shapes.append(
                label(
                    head + (j + 1) * width - 6,
                    y + CELL / 2,
                    text,
                    SIZES["cell"],
                    colours["on_cell"],
                    "right",
                )
            )
    left_out = left_out_texts(table)
    bottom = 32 + len(table.rows) * CELL
    for i, text in enumerate(left_out):
        shapes.append(label(head, bottom + 8 + i * 12, text, SIZES["head"], colours["quiet"]))
    needed = [text_width(text, SIZES["head"]) + head for text in left_out] + [
        text_width(caption, SIZES["name"], True)
    ]
    return Picture(
        max(head + len(table.columns) * width, *needed),
        bottom + 12 * len(left_out),
        colours["paper"],
        shapes,
    )


def left_out_texts(table: Table) -> list[str]:
    """Say how many rows and columns are left out."""
    counts = {"row": table.more_rows, "column": table.more_columns}
    return [f"... {n} more {what}{'' if n == 1 else 's'}" for what, n in counts.items() if n > 0]


def layout_step(step: StepTable, theme: str = "light", width: float = PANEL) -> Picture:
    """Lay out a named step: title, formulas, and its matrices from left to right."""
    colours = THEMES[theme]
    pictures = [layout_table(table, theme) for table in step.tables]
    width = max([width] + [picture.width + 2 * MARGIN for picture in pictures])
    room = width - 2 * MARGIN
    title = f"Step {step.number}: {step.title}"
    shapes = [heading(MARGIN, 18, title, SIZES["title"], room, colours["ink"])]
    y = 38.0
    size = min(
        fit_text(text, SIZES["formula"], room) for text in [*step.formulas, *step.notation, ""]
    )
    for kind, ink in (("formulas", "ink"), ("notation", "quiet")):
        for text in getattr(step, kind):
            shapes.append(label(MARGIN, y, text, size, colours[ink]))
            y += 14
    tables, bottom = flow(pictures, room)
    return Picture(
        width, y + bottom + MARGIN, colours["paper"], shapes + shifted(tables, MARGIN, y)
    )


def flow(pictures: Sequence[Picture], width: float) -> tuple[list[Shape], float]:
    """Put pictures from left to right, in a new row if they would run over.

    Returns the shapes and their height.
    """
    shapes: list[Shape] = []
    x = y = height = 0.0
    for picture in pictures:
        if x > 0 and x + picture.width > width:
            x, y = 0.0, y + height + 8
            height = 0.0
        shapes += shifted(picture.shapes, x, y)
        x += picture.width + GAP
        height = max(height, picture.height)
    return shapes, y + height


def layout_sheet(
    steps: Sequence[StepTable], title: str, theme: str = "light", columns: int = 3
) -> Picture:
    """Lay out all steps on one sheet, down the columns, with a legend."""
    colours = THEMES[theme]
    panels = [layout_step(step, theme) for step in steps]
    width = max(panel.width for panel in panels)
    share = sum(panel.height for panel in panels) / columns
    shapes = legend_shapes(title, columns * width, theme)
    column, y, done, bottom = 0, 44.0, 0.0, 0.0
    for panel in panels:
        if column < columns - 1 and done + panel.height / 2 > share * (column + 1):
            column, y = column + 1, 44.0
        left, paper, grid = column * width, colours["paper"], colours["grid"]
        shapes.append(rectangle(left + 5, y, width - 10, panel.height - 4, paper, grid))
        shapes += shifted(panel.shapes, left, y)
        y, done = y + panel.height, done + panel.height
        bottom = max(bottom, y)
    return Picture(columns * width, bottom + 6, colours["paper"], shapes)


def legend_shapes(title: str, width: float, theme: str) -> list[Shape]:
    """Draw the sheet's title, and what yellow and orange mean."""
    colours = THEMES[theme]
    texts = {"computed": "computed in this step", "source": "what it is computed from"}
    shapes = [heading(MARGIN, 22, title, 16, width - 420, colours["ink"])]
    for i, (role, text) in enumerate(texts.items()):
        x = width - 380 + i * 180
        shapes += [
            rectangle(x, 14, 16, 16, colours[role], colours["grid"]),
            label(x + 22, 22, text, 10.5, colours["ink"]),
        ]
    return shapes
