"""Draw pictures with Matplotlib, without its global state."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

import numpy as np

from ..base.checks import check_choice
from ..base.errors import fail
from ..base.structures import check_path
from ..base.writing import write_bytes
from .shapes import Picture, Shape

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D"}
FORMATS = ["png", "svg", "pdf"]


def draw_rectangle(axes: Axes, shape: Shape) -> Artist:
    """Draw a box; its line is one point wide."""
    from matplotlib.patches import Rectangle

    line = "none" if shape["line"] is None else shape["line"]
    place, size = (shape["x"], shape["y"]), (shape["width"], shape["height"])
    return axes.add_patch(
        Rectangle(place, *size, facecolor=shape["fill"], edgecolor=line, linewidth=0.8)
    )


def draw_label(axes: Axes, shape: Shape) -> Artist:
    """Draw one line of text; nothing in it is taken for a formula."""
    return axes.text(
        shape["x"],
        shape["y"],
        shape["text"].replace("$", r"\$"),
        fontsize=shape["size"],
        color=shape["colour"],
        ha=shape["anchor"],
        va="center_baseline",
        fontweight="bold" if shape["bold"] else "normal",
        rotation=90 if shape["turned"] else 0,
        rotation_mode="anchor" if shape["turned"] else None,
    )


def draw_path(axes: Axes, shape: Shape) -> Artist:
    """Draw a line through points."""
    return axes.plot(
        shape["x"],
        shape["y"],
        color=shape["colour"],
        linewidth=shape["width"],
        linestyle=(0, (4, 3)) if shape["dashed"] else "-",
        solid_capstyle="round",
    )[0]


def draw_dots(axes: Axes, shape: Shape) -> Artist:
    """Draw marks of one kind."""
    return axes.scatter(
        shape["x"],
        shape["y"],
        s=shape["size"] ** 2,
        c=shape["fill"],
        edgecolors=shape["line"],
        linewidths=0.6,
        marker=MARKS[shape["mark"]],
    )


def draw_raster(axes: Axes, shape: Shape) -> Artist:
    """Draw a matrix of colours."""
    from matplotlib.colors import to_rgba_array

    colours = np.round(to_rgba_array(shape["colours"]) * 255).astype(np.uint8)
    left, top = shape["x"], shape["y"]
    extent = (left, left + shape["width"], top + shape["height"], top)
    return axes.imshow(
        colours[np.asarray(shape["cells"]).astype(int)],
        extent=extent,
        aspect="auto",
        interpolation="antialiased",
        origin="upper",
    )


DRAW: dict[str, Callable[[Axes, Shape], Artist]] = {
    "rectangle": draw_rectangle,
    "label": draw_label,
    "path": draw_path,
    "dots": draw_dots,
    "raster": draw_raster,
}


def draw_picture(picture: Picture) -> Figure:
    """Draw the picture as a figure of the same size.

    Matplotlib is loaded when this is called, so that all else works without it.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        fail(
            "E_PLATFORM",
            "matplotlib",
            "installed (pip install 'twinmlp[plots]')",
            "no such package",
        )
    figure = Figure(figsize=(picture.width / 72, picture.height / 72), facecolor=picture.paper)
    axes = figure.add_axes(
        (0, 0, 1, 1), xlim=(0, picture.width), ylim=(picture.height, 0), autoscale_on=False
    )
    axes.set_axis_off()
    for order, shape in enumerate(picture.shapes):
        DRAW[shape["shape"]](axes, shape).set_zorder(order)
    axes.set(xlim=(0, picture.width), ylim=(picture.height, 0))
    return figure


def write_picture(
    picture: Picture, path: str | os.PathLike[str], scale: float = 2, argument: str = "out"
) -> None:
    """Write a .png, .svg or .pdf; a PNG has 72 times `scale` dots an inch."""
    path = check_path(path, argument)
    kind = check_choice(Path(path).suffix[1:].lower(), "format", FORMATS)
    write_bytes(path, picture_bytes(picture, kind, scale), argument)


def picture_bytes(picture: Picture, kind: str = "png", scale: float = 2) -> bytes:
    """Return the file's content; the same picture has the same bytes."""
    metadata: dict[str, dict[str, Any]] = {
        "png": {"Software": None},
        "svg": {"Date": None},
        "pdf": {"CreationDate": None},
    }
    figure, stream = draw_picture(picture), io.BytesIO()
    from matplotlib import rc_context

    with rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "twinmlp", "font.family": "DejaVu Sans"}
    ):
        figure.savefig(
            stream, format=kind, dpi=72 * scale, facecolor=picture.paper, metadata=metadata[kind]
        )
    return stream.getvalue()
