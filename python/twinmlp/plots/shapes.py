"""A picture as data: rectangles, texts, lines, dots and rasters on a sheet.

Places and sizes are in points, x from the left, y from the top down.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

Shape = dict[str, Any]

# Okabe and Ito's colours, which the colour-blind can tell apart (Color Universal Design, 2008);
# what is told by colour is told by shape or words too.
THEMES: dict[str, dict[str, Any]] = {
    "light": {
        "paper": "#FFFFFF",
        "ink": "#1A1A1A",
        "quiet": "#595959",
        "grid": "#D9D9D9",
        "cell": "#F5F5F5",
        "computed": "#FFE45C",
        "source": "#F5A04A",
        "on_cell": "#1A1A1A",
        "classes": ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"],
        "tints": ["#C6DFF0", "#F9D9C2", "#C4E8DC", "#F2DCE8", "#DDEFFA", "#F8E8C4"],
    },
    "dark": {
        "paper": "#16191D",
        "ink": "#F2F2F2",
        "quiet": "#B8BCC2",
        "grid": "#42474D",
        "cell": "#2A2F35",
        "computed": "#FFE45C",
        "source": "#F5A04A",
        "on_cell": "#1A1A1A",
        "classes": ["#56B4E9", "#F0813A", "#2BC79A", "#E3A0C4", "#8FD0F5", "#F0B93A"],
        "tints": ["#1C3A50", "#4F2E18", "#12443A", "#472F3E", "#24414F", "#4A3A14"],
    },
}
# How wide characters are, of the font size; all others are as wide as MIDDLE.
NARROW, WIDE = " ijltfrI|.,:;'!()[]-", "mwMW=+<>%@"
WIDTHS = {"narrow": 0.38, "wide": 0.92, "middle": 0.64}
BOLD = 1.1


class Picture(NamedTuple):
    """Shapes on a sheet of paper, in the order in which they are drawn."""

    width: float
    height: float
    paper: str
    shapes: list[Shape]


def rectangle(
    x: float, y: float, width: float, height: float, fill: str, line: str | None = None
) -> Shape:
    """A box with its corner at the top left."""
    return {
        "shape": "rectangle",
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "fill": fill,
        "line": line,
    }


def label(
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    anchor: str = "left",
    bold: bool = False,
    turned: bool = False,
) -> Shape:
    """One line of text, centred on y; anchored at its left, center or right."""
    return {
        "shape": "label",
        "x": x,
        "y": y,
        "text": text,
        "size": size,
        "colour": colour,
        "anchor": anchor,
        "bold": bold,
        "turned": turned,
    }


def path(
    x: Sequence[float], y: Sequence[float], colour: str, width: float = 1, dashed: bool = False
) -> Shape:
    """A line through points."""
    return {"shape": "path", "x": x, "y": y, "colour": colour, "width": width, "dashed": dashed}


def dots(
    x: Sequence[float], y: Sequence[float], size: float, fill: str, line: str, mark: str = "circle"
) -> Shape:
    """Marks of one kind, with the width `size`: circle, square, triangle or diamond."""
    return {"shape": "dots", "x": x, "y": y, "size": size, "fill": fill, "line": line, "mark": mark}


def raster(
    x: float, y: float, width: float, height: float, cells: Any, colours: Sequence[str]
) -> Shape:
    """A matrix of numbers of colours, counted from 0, its first row on top."""
    return {
        "shape": "raster",
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "cells": cells,
        "colours": colours,
    }


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Estimate how wide a text is."""
    kinds = ["narrow" if c in NARROW else "wide" if c in WIDE else "middle" for c in text]
    total = sum(kinds.count(kind) * width for kind, width in WIDTHS.items())
    return total * size * (BOLD if bold else 1)


def fit_text(text: str, size: float, width: float, bold: bool = False) -> float:
    """Return the size, at most `size`, at which a text is at most `width` wide."""
    needed = text_width(text, size, bold)
    return size if needed <= width else size * width / needed


def heading(x: float, y: float, text: str, size: float, room: float, colour: str) -> Shape:
    """A bold text of a size, at most `size`, at which it is at most `room` wide."""
    return label(x, y, text, fit_text(text, size, room, True), colour, bold=True)


def shifted(shapes: Sequence[Shape], x: float, y: float) -> list[Shape]:
    """Move shapes to another place."""

    def move(values: Any, by: float) -> Any:
        return values + by if not isinstance(values, list) else [value + by for value in values]

    return [{**shape, "x": move(shape["x"], x), "y": move(shape["y"], y)} for shape in shapes]


def beside(pictures: Sequence[Picture], columns: int | None = None, gap: float = 12) -> Picture:
    """Put pictures on one sheet, `columns` in a row; None puts all in one row."""
    columns = len(pictures) if columns is None else columns
    shapes: list[Shape] = []
    y, width = 0.0, 0.0
    for start in range(0, len(pictures), columns):
        row = pictures[start : start + columns]
        x = 0.0
        for picture in row:
            shapes += shifted(picture.shapes, x, y)
            x += picture.width + gap
        width = max(width, x - gap)
        y += max(picture.height for picture in row) + gap
    return Picture(width, y - gap, pictures[0].paper, shapes)
