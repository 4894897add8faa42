"""J: the loss of the outputs, and the penalty; of all samples, and of an epoch from its batches."""

from __future__ import annotations

import math
from typing import Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.errors import fail
from ..nn.layers import Network
from ..optim.penalty import penalized_loss
from .chunks import add, chunk_loss, chunk_rows, cut_chunks, last_values, stack
from .config import Samples, TrainConfig


def network_loss(network: Network, samples: Samples, config: TrainConfig, ops: Arithmetic) -> float:
    """J of the network's outputs for all samples, without dropout, with the penalty."""
    losses, n = [], len(samples.y)
    for rows in chunk_rows(np.arange(n), ops):
        chunk = cut_chunks(samples, rows, True, ops)[0]
        losses.append(chunk_loss(network, chunk, n, config, ops))
    return with_penalty(add(losses), network, config, ops)


@np.errstate(over="ignore", invalid="ignore")
def network_outputs(network: Network, X: Array, ops: Arithmetic) -> Array:
    """A_L for the inputs X, chunk by chunk."""
    chunks = chunk_rows(np.arange(len(X)), ops)
    return stack([last_values(network, X[rows], ops).A for rows in chunks])


def with_penalty(loss: float, network: Network, config: TrainConfig, ops: Arithmetic) -> float:
    """The loss, and the penalty on the network's parameters."""
    if config.penalty is None:
        return loss
    return penalized_loss(loss, network, config.penalty, ops)


def loss_of_epoch(config: TrainConfig, n: int, monitored: bool) -> str:
    """Where the loss of an epoch over n samples comes from.

    "pass": from a pass over all samples before the epoch, which full_loss asks for, and dropout,
    whose steps have thinned networks. "step": from the only step, where all samples are one batch
    in their order and nobody asks before it. "batches": from the losses of the batches, each before
    its own update.
    """
    one_batch = config.order == "sequential" and (config.batch_size or n) >= n
    if config.dropout is not None or config.full_loss and (monitored or not one_batch):
        return "pass"
    return "step" if one_batch else "batches"


def batches_loss(
    losses: Sequence[float],
    rows: Sequence[int],
    network: Network,
    config: TrainConfig,
    ops: Arithmetic,
) -> float:
    """J of an epoch from J without the penalty and the number of rows of its steps; the penalty is
    that on the network before the epoch.

    The sum of the J, or with the mean reduction (sum of rows * J) / (sum of rows).
    """
    mean = config.reduction == "mean"
    total = add([n * loss if mean else loss for loss, n in zip(losses, rows)])
    return with_penalty(total / sum(rows) if mean else total, network, config, ops)


def check_loss(loss: float, step: int) -> None:
    """Refuse to go on from a loss that is not finite."""
    if not math.isfinite(loss):
        remedy = "try a smaller learning_rate, or the reduction mean"
        requirement = f"finite, but training diverged at step {step} ({remedy})"
        fail("E_DIVERGED", "loss", requirement, "NaN or Infinity")
