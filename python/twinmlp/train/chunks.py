"""The samples of a step in blocks of rows, small enough to stay in a processor's cache from one
operation to the next.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence, cast

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..nn.dropout import Drop
from ..nn.layers import Backward, Forward, Network, backward, forward
from ..nn.losses import loss_input, loss_value, output_gradients
from .config import Plan


class Block(NamedTuple):
    """Some rows of the inputs, of the targets and of the samples' weights, if there are any."""

    X: Array
    y: Array
    weight: Array | None


class Pass(NamedTuple):
    """What a step computes on the way to its gradients: J without the penalty, the values and the
    derivatives of every layer.
    """

    loss: float
    values: list[Forward]
    gradients: list[Backward]


def block_rows(rows: Array, ops: Arithmetic) -> list[Array]:
    """The rows of every block."""
    size = ops.block or len(rows)
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def cut_blocks(
    rows: Array, in_order: bool, X: Array, y: Array, weight: Array | None, ops: Arithmetic
) -> list[Block]:
    """These rows in blocks; rows in their order are not copied."""
    blocks = []
    for part in block_rows(rows, ops):
        chosen = slice(part[0], part[-1] + 1) if in_order else part
        blocks.append(Block(X[chosen], y[chosen], None if weight is None else weight[chosen]))
    return blocks


def evaluate_block(
    network: Network,
    block: Block,
    n: int,
    plan: Plan,
    ops: Arithmetic,
    drops: Sequence[Drop | None] | None,
    keep: bool,
) -> Pass:
    """Forward, loss and backward on one block of the n rows of a step."""
    X, y, weight = block
    values = forward(network, X, ops, drops, keep)
    loss = loss_value(
        loss_input(values[-1], plan.loss), y, plan.loss, plan.reduction, ops, weight, n
    )
    dA, dZ = output_gradients(values[-1].A, y, plan.loss, plan.reduction, ops, weight, n)
    return Pass(loss, values, backward(network, X, values, dA, ops, drops, dZ))


def evaluate_blocks(
    network: Network,
    blocks: Sequence[Block],
    plan: Plan,
    ops: Arithmetic,
    drops: Sequence[Drop | None] | None = None,
    keep: bool = True,
) -> Pass:
    """J and its derivatives on all rows of a step; if nothing is to be kept, dW and db are all
    there is of several blocks.
    """
    if len(blocks) == 1:
        return evaluate_block(network, blocks[0], len(blocks[0].y), plan, ops, drops, keep)
    n, start, found = sum(len(block.y) for block in blocks), 0, []
    for block in blocks:
        stop = start + len(block.y)
        part = (
            None
            if drops is None
            else [drop and Drop(drop.mask[start:stop], drop.keep) for drop in drops]
        )
        one = evaluate_block(network, block, n, plan, ops, part, keep)
        found.append(
            one
            if keep
            else Pass(
                one.loss, [], [g._replace(dA=None, dZ=cast(Any, None)) for g in one.gradients]
            )
        )
        start = stop
    return joined(found)


def joined(found: Sequence[Pass]) -> Pass:
    """Several blocks as one: losses, dW and db are added in their order, what has a row for every
    sample is put together.
    """
    layers = zip(*(one.gradients for one in found))
    gradients = [
        Backward(
            *map(stacked, zip(*((g.dA, g.dZ) for g in layer))),
            *map(added, zip(*((g.dW, g.db) for g in layer))),
        )
        for layer in layers
    ]
    values = [Forward(*map(stacked, zip(*layer))) for layer in zip(*(one.values for one in found))]
    return Pass(added([one.loss for one in found]), values, gradients)


def stacked(parts: Sequence[Any]) -> Any:
    """The rows of all parts."""
    return None if parts[0] is None else np.concatenate(parts)


def added(parts: Sequence[Any]) -> Any:
    """((first + second) + third) + ..."""
    if parts[0] is None:
        return None
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
