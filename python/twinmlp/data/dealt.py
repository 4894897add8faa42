"""Inputs whose rows are elsewhere, dealt out in shares by their remainder modulo a power of two.

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
    """Who has the rows: inputs of so many columns, dealt out in so many shares, a power of two.

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
    """Some rows of a deal: a matrix that is asked for its shape and for rows, which stay there."""

    def __init__(self, deal: Deal, rows: Array) -> None:
        self.deal, self.rows, self.columns = deal, rows, deal.names
        self.shape, self.kept = (len(rows), deal.columns), dict[Any, Any]()

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, rows: Any) -> Dealt:
        chosen = self.rows[rows]
        return self if np.array_equal(chosen, self.rows) else Dealt(self.deal, chosen)


def is_dealt(X: Any) -> bool:
    """Say whether the rows of X are elsewhere."""
    return isinstance(X, Dealt)


def check_shares(shares: Any) -> int:
    """Accept a number of shares: a power of two."""
    whole = isinstance(shares, (int, np.integer)) and not isinstance(shares, bool)
    if not whole or shares < 1 or shares & (shares - 1):
        fail("E_RANGE", "shares", "a power of two: 1, 2, 4, 8, ...", describe(shares))
    return int(shares)


def share_rows(n: int, shares: int) -> list[Array]:
    """The places of every share among n rows, from 0: of fewer rows than shares each is one."""
    return [np.arange(r, n, shares) for r in range(min(shares, n))]


def hand_out(
    X: Any, task: Any, arguments: Sequence[Sequence[Any]], common: Sequence[Any], join: Any
) -> Any:
    """What comes of a task that all shares of X are handed to, joined; arguments has those of
    every share.
    """
    rows = [X.rows[places] for places in share_rows(len(X), X.deal.shares)]
    return X.deal.hand_out(task, rows, arguments, common, join, X.kept)


def run_of_rows(X: Array, k: int, task: Any, *common: Any) -> list[Any]:
    """A task: what another gives for the k-th run of rows."""
    return [(k, task(X, *common))]


def join_runs(parts: Sequence[Sequence[Any]]) -> list[Any]:
    """The runs of all parts."""
    return [run for part in parts for run in part]


def by_rows(X: Any, task: Any, common: Sequence[Any]) -> list[Any]:
    """Matrices of the rows of X, in their order, from a task that takes each row by itself: it is
    handed out in runs of rows as they stand, as many at a time as there are shares, and what it
    gives comes here.
    """
    rows = [X.rows[start : start + RUN] for start in range(0, len(X), RUN)]
    numbers, runs = [[k, task] for k in range(len(rows))], list[Any]()
    for start in range(0, len(rows), X.deal.shares):
        now = slice(start, start + X.deal.shares)
        runs += X.deal.hand_out(run_of_rows, rows[now], numbers[now], common, join_runs, None)
    found = zip(*(matrices for _, matrices in sorted(runs, key=lambda run: run[0])))
    return [None if one[0] is None else np.concatenate(one) for one in found]


def the_rows(X: Array) -> list[Array]:
    """A task: the rows themselves."""
    return [np.asarray(X, dtype=np.float64)]


def gathered(X: Any) -> Array:
    """The rows of X here, as a matrix."""
    if not is_dealt(X):
        return X
    return by_rows(X, the_rows, [])[0]
