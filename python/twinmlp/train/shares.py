"""What is summed over rows that are dealt out: each share's own sums, joined to the bits of all.

In the reproducible arithmetic the terms at the places r, r + 2^k, r + 2 2^k, ... of a sum are a
branch of its tree, and the tree of all 2^k branches is the sum (SPEC.md, Rows dealt out).
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import REPRODUCIBLE, Arithmetic, Array, choose_arithmetic
from ..arithmetic.tree_sums import tree
from ..data.dealt import by_rows, hand_out, share_rows
from ..nn.dropout import Drop
from ..nn.layers import Backward, Forward, Network, backward, forward
from ..nn.losses import loss_input, loss_of_total, loss_terms, output_gradients
from .config import Samples, TrainConfig

# Rows of a share that are computed at once, at most.
ROWS_AT_ONCE = 1024


def engine_of(ops: Arithmetic) -> str:
    """The engine that workers are to have: plain if it is so here, else what they can."""
    return "plain" if ops.product is REPRODUCIBLE.product else "auto"


def of_share(drop: Drop | None, rows: Array) -> Drop | None:
    """The dropout of these rows, its mask as truth values, which are shorter."""
    return drop and Drop(drop.mask[rows] != 0.0, drop.keep)


def arguments_of_shares(
    samples: Samples, drops: Sequence[Drop | None] | None = None
) -> list[list[Any]]:
    """For every share its rows of the targets, of the weights and of the dropout."""
    X: Any = samples.X
    y, weight = samples.y, samples.weight
    return [
        [
            y[rows],
            None if weight is None else weight[rows],
            None if drops is None else [of_share(drop, rows) for drop in drops],
        ]
        for rows in share_rows(len(y), X.deal.shares)
    ]


def share_sums(
    X: Array,
    y: Array,
    weight: Array | None,
    drops: Any,
    network: Network,
    n: int,
    config: TrainConfig,
    engine: str,
) -> list[Any]:
    """A task: the column sums of a share's terms of the loss, and its part of dW and db of every
    layer, of the n rows of a step; from branches of a few rows, whose values take little memory.
    """
    width, sums = 1, list[list[Any]]()
    while len(y) > width * ROWS_AT_ONCE:
        width *= 2
    for places in share_rows(len(y), width):
        own = None if drops is None else [of_share(drop, places) for drop in drops]
        weights = None if weight is None else weight[places]
        sums.append(branch_sums(X[places], y[places], weights, own, network, n, config, engine))
    return join_sums(sums)


@np.errstate(over="ignore", invalid="ignore")
def branch_sums(
    X: Array,
    y: Array,
    weight: Array | None,
    drops: Any,
    network: Network,
    n: int,
    config: TrainConfig,
    engine: str,
) -> list[Any]:
    """The same of these rows, all at once."""
    ops = choose_arithmetic("reproducible", engine)
    values = forward(network, X, ops, drops, keep_Z=False)
    outputs = loss_input(values[-1], config.loss)
    terms = ops.column_sums(loss_terms(outputs, y, config.loss, ops, weight))
    dA, dZ = output_gradients(values[-1].A, y, config.loss, config.reduction, ops, weight, n)
    gradients = backward(network, X, values, dA, ops, drops, dZ)
    return [terms, *(part for g in gradients for part in (g.dW, g.db))]


@np.errstate(over="ignore", invalid="ignore")
def row_outputs(X: Array, network: Network, engine: str) -> list[Any]:
    """A task: Z_L, where it is stored, and A_L of some rows."""
    ops = choose_arithmetic("reproducible", engine)
    return list(forward(network, X, ops, keep_Z=False)[-1])


def join_sums(parts: Sequence[Sequence[Any]]) -> list[Any]:
    """Lists of sums of every share as the sums of all: the tree over the shares."""
    joined = zip(*parts)
    return [None if sums[0] is None else tree(np.stack(sums)) for sums in joined]


def dealt_sums(
    network: Network,
    samples: Samples,
    n: int,
    config: TrainConfig,
    ops: Arithmetic,
    drops: Sequence[Drop | None] | None,
) -> tuple[float, list[Backward]]:
    """J of rows that are dealt out, without the penalty, and dW and db of every layer."""
    arguments = arguments_of_shares(samples, drops)
    common = [network, n, config._replace(frozen=None), engine_of(ops)]
    terms, *sums = hand_out(samples.X, share_sums, arguments, common, join_sums)
    not_here: Any = None
    gradients = [Backward(None, not_here, *sums[l : l + 2]) for l in range(0, len(sums), 2)]
    return loss_of_total(ops.total(terms), config.loss, config.reduction, n), gradients


def dealt_outputs(network: Network, X: Any, ops: Arithmetic) -> Forward:
    """Z_L, where it is stored, and A_L of rows that are dealt out."""
    return Forward(*by_rows(X, row_outputs, [network, engine_of(ops)]))
