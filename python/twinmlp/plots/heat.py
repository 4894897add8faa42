"""Matrices as heat maps: weights and gradients, layer by layer."""

from __future__ import annotations

import math
from typing import Mapping, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..trace.names import Names
from .boundary import mixed_colours
from .shapes import THEMES, Picture, beside, fit_text, heading, label, raster, text_width
from .steps import unit_labels

SIDE, SHADES = 46.0, 21
# A larger matrix has no numbers in its cells, and smaller cells.
MOST_NUMBERS, LARGEST = 100, 320.0
# The room above the cells, and the most that the heads of rows take.
ABOVE, MOST_HEAD = 40.0, 120.0


def shades(theme: str) -> list[str]:
    """Return colours: orange for the most negative, paper for zero, blue for the most positive."""
    colours, half = THEMES[theme], (SHADES + 1) // 2
    negative = mixed_colours(colours["classes"][1], colours["paper"], half)
    return negative + mixed_colours(colours["paper"], colours["classes"][0], half)[1:]


def layout_heat(
    matrices: Mapping[str, Array],
    title: str,
    theme: str = "light",
    columns: int = 2,
    decimals: int = 2,
    names: Names = Names(),
) -> Picture:
    """Lay out one map for each layer's matrix, each with a scale that is symmetric around zero."""
    colours, L, maps = THEMES[theme], len(matrices), []
    for l, (name, matrix) in enumerate(matrices.items(), start=1):
        rows = unit_labels(l - 1, L, len(matrix), names)
        heads = unit_labels(l, L, matrix.shape[1], names)
        maps.append(heat_map(name, matrix, rows, heads, theme, decimals))
    sheet = beside(maps, columns, 16)
    width = max(sheet.width, 360.0)
    title_shape = heading(14, 20, title, 13, width - 28, colours["ink"])
    head = Picture(width, 34, colours["paper"], [title_shape])
    return beside([head, sheet], 1, 0)


def cell_decimals(limit: float, decimals: int) -> int | None:
    """Return the decimals of all numbers up to a limit, more for small ones; None: exponents."""
    if limit == 0:
        return decimals
    power = math.floor(math.log10(limit))
    return decimals - min(power, 0) if -4 <= power < 6 else None


def heat_map(
    name: str,
    matrix: Array,
    rows: Sequence[str],
    columns: Sequence[str],
    theme: str,
    decimals: int,
) -> Picture:
    """Lay out one matrix: cells are coloured by value, and numbered if there is room."""
    colours, limit = THEMES[theme], float(abs(matrix).max())
    side = min(SIDE, LARGEST / max(matrix.shape))
    places = cell_decimals(limit, decimals)
    cells = np.floor((matrix / (limit if limit > 0 else 1.0) + 1) / 2 * (SHADES - 1) + 0.5)

    def text_of(value: float) -> str:
        return f"{value:.{decimals}e}" if places is None else f"{value:.{places}f}"

    left = 14 + (min(max(text_width(text, 9) for text in rows), MOST_HEAD) + 6)
    title = f"{name}, {len(rows)} x {len(columns)}"
    shapes = [label(14, 14, title, 10.5, colours["ink"], bold=True)]
    shapes.append(raster(left, ABOVE, side * len(columns), side * len(rows), cells, shades(theme)))
    for i, text in enumerate(rows):
        size = fit_text(text, min(9, side), left - 20)
        y = ABOVE + (i + 0.5) * side
        shapes.append(label(left - 5, y, text, size, colours["quiet"], "right"))
    for j, text in enumerate(columns):
        size = fit_text(text, 9, side - 2)
        shapes.append(
            label(left + (j + 0.5) * side, ABOVE - 8, text, size, colours["quiet"], "center")
        )
    if matrix.size <= MOST_NUMBERS:
        for i, row in enumerate(matrix):
            for j, value in enumerate(row):
                strong = abs(cells[i, j] - (SHADES - 1) / 2) > (SHADES - 1) / 3.2
                ink, text = colours["paper"] if strong else colours["ink"], text_of(float(value))
                x, y = left + (j + 0.5) * side, ABOVE + (i + 0.5) * side
                shapes.append(label(x, y, text, fit_text(text, 9.5, side - 4), ink, "center"))
    bottom, scale = ABOVE + side * len(rows) + 12, np.arange(float(SHADES)).reshape(1, SHADES)
    shapes.append(raster(left, bottom, 120, 8, scale, shades(theme)))
    ends = text_of(-limit), "0", text_of(limit)
    for x, text, anchor in zip((0, 60, 120), ends, ("left", "center", "right")):
        shapes.append(label(left + x, bottom + 17, text, 8.5, colours["quiet"], anchor))
    width = left + max(side * len(columns), 136) + 14
    return Picture(width, bottom + 30, colours["paper"], shapes)
