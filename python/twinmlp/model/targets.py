"""Find the kind of a model's targets, and shape its predictions in the same way."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Array
from ..base.registry import entry_name, lookup
from ..data.labels import counts_classes, is_text
from ..data.metrics import Metric, are_independent, choose_metrics
from ..nn.losses import LOSSES, is_fused


def choose_output(activation: Any, loss: Any, classes: int = 0) -> tuple[Any, Any]:
    """Choose the output activation and the loss where they are None, for labels of `classes`
    classes; 0 for numbers.
    """
    many = classes > 2
    if activation is None:
        wanted = None if loss is None else lookup(loss, LOSSES).fused_with
        activation = wanted or ("softmax" if many else "sigmoid")
    if loss is None:
        softmax = entry_name(activation) == "softmax"
        loss = "cross_entropy" if many and softmax else "half_squared_error"
    return activation, loss


def may_count_classes(activation: Any, loss: Any) -> bool:
    """Say whether whole numbers can be classes: the output activation that is asked for, if any, is
    sigmoid or softmax, and the loss, if any, one of probabilities.
    """
    of_classes = activation is None or entry_name(activation) in ("sigmoid", "softmax")
    return of_classes and (loss is None or is_fused(loss))


def count_labels(y: Any, counted: bool) -> int:
    """Count the classes of targets that are labels, also where they may be `counted`; of numbers
    there are 0.
    """
    labels = is_text(y) or counted and counts_classes(y)
    return len(set(np.asarray(y, dtype=object).ravel())) if labels else 0


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
