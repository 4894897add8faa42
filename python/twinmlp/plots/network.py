"""The network as a diagram: weights as the width and colour of lines, biases under the units."""

from __future__ import annotations

from typing import Any, Sequence

from ..base.text import format_value
from ..nn.layers import Layer
from ..trace.names import Names
from .shapes import (
    THEMES,
    Picture,
    Shape,
    dots,
    fit_text,
    heading,
    label,
    path,
    rectangle,
    text_width,
)
from .steps import unit_labels

ACROSS, DOWNWARD, TOP, UNIT = 210.0, 62.0, 74.0, 30.0
# A layer with more units is cut; where more lines leave a unit than this, they have no numbers on
# them.
MOST_UNITS, MOST_LINES = 10, 4
# A name that would be smaller within its unit stands over it.
SMALLEST = 7.0
FROM, SPREAD = 0.2, 0.34


def layout_network(
    network: Sequence[Layer],
    title: str,
    theme: str = "light",
    decimals: int = 2,
    names: Names = Names(),
) -> Picture:
    """Lay out a network: units in columns, weights as lines between them.

    Blue lines are positive weights, dashed orange ones negative; wider is larger.
    """
    colours, L = THEMES[theme], len(network)
    widths = [len(network[0].W)] + [layer.W.shape[1] for layer in network]
    shown = [min(n, MOST_UNITS) for n in widths]
    rows = max(shown)
    places = [
        [(60 + l * ACROSS, TOP + (i + 0.5 + (rows - n) / 2) * DOWNWARD) for i in range(n)]
        for l, n in enumerate(shown)
    ]
    width, height = 120 + L * ACROSS, TOP + rows * DOWNWARD + 56
    lines: list[Shape] = []
    numbers: list[Shape] = []
    for l, layer in enumerate(network):
        layer_lines, layer_numbers = draw_weights(layer, places[l], places[l + 1], theme, decimals)
        lines += layer_lines
        numbers += layer_numbers
    units: list[Shape] = []
    for l, n in enumerate(shown):
        bias = None if l == 0 else network[l - 1].b
        units += draw_units(
            unit_labels(l, L, n, names), places[l], bias, widths[l] - n, theme, decimals
        )
        head = "input" if l == 0 else network[l - 1].activation
        units.append(label(places[l][0][0], 52, head, 10.5, colours["quiet"], "center"))
    title_shape = heading(14, 20, title, 13, width - 28, colours["ink"])
    shapes = [title_shape, *lines, *numbers, *units, *draw_meaning(height - 18, theme)]
    return Picture(width, height, colours["paper"], shapes)


def draw_weights(
    layer: Layer,
    below: Sequence[tuple[float, float]],
    above: Sequence[tuple[float, float]],
    theme: str,
    decimals: int,
) -> tuple[list[Shape], list[Shape]]:
    """Draw the lines of one layer, and the numbers on them if there is room."""
    colours = THEMES[theme]
    largest = float(abs(layer.W).max())
    lines, numbers = [], []
    for i, (x, y) in enumerate(below):
        for j, (to_x, to_y) in enumerate(above):
            weight = float(layer.W[i, j])
            colour = colours["classes"][1] if weight < 0 else colours["classes"][0]
            share = abs(weight) / largest if largest > 0 else 0.0
            lines.append(path([x, to_x], [y, to_y], colour, 0.6 + 4.4 * share, weight < 0))
            at = FROM + SPREAD * j / max(len(above) - 1, 1)
            text = format_value(weight, decimals)
            numbers += boxed(x + at * (to_x - x), y + at * (to_y - y), text, theme)
    return lines, numbers if len(above) <= MOST_LINES else []


def boxed(x: float, y: float, text: str, theme: str) -> list[Shape]:
    """Draw a small text on paper, so that lines do not run through it."""
    width = text_width(text, 8) + 3
    paper = rectangle(x - width / 2, y - 5.5, width, 11, THEMES[theme]["paper"])
    return [paper, label(x, y, text, 8, THEMES[theme]["ink"], "center")]


def draw_units(
    names: Sequence[str],
    places: Sequence[tuple[float, float]],
    b: Any,
    more: int,
    theme: str,
    decimals: int,
) -> list[Shape]:
    """Draw the units of one layer with their biases, and how many are left out."""
    colours = THEMES[theme]
    shapes = []
    for i, (name, (x, y)) in enumerate(zip(names, places)):
        shapes.append(dots([x], [y], UNIT, colours["cell"], colours["ink"], "circle"))
        inside = fit_text(name, 10, UNIT - 6)
        over = inside < SMALLEST  # the name stands over its unit
        size, y_name = (fit_text(name, 10, ACROSS / 2), y - UNIT / 2 - 8) if over else (inside, y)
        shapes.append(label(x, y_name, name, size, colours["ink"], "center"))
        if b is not None:
            shapes += boxed(x, y + UNIT / 2 + 8, "b " + format_value(float(b[i]), decimals), theme)
    if more > 0:
        x, y = places[-1]
        shapes.append(
            label(x, y + DOWNWARD * 0.62, f"... {more} more", 9, colours["quiet"], "center")
        )
    return shapes


def draw_meaning(y: float, theme: str) -> list[Shape]:
    """Draw the key of the lines."""
    colours = THEMES[theme]
    return [
        path([14, 38], [y, y], colours["classes"][0], 2.5, False),
        label(44, y, "positive", 9, colours["ink"]),
        path([104, 128], [y, y], colours["classes"][1], 2.5, True),
        label(134, y, "negative", 9, colours["ink"]),
        label(196, y, "wider is larger", 9, colours["quiet"]),
    ]
