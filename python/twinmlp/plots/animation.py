"""Python only: an animated picture of the boundary while a network is trained, as a GIF."""

from __future__ import annotations

import io
import os
from typing import Any, Sequence

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from ..arithmetic.kinds import NATIVE, Array
from ..base.writing import write_bytes
from ..data.preprocessing import steps_per_epoch
from ..nn.layers import Layer, forward
from ..train.config import Samples, TrainConfig
from ..train.loop import train
from .boundary import data_limits, grid_points, layout_boundary, sample_classes
from .draw import draw_picture
from .shapes import Picture

# Frames are chosen from so many networks of a training, by the classes at so many points a side.
CANDIDATES, COARSE = 150, 40


def moving_boundary(
    network: Sequence[Layer],
    X: Array,
    y: Array,
    config: TrainConfig,
    frames: int = 24,
    title: str = "epoch",
    theme: str = "light",
    grid: int = 200,
) -> list[Picture]:
    """Return pictures of the boundary during training, more where it moves faster, none where it
    does not.
    """
    per_epoch = steps_per_epoch(len(X), config.batch_size)
    shares = np.linspace(0, 1, CANDIDATES) ** 2
    epochs = sorted({round(share * config.epochs) for share in shares})
    record = {epoch * per_epoch - 1: epoch for epoch in epochs if epoch > 0}
    training = train(network, Samples(X, y), config, NATIVE, frozenset(record))
    networks = [(0, list(network))] + [(record[step.step], step.network) for step in training.steps]
    return [
        layout_boundary(networks[k][1], X, y, f"{title} {networks[k][0]}", theme, grid=grid)
        for k in moving_places([layers for _, layers in networks], X, frames)
    ]


def moving_places(networks: Sequence[Sequence[Layer]], X: Array, frames: int) -> list[int]:
    """Choose so many networks that equal shares of the plane change their class between two; evenly
    spaced if it never changes.
    """
    points = grid_points(data_limits(X[:, 0]), data_limits(X[:, 1]), COARSE)
    classes = np.array([sample_classes(forward(one, points, NATIVE)[-1].A) for one in networks])
    way = np.append(0.0, np.cumsum((classes[1:] != classes[:-1]).mean(axis=1)))
    if way[-1] == 0:
        way = np.arange(len(networks), dtype=float)
    found = np.searchsorted(way, np.linspace(0, way[-1], frames))
    return sorted({0, *found.tolist(), len(networks) - 1})


def picture_image(picture: Picture, scale: float = 1.5) -> Image.Image:
    """Draw the picture as a Pillow image."""
    figure = draw_picture(picture)
    figure.set_dpi(72 * scale)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3].copy())


def write_gif(
    pictures: Sequence[Picture],
    path: str | os.PathLike[str],
    milliseconds: int = 150,
    scale: float = 1.5,
) -> None:
    """Write the pictures as an endless animation that rests on the last one."""
    images = [
        picture_image(picture, scale).quantize(64, dither=Image.Dither.NONE) for picture in pictures
    ]
    rests: list[Any] = [milliseconds] * (len(images) - 1) + [12 * milliseconds]
    stream = io.BytesIO()
    images[0].save(
        stream,
        format="GIF",
        save_all=True,
        append_images=images[1:],
        duration=rests,
        loop=0,
        optimize=True,
    )
    write_bytes(path, stream.getvalue(), "out")
