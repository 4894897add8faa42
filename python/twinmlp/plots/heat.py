"""Matrices as heat maps: weights and gradients, layer by layer."""

from __future__ import annotations

from typing import Mapping

import numpy as np

from ..arithmetic.kinds import Array
from ..base.text import format_value
from .boundary import mixed_colours
from .shapes import THEMES, Picture, beside, fit_text, label, raster

SIDE, SHADES = 46.0, 21
# A larger matrix has no numbers in its cells, and smaller cells.
MOST_NUMBERS, LARGEST = 100, 320.0


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
) -> Picture:
    """Lay out one map for each matrix, each with a scale that is symmetric around zero."""
    maps = beside(
        [heat_map(name, matrix, theme, decimals) for name, matrix in matrices.items()], columns, 16
    )
    width = max(maps.width, 360.0)
    head = Picture(
        width,
        34,
        THEMES[theme]["paper"],
        [
            label(
                14,
                20,
                title,
                fit_text(title, 13, width - 28, True),
                THEMES[theme]["ink"],
                bold=True,
            )
        ],
    )
    return beside([head, maps], 1, 0)


def heat_map(name: str, matrix: Array, theme: str, decimals: int) -> Picture:
    """Lay out one matrix: cells are coloured by value, and numbered if there is room."""
    colours, (rows, columns) = THEMES[theme], matrix.shape
    side = min(SIDE, LARGEST / max(rows, columns))
    limit = float(abs(matrix).max())
    cells = np.floor((matrix / (limit if limit > 0 else 1.0) + 1) / 2 * (SHADES - 1) + 0.5)
    shapes = [label(14, 14, f"{name}, {rows} x {columns}", 10.5, colours["ink"], bold=True)]
    shapes.append(raster(14, 26, side * columns, side * rows, cells, shades(theme)))
    if rows * columns <= MOST_NUMBERS:
        for i in range(rows):
            for j in range(columns):
                text = format_value(float(matrix[i, j]), decimals)
                strong = abs(cells[i, j] - (SHADES - 1) / 2) > (SHADES - 1) / 3.2
                ink = colours["paper"] if strong else colours["ink"]
                x, y = 14 + (j + 0.5) * side, 26 + (i + 0.5) * side
                shapes.append(label(x, y, text, fit_text(text, 9.5, side - 4), ink, "center"))
    bottom, scale = 26 + side * rows + 12, np.arange(float(SHADES)).reshape(1, SHADES)
    shapes.append(raster(14, bottom, 120, 8, scale, shades(theme)))
    for x, value, anchor in ((14, -limit, "left"), (74, 0.0, "center"), (134, limit, "right")):
        shapes.append(
            label(x, bottom + 17, format_value(value, decimals), 8.5, colours["quiet"], anchor)
        )
    return Picture(max(side * columns, 150) + 28, bottom + 30, colours["paper"], shapes)
