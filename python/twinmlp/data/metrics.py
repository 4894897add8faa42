"""Metrics: how good outputs are, as one number, by name."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..arithmetic.kinds import NATIVE, Arithmetic, Array
from ..base.checks import check_choice, check_matrix

# Probabilities are held off 0 and 1 by this much before their logarithm is taken.
CLIP = 2.0**-52


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

    A: The outputs, n x n_L.
    y: The targets, n x n_L.
    Gives: A matrix of counts, classes x classes; the classes are counted from 0.
    Errors: E_TYPE, E_SHAPE or E_NOT_FINITE for what is no matrix of numbers.

    >>> confusion_matrix([[0.1], [0.8], [0.7]], [[0], [1], [0]]).tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    A, y = check_matrix(A, "A"), check_matrix(y, "y")
    classes = max(A.shape[1], 2)
    counts = np.zeros((classes, classes))
    for true, predicted in zip(output_classes(y).astype(int), output_classes(A).astype(int)):
        counts[true, predicted] += 1.0
    return counts


def accuracy(A: Array, y: Array, ops: Arithmetic) -> float:
    """Compute the share of samples in their true class."""
    return float((output_classes(A) == output_classes(y)).sum()) / len(y)


def log_loss(A: Array, y: Array, ops: Arithmetic) -> float:
    """Compute the mean over samples of -log of the probability of the true class.

    Of one output p it is -y log p - (1 - y) log(1 - p). Probabilities are held 2^-52 away from 0
    and 1.
    """
    p = np.minimum(np.maximum(A, CLIP), 1.0 - CLIP)
    if A.shape[1] == 1:
        return -ops.total(y * ops.log(p) + (1.0 - y) * ops.log(1.0 - p)) / len(y)
    return -ops.total(y * ops.log(p)) / len(y)


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


METRICS: dict[str, Callable[[Array, Array, Arithmetic], float]] = {
    "accuracy": accuracy,
    "log_loss": log_loss,
    "r_squared": r_squared,
    "mean_absolute_error": mean_absolute_error,
    "mean_squared_error": mean_squared_error,
}


def metric(name: str, A: Any, y: Any, ops: Arithmetic = NATIVE) -> float:
    """Compute a metric of the outputs A against the targets y, both n x n_L.

    name: accuracy, log_loss, r_squared, mean_absolute_error or mean_squared_error.
    A: The outputs, n x n_L.
    y: The targets, n x n_L.
    ops: The arithmetic whose sums and logarithm are used, as choose_arithmetic gives it; default
        native.
    Gives: One number.
    Errors: E_CHOICE for another name, E_TYPE, E_SHAPE or E_NOT_FINITE for what is no matrix of
        numbers.

    >>> metric("accuracy", [[0.1], [0.8], [0.7], [0.9]], [[0], [1], [0], [1]])
    0.75
    """
    A = check_matrix(A, "A")
    return METRICS[check_choice(name, "name", METRICS)](A, check_matrix(y, "y", *A.shape), ops)
