"""The training loop: steps over the batches of every epoch."""

from __future__ import annotations

from typing import Any, Collection, NamedTuple, Sequence

import numpy as np

from .arithmetic import Arithmetic, Array
from .data import batches
from .errors import fail
from .losses import loss_gradient, loss_value
from .network import Backward, Forward, Layer, Network, backward, forward
from .optimizers import OPTIMIZERS, State
from .rng import stream


class Plan(NamedTuple):
    """How to train: names in the tables LOSSES, REDUCTIONS and OPTIMIZERS, and the way through the samples."""

    options: dict[str, Any]
    epochs: int
    loss: str = "half_squared_error"
    reduction: str = "sum"
    optimizer: str = "sgd"
    batch_size: int | None = None
    order: str = "sequential"
    seed: int = 42
    generator: str = "numpy"


class Step(NamedTuple):
    """One training step: values and gradients at the old network, and the network and states after its update."""

    step: int
    epoch: int
    rows: Array
    values: list[Forward]
    loss: float
    gradients: list[Backward]
    network: list[Layer]
    states: list[dict[str, State]]


class Training(NamedTuple):
    """The trained network, J before each epoch, J at the end, and the steps that were to be recorded."""

    network: list[Layer]
    losses: list[float]
    final_loss: float
    steps: list[Step]


def start_states(network: Network, optimizer: str) -> list[dict[str, State]]:
    """The optimizer's state for W and b of every layer before the first step."""
    start = OPTIMIZERS[optimizer].start
    return [{"W": start(layer.W), "b": {} if layer.b is None else start(layer.b)} for layer in network]


def update_layer(
    layer: Layer, gradient: Backward, state: dict[str, State], plan: Plan, ops: Arithmetic
) -> tuple[Layer, dict[str, State]]:
    """Give the layer and its states after one update from the gradients of its W and b."""
    update = OPTIMIZERS[plan.optimizer].update
    W, W_state = update(layer.W, gradient.dW, state["W"], plan.options, ops)
    if layer.b is None:
        return Layer(W, None, layer.activation), {"W": W_state, "b": state["b"]}
    b, b_state = update(layer.b, gradient.db, state["b"], plan.options, ops)
    return Layer(W, b, layer.activation), {"W": W_state, "b": b_state}


def network_loss(network: Network, X: Array, y: Array, plan: Plan, ops: Arithmetic) -> float:
    """J of the network's outputs for the inputs X against the targets y."""
    return loss_value(forward(network, X, ops)[-1].A, y, plan.loss, plan.reduction, ops)


def check_loss(loss: float, step: int) -> None:
    """Refuse to go on from a loss that is not finite."""
    if not np.isfinite(loss):
        fail("E_DIVERGED", "loss", f"finite, but training diverged at step {step}", "NaN or Infinity")


def train_step(
    network: Network, states: Sequence[dict[str, State]], X: Array, y: Array, plan: Plan, ops: Arithmetic
) -> Step:
    """Forward, loss, backward and update on one batch; the caller fills in step, epoch and rows."""
    values = forward(network, X, ops)
    loss = loss_value(values[-1].A, y, plan.loss, plan.reduction, ops)
    dA = loss_gradient(values[-1].A, y, plan.loss, plan.reduction, ops)
    gradients = backward(network, X, values, dA, ops)
    updated = [update_layer(*parts, plan, ops) for parts in zip(network, gradients, states)]
    return Step(-1, -1, np.empty(0), values, loss, gradients, [u[0] for u in updated], [u[1] for u in updated])


@np.errstate(over="ignore", invalid="ignore")  # what is not finite in the end, check_loss refuses
def train(
    network: Network, X: Array, y: Array, plan: Plan, ops: Arithmetic, record: Collection[int] = ()
) -> Training:
    """Train for plan.epochs; keep the steps whose number, counted from 0 over all epochs, is in `record`."""
    states = start_states(network, plan.optimizer)
    draws = stream(plan.seed, plan.generator) if plan.order == "shuffled" else None
    losses: list[float] = []
    steps: list[Step] = []
    number = 0
    for epoch in range(plan.epochs):
        epoch_rows, draws = batches(len(X), plan.batch_size, plan.order, draws)
        if len(epoch_rows) > 1 or plan.order == "shuffled":
            losses.append(network_loss(network, X, y, plan, ops))
        for rows in epoch_rows:
            whole = len(epoch_rows) == 1 and plan.order == "sequential"
            step = train_step(network, states, X if whole else X[rows], y if whole else y[rows], plan, ops)
            check_loss(step.loss, number)
            if whole:
                losses.append(step.loss)
            if number in record:
                steps.append(step._replace(step=number, epoch=epoch, rows=rows))
            network, states = step.network, step.states
            number += 1
    final_loss = network_loss(network, X, y, plan, ops)
    check_loss(final_loss, number)
    return Training(list(network), losses, final_loss, steps)
