"""Whole epochs in one call of the compiled core, where nobody looks at single steps. What the core
covers it computes as the plain loop does, to the bit.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from math import inf
from typing import Any, Collection

import numpy as np

from ..arithmetic.compiled import lanes_of
from ..arithmetic.engines import compiled_arithmetic, native_arithmetic
from ..arithmetic.kinds import REPRODUCIBLE, Arithmetic
from ..data.dealt import is_dealt
from ..nn.layers import Network
from .config import Samples, TrainConfig, TrainingState
from .core_run import (
    CoreRun,
    Piece,
    check_piece,
    core_metrics,
    end_run,
    go_on,
    look_now,
    set_back,
    start_run,
)
from .core_settings import core_settings
from .core_state import CoreNetworks, CoreState, flat_state, read_state, whole_state
from .monitor import Monitor, Rows
from .objective import loss_of_epoch

# By the numbers in a vector of the core: the native arithmetic's steps of so many products, or
# fewer, are faster there than with a BLAS, whose vectors may be wider; benchmarks/border.py
# measures it.
NATIVE_PRODUCTS = {8: inf, 4: inf, 2: 200000}
# Networks of so few weights, or fewer, are faster in the order of the reproducible arithmetic.
FEW_WEIGHTS = 1000
# Epochs in one call at most.
EPOCHS_AT_ONCE = 65536


def step_products(network: Network, batch: int) -> int:
    """How many products of two numbers the forward pass of a step takes."""
    return batch * sum(layer.W.size for layer in network)


def arithmetic_of_run(
    network: Network, samples: Samples, config: TrainConfig, ops: Arithmetic
) -> Arithmetic:
    """The arithmetic that a run computes in, with a core if that knows all that is asked for.

    The native one is the core's own, but where a BLAS is faster; so the numbers do not depend on
    who looks at them.
    """
    n = len(samples.y)
    if ops.core is None or n == 0 or is_dealt(samples.X):
        return ops._replace(core=None)
    if np.isnan(core_settings(network, n, config, "step", ops)).any():
        return ops._replace(core=None)
    most = NATIVE_PRODUCTS[lanes_of(ops.core)]
    small = step_products(network, min(config.batch_size or n, n)) <= most
    if ops.name != "native":
        return ops
    if not small:
        return ops._replace(core=None)
    few = step_products(network, 1) <= FEW_WEIGHTS
    chosen = compiled_arithmetic(REPRODUCIBLE) if few else native_arithmetic(REPRODUCIBLE)
    return chosen._replace(threads=ops.threads)


def takes_epochs(ops: Arithmetic, record: Collection[int], monitor: Monitor) -> bool:
    """Say whether the core runs whole epochs: it knows the run and what is looked at, and nobody
    looks at steps.
    """
    if ops.core is None or record or monitor.after_step is not None:
        return False
    return not np.isnan(core_metrics(monitor.wanted, ops.core)).any()


def train_epochs(
    state: TrainingState,
    samples: Samples,
    config: TrainConfig,
    ops: Arithmetic,
    monitor: Monitor,
) -> tuple[TrainingState, str | None, dict[str, float]]:
    """Train to epoch config.epochs; return the state, why training stopped, and the row at the end.

    The core does several epochs in one call, a piece; the monitor takes their rows after it. If one
    of them ends the run, the core goes back to where the piece began, and on to that row.
    """
    source = loss_of_epoch(config, len(samples.y), False)
    before, at, stopped = state, flat_state(state), None
    run = start_run(state, at, samples, config, ops, source, monitor.wanted)
    if monitor.take_rows is None:
        del at  # nothing goes back to it
    try:
        while state.epoch < config.epochs and stopped is None:
            left = config.epochs - state.epoch
            if monitor.take_rows is not None:
                before, at = state, read_state(ops.core, run.place, state)
                left = min(left, epochs_to_checkpoint(state.epoch, monitor.wanted.every))
            piece = go_on(run, state, left, monitor.keeps)
            taken = piece.epochs
            if monitor.take_rows is not None:
                taken, stopped = monitor.take_rows(
                    piece_rows(run, state, piece), partial(whole_state, at, before)
                )
            if stopped is None:
                check_piece(piece, state)
                state = after_piece(state, piece)
            else:
                state = epochs_again(run, state, at, taken)
        row = look_now(run)
        found = read_state(ops.core, run.place, state)
        return whole_state(found, state), stopped, row
    except KeyboardInterrupt:
        if monitor.wanted.every is not None:
            known = epochs_again(run, before, at, max(monitor.last() - before.epoch, 0))
            monitor.act(whole_state(read_state(ops.core, run.place, known), known))
        raise
    finally:
        end_run(run)


def epochs_to_checkpoint(epoch: int, every: int | None) -> int:
    """How many epochs there are to the next checkpoint, at most as many as one call takes."""
    return EPOCHS_AT_ONCE if every is None else every - epoch % every


def after_piece(state: TrainingState, piece: Piece) -> TrainingState:
    """The state after a piece, but for network, states and stream, which the core has."""
    state.losses.extend(islice(piece.columns[0], piece.epochs))
    return state._replace(epoch=state.epoch + piece.epochs, step=state.step + piece.steps)


def epochs_again(run: CoreRun, state: TrainingState, at: CoreState, epochs: int) -> TrainingState:
    """The state after so many epochs from `at`, where `state` was."""
    set_back(run, at)
    end = state.epoch + epochs
    state = state._replace(losses=state.losses[: state.epoch])
    while state.epoch < end:
        state = after_piece(state, go_on(run, state, end - state.epoch, False))
    return state


def piece_rows(run: CoreRun, state: TrainingState, piece: Piece) -> Rows:
    """The rows of a piece that began at `state`, as the monitor takes them."""
    columns = dict(zip(run.columns, piece.columns))
    if "learning_rate" in run.config.options:
        columns = {"loss": columns.pop("loss"), "learning_rate": piece.rates, **columns}
    kept: Any = piece.parameters
    networks: Any = () if kept is None else CoreNetworks(state.network, kept)
    return Rows(state.epoch, len(piece.columns[0]), columns, networks)
