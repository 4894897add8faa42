"""The curve of the loss, with published points over it."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from .axes import draw_frame, draw_key, frame_in, place_x, place_y
from .shapes import THEMES, Picture, dots, path

# A longer curve is thinned to about so many points, which is finer than it is drawn.
MOST_POINTS = 1200


def layout_curve(
    curves: Mapping[str, Sequence[float]],
    title: str,
    published: Mapping[str, Any] | None = None,
    theme: str = "light",
    width: float = 520,
    height: float = 340,
    y_label: str = "error",
) -> Picture:
    """Lay out the loss before each epoch, one line for each name.

    `published` holds "epochs" and "errors" of points to be drawn over the lines.
    """
    colours = THEMES[theme]
    values = {name: np.asarray(curve, dtype=float) for name, curve in curves.items()}
    tallest = max(float(curve.max()) for curve in values.values())
    longest = max(len(curve) for curve in values.values())
    if published is not None:
        tallest = max(tallest, max(published["errors"]))
    top = tallest * 1.06 if tallest > 0 else 1.0
    frame = frame_in(width, height, [0.0, float(max(longest - 1, 1))], [0.0, top])
    shapes, key = draw_frame(frame, title, "epoch", y_label, theme), []
    for i, (name, curve) in enumerate(values.items()):
        epochs = thinned(len(curve))
        colour = colours["classes"][i % len(colours["classes"])]
        x, y = place_x(frame, epochs), place_y(frame, curve[epochs.astype(int)])
        shapes.append(path(x, y, colour, 4.5 if i == 0 else 1.5, dashed=i > 0))
        key.append((name, colour, "line" if i == 0 else "dashed"))
    if published is not None:
        x = place_x(frame, np.asarray(published["epochs"]))
        y = place_y(frame, np.asarray(published["errors"]))
        shapes.append(dots(x, y, 7, colours["source"], colours["ink"], "circle"))
        key.append(("published", colours["source"], "circle"))
    return Picture(width, height, colours["paper"], shapes + draw_key(frame, key, theme))


def thinned(n: int) -> Array:
    """Return the numbers 0 to n - 1, or every k-th of them and the last."""
    kept = np.arange(0.0, n, max(n // MOST_POINTS, 1))
    return kept if kept[-1] == n - 1 else np.append(kept, n - 1.0)
