"""Targets and weights: labels as numbers and back, and the weights of samples and classes."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import as_column, check_matrix, check_number, check_vector
from ..base.errors import describe, fail
from ..base.registry import entry_name, lookup
from ..nn.losses import LOSSES
from .preprocessing import one_hot


class Labels(NamedTuple):
    """Targets as an n x m matrix, and the classes that its columns (or its 0 and 1) stand for, if
    any.
    """

    y: Array
    classes: list[Any] | None


def check_pair(loss: Any, activation: Any, argument: str) -> None:
    """Accept an output activation for a loss; some losses go with one activation only."""
    wanted = lookup(loss, LOSSES).fused_with
    if wanted is not None and entry_name(activation) != wanted:
        fail(
            "E_CHOICE",
            argument,
            f"{wanted} with the loss {entry_name(loss)}",
            describe(entry_name(activation)),
        )


def check_targets(y: Array, loss: Any, argument: str) -> None:
    """Accept the targets of a cross-entropy loss.

    They are numbers from 0 to 1, and with softmax each row adds up to 1.
    """
    fused_with = lookup(loss, LOSSES).fused_with
    if fused_with is None:
        return
    bad = np.argwhere((y < 0) | (y > 1))
    if len(bad):
        place = "".join(f"[{index}]" for index in bad[0])
        fail(
            "E_RANGE",
            argument + place,
            f"a number from 0 to 1 with the loss {entry_name(loss)}",
            describe(y[tuple(bad[0])]),
        )
    totals = y.sum(axis=1)
    far = np.flatnonzero(np.abs(totals - 1) > 1e-9)
    if fused_with == "softmax" and len(far):
        requirement = f"a row that adds up to 1 with the loss {entry_name(loss)}"
        fail(
            "E_RANGE",
            f"{argument}[{far[0]}]",
            requirement,
            describe(round(float(totals[far[0]]), 9)),
        )


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


def is_text(y: Any) -> bool:
    """Say whether the targets are one word for each sample, and not numbers."""
    values = np.asarray(y, dtype=object)
    in_one_column = values.ndim == 1 or values.ndim == 2 and values.shape[1] == 1
    return (
        in_one_column
        and values.size > 0
        and all(isinstance(value, str) for value in values.ravel())
    )


def encode_labels(y: Any, activation: Any, classes: Sequence[Any] | None = None) -> Labels:
    """Turn labels into numbers: one-hot rows for a softmax output, else 0 and 1 for two words.

    Labels are words, or for softmax also numbers in one column; other targets stay as they are.
    Unless `classes` lists the classes, they are all labels that occur, in ascending order.
    """
    words, softmax = is_text(y), entry_name(activation) == "softmax"
    if not words:
        y = check_matrix(as_column(y), "y")
        if not softmax or y.shape[1] > 1:
            return Labels(y, None if classes is None else list(classes))
    labels = [
        str(value) if words else float(value) for value in np.asarray(y, dtype=object).ravel()
    ]
    classes = sorted(set(labels)) if classes is None else list(classes)
    unknown = [index for index, label in enumerate(labels) if label not in classes]
    if unknown:
        known = "one of " + ", ".join(class_names(classes))
        fail("E_CHOICE", f"y[{unknown[0]}]", known, describe(labels[unknown[0]]))
    if len(classes) < 2 or len(classes) > 2 and not softmax:
        more = "; of more where output_activation is left out" if len(classes) > 2 else ""
        requirement = (
            "labels of two classes or more"
            if softmax
            else "numbers, or labels of two classes" + more
        )
        fail(
            "E_RANGE",
            "y",
            requirement,
            f"{len(classes)} classes" if len(classes) > 1 else "1 class",
        )
    places = np.array([[float(classes.index(label))] for label in labels])
    return Labels(one_hot(places, len(classes)) if softmax else places, classes)


def class_names(classes: Sequence[Any] | None, count: int = 0) -> list[str]:
    """Return the classes as words; where they have no names, 0, 1, ... for so many."""
    found = range(count) if classes is None else classes
    return [str(name) if isinstance(name, str) else describe(name) for name in found]


def name_classes(places: Array, classes: Sequence[Any] | None) -> Array:
    """Return the names of class numbers, which count from 0; the numbers if the classes have no
    names.
    """
    return places if classes is None else np.array(classes)[places.astype(int)]


def class_sizes(y: Array) -> tuple[Array, Array]:
    """Return the class number of every sample, and how many samples every class has.

    Targets are 0 and 1, or one-hot rows.
    """
    binary = ((y == 0) | (y == 1)).all()
    if not binary or y.shape[1] > 1 and not (y.sum(axis=1) == 1).all():
        fail(
            "E_TYPE",
            "class_weight",
            "null where the targets are not classes (0 and 1, or one-hot rows)",
            "weights",
        )
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
