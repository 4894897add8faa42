"""Curves and boundaries of the article: the walk-through, the moons, the blobs of its exercise.

The article is "Understanding and coding Neural Networks From Scratch in Python and R".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base.files import fixture_path, read_json
from ..data.datasets import DATA_SETS, DataSet, blobs
from ..data.preprocessing import apply_scaling, min_max_scaling, one_hot
from ..model.mlp import MLP
from ..plots.boundary import layout_boundary, layout_scatter
from ..plots.curves import layout_curve
from ..plots.shapes import Picture

# The three clouds of the exercise, near enough to each other to be a task.
CENTERS = [[-1.5, -1.0], [1.5, -1.0], [0.0, 1.5]]


def trained_on(data: DataSet, **arguments: Any) -> MLP:
    """A network trained on a data set."""
    return MLP(**arguments).fit(data.X, data.y)


def published_run(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments of a training run of the article, and the errors it prints."""
    training = read_json(fixture_path(f"published/{name}.json"), "published")["training"]
    return training["arguments"], {
        "epochs": training["epochs"],
        "errors": [float(text) for text in training["errors"]],
    }


def published_curve(name: str, title: str, theme: str, language: str) -> tuple[MLP, Picture]:
    """Train as the article does, and lay the printed errors over the curve."""
    arguments, published = published_run(name)
    data = DATA_SETS[name]()
    model = trained_on(data, **arguments)
    return model, layout_curve(
        {language: (np.asarray(model.losses) / len(data.X)).tolist()},
        title,
        published,
        theme,
        y_label="mean error",
    )


def exercise_data(classes: int) -> DataSet:
    """Blobs of two or three classes, scaled to [0, 1]; three classes have three outputs."""
    X, y = blobs(90 * classes, centers=CENTERS[:classes], cluster_std=0.7, seed=42)
    X = apply_scaling(X, min_max_scaling(X))
    return DataSet(X, y if classes == 2 else one_hot(y, classes))


def exercise_model(classes: int) -> MLP:
    """The network that solves the exercise."""
    return trained_on(exercise_data(classes), hidden=6, learning_rate=0.05, epochs=1500)


def article_pictures(
    theme: str = "light", grid: int = 500, language: str = "Python"
) -> dict[str, Picture]:
    """The error curves with the published points, moons and blobs, by the names of their files."""
    moons = DATA_SETS["article_c"]()
    _, walk_through = published_curve("article_b", "The walk-through: mean error", theme, language)
    model, curve = published_curve("article_c", "Moons: mean error", theme, language)
    pictures = {
        "error_b": walk_through,
        "error_c": curve,
        "moons": layout_scatter(moons.X, moons.y, "Moons: 1000 samples", theme),
        "moons_boundary": layout_boundary(
            model.trained(),
            moons.X,
            moons.y,
            "Moons: the boundary after 10000 epochs",
            theme,
            grid=grid,
        ),
    }
    for classes in (2, 3):
        data, solved = exercise_data(classes), exercise_model(classes)
        title = f"Blobs of {classes} classes: the boundary"
        pictures[f"blobs_{classes}"] = layout_boundary(
            solved.trained(), data.X, data.y, title, theme, grid=grid
        )
    return pictures
