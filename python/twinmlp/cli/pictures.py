"""The commands that make pictures."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from ..base.checks import check_choice, check_count
from ..base.errors import fail, quote_json
from ..data.data_file import read_data
from ..data.scale import fold_inputs, scale_targets
from ..model.mlp import MLP
from ..model.names import data_columns
from ..plots.boundary import layout_boundary
from ..plots.case import case_pictures
from ..plots.draw import FORMATS, write_picture
from ..plots.shapes import THEMES, Picture
from .article_pictures import article_pictures
from .names import read_named


def write_pictures(pictures: dict[str, Picture], out: str, format: str = "png") -> int:
    """Write pictures into a folder, which is made if it is not there."""
    check_choice(format, "--format", FORMATS)
    try:
        os.makedirs(out, exist_ok=True)
    except OSError:
        fail("E_FILE", "out", "a folder that can be made", quote_json(out))
    for name, picture in pictures.items():
        write_picture(picture, Path(out) / f"{name}.{format}")
    return 0


def pictures_command(
    case: str,
    out: str,
    step: float = 0,
    decimals: float = 3,
    format: str = "png",
    theme: str = "light",
) -> int:
    """Write all pictures of a case into a folder."""
    document = read_named(case, "case")
    step, decimals = check_count(step, "--step", 0), check_count(decimals, "--decimals", 1, 17)
    check_choice(format, "--format", FORMATS)
    return write_pictures(
        case_pictures(document, step, decimals, check_choice(theme, "--theme", THEMES)), out, format
    )


def article_pictures_command(out: str, format: str = "png", theme: str = "light") -> int:
    """Write the article's curves and boundaries into a folder."""
    check_choice(format, "--format", FORMATS)
    return write_pictures(article_pictures(check_choice(theme, "--theme", THEMES)), out, format)


def boundary_command(
    network: str,
    data: str,
    out: str,
    target: list[str] | None = None,
    title: str = "Decision boundary",
    theme: str = "light",
) -> int:
    """Draw the outputs of a network with two inputs, under the samples of a data file."""
    model = MLP.load(network)
    layers = fold_inputs(model.trained(), model.scale)
    X, y = read_data(data, target, *data_columns(model))
    check_choice(theme, "--theme", THEMES)
    check_choice(Path(out).suffix[1:].lower(), "--out", FORMATS)
    features = np.shape(X)[1]
    if len(layers[0].W) != 2 or features != 2:
        fail(
            "E_SHAPE",
            "network",
            "a network of 2 inputs, and data of 2 features",
            f"{len(layers[0].W)} and {features}",
        )
    X, y = model._inputs(X), y if model.classes is None else model._data(X, y)[1]
    y = np.asarray(y, dtype=np.float64)
    write_picture(layout_boundary(layers, X, scale_targets(y, model.scale), title, theme), out)
    return 0
