"""Python only: training on Dask's workers, with the bits of a training without any.

Each step goes out as one task a share, with the parameters and the share's targets; what comes
back are its sums, joined on the workers by the branches of the tree. A worker that is lost costs
time: Dask does its tasks again elsewhere.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_flag, check_matrix
from ..base.errors import describe, fail
from ..data.columns import column_names
from ..data.dealt import Deal, Dealt, check_shares
from .extras import extra

# Sums of so many shares are joined in one task.
TOGETHER = 8
# How often a task that failed is tried again.
RETRIES = 3
# Dask warns of what a step sends along: parameters and targets have to go.
QUIET = {"distributed.admin.large-graph-warning-threshold": "1 TiB"}


class Workers:
    """Blocks of rows on the workers of a client; keep: what was read stays there."""

    def __init__(self, X: Any, client: Any, keep: bool) -> None:
        self.client, self.keep = client, keep
        self.blocks = X.to_delayed().ravel().tolist()
        if keep:
            self.blocks = client.compute(self.blocks, retries=RETRIES)
        self.starts = np.cumsum([0, *X.chunks[0]])
        self.parts: dict[tuple[int, ...], Any] = {}

    def block(self, k: int) -> Any:
        """A block of rows, read now if it is not kept."""
        block = self.blocks[k]
        return block if self.keep else self.client.compute(block, retries=RETRIES)

    def part(self, rows: Array, kept: dict[Any, Any] | None) -> Any:
        """These rows as one matrix on a worker, where it stays: evenly spaced ones, as those of
        batches in their order, as long as the deal; others as long as `kept`.
        """
        place = int(rows[0]), int(rows[-1]), len(rows)
        even = np.array_equal(rows, np.linspace(*place, dtype=np.int64))
        parts = {} if kept is None else self.parts if even else kept
        if place in parts:
            return parts[place]
        of_block = np.searchsorted(self.starts, rows, side="right") - 1
        blocks = np.unique(of_block)
        order = [np.flatnonzero(of_block == k) for k in blocks]
        taken = [
            self.submit(take_rows, self.block(k), rows[at] - self.starts[k])
            for k, at in zip(blocks, order)
        ]
        part = self.submit(put_together, taken, np.concatenate(order))
        if self.keep:
            parts[place] = part
        return part

    def check_blocks(self, columns: int) -> None:
        """Refuse blocks of another size than X says, and a number that is not finite, after looking
        at all of them where they are.
        """
        for k, (start, end) in enumerate(pairwise(self.starts.tolist())):
            shape, found = self.submit(shape_and_flaw, self.block(k)).result()
            if shape != (end - start, columns):
                requirement = f"an array whose block {k} is a {end - start} x {columns} matrix"
                fail("E_SHAPE", "X", requirement, f"one of {' x '.join(map(str, shape))}")
            if found is not None:
                row, column, value = found
                place = f"X[{start + row}][{column}]"
                fail("E_NOT_FINITE", place, "a finite number", describe(value))

    def submit(self, task: Any, *arguments: Any) -> Any:
        """What a task will give."""
        return self.client.submit(task, *arguments, pure=False, retries=RETRIES)

    def hand_out(
        self,
        task: Any,
        rows: Sequence[Array],
        arguments: Sequence[Sequence[Any]],
        common: Sequence[Any],
        join: Any,
        kept: dict[Any, Any] | None,
    ) -> Any:
        """What comes of a task that all shares are handed to, joined."""
        with extra("dask").config.set(QUIET):
            everywhere = self.submit(list, common)
            found = [
                self.submit(run_task, task, self.part(places, kept), own, everywhere)
                for places, own in zip(rows, arguments)
            ]
            width = 1 << (len(found) - 1).bit_length()
            while width > 1 or len(rows) == 1:
                width = width // TOGETHER or 1
                branches = [found[r::width] for r in range(min(width, len(found)))]
                found = [self.submit(join, branch) for branch in branches]
                if width == 1:
                    break
            return found[0].result()


def take_rows(block: Array, rows: Array) -> Array:
    """Rows of a block, on its worker."""
    return block[rows]


def put_together(taken: Sequence[Array], order: Array) -> Array:
    """Rows of several blocks, each at its place."""
    whole = np.empty((len(order), taken[0].shape[1]))
    whole[order] = np.concatenate(taken)
    return whole


def run_task(task: Any, X: Any, own: Sequence[Any], common: Sequence[Any]) -> Any:
    """A task on a worker: the rows, what is the share's own, and what is the same for all."""
    return task(X, *own, *common)


def the_client(client: Any) -> Any:
    """The client that was handed over, else that of this process."""
    distributed = extra("dask.distributed")
    if client is None:
        try:
            return distributed.default_client()
        except ValueError:
            fail("E_USAGE", "client", "a Client of Dask, which may be made before", "none")
    if not isinstance(client, distributed.Client):
        fail("E_TYPE", "client", "a Client of Dask", describe(client))
    return client


def as_dask_matrix(X: Any) -> Any:
    """X as a Dask array of doubles, n x n_0, whose blocks are rows."""
    array = extra("dask.array")
    if hasattr(X, "to_dask_array"):
        X = X.to_dask_array(lengths=True)
    elif not isinstance(X, array.Array):
        X = array.from_array(check_matrix(X, "X"))
    if X.ndim != 2 or X.dtype.kind not in "biuf":
        found = f"an array of {X.ndim} dimensions" if X.ndim != 2 else "values that are not numbers"
        fail("E_SHAPE" if X.ndim != 2 else "E_TYPE", "X", "a matrix of finite numbers", found)
    if np.isnan(X.shape[0]):
        X = X.compute_chunk_sizes()
    if 0 in X.shape:
        fail("E_SHAPE", "X", "a n x m matrix", f"a {X.shape[0]} x {X.shape[1]} matrix")
    # What is masked is not a number, as it is here.
    return array.ma.filled(X.astype(np.float64), np.nan).rechunk({1: -1})


def shape_and_flaw(block: Array) -> tuple[tuple[int, ...], list[Any] | None]:
    """The shape of a block, and the place and value of its first number that is not finite."""
    for row, column in np.argwhere(~np.isfinite(block))[:1]:
        return block.shape, [int(row), int(column), float(block[row, column])]
    return block.shape, None


def deal(X: Any, shares: int = 8, client: Any = None, persist: bool = True) -> Dealt:
    """Deal rows out to Dask's workers: inputs for fit, whose rows stay there.

    The model is that of `fit` on the same rows here, to the bit, for any number of shares and of
    workers. It needs the reproducible arithmetic; targets and weights of samples stay here.

    X: the inputs, n x n_0: a Dask array or data frame of numbers, or a matrix.
    shares: in how many shares rows are dealt out: a power of two, at least the number of workers;
        default 8.
    client: a Client of Dask; None, the default, for that of this process.
    persist: whether workers keep rows that were read, in memory or, where that is full, on their
        disks; default True. If not, every step reads them again.
    Returns: what fit, predict and metrics take in place of a matrix.
    Errors: E_USAGE where Dask is not installed or there is no client; E_RANGE for another number
        of shares; E_NOT_FINITE for a number that is not finite.
    Source: SPEC.md, Rows dealt out.

    >>> import dask.array, distributed
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> model = MLP(hidden=3, optimizer="adam", epochs=100, arithmetic="reproducible")
    >>> with distributed.Client(processes=False, dashboard_address=None):
    ...     model.fit(deal(dask.array.array(X)), y).final_loss == model.fit(X, y).final_loss
    True
    """
    shares, keep = check_shares(shares), check_flag(persist, "persist")
    client = the_client(client)
    names = column_names(X, "X")
    X = as_dask_matrix(X)
    workers = Workers(X, client, keep)
    workers.check_blocks(X.shape[1])
    return Dealt(Deal(X.shape[1], shares, workers.hand_out, names), np.arange(X.shape[0]))
