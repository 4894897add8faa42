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
from ..nn.layers import Layer
from ..train.config import Samples, TrainConfig
from ..train.loop import train
from .boundary import layout_boundary
from .draw import draw_picture
from .shapes import Picture


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
    """Return the boundary at the start and after ever larger parts of the training."""
    per_epoch = 1 if config.batch_size is None else -(-len(X) // config.batch_size)
    shares = np.linspace(0, 1, frames) ** 2
    epochs = sorted({round(share * config.epochs) for share in shares})
    record = {epoch * per_epoch - 1: epoch for epoch in epochs if epoch > 0}
    training = train(network, Samples(X, y), config, NATIVE, frozenset(record))
    networks = [(0, network)] + [(record[step.step], step.network) for step in training.steps]
    return [
        layout_boundary(layers, X, y, f"{title} {epoch}", theme, grid=grid)
        for epoch, layers in networks
    ]


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
