"""twinmlp as a user calls it. It computes J of every batch, their mean over the rows, and J of all rows at the end."""

from __future__ import annotations

from math import inf
from unittest.mock import patch

from twinmlp import MLP
from twinmlp.train.epochs import NATIVE_PRODUCTS

NETWORKS = {
    "sigmoid": {
        "activation": "sigmoid",
        "output_activation": "sigmoid",
        "loss": "half_squared_error",
        "reduction": "sum",
    },
    "softmax": {
        "activation": "relu",
        "output_activation": "softmax",
        "loss": "cross_entropy",
        "reduction": "mean",
    },
}


def model(task, epochs, **more):
    """The network of a task, not trained yet."""
    W, b = task.parameters[::2], task.parameters[1::2]
    return MLP(
        hidden=task.units[1:-1],
        learning_rate=task.rate,
        epochs=epochs,
        batch_size=None if task.batch >= len(task.X) else task.batch,
        parameters=[{"W": w, "b": c} for w, c in zip(W, b)],
        **NETWORKS[task.kind],
        **more,
    )


def twinmlp_plain(task, epochs):
    """By the plain twin."""
    return twinmlp(task, epochs, engine="plain")


def twinmlp_core(task, epochs):
    """By the core, also where a BLAS is faster."""
    with patch.dict(NATIVE_PRODUCTS, {2: inf}):
        return twinmlp(task, epochs, engine="compiled")


def reproducible(task, epochs):
    """In the reproducible arithmetic."""
    return twinmlp(task, epochs, arithmetic="reproducible")


def reproducible_plain(task, epochs):
    """In the reproducible arithmetic, by the plain twin."""
    return twinmlp(task, epochs, arithmetic="reproducible", engine="plain")


def twinmlp(task, epochs, **more):
    trained = model(task, epochs, **more).fit(task.X, task.y)
    return [values for layer in trained.network for values in (layer.W, layer.b)], trained.losses
