"""Whole epochs in one call of the compiled core, where nobody looks at single steps. What the core
covers it computes as the plain loop does, to the bit.
"""

from __future__ import annotations

from typing import Collection

import numpy as np

from ..arithmetic.compiled import lanes_of
from ..arithmetic.engines import compiled_arithmetic
from ..arithmetic.kinds import REPRODUCIBLE, Arithmetic
from ..nn.layers import Network
from .config import Samples, TrainConfig, TrainingState
from .core_run import end_run, go_on, loss_now, start_run
from .core_settings import core_settings
from .monitor import Monitor

# By the numbers in a vector of the core: the native arithmetic's steps of so many products, or
# fewer, are faster there than with a BLAS. benchmarks/border.py measures it: at these borders the
# core takes 0.8 to 1.2 of the plain twin's time in Python, and 0.4 to 0.6 in R.
NATIVE_PRODUCTS = {8: 4000000, 4: 1000000, 2: 200000}
# Epochs in one call at most.
EPOCHS_AT_ONCE = 65536


def step_products(network: Network, batch: int) -> int:
    """How many products of two numbers the forward pass of a step takes."""
    return batch * sum(layer.W.size for layer in network)


def arithmetic_of_run(network: Network, n: int, config: TrainConfig, ops: Arithmetic) -> Arithmetic:
    """The arithmetic that a run computes in, with a core if that knows all that is asked for.

    Where the steps of the native one are small it is the core's own, so that the numbers do not
    depend on who looks at them.
    """
    if ops.core is None or n == 0:
        return ops._replace(core=None)
    if np.isnan(core_settings(network, n, config, "step", ops.core)).any():
        return ops._replace(core=None)
    most = NATIVE_PRODUCTS[lanes_of(ops.core)]
    small = step_products(network, min(config.batch_size or n, n)) <= most
    return compiled_arithmetic(REPRODUCIBLE) if ops.name == "native" and small else ops


def takes_epochs(ops: Arithmetic, record: Collection[int], monitor: Monitor) -> bool:
    """Say whether the core runs whole epochs: it knows the run, and nobody looks at steps."""
    watched = record or monitor.after_step is not None
    return ops.core is not None and ops.name == "reproducible" and not watched


def train_epochs(
    state: TrainingState,
    samples: Samples,
    config: TrainConfig,
    ops: Arithmetic,
    monitor: Monitor,
    source: str,
) -> tuple[TrainingState, str | None, float]:
    """Train to epoch config.epochs; return the state, why training stopped, and J at the end. The
    monitor is asked before every epoch.
    """
    alone = monitor.before_epoch is not None
    known = source == "pass" and alone
    run = start_run(state, samples, config, ops, "known" if known else source)
    stopped, loss = None, None
    try:
        while state.epoch < config.epochs:
            loss = loss_now(run) if known else None
            if monitor.before_epoch is not None:
                stopped = monitor.before_epoch(state, loss)
                if stopped is not None:
                    break
            left = config.epochs - state.epoch
            state = go_on(run, state, 1 if alone else min(left, EPOCHS_AT_ONCE), loss)
        return state, stopped, loss_now(run)
    finally:
        end_run(run)
