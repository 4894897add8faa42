"""What the targets of a model are, and what its answers look like because of that."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Array
from ..base.registry import entry_name, lookup
from ..data.labels import is_text
from ..data.metrics import Metric, are_independent, choose_metrics
from ..nn.losses import LOSSES


def choose_output(activation: Any, loss: Any, classes: int = 0) -> tuple[Any, Any]:
    """Choose the output activation and the loss, where they are None, for words of so many classes;
    of numbers there are 0.
    """
    many = classes > 2
    if activation is None:
        wanted = None if loss is None else lookup(loss, LOSSES).fused_with
        activation = wanted or ("softmax" if many else "sigmoid")
    if loss is None:
        softmax = entry_name(activation) == "softmax"
        loss = "cross_entropy" if many and softmax else "half_squared_error"
    return activation, loss


def count_words(y: Any) -> int:
    """Count the classes of targets that are words; of numbers there are 0."""
    return len(set(np.asarray(y, dtype=object).ravel())) if is_text(y) else 0


def find_target_kind(targets: Any, y: Array, activation: Any) -> str:
    """Say what targets are: "labels", several independent ones at once; "values", a plain list of n
    numbers or labels; or a "matrix".

    y is what they became as an n x n_L matrix of numbers.
    """
    if entry_name(activation) != "softmax" and are_independent(y):
        return "labels"
    return "values" if y.shape[1] == 1 and np.ndim(targets) == 1 else "matrix"


def shape_answer(found: Array, target_kind: str | None) -> Array:
    """Return outputs in the shape of the targets: one column for a plain list as n values."""
    return found[:, 0] if target_kind == "values" and found.shape[1] == 1 else found


def metrics_for(names: Any, y: Array, target_kind: str | None) -> dict[str, Metric]:
    """Return metrics by name; they are those of several labels at once where the model's targets
    are, or if the model does not know, where y is.
    """
    independent = are_independent(y) if target_kind is None else target_kind == "labels"
    return choose_metrics(names, independent)
