"""Known mistakes of a whole run: which rows, which epoch, the losses of the epochs, and the end."""

from __future__ import annotations

import random
from typing import Any, Callable

import numpy as np

from .forward import FACTORS
from .mistake import Mistake
from .plain import Array, Phase

ORDER = "Sequential: the rows as they stand. Shuffled: every epoch takes the next permutation(n) of one stream, cut into batches."


def cut(p: Phase, epochs: Callable[[int], list[Any]]) -> Array:
    """The rows of the step's batch, if epoch e goes through the rows epochs(e)."""
    size = p.case["training"].get("batch_size") or p.all_rows
    per_epoch = -(-p.all_rows // size)
    epoch, batch = divmod(p.step, per_epoch)
    return np.asarray(epochs(epoch)[batch * size : (batch + 1) * size], dtype=float)


def numpy_orders(p: Phase, anew: bool, skip: int = 0, seed: int = 0) -> Callable[[int], list[Any]]:
    """Permutations of NumPy's legacy stream: the next one every epoch, or the first one every time."""

    def order(epoch: int) -> list[Any]:
        stream = np.random.RandomState((p.case["training"].get("seed", 42) + seed) % 2**32)
        for _ in range(0 if anew else epoch + skip):
            stream.permutation(p.all_rows)
        return list(stream.permutation(p.all_rows))

    return order


def new_numpy(p: Phase) -> Array:
    """Permutations of numpy.random.default_rng."""

    def order(epoch: int) -> list[Any]:
        stream = np.random.default_rng(p.case["training"].get("seed", 42))
        return [stream.permutation(p.all_rows) for _ in range(epoch + 1)][-1].tolist()

    return cut(p, order)


def python_random(p: Phase) -> Array:
    """Shuffles of Python's own random."""

    def order(epoch: int) -> list[Any]:
        stream, rows = random.Random(p.case["training"].get("seed", 42)), []
        for _ in range(epoch + 1):
            rows = list(range(p.all_rows))
            stream.shuffle(rows)
        return rows

    return cut(p, order)


def shuffled_again(p: Phase) -> Array:
    """Each epoch shuffles the rows as the last one left them, not the rows 0 to n - 1."""
    stream, rows = np.random.RandomState(p.case["training"].get("seed", 42)), np.arange(p.all_rows)

    def order(epoch: int) -> list[Any]:
        nonlocal rows
        for _ in range(epoch + 1):
            rows = rows[stream.permutation(p.all_rows)]
        return rows.tolist()

    return cut(p, order)


def remainder_dropped(p: Phase) -> Array | None:
    """The rows if the last, smaller batch of an epoch is left out."""
    size = p.case["training"].get("batch_size") or p.all_rows
    full = p.all_rows // size
    if full * size == p.all_rows or p.case["training"].get("order") == "shuffled" or not full:
        return None
    first = (p.step % full) * size
    return np.arange(first, first + size)


def remainder_filled(p: Phase) -> Array | None:
    """The rows if the last batch is filled up with the first rows."""
    size = p.case["training"].get("batch_size") or p.all_rows
    return None if size == p.n else np.concatenate([p.true, np.arange(size - p.n)])


ROW_ORDERS = [
    ("ROWS_FROM_ONE", "rows are counted from 1, not from 0", lambda p: p.true + 1),
    (
        "NOT_SHUFFLED",
        "the rows are not shuffled",
        lambda p: cut(p, lambda epoch: list(range(p.all_rows))),
    ),
    (
        "SAME_SHUFFLE",
        "every epoch has the first epoch's order: the seed is set anew",
        lambda p: cut(p, numpy_orders(p, anew=True)),
    ),
    (
        "SHUFFLE_AFTER",
        "the order is that of one epoch later",
        lambda p: cut(p, numpy_orders(p, anew=False, skip=1)),
    ),
    (
        "SHUFFLED_AGAIN",
        "an epoch shuffles what the epoch before left, not the rows in their order",
        shuffled_again,
    ),
    ("NEW_NUMPY_STREAM", "the order is that of numpy.random.default_rng", new_numpy),
    ("PYTHON_SHUFFLE", "the order is that of Python's random.shuffle", python_random),
    (
        "OTHER_SEED",
        "the order is that of the seed after the case's",
        lambda p: cut(p, numpy_orders(p, anew=False, seed=1)),
    ),
    ("WHOLE_DATA", "all rows at once, not a batch", lambda p: np.arange(p.all_rows)),
    ("REMAINDER_DROPPED", "the last, smaller batch of an epoch is left out", remainder_dropped),
    ("REMAINDER_FILLED", "the last batch is filled up with rows from the start", remainder_filled),
    ("ONE_ROW", "one row at a time, not a batch", lambda p: np.array([p.step % p.all_rows])),
    ("ROWS_REVERSED", "the rows stand in reverse order", lambda p: p.true[::-1]),
    (
        "ROWS_SORTED",
        "the rows of the batch stand in the order of the data",
        lambda p: np.sort(p.true),
    ),
]


def rows_in_use(order: Callable[[Phase], Array | None]) -> Callable[[Phase], Array | None]:
    """Z of the first layer with other rows than the batch's."""

    def value(p: Phase) -> Array | None:
        rows = None if p.l else order(p)
        if rows is None or rows.max() >= p.all_rows:
            return None
        return np.asarray(p.case["data"]["X"], dtype=float)[rows.astype(int)] @ p.W + p.bias

    return value


RUN = [
    (
        "EPOCH_FROM_ONE",
        ("epoch",),
        "epochs are counted from 1, not from 0",
        "Count epochs from 0.",
        lambda p: p.true + 1,
    ),
    (
        "EPOCH_IS_STEP",
        ("epoch",),
        "the epoch is the number of the step",
        "An epoch is one way through all rows.",
        lambda p: [p.step],
    ),
    (
        "LOSS_AFTER_UPDATE",
        ("losses",),
        "the losses are those after each epoch",
        "losses[e] is the loss before epoch e.",
        lambda p: [*p.true[1:], p.around["final loss"]],
    ),
    (
        "START_MISSING",
        ("losses",),
        "the first loss, before any update, is missing",
        "losses[e] is the loss before epoch e.",
        lambda p: p.true[1:],
    ),
    (
        "FINAL_APPENDED",
        ("losses",),
        "the loss after the last epoch stands at the end",
        "losses[e] is the loss before epoch e.",
        lambda p: [*p.true, p.around["final loss"]],
    ),
    (
        "LOSS_BEFORE_UPDATE",
        ("final loss",),
        "the loss before the last epoch, not after it",
        "final is after all updates.",
        lambda p: [p.around["losses"][-1]],
    ),
    (
        "NOT_TRAINED",
        ("final W", "final b"),
        "the starting value",
        "final is after all updates.",
        lambda p: p.around["start"][p.l][p.quantity[-1]],
    ),
    (
        "STEP_BEFORE",
        ("final W", "final b"),
        "the value before the last step: one update too few",
        "final is after all updates.",
        lambda p: (
            p.around["last"][p.l][p.quantity[-1]]
            + p.rate * p.around["last"][p.l]["d" + p.quantity[-1]]
        ),
    ),
    (
        "FINAL_TRANSPOSED",
        ("final W",),
        "transposed",
        "W is inputs x units, row by row.",
        lambda p: p.true.T,
    ),
    (
        "FINAL_COLUMN_MAJOR",
        ("final W",),
        "the numbers stand column by column where rows belong",
        "W is inputs x units, row by row.",
        lambda p: p.true.ravel(order="F").reshape(p.true.shape),
    ),
    (
        "FINAL_FLAT",
        ("final W", "final b"),
        "the right numbers, but not as a list of rows",
        "A matrix is a list of rows; a vector is a list.",
        lambda p: p.true.reshape(p.own.shape),
    ),
]

MISTAKES = [
    *(Mistake(code, ("rows",), says, ORDER, order) for code, says, order in ROW_ORDERS),
    *(
        Mistake(code, ("Z",), says, ORDER, rows_in_use(order))
        for code, says, order in ROW_ORDERS[1:]
    ),
    *(Mistake(code, on, says, mend, value) for code, on, says, mend, value in RUN),
    *(
        Mistake(code, ("losses", "final loss"), says, mend, value)
        for code, says, mend, value in FACTORS
    ),
]
