"""J: the loss of the outputs, and the penalty on the weights; of all samples, and of an epoch from
its batches.
"""

from __future__ import annotations

import math
from typing import Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.errors import fail
from ..nn.layers import Network, forward
from ..nn.losses import loss_input, loss_value
from ..optim.penalty import penalized_loss
from .chunks import added, block_rows, cut_blocks, stacked
from .config import Plan


def network_loss(
    network: Network, X: Array, y: Array, plan: Plan, ops: Arithmetic, weight: Array | None = None
) -> float:
    """J of the network's outputs for the inputs X against the targets y, with the samples'
    weights.
    """
    losses = []
    for rows in block_rows(np.arange(len(X)), ops):
        block = cut_blocks(rows, True, X, y, weight, ops)[0]
        outputs = loss_input(forward(network, block.X, ops, keep_Z=False)[-1], plan.loss)
        losses.append(
            loss_value(outputs, block.y, plan.loss, plan.reduction, ops, block.weight, len(X))
        )
    return with_penalty(added(losses), network, plan, ops)


@np.errstate(over="ignore", invalid="ignore")
def network_outputs(network: Network, X: Array, ops: Arithmetic) -> Array:
    """A_L for the inputs X, block by block."""
    return stacked(
        [
            forward(network, X[rows], ops, keep_Z=False)[-1].A
            for rows in block_rows(np.arange(len(X)), ops)
        ]
    )


def with_penalty(loss: float, network: Network, plan: Plan, ops: Arithmetic) -> float:
    """The loss, and the penalty on the network's weights."""
    return (
        loss
        if plan.penalty is None
        else penalized_loss(loss, [layer.W for layer in network], plan.penalty, ops)
    )


def batches_loss(
    losses: Sequence[float], sizes: Sequence[int], network: Network, plan: Plan, ops: Arithmetic
) -> float:
    """J of an epoch from the losses of its batches: their sum, or with the mean reduction (sum of
    size * loss) / (sum of size); and the penalty on the network before the epoch.
    """
    mean = plan.reduction == "mean"
    total = added([size * loss if mean else loss for loss, size in zip(losses, sizes)])
    return with_penalty(total / sum(sizes) if mean else total, network, plan, ops)


def check_loss(loss: float, step: int) -> None:
    """Refuse to go on from a loss that is not finite."""
    if not math.isfinite(loss):
        fail(
            "E_DIVERGED", "loss", f"finite, but training diverged at step {step}", "NaN or Infinity"
        )
