"""A frame with two scales, for pictures with axes."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Sequence

from .shapes import THEMES, Shape, dots, heading, label, path, text_width

LEFT, RIGHT, TOP, BOTTOM = 62.0, 18.0, 56.0, 46.0
# Ticks stand at multiples of one of these, times a power of ten.
NICE = [1.0, 2.0, 5.0, 10.0]


class Frame(NamedTuple):
    """The place of the frame on the sheet, in points, and the numbers at its edges."""

    x: float
    y: float
    width: float
    height: float
    xlim: Sequence[float]
    ylim: Sequence[float]


def axis_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Choose at most `most` round numbers from low to high."""
    power = 1e-12
    while power * 10 * most < high - low:
        power = power * 10
    step = next(n * power for n in NICE if n * power * most >= high - low)
    first = math.ceil(low / step - 1e-9)
    found: list[float] = []
    while (first + len(found)) * step <= high + 1e-9 * step:
        found.append((first + len(found)) * step)
    return found


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Format the ticks with as few decimals as tell them apart."""
    for decimals in range(13):
        texts = [f"{tick + 0.0:.{decimals}f}" for tick in ticks]
        scale = 10.0**decimals
        if all(abs(tick * scale - round(tick * scale)) < 1e-6 for tick in ticks):
            return texts
    return texts


def frame_in(width: float, height: float, xlim: Sequence[float], ylim: Sequence[float]) -> Frame:
    """Place the frame in a picture of this size, with room for title, ticks and labels."""
    return Frame(LEFT, TOP, width - LEFT - RIGHT, height - TOP - BOTTOM, xlim, ylim)


def place_x(frame: Frame, x: Any) -> Any:
    """Find where a number is on the horizontal scale, in points."""
    return frame.x + (x - frame.xlim[0]) / (frame.xlim[1] - frame.xlim[0]) * frame.width


def place_y(frame: Frame, y: Any) -> Any:
    """Find where a number is on the vertical scale, in points."""
    return (
        frame.y
        + frame.height
        - (y - frame.ylim[0]) / (frame.ylim[1] - frame.ylim[0]) * frame.height
    )


def draw_frame(
    frame: Frame, title: str, x_label: str, y_label: str, theme: str = "light", lines: bool = True
) -> list[Shape]:
    """Draw title, axis labels, ticks, and with `lines` grid lines."""
    colours = THEMES[theme]
    right, bottom = frame.x + frame.width, frame.y + frame.height
    shapes = [
        heading(12, 18, title, 13, right - 12, colours["ink"]),
        label(frame.x + frame.width / 2, bottom + 34, x_label, 11, colours["ink"], "center"),
        label(16, frame.y + frame.height / 2, y_label, 11, colours["ink"], "center", turned=True),
    ]
    x_ticks = axis_ticks(frame.xlim[0], frame.xlim[1])
    y_ticks = axis_ticks(frame.ylim[0], frame.ylim[1])
    for tick, text in zip(x_ticks, tick_texts(x_ticks)):
        x = place_x(frame, tick)
        shapes.append(
            path([x, x], [frame.y if lines else bottom - 4, bottom], colours["grid"], 0.6)
        )
        shapes.append(label(x, bottom + 14, text, 10, colours["ink"], "center"))
    for tick, text in zip(y_ticks, tick_texts(y_ticks)):
        y = place_y(frame, tick)
        shapes.append(
            path([frame.x, right if lines else frame.x + 4], [y, y], colours["grid"], 0.6)
        )
        shapes.append(label(frame.x - 6, y, text, 10, colours["ink"], "right"))
    edge_x = [frame.x, right, right, frame.x, frame.x]
    edge_y = [frame.y, frame.y, bottom, bottom, frame.y]
    return shapes + [path(edge_x, edge_y, colours["quiet"], 0.8)]


def draw_key(
    frame: Frame, entries: Sequence[tuple[str, str, str]], theme: str = "light"
) -> list[Shape]:
    """Draw a key in one row above the frame.

    Each of its entries is (text, colour, "line" or "dashed" or a mark).
    """
    colours = THEMES[theme]
    shapes, x, y = [], frame.x, frame.y - 13
    for text, colour, kind in entries:
        if kind in ("line", "dashed"):
            shapes.append(path([x, x + 22], [y, y], colour, 2, kind == "dashed"))
        else:
            shapes.append(dots([x + 11], [y], 7, colour, colours["paper"], kind))
        shapes.append(label(x + 28, y, text, 10, colours["ink"]))
        x += 46 + text_width(text, 10)
    return shapes
