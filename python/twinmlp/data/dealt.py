"""Inputs whose rows are held by workers, in shares by their remainder modulo a power of two.

A share r of n rows has the rows r, r + shares, r + 2 shares, ... What is done with them is done
where they are, and only what comes of it is brought here.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import describe, fail

# Rows at once, where each is by itself.
RUN = 8192


class Deal(NamedTuple):
    """How rows are dealt out: the number of columns, and the number of shares, a power of two.

    hand_out(task, rows, arguments, common, join, kept) gives join of all
    task(X[rows[r]], *arguments[r], *common); rows[r] are the places of share r among all rows;
    kept is a place for what it wants to find again when it is asked of the same rows, or None.
    join takes the results of all shares in their order, or those of every h-th from the first h
    on, h a power of two, and then what came of these.
    """

    columns: int
    shares: int
    hand_out: Callable[..., Any]
    names: list[str] | None = None


class Dealt:
    """Rows held by workers: a matrix with a shape, indexed by row, without its numbers."""

    def __init__(self, deal: Deal, rows: Array) -> None:
        self.deal, self.rows, self.columns = deal, rows, deal.names
        self.shape, self.kept = (len(rows), deal.columns), dict[Any, Any]()

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"{len(self)} x {self.deal.columns} matrix in {self.deal.shares} shares"

    def __array__(self, *_: Any, **options: Any) -> Array:
        return fail("E_TYPE", "X", "a matrix whose numbers are here", "rows that workers hold")

    def __getitem__(self, rows: Any) -> Dealt:
        chosen = self.rows[rows]
        return self if np.array_equal(chosen, self.rows) else Dealt(self.deal, chosen)


def is_dealt(X: Any) -> bool:
    """Say whether the rows of X are held by workers."""
    return isinstance(X, Dealt)


def check_shares(shares: Any) -> int:
    """Accept a number of shares: a power of two."""
    whole = isinstance(shares, (int, np.integer)) and not isinstance(shares, bool)
    if not whole or shares < 1 or shares & (shares - 1):
        fail("E_RANGE", "shares", "a power of two: 1, 2, 4, 8, ...", describe(shares))
    return int(shares)


def share_rows(n: int, shares: int) -> list[Array]:
    """Return the row numbers of every share of n rows, from 0; fewer rows are one share each."""
    return [np.arange(r, n, shares) for r in range(min(shares, n))]


def hand_out(
    X: Any, task: Any, arguments: Sequence[Sequence[Any]], common: Sequence[Any], join: Any
) -> Any:
    """Run a task on all shares of X and join the results; `arguments` has those of every share."""
    rows = [X.rows[places] for places in share_rows(len(X), X.deal.shares)]
    return X.deal.hand_out(task, rows, arguments, common, join, X.kept)


def run_of_rows(X: Array, k: int, task: Any, *common: Any) -> list[Any]:
    """Return the results of a task on the k-th run of consecutive rows."""
    return [(k, task(X, *common))]


def join_runs(parts: Sequence[Sequence[Any]]) -> list[Any]:
    """Return the runs of all parts in one list."""
    return [run for part in parts for run in part]


def by_rows(X: Any, task: Any, common: Sequence[Any]) -> list[Any]:
    """Compute matrices with a row for each row of X, by a task on consecutive rows; as many runs of
    rows as there are shares are computed at a time.
    """
    rows = [X.rows[start : start + RUN] for start in range(0, len(X), RUN)]
    numbers, runs = [[k, task] for k in range(len(rows))], list[Any]()
    for start in range(0, len(rows), X.deal.shares):
        now = slice(start, start + X.deal.shares)
        runs += X.deal.hand_out(run_of_rows, rows[now], numbers[now], common, join_runs, None)
    found = zip(*(matrices for _, matrices in sorted(runs, key=lambda run: run[0])))
    return [None if one[0] is None else np.concatenate(one) for one in found]


def the_rows(X: Array) -> list[Array]:
    """Return the rows themselves."""
    return [np.asarray(X, dtype=np.float64)]


def gathered(X: Any) -> Array:
    """Collect the rows of X from the workers into a matrix."""
    if not is_dealt(X):
        return X
    return by_rows(X, the_rows, [])[0]
