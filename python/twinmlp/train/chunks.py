"""The samples of a step in chunks of rows, small enough to stay in a processor's cache between
operations.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..data.dealt import is_dealt
from ..nn.dropout import Drop
from ..nn.layers import Backward, Forward, Network, backward, forward
from ..nn.losses import loss_input, loss_value, output_gradients
from .config import Samples, TrainConfig
from .shares import dealt_outputs, dealt_sums


class Pass(NamedTuple):
    """One pass forward and backward: J without the penalty, the values and the derivatives of every
    layer.
    """

    loss: float
    values: list[Forward]
    gradients: list[Backward]


def chunk_rows(rows: Array, ops: Arithmetic) -> list[Array]:
    """The rows of every chunk; the last one takes what is less than half a chunk more."""
    n = len(rows)
    size = ops.block or n
    starts = range(0, max(n - (size + 1) // 2 + 1, 1), size)
    return [rows[start:stop] for start, stop in zip(starts, [*starts[1:], n])]


def cut_chunks(samples: Samples, rows: Array, in_order: bool, ops: Arithmetic) -> list[Samples]:
    """These rows of the samples in chunks; rows in their order are not copied."""
    X, y, weight = samples
    chunks = []
    for part in chunk_rows(rows, ops):
        chosen = slice(part[0], part[-1] + 1) if in_order else part
        chunks.append(Samples(X[chosen], y[chosen], None if weight is None else weight[chosen]))
    return chunks


def evaluate_chunk(
    network: Network,
    chunk: Samples,
    n: int,
    config: TrainConfig,
    ops: Arithmetic,
    drops: Sequence[Drop | None] | None,
    keep: bool,
) -> Pass:
    """Forward, loss and backward on one chunk of the n rows of a step."""
    X, y, weight = chunk
    if is_dealt(X):
        loss, gradients = dealt_sums(network, chunk, n, config, ops, drops)
        return Pass(loss, [], gradients)
    values = forward(network, X, ops, drops, keep)
    outputs = loss_input(values[-1], config.loss)
    loss = loss_value(outputs, y, config.loss, config.reduction, ops, weight, n)
    dA, dZ = output_gradients(values[-1].A, y, config.loss, config.reduction, ops, weight, n)
    return Pass(loss, values, backward(network, X, values, dA, ops, drops, dZ))


def chunk_loss(
    network: Network, chunk: Samples, n: int, config: TrainConfig, ops: Arithmetic
) -> float:
    """J of one chunk of n rows, without the penalty."""
    X, y, weight = chunk
    outputs = loss_input(last_values(network, X, ops), config.loss)
    return loss_value(outputs, y, config.loss, config.reduction, ops, weight, n)


def last_values(network: Network, X: Any, ops: Arithmetic) -> Forward:
    """Z_L, where a loss may start from it, and A_L for the inputs X."""
    if is_dealt(X):
        return dealt_outputs(network, X, ops)
    return forward(network, X, ops, keep_Z=False)[-1]


def evaluate_chunks(
    network: Network,
    chunks: Sequence[Samples],
    config: TrainConfig,
    ops: Arithmetic,
    drops: Sequence[Drop | None] | None = None,
    keep: bool = True,
) -> Pass:
    """J and its derivatives on all rows of a step; of several chunks only dW and db are stored,
    unless `keep` asks for all.
    """
    if len(chunks) == 1:
        return evaluate_chunk(network, chunks[0], len(chunks[0].y), config, ops, drops, keep)
    n, start, passes = sum(len(chunk.y) for chunk in chunks), 0, []
    for chunk in chunks:
        stop = start + len(chunk.y)
        part = None if drops is None else [rows_of_drop(drop, start, stop) for drop in drops]
        one = evaluate_chunk(network, chunk, n, config, ops, part, keep)
        passes.append(one if keep else without_values(one))
        start = stop
    return join_passes(passes)


def rows_of_drop(drop: Drop | None, start: int, stop: int) -> Drop | None:
    """The dropout of the rows from `start` to `stop`, the last one left out."""
    return drop and Drop(drop.mask[start:stop], drop.keep)


def without_values(one: Pass) -> Pass:
    """The pass with dW and db alone, which are small."""
    not_stored: Any = None
    gradients = [Backward(None, not_stored, g.dW, g.db) for g in one.gradients]
    return Pass(one.loss, [], gradients)


def join_passes(passes: Sequence[Pass]) -> Pass:
    """Several chunks as one: losses, dW and db are added in their order, matrices with a row a
    sample are stacked.
    """
    gradients = [
        Backward(
            stack([g.dA for g in layer]),
            stack([g.dZ for g in layer]),
            add([g.dW for g in layer]),
            add([g.db for g in layer]),
        )
        for layer in zip(*(one.gradients for one in passes))
    ]
    values = [Forward(*map(stack, zip(*layer))) for layer in zip(*(one.values for one in passes))]
    return Pass(add([one.loss for one in passes]), values, gradients)


def stack(parts: Sequence[Any]) -> Any:
    """The rows of all parts."""
    return None if parts[0] is None else np.concatenate(parts)


def add(parts: Sequence[Any]) -> Any:
    """((first + second) + third) + ..."""
    if parts[0] is None:
        return None
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
