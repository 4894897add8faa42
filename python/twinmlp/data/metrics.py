"""Metrics: one number, by name, that says how good outputs are."""

from __future__ import annotations

from typing import Any, Callable, Iterable

import numpy as np

from ..arithmetic.kinds import NATIVE, Arithmetic, Array, check_arithmetic
from ..base.checks import as_column, check_choice, check_matrix
from ..base.errors import describe, fail

Metric = Callable[[Array, Array, Arithmetic], float]

# Probabilities are held off 0 and 1 by this much before their logarithm is taken.
CLIP = 2.0**-52


def are_independent(y: Array) -> bool:
    """Say whether targets are several labels at once: columns of numbers from 0 to 1 whose rows do
    not all add up to 1, as those of one class a sample do.
    """
    if y.shape[1] == 1 or (y < 0).any() or (y > 1).any():
        return False
    return bool((np.abs(y.sum(axis=1) - 1) > 1e-9).any())


def output_labels(A: Array) -> Array:
    """Return which of several independent labels a sample has: 1 if a > 0.5, else 0."""
    return (A > 0.5).astype(np.float64)


def output_classes(A: Array) -> Array:
    """Return the class of every sample, counted from 0.

    Of one output it is 1 if a > 0.5, of several the first that is largest.
    """
    return (
        (A[:, 0] > 0.5).astype(np.float64)
        if A.shape[1] == 1
        else A.argmax(axis=1).astype(np.float64)
    )


def confusion_matrix(A: Any, y: Any) -> Array:
    """Count the samples of each true class (rows) by the class the network put them in (columns).

    A and y are n x n_L; with one output there are two classes.

    A: The outputs, n x n_L, or n values.
    y: The targets, n x n_L, or n values.
    Returns: A matrix of counts, classes x classes; the classes are counted from 0.
    Errors: E_TYPE, E_SHAPE or E_NOT_FINITE for what is no matrix of numbers, E_RANGE for several
        labels at once.

    >>> confusion_matrix([[0.1], [0.8], [0.7]], [[0], [1], [0]]).tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    A = check_matrix(as_column(A), "A")
    y = check_matrix(as_column(y), "y", *A.shape)
    if are_independent(y):
        row = int(np.flatnonzero(np.abs(y.sum(axis=1) - 1) > 1e-9)[0])
        found = describe(round(float(y[row].sum()), 9))
        fail("E_RANGE", f"y[{row}]", "a row that adds up to 1: one class for each sample", found)
    classes = max(A.shape[1], 2)
    counts = np.zeros((classes, classes))
    for true, predicted in zip(output_classes(y).astype(int), output_classes(A).astype(int)):
        counts[true, predicted] += 1.0
    return counts


def accuracy(A: Array, y: Array, ops: Arithmetic) -> float:
    """Compute the share of samples in their true class."""
    return float((output_classes(A) == output_classes(y)).sum()) / len(y)


def exact_match(A: Array, y: Array, ops: Arithmetic) -> float:
    """Compute the share of samples all of whose labels are right."""
    return float((output_labels(A) == output_labels(y)).all(axis=1).sum()) / len(y)


def log_loss(A: Array, y: Array, ops: Arithmetic) -> float:
    """Compute the mean over samples of -log of the probability of the true class.

    Probabilities are held 2^-52 away from 0 and 1.
    """
    if A.shape[1] == 1:
        return label_log_loss(A, y, ops)
    return -ops.total(y * ops.log(np.minimum(np.maximum(A, CLIP), 1.0 - CLIP))) / len(y)


def label_log_loss(A: Array, y: Array, ops: Arithmetic) -> float:
    """Compute the mean over samples of the sum over outputs p of -y log p - (1 - y) log(1 - p)."""
    p = np.minimum(np.maximum(A, CLIP), 1.0 - CLIP)
    return -ops.total(y * ops.log(p) + (1.0 - y) * ops.log(1.0 - p)) / len(y)


def r_squared(A: Array, y: Array, ops: Arithmetic) -> float:
    """Compute R^2 of each output, and average: 1 - (sum of (y - a)^2) / (sum of (y - mean)^2).

    Where y does not vary it is 1 if a = y, else 0.
    """
    rest, spread = y - A, y - ops.column_sums(y) / len(y)
    left, whole = ops.column_sums(rest * rest), ops.column_sums(spread * spread)
    constant = np.where(left == 0.0, 1.0, 0.0)
    scores = np.where(whole == 0.0, constant, 1.0 - left / np.where(whole == 0.0, 1.0, whole))
    return ops.total(scores[np.newaxis, :]) / len(scores)


def mean_absolute_error(A: Array, y: Array, ops: Arithmetic) -> float:
    """Compute the mean of |a - y| over samples and outputs."""
    return ops.total(np.abs(A - y)) / y.size


def mean_squared_error(A: Array, y: Array, ops: Arithmetic) -> float:
    """Compute the mean of (a - y)^2 over samples and outputs."""
    difference = A - y
    return ops.total(difference * difference) / y.size


METRICS: dict[str, Metric] = {
    "accuracy": accuracy,
    "log_loss": log_loss,
    "r_squared": r_squared,
    "mean_absolute_error": mean_absolute_error,
    "mean_squared_error": mean_squared_error,
}

# What these are of several labels at once.
LABEL_METRICS: dict[str, Metric] = {"accuracy": exact_match, "log_loss": label_log_loss}


def choose_metrics(names: Iterable[str], independent: bool = False) -> dict[str, Metric]:
    """Return metrics by name: those of several labels at once if they are independent."""
    table = {**METRICS, **LABEL_METRICS} if independent else METRICS
    return {name: table[check_choice(name, "name", METRICS)] for name in names}


def metric(name: str, A: Any, y: Any, ops: Arithmetic = NATIVE) -> float:
    """Compute a metric of the outputs A against the targets y, both n x n_L, or n values.

    Targets from 0 to 1 in several columns whose rows do not all add up to 1 are several labels at
    once: accuracy is then the share of samples with all labels right, and log_loss adds up the
    losses of the labels.

    name: accuracy, log_loss, r_squared, mean_absolute_error or mean_squared_error.
    A: The outputs, n x n_L, or n values.
    y: The targets, n x n_L, or n values.
    ops: The arithmetic whose sums and logarithm are used, as choose_arithmetic gives it; default
        native.
    Returns: One number.
    Errors: E_CHOICE for another name, E_TYPE, E_SHAPE or E_NOT_FINITE for what is no matrix of
        numbers.

    >>> metric("accuracy", [0.1, 0.8, 0.7, 0.9], [0, 1, 0, 1])
    0.75
    """
    check_choice(name, "name", METRICS)
    A = check_matrix(as_column(A), "A")
    y = check_matrix(as_column(y), "y", *A.shape)
    check_arithmetic(ops)
    return choose_metrics([name], are_independent(y))[name](A, y, ops)
