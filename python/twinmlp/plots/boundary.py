"""Samples with two inputs as a scatter plot, over the outputs of a network on a grid."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from ..arithmetic.kinds import NATIVE, Array
from ..nn.layers import Layer, forward
from ..trace.names import Names
from .axes import Frame, draw_frame, draw_key, frame_in, place_x, place_y
from .shapes import THEMES, Picture, Shape, dots, raster
from .steps import unit_labels

MARK_ORDER = ["circle", "square", "triangle", "diamond"]
BANDS = 10


def sample_classes(y: Array) -> Array:
    """Return the class of each sample or output.

    Of one column it is 1 from 0.5 on, of several the number of the largest, counted from 0.
    """
    return (y[:, 0] >= 0.5).astype(float) if y.shape[1] == 1 else y.argmax(axis=1).astype(float)


def data_limits(values: Array) -> list[float]:
    """Return the range of the values, extended by a twelfth on both sides."""
    low, high = float(values.min()), float(values.max())
    room = (high - low) / 12 if high > low else 1.0
    return [low - room, high + room]


def layout_scatter(
    X: Array,
    y: Array,
    title: str,
    theme: str = "light",
    names: Names = Names(),
    width: float = 460,
    height: float = 400,
) -> Picture:
    """Lay out the samples, each class in its colour and mark."""
    frame = frame_in(width, height, data_limits(X[:, 0]), data_limits(X[:, 1]))
    across, up = unit_labels(0, 1, 2, names)
    shapes = draw_frame(frame, title, across, up, theme)
    return Picture(
        width,
        height,
        THEMES[theme]["paper"],
        shapes + draw_samples(frame, X, sample_classes(y), theme, names),
    )


def draw_samples(
    frame: Frame, X: Array, classes: Array, theme: str, names: Names = Names()
) -> list[Shape]:
    """Draw the dots of every class, and their key."""
    colours = THEMES[theme]
    size = 7.0 if len(X) <= 200 else 5.0
    shapes, key = [], []
    for k in range(int(classes.max()) + 1):
        x, y = place_x(frame, X[classes == k, 0]), place_y(frame, X[classes == k, 1])
        colour, mark = colours["classes"][k % 6], MARK_ORDER[k % 4]
        shapes.append(dots(x, y, size, colour, colours["paper"], mark))
        known = names.classes or names.outputs or []
        key.append((known[k] if len(known) > 1 else f"class {k}", colour, mark))
    return shapes + draw_key(frame, key, theme)


def grid_points(xlim: Sequence[float], ylim: Sequence[float], n: int) -> Array:
    """Return the middles of n x n cells as an n^2 x 2 matrix, row by row from the top."""
    middles = (np.arange(n) + 0.5) / n
    x = xlim[0] + middles * (xlim[1] - xlim[0])
    y = ylim[1] - middles * (ylim[1] - ylim[0])
    return np.column_stack([np.tile(x, n), np.repeat(y, n)])


def grid_colours(outputs: Array, n: int, edge: int = 2) -> Array:
    """Return an n x n matrix of colours: bands of one output, or classes of several.

    The last colour is that of the boundary.
    """
    several = outputs.shape[1] > 1
    last = outputs.shape[1] if several else BANDS
    cells = (
        sample_classes(outputs) if several else np.floor(np.clip(outputs[:, 0], 0, 0.999) * BANDS)
    )
    classes = sample_classes(outputs).reshape(n, n)
    changes = np.zeros((n, n), dtype=bool)
    changes[:, 1:] |= classes[:, 1:] != classes[:, :-1]
    changes[1:, :] |= classes[1:, :] != classes[:-1, :]
    return np.where(round_brush(changes, edge), float(last), cells.reshape(n, n))


def round_brush(places: Array, edge: int) -> Array:
    """Thicken lines equally in all directions."""
    row, column = np.nonzero(places)
    spread = np.zeros_like(places)
    for down in range(-edge, edge + 1):
        for right in range(-edge, edge + 1):
            if down * down + right * right < edge * edge / 2:
                i, j = row + down, column + right
                inside = (i >= 0) & (i < len(places)) & (j >= 0) & (j < len(places))
                spread[i[inside], j[inside]] = True
    return spread


def mixed_colours(first: str, second: str, n: int) -> list[str]:
    """Return n colours from the first to the second."""
    ends = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (first, second)]
    shares = [i / max(n - 1, 1) for i in range(n)]
    return [
        "#" + "".join(f"{int(a + (b - a) * share + 0.5):02X}" for a, b in zip(*ends))
        for share in shares
    ]


def layout_boundary(
    network: Sequence[Layer],
    X: Array,
    y: Array,
    title: str,
    theme: str = "light",
    names: Names = Names(),
    grid: int = 1000,
    width: float = 460,
    height: float = 400,
) -> Picture:
    """Lay out a network's outputs on a grid x grid raster, the boundary, and the samples.

    The boundary is where the class changes.
    """
    colours = THEMES[theme]
    frame = frame_in(width, height, data_limits(X[:, 0]), data_limits(X[:, 1]))
    with np.errstate(over="ignore"):
        outputs = forward(network, grid_points(frame.xlim, frame.ylim, grid), NATIVE)[-1].A
    several = outputs.shape[1] > 1
    tints = [colours["tints"][k % 6] for k in range(outputs.shape[1])]
    if not several:
        tints = mixed_colours(colours["tints"][0], colours["tints"][1], BANDS)
    cells = grid_colours(outputs, grid, max(grid // 200, 1))
    area = raster(frame.x, frame.y, frame.width, frame.height, cells, [*tints, colours["ink"]])
    across, up = unit_labels(0, len(network), 2, names)
    shapes = [area, *draw_frame(frame, title, across, up, theme, lines=False)]
    samples = draw_samples(frame, X, sample_classes(y), theme, names)
    return Picture(width, height, colours["paper"], shapes + samples)
