"""What is summed over rows that are dealt out: each share's own sums, joined to the bits of all.

In the reproducible arithmetic the terms at the places r, r + 2^k, r + 2 2^k, ... of a sum are a
branch of its tree, and the tree of all 2^k branches is the sum (SPEC.md, Rows dealt out).
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import REPRODUCIBLE, Arithmetic, Array, choose_arithmetic
from ..arithmetic.tree_sums import tree
from ..data.dealt import hand_out, join_in_order, share_rows
from ..nn.dropout import Drop
from ..nn.layers import Backward, Forward, Network, backward, forward
from ..nn.losses import loss_input, loss_of_total, loss_terms, output_gradients
from .config import Samples, TrainConfig


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


@np.errstate(over="ignore", invalid="ignore")
def share_terms(
    X: Array, y: Array, weight: Array | None, drops: Any, network: Network, loss: Any, engine: str
) -> list[Array]:
    """A task: the column sums of a share's terms of the loss."""
    ops = choose_arithmetic("reproducible", engine)
    outputs = loss_input(forward(network, X, ops, drops, keep_Z=False)[-1], loss)
    return [ops.column_sums(loss_terms(outputs, y, loss, ops, weight))]


@np.errstate(over="ignore", invalid="ignore")
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
    layer, of the n rows of a step.
    """
    ops = choose_arithmetic("reproducible", engine)
    values = forward(network, X, ops, drops, keep_Z=False)
    outputs = loss_input(values[-1], config.loss)
    terms = ops.column_sums(loss_terms(outputs, y, config.loss, ops, weight))
    dA, dZ = output_gradients(values[-1].A, y, config.loss, config.reduction, ops, weight, n)
    gradients = backward(network, X, values, dA, ops, drops, dZ)
    return [terms, *(part for g in gradients for part in (g.dW, g.db))]


def share_outputs(X: Array, network: Network, engine: str) -> list[Any]:
    """A task: Z_L, where it is stored, and A_L of a share."""
    ops = choose_arithmetic("reproducible", engine)
    return list(forward(network, X, ops, keep_Z=False)[-1])


def join_sums(parts: Sequence[Sequence[Any]]) -> list[Any]:
    """Lists of sums of every share as the sums of all: the tree over the shares."""
    joined = zip(*parts)
    return [None if sums[0] is None else tree(np.stack(sums)) for sums in joined]


def dealt_loss(
    network: Network, samples: Samples, n: int, config: TrainConfig, ops: Arithmetic
) -> float:
    """J of rows that are dealt out, without the penalty."""
    arguments, common = arguments_of_shares(samples), [network, config.loss, engine_of(ops)]
    (terms,) = hand_out(samples.X, share_terms, arguments, common, join_sums)
    return loss_of_total(ops.total(terms), config.loss, config.reduction, n)


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
    nothing: list[list[Any]] = [[]] * min(X.deal.shares, len(X))
    common = [network, engine_of(ops)]
    return Forward(*hand_out(X, share_outputs, nothing, common, join_in_order))
