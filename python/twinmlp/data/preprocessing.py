"""Prepare data for training: scaling, one-hot targets, a split, batches."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ..arithmetic.kinds import NATIVE, Arithmetic, Array
from ..base.checks import check_choice, check_count, check_matrix, check_number
from ..base.errors import describe, fail
from ..rng.mersenne import Stream
from ..rng.streams import permutation


class Scaling(NamedTuple):
    """The numbers of (X - shift) / divisor, one of each for every column of X."""

    shift: Array
    divisor: Array


class Split(NamedTuple):
    """The indices of training and test samples, counted from 0, and the stream after the draw."""

    train: Array
    test: Array
    stream: Stream


class Batches(NamedTuple):
    """The sample indices of every batch of one epoch, counted from 0, and the stream for the next
    epoch.
    """

    batches: list[Array]
    stream: Stream | None


def min_max_scaling(X: Any, by: str = "column") -> Scaling:
    """Find shift = min X and divisor = max(X - shift), of every column or of the whole "array".

    A divisor 0 becomes 1.
    """
    X = check_matrix(X, "X")
    check_choice(by, "by", ["column", "array"])
    shift = X.min(axis=0) if by == "column" else np.full(X.shape[1], X.min())
    rest = X - shift
    divisor = rest.max(axis=0) if by == "column" else np.full(X.shape[1], rest.max())
    return Scaling(shift, np.where(divisor == 0, 1.0, divisor))


def standard_scaling(X: Any, ops: Arithmetic = NATIVE) -> Scaling:
    """Find shift = mean and divisor = sqrt(mean of (X - shift)^2) of every column.

    A divisor that is no more than the rounding of the mean, n 2^-52 |mean|, becomes 1.
    """
    X = check_matrix(X, "X")
    shift = ops.column_sums(X) / len(X)
    rest = X - shift
    divisor = np.sqrt(ops.column_sums(rest * rest) / len(X))
    constant = divisor <= len(X) * 2.0**-52 * np.abs(shift)
    return Scaling(shift, np.where(constant, 1.0, divisor))


def apply_scaling(X: Any, scaling: Scaling) -> Array:
    """Compute (X - shift) / divisor."""
    X = check_matrix(X, "X", columns=len(scaling.shift))
    return (X - scaling.shift) / scaling.divisor


def undo_scaling(X: Any, scaling: Scaling | None) -> Array:
    """Compute X * divisor + shift; without a scaling it is X."""
    if scaling is None:
        return X
    X = check_matrix(X, "X", columns=len(scaling.shift))
    return X * scaling.divisor + scaling.shift


def one_hot(y: Any, classes: int | None = None) -> Array:
    """Turn class numbers 0, 1, ..., an n x 1 matrix, into an n x classes matrix: 1 at the class,
    else 0.
    """
    y = check_matrix(y, "y", columns=1)
    classes = int(max(y.max(), 0)) + 1 if classes is None else check_count(classes, "classes")
    bad = np.flatnonzero((y[:, 0] != np.floor(y[:, 0])) | (y[:, 0] < 0) | (y[:, 0] >= classes))
    if len(bad):
        fail(
            "E_RANGE",
            f"y[{bad[0]}][0]",
            f"a whole number from 0 to {classes - 1}",
            describe(y[bad[0], 0]),
        )
    return (y == np.arange(classes)).astype(np.float64)


def count_tested(n: int, test_fraction: float, argument: str) -> int:
    """Count the test samples of n: test_fraction n, rounded up; at least 1 and at most n - 1."""
    tested = math.ceil(test_fraction * n)
    if tested < 1 or tested >= n:
        fail(
            "E_RANGE",
            argument,
            f"a number that leaves 1 to {n - 1} of {n} rows for testing",
            describe(test_fraction),
        )
    return tested


def share_of_classes(sizes: Array, tested: int) -> Array:
    """Share test samples out among classes of these sizes.

    Each has floor(size tested / n); those that are left go to the classes with the largest
    remainders, one each, of equal ones to the first.
    """
    shares, rest = np.divmod(sizes * tested, sizes.sum())
    order = np.argsort(-rest, kind="stable")
    shares[order[: tested - int(shares.sum())]] += 1
    return shares


def train_test_split(
    n: int,
    stream: Stream,
    test_fraction: float = 0.25,
    argument: str = "test_fraction",
    classes: Array | None = None,
) -> Split:
    """Draw a permutation of n samples: the first ceil(test_fraction n) are for testing, the rest
    for training; with classes, the number of each sample's, the first of every class.
    """
    n, test_fraction = check_count(n, "n", 2), check_number(test_fraction, argument)
    tested = count_tested(n, test_fraction, argument)
    rows = permutation(stream, n)
    if classes is None:
        return Split(rows.values[tested:], rows.values[:tested], rows.stream)
    drawn, shares = classes[rows.values], share_of_classes(np.bincount(classes), tested)
    in_test = np.zeros(n, dtype=bool)
    for k, share in enumerate(shares):
        in_test[np.flatnonzero(drawn == k)[:share]] = True
    return Split(rows.values[~in_test], rows.values[in_test], rows.stream)


def steps_per_epoch(n: int, batch_size: int | None) -> int:
    """Count the steps of an epoch over n samples; without a batch size it is one."""
    return 1 if batch_size is None else -(-n // batch_size)


def batches(
    n: int, batch_size: int | None = None, order: str = "sequential", stream: Stream | None = None
) -> Batches:
    """Cut the samples of one epoch into batches of batch_size; the last has what remains.

    With the order "shuffled" a permutation is drawn first.
    """
    n = check_count(n, "n")
    size = n if batch_size is None else check_count(batch_size, "batch_size")
    check_choice(order, "order", ["sequential", "shuffled"])
    rows = np.arange(n)
    if order == "shuffled":
        if stream is None:
            fail("E_TYPE", "stream", 'a stream where `order` is "shuffled"', describe(stream))
        rows, stream = permutation(stream, n)
    return Batches([rows[start : start + size] for start in range(0, n, size)], stream)
