"""Turn targets that are labels into numbers, and numbers back into labels."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import as_column, check_matrix, check_number, is_number
from ..base.errors import describe, fail
from ..base.foreign import array_of, attribute
from ..base.registry import entry_name, lookup
from ..base.structures import check_words, refuse_first
from ..nn.losses import LOSSES
from .columns import is_missing, sort_words
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
    requirement = f"a number from 0 to 1 with the loss {entry_name(loss)}"
    refuse_first((y < 0) | (y > 1), y, "E_RANGE", argument, requirement)
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


def is_text(y: Any) -> bool:
    """Say whether the targets are one word for each sample, and not numbers; one without a word
    among words is refused.
    """
    if isinstance(y, np.ndarray) and y.dtype.kind in "biuf" or hasattr(type(y), "_fields"):
        return False
    try:
        values = array_of(y, object)
    except ValueError:  # rows of different lengths
        return False
    words = [isinstance(value, str) for value in values.ravel()] if in_one_column(values) else []
    if not any(words):
        return False
    gaps = [place for place, value in enumerate(values.ravel()) if is_missing(value)]
    if gaps:
        fail("E_TYPE", f"y[{gaps[0]}]", "a label", "nothing")
    if not all(words):
        return False
    check_words(values.ravel(), "y")
    return True


def in_one_column(values: Array) -> bool:
    """Say whether an array or a list has one value for each sample, and one sample at least."""
    return values.size > 0 and (values.ndim == 1 or values.ndim == 2 and values.shape[1] == 1)


def counts_classes(y: Any) -> bool:
    """Say whether the targets count classes, one for each sample, by truth values or by whole
    numbers of an integer type: from 0 or 1 on, none left out, or -1 and 1.

    More than ten are classes only if they are no more than half of the samples.
    """
    try:
        values = array_of(y)
    except ValueError:  # rows of different lengths
        return False
    kinds = (int, np.integer, np.bool_)
    objects = values.dtype.kind == "O" and all(isinstance(value, kinds) for value in values.ravel())
    if not in_one_column(values) or not (values.dtype.kind in "biu" or objects):
        return False
    found = np.unique(values).tolist()
    few = len(found) <= max(10, values.size / 2)
    in_a_row = found[0] in (0, 1) and found[-1] - found[0] == len(found) - 1
    return len(found) > 1 and few and in_a_row or found == [-1, 1]


def plain_label(value: Any) -> Any:
    """Return a label as a word, a truth value or a number; a whole number as an integer."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (float, np.floating)) and not float(value).is_integer():
        return float(value)
    return int(value) if is_number(value) else str(value)


def check_classes(classes: Any, known: Sequence[Any] | None = None) -> list[Any] | None:
    """Accept different labels, two or more, as classes; where some are known, the same; None: they
    are found.
    """
    if classes is None:
        return None if known is None else list(known)
    requirement = "a list of two different labels or more"
    whole = isinstance(classes, (str, bytes, dict)) or hasattr(type(classes), "columns")
    whole = (
        whole or hasattr(type(classes), "_fields") or attribute(classes, "ndim") not in (None, 1)
    )
    if whole or not hasattr(type(classes), "__iter__"):
        fail("E_TYPE", "classes", requirement, describe(classes))
    found = list(classes)
    for place, label in enumerate(found):
        if not isinstance(label, (str, bool, np.bool_)):
            check_number(label, f"classes[{place}]")
    check_words(found, "classes")
    labels = [plain_label(label) for label in found]
    if len(set(labels)) < max(2, len(labels)):
        fail("E_RANGE", "classes", requirement, describe(found))
    if known is not None and set(labels) != set(known):
        requirement = "those of training, " + ", ".join(class_names(known))
        fail("E_CHOICE", "classes", requirement, ", ".join(class_names(labels)))
    return labels if known is None else list(known)


def encode_labels(
    y: Any, activation: Any, classes: Sequence[Any] | None = None, counted: bool = False
) -> Labels:
    """Turn labels into numbers: one-hot rows for a softmax output, else 0 and 1 for two labels.

    Labels are words, for softmax also numbers in one column, and where they may be `counted` what
    counts classes; other targets stay as they are. Unless `classes` lists the classes, they are all
    labels that occur, in ascending order, of a factor in that of its levels.
    """
    softmax = entry_name(activation) == "softmax"
    known = classes is not None and not isinstance(classes[0], str)
    if not is_text(y):
        numbers = check_matrix(as_column(y), "y")
        if numbers.shape[1] > 1 or not (softmax or known or counted and counts_classes(y)):
            return Labels(numbers, None if classes is None else list(classes))
    labels = [plain_label(value) for value in np.asarray(y, dtype=object).ravel()]
    classes = sort_words(labels, y) if classes is None else list(classes)
    numbers_of = {label: float(place) for place, label in enumerate(classes)}
    unknown = [index for index, label in enumerate(labels) if label not in numbers_of]
    if unknown:
        known_names = "one of " + ", ".join(class_names(classes))
        fail("E_CHOICE", f"y[{unknown[0]}]", known_names, describe(labels[unknown[0]]))
    if len(classes) < 2 or len(classes) > 2 and not softmax:
        more = "; of more where output_activation is left out" if len(classes) > 2 else ""
        fitting = "labels of two classes or more"
        requirement = fitting if softmax else "numbers, or labels of two classes" + more
        found = f"{len(classes)} classes" if len(classes) > 1 else "1 class"
        fail("E_RANGE", "y", requirement, found)
    places = np.array([[numbers_of[label]] for label in labels])
    return Labels(one_hot(places, len(classes)) if softmax else places, classes)


def class_names(classes: Sequence[Any] | None, count: int = 0) -> list[str]:
    """Return the classes as words; where they have no names, 0, 1, ..."""
    found = range(count) if classes is None else classes
    return [str(name) if isinstance(name, str) else describe(name) for name in found]


def name_classes(places: Array, classes: Sequence[Any] | None) -> Array:
    """Return the names of class numbers, which count from 0; the numbers if the classes have no
    names.
    """
    return places if classes is None else np.array(classes)[places.astype(int)]
