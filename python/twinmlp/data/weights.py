"""Weights of samples and of classes in the loss."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_number, check_vector
from ..base.errors import describe, fail
from .labels import class_names


def check_weights(weights: Any, argument: str, n: int) -> Array | None:
    """Accept one weight, 0 or more and not all 0, for each of n samples; None: no weights."""
    if weights is None:
        return None
    vector = check_vector(weights, argument, n)
    bad = np.flatnonzero(vector < 0)
    if len(bad):
        fail("E_RANGE", f"{argument}[{bad[0]}]", "a number, 0 or more", describe(vector[bad[0]]))
    if not vector.any():
        fail("E_RANGE", argument, "numbers of which one at least is above 0", "zeros")
    return vector


def class_sizes(
    y: Array, argument: str = "class_weight", found: str = "weights"
) -> tuple[Array, Array]:
    """Return the class number of every sample, and how many samples every class has.

    Targets are 0 and 1, or one-hot rows; the argument, of which `found` was found, needs them.
    """
    binary = ((y == 0) | (y == 1)).all()
    if not binary or y.shape[1] > 1 and not (y.sum(axis=1) == 1).all():
        off = "false" if found == "true" else "null"
        requirement = off + " where the targets are not classes (0 and 1, or one-hot rows)"
        fail("E_TYPE", argument, requirement, found)
    places = y[:, 0].astype(int) if y.shape[1] == 1 else y.argmax(axis=1)
    return places, np.bincount(places, minlength=max(2, y.shape[1])).astype(np.float64)


def class_weights(
    y: Array, class_weight: Any, classes: Sequence[Any] | None = None
) -> Array | None:
    """Return the weight of every sample, which is that of its class.

    "balanced" is n / (classes * samples of the class). Otherwise class_weight has one weight for
    each class: a list in the order of the classes, or an object by their names.
    """
    if class_weight is None:
        return None
    places, sizes = class_sizes(y)
    names = class_names(classes, len(sizes))
    if isinstance(class_weight, str):
        if class_weight != "balanced":
            fail(
                "E_CHOICE",
                "class_weight",
                "null, balanced or one number for each class",
                describe(class_weight),
            )
        return len(y) / (len(sizes) * sizes[places])
    if isinstance(class_weight, dict):
        class_weight = {
            key if isinstance(key, str) else describe(key): value
            for key, value in class_weight.items()
        }
        for name in class_weight:
            if name not in names:
                fail("E_CHOICE", "class_weight", "one of " + ", ".join(names), describe(name))
        class_weight = [
            check_number(class_weight.get(name, 1.0), f"class_weight.{name}") for name in names
        ]
    weights = check_weights(class_weight, "class_weight", len(sizes))
    return None if weights is None else weights[places]


def combine_weights(sample_weight: Array | None, by_class: Array | None) -> Array | None:
    """Multiply two kinds of weights, of which either may be missing."""
    if sample_weight is None or by_class is None:
        return by_class if sample_weight is None else sample_weight
    return sample_weight * by_class
