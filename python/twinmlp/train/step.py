"""One training step: from a batch to the network and the states after it."""

from __future__ import annotations

from typing import Any, Sequence

from ..arithmetic.kinds import Arithmetic
from ..nn.dropout import Drop
from ..nn.layers import Network
from ..optim.line_search import Evaluation
from ..optim.optimizers import OPTIMIZERS
from ..optim.schedules import scheduled_rate
from ..optim.update import gradients_for_update, update_network
from .chunks import evaluate_chunks
from .config import Samples, Step, TrainConfig, TrainingState
from .objective import with_penalty


def config_at(config: TrainConfig, epoch: int, step: int, ops: Arithmetic) -> TrainConfig:
    """The settings with the learning rate of one step."""
    if config.schedule is None:
        return config
    rate = scheduled_rate(config.options["learning_rate"], config.schedule, epoch, step, ops)
    return config._replace(options={**config.options, "learning_rate": rate})


def train_step(
    state: TrainingState,
    chunks: Sequence[Samples],
    config: TrainConfig,
    ops: Arithmetic,
    drops: list[Drop | None] | None = None,
    keep: bool = True,
    known: Evaluation | None = None,
) -> Step:
    """Forward, loss, backward and update on one batch, cut into chunks.

    keep: store all values, for whoever looks at the step. known: the evaluation at the network, if
    a search has made it.
    """
    if OPTIMIZERS[config.optimizer].search is not None:
        return search_step(state, chunks, config, ops, known)
    network = state.network
    loss, values, gradients = evaluate_chunks(network, chunks, config, ops, drops, keep)
    after = update_network(network, gradients, state.states, config, ops)
    return Step(
        step=state.step,
        epoch=state.epoch,
        rows=None,
        values=values,
        loss=with_penalty(loss, network, config, ops),
        gradients=gradients,
        network=after.network,
        states=after.states,
        stream=state.stream,
        drops=drops,
        learning_rate=None if config.schedule is None else config.options["learning_rate"],
        gradients_for_update=after.gradients,
        norm=after.norm,
        data_loss=loss,
    )


def search_step(
    state: TrainingState,
    chunks: Sequence[Samples],
    config: TrainConfig,
    ops: Arithmetic,
    known: Evaluation | None = None,
) -> Step:
    """One step of an optimizer that searches along a line, evaluating the whole batch at every
    trial.
    """
    at = evaluation(state.network, chunks, config, ops) if known is None else known
    find: Any = OPTIMIZERS[config.optimizer].search
    search = find(
        at,
        state.states,
        config.options,
        config.frozen,
        ops,
        lambda trial: evaluation(trial, chunks, config, ops),
    )
    return Step(
        step=state.step,
        epoch=state.epoch,
        rows=None,
        values=at.values,
        loss=at.loss,
        gradients=at.gradients,
        network=search.end.network,
        states=search.states,
        stream=state.stream,
        learning_rate=None if config.schedule is None else config.options["learning_rate"],
        gradients_for_update=at.gradients_for_update,
        search=search,
    )


def evaluation(
    network: Network, chunks: Sequence[Samples], config: TrainConfig, ops: Arithmetic
) -> Evaluation:
    """Forward, loss and backward on one batch; the gradients for the update where they differ."""
    loss, values, gradients = evaluate_chunks(network, chunks, config, ops)
    changed = None
    if config.penalty is not None or config.frozen is not None:
        changed = gradients_for_update(network, gradients, config, ops)[0]
    return Evaluation(
        list(network), values, with_penalty(loss, network, config, ops), gradients, changed
    )
