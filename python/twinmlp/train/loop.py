"""The training loop: steps over the batches of every epoch."""

from __future__ import annotations

from typing import Any, Collection

import numpy as np

from ..arithmetic.kinds import Arithmetic, unguarded
from ..data.preprocessing import batches
from ..nn.dropout import draw_drops
from ..nn.layers import Network
from ..optim.line_search import Evaluation
from ..optim.update import start_states
from ..rng.mersenne import Stream
from ..rng.streams import stream
from .chunks import cut_chunks
from .config import Samples, Step, TrainConfig, Training, TrainingState
from .epochs import arithmetic_of_run, takes_epochs, train_epochs
from .monitor import NO_MONITOR, Monitor
from .objective import batches_loss, check_loss, loss_of_epoch, network_loss
from .step import config_at, train_step


def initial_state(
    network: Network, config: TrainConfig, draws: Stream | None = None
) -> TrainingState:
    """Where training begins; `draws` is the training stream, if it does not begin at the seed."""
    if draws is None and (config.order == "shuffled" or config.dropout is not None):
        draws = stream(config.seed, config.generator)
    return TrainingState(list(network), start_states(network, config), draws, 0, 0, [], None)


@np.errstate(over="ignore", invalid="ignore")  # check_loss refuses a loss that is not finite
def train(
    network: Network,
    samples: Samples,
    config: TrainConfig,
    ops: Arithmetic,
    record: Collection[int] = (),
    state: TrainingState | None = None,
    monitor: Monitor = NO_MONITOR,
) -> Training:
    """Train to epoch config.epochs, from the start or from `state`; return the steps whose number
    is in `record`.

    The monitor is asked before every epoch and at the end, and after every step; it says why to
    stop, or nothing. If it says "gradient", the update of this step is not made.
    """
    n = len(samples.y)
    ops = arithmetic_of_run(network, samples, config, unguarded(ops))
    state = initial_state(network, config) if state is None else state
    state = state._replace(losses=list(state.losses))  # which grows
    steps: list[Step] = []
    row: dict[str, float] | None = None
    if takes_epochs(ops, record, monitor):
        state, stopped, row = train_epochs(state, samples, config, ops, monitor)
        final_loss = row["loss"]
    else:
        source = loss_of_epoch(config, n, monitor.before_epoch is not None)
        state, steps, stopped = train_steps(state, samples, config, ops, record, monitor, source)
        final_loss = network_loss(state.network, samples, config, ops)
    check_loss(final_loss, state.step)
    if monitor.before_epoch is not None:
        reason = monitor.before_epoch(state, final_loss, row)
        state, stopped = state._replace(monitored=monitor.monitored()), stopped or reason
    return Training(state.network, state.losses, final_loss, steps, state, stopped)


def train_steps(
    state: TrainingState,
    samples: Samples,
    config: TrainConfig,
    ops: Arithmetic,
    record: Collection[int],
    monitor: Monitor,
    source: str,
) -> tuple[TrainingState, list[Step], str | None]:
    """Train to epoch config.epochs, step by step; return the state, the recorded steps, and why
    training stopped.
    """
    config, n = with_array_rate(config), len(samples.y)
    in_order = config.order == "sequential"
    epoch_rows = batches(n, config.batch_size).batches if in_order else []
    whole = len(epoch_rows) == 1
    all_chunks: Any = cut_chunks(samples, epoch_rows[0], True, ops) if whole else None
    steps: list[Step] = []
    step: Any = None
    stopped, known = None, None
    while state.epoch < config.epochs and stopped is None:
        loss = network_loss(state.network, samples, config, ops) if source == "pass" else None
        if monitor.before_epoch is not None:
            stopped = monitor.before_epoch(state, loss)
            if stopped is not None:
                break
        if not in_order:
            epoch_rows, draws = batches(n, config.batch_size, config.order, state.stream)
            state = state._replace(stream=draws)
        start, step_losses = state.network, list[Any]()
        for rows in epoch_rows:
            step = None  # free the previous step's arrays before allocating new ones
            keep = monitor.after_step is not None or state.step in record
            chunks: Any = all_chunks or cut_chunks(samples, rows, in_order, ops)
            step = next_step(state, chunks, config, ops, keep, known)
            step_losses.append(step.data_loss)
            if keep:
                step, stopped = monitored_step(step._replace(rows=rows), state, monitor)
            if state.step in record:
                steps.append(step)
            if step.search is not None:  # where it ends, the next one begins
                known = step.search.end
                stopped = stopped or ("line_search" if step.search.stuck else None)
            state = after_step(state, step)
            if stopped is not None:
                break
        if loss is None:
            loss = step.loss
            if source == "batches":
                sizes = [len(rows) for rows in epoch_rows[: len(step_losses)]]
                loss = batches_loss(step_losses, sizes, start, config, ops)
        state.losses.append(loss)
        state = after_epoch(state)
    return state, steps, stopped


def with_array_rate(config: TrainConfig) -> TrainConfig:
    """The learning rate as an array of one number, by which NumPy multiplies faster than by a
    number.
    """
    if config.schedule is not None:
        return config
    rate = np.array(config.options["learning_rate"])
    return config._replace(options={**config.options, "learning_rate": rate})


def next_step(
    state: TrainingState,
    chunks: list[Samples],
    config: TrainConfig,
    ops: Arithmetic,
    keep: bool,
    known: Evaluation | None,
) -> Step:
    """The step from `state`, with its dropout drawn and its learning rate."""
    drops = None
    if config.dropout is not None:
        n = sum(len(chunk.y) for chunk in chunks)
        units = [layer.W.shape[1] for layer in state.network]
        drops, draws = draw_drops(config.dropout, units, n, state.stream)
        state = state._replace(stream=draws)
    if config.schedule is not None:
        config = config_at(config, state.epoch, state.step, ops)
    step = train_step(state, chunks, config, ops, drops, keep, known)
    check_loss(step.loss, state.step)
    return step


def monitored_step(step: Step, state: TrainingState, monitor: Monitor) -> tuple[Step, str | None]:
    """Ask the monitor about a step; if no gradient is large enough, it is without its update."""
    stopped = None if monitor.after_step is None else monitor.after_step(step)
    if stopped == "gradient":
        step = step._replace(network=state.network, states=state.states)
    return step, stopped


def after_step(state: TrainingState, step: Step) -> TrainingState:
    """The state after a step."""
    epoch, losses, monitored = state.epoch, state.losses, state.monitored
    return TrainingState(
        step.network, step.states, step.stream, epoch, state.step + 1, losses, monitored
    )


def after_epoch(state: TrainingState) -> TrainingState:
    """The state after an epoch."""
    network, states, draws, epoch, step, losses, monitored = state
    return TrainingState(network, states, draws, epoch + 1, step, losses, monitored)
