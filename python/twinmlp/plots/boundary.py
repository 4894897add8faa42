"""Samples of two features as a scatter, and over what a network says at every point of a grid."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from ..arithmetic.kinds import NATIVE, Array
from ..nn.layers import Layer, forward
from .axes import Frame, draw_frame, draw_key, frame_in, place_x, place_y
from .shapes import THEMES, Picture, Shape, dots, raster

MARK_ORDER = ["circle", "square", "triangle", "diamond"]
BANDS = 10


def sample_classes(y: Array) -> Array:
    """The class of each sample, or of each output: 0 or 1 at 0.5 for one column, else the number of the largest."""
    return (y[:, 0] >= 0.5).astype(float) if y.shape[1] == 1 else y.argmax(axis=1).astype(float)


def data_limits(values: Array) -> list[float]:
    """The range of the values and a twelfth more on both sides."""
    low, high = float(values.min()), float(values.max())
    room = (high - low) / 12 if high > low else 1.0
    return [low - room, high + room]


def layout_scatter(
    X: Array,
    y: Array,
    title: str,
    theme: str = "light",
    names: Sequence[str] = ("x1", "x2"),
    width: float = 460,
    height: float = 400,
) -> Picture:
    """The samples, each class with its own colour and mark."""
    frame = frame_in(width, height, data_limits(X[:, 0]), data_limits(X[:, 1]))
    shapes = draw_frame(frame, title, names[0], names[1], theme)
    return Picture(
        width,
        height,
        THEMES[theme]["paper"],
        shapes + draw_samples(frame, X, sample_classes(y), theme),
    )


def draw_samples(frame: Frame, X: Array, classes: Array, theme: str) -> list[Shape]:
    """The dots of every class, and their key."""
    colours = THEMES[theme]
    size = 7.0 if len(X) <= 200 else 5.0
    shapes, key = [], []
    for k in range(int(classes.max()) + 1):
        x, y = place_x(frame, X[classes == k, 0]), place_y(frame, X[classes == k, 1])
        colour, mark = colours["classes"][k % 6], MARK_ORDER[k % 4]
        shapes.append(dots(x, y, size, colour, colours["paper"], mark))
        key.append((f"class {k}", colour, mark))
    return shapes + draw_key(frame, key, theme)


def grid_points(xlim: Sequence[float], ylim: Sequence[float], n: int) -> Array:
    """The middles of n x n cells, n^2 x 2, row by row from the top."""
    middles = (np.arange(n) + 0.5) / n
    x = xlim[0] + middles * (xlim[1] - xlim[0])
    y = ylim[1] - middles * (ylim[1] - ylim[0])
    return np.column_stack([np.tile(x, n), np.repeat(y, n)])


def grid_colours(outputs: Array, n: int, edge: int = 2) -> Array:
    """An n x n matrix of colours: bands of one output, or classes of several; the boundary is the last colour."""
    several = outputs.shape[1] > 1
    last = outputs.shape[1] if several else BANDS
    cells = (
        sample_classes(outputs) if several else np.floor(np.clip(outputs[:, 0], 0, 0.999) * BANDS)
    )
    classes = sample_classes(outputs).reshape(n, n)
    crossed = np.zeros((n, n), dtype=bool)
    for shift in range(1, edge + 1):
        crossed[:, shift:] |= classes[:, shift:] != classes[:, :-shift]
        crossed[shift:, :] |= classes[shift:, :] != classes[:-shift, :]
    return np.where(crossed, float(last), cells.reshape(n, n))


def mixed_colours(first: str, second: str, n: int) -> list[str]:
    """n colours from the first to the second."""
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
    names: Sequence[str] = ("x1", "x2"),
    grid: int = 1000,
    width: float = 460,
    height: float = 400,
) -> Picture:
    """What the network says on a grid x grid raster, the boundary where the class changes, and the samples."""
    colours = THEMES[theme]
    frame = frame_in(width, height, data_limits(X[:, 0]), data_limits(X[:, 1]))
    with np.errstate(over="ignore"):
        outputs = forward(network, grid_points(frame.xlim, frame.ylim, grid), NATIVE)[-1].A
    several = outputs.shape[1] > 1
    tints = (
        [colours["tints"][k % 6] for k in range(outputs.shape[1])]
        if several
        else mixed_colours(*colours["tints"][:2], BANDS)
    )
    cells = grid_colours(outputs, grid, max(grid // 200, 1))
    area = raster(frame.x, frame.y, frame.width, frame.height, cells, [*tints, colours["ink"]])
    shapes = [area, *draw_frame(frame, title, names[0], names[1], theme, lines=False)]
    return Picture(
        width, height, colours["paper"], shapes + draw_samples(frame, X, sample_classes(y), theme)
    )
