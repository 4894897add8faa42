"""A whole fit: data set aside for validation, the training monitored, and the best parameters
restored.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Collection

from ..arithmetic.kinds import Arithmetic, Array
from ..base.errors import describe, fail
from ..data.preprocessing import Split, train_test_split
from ..data.weights import class_sizes
from ..nn.layers import Network
from ..optim.optimizers import OPTIMIZERS
from ..rng.streams import stream
from .config import Samples, TrainConfig, Training, TrainingState
from .epochs import arithmetic_of_run
from .loop import initial_state, train
from .monitor import make_monitor, takes_rows
from .rows import MonitorConfig


def fit_network(
    network: Network,
    samples: Samples,
    config: TrainConfig,
    ops: Arithmetic,
    record: Collection[int] = (),
    state: TrainingState | None = None,
    wanted: MonitorConfig = MonitorConfig(),
) -> Training:
    """Train as `train` does, with what is wanted monitored. A split for validation is the first
    that the training stream draws.
    """
    draws, rows = None, None
    if config.validation_fraction is not None and wanted.validation is None:
        rows, set_aside, draws = split_samples(samples, config)
        wanted = wanted._replace(validation=chosen_samples(samples, set_aside))
        samples = chosen_samples(samples, rows)
    check_one_loss(config, len(samples.y))
    if state is None:
        state = initial_state(network, config, draws)
    config = config._replace(full_loss=config.full_loss or takes_rows(config, wanted))
    ops = arithmetic_of_run(state.network, samples, config, ops)
    # Copy: the monitor appends to its columns.
    monitor = make_monitor(samples, config, wanted, ops, deepcopy(state.monitored))
    training = train(network, samples, config, ops, record, state, monitor)
    if rows is not None:
        steps = [step._replace(rows=rows[step.rows]) for step in training.steps]
        training = training._replace(steps=steps)
    return restored(training, config)


def split_samples(samples: Samples, config: TrainConfig) -> Split:
    """The rows to train on, the rows set aside, and the training stream after the draw."""
    draws = stream(config.seed, config.generator)
    fraction: Any = config.validation_fraction
    classes = class_sizes(samples.y, "stratify", "true")[0] if config.stratify else None
    return train_test_split(len(samples.y), draws, fraction, "validation_fraction", classes)


def trained_samples(samples: Samples, config: TrainConfig, validation: Samples | None) -> Samples:
    """The samples that are trained on, where some may be set aside for validation."""
    if config.validation_fraction is None or validation is not None:
        return samples
    return chosen_samples(samples, split_samples(samples, config).train)


def chosen_samples(samples: Samples, rows: Array) -> Samples:
    """These rows of the samples."""
    weight = None if samples.weight is None else samples.weight[rows]
    return Samples(samples.X[rows], samples.y[rows], weight)


def restored(training: Training, config: TrainConfig) -> Training:
    """The training with the network of the best row, where there is one and it is wanted."""
    if config.patience is None or not config.restore_best or training.state.monitored is None:
        return training
    best = training.state.monitored.best
    return training._replace(network=best.network, final_loss=best.loss)


def kept_loss(training: Training, config: TrainConfig) -> float:
    """The loss of the network that is kept: of the validation data where there is some, else of the
    samples trained on.
    """
    monitored = training.state.monitored
    if monitored is None or "validation_loss" not in monitored.columns:
        return training.final_loss
    if config.patience is not None and config.restore_best:
        return monitored.best.value
    return monitored.columns["validation_loss"][-1]


def check_stratify(config: TrainConfig, place: str = "") -> None:
    """Refuse to stratify where nothing is set aside."""
    if config.stratify and config.validation_fraction is None:
        fail("E_CHOICE", place + "stratify", "false without a validation_fraction", "true")


def check_one_loss(config: TrainConfig, n: int | None = None, place: str = "") -> None:
    """Refuse what a search cannot have: J must be one function of the parameters, that of all n
    samples, and g its gradient.
    """
    if OPTIMIZERS[config.optimizer].search is None:
        return
    why = f' with the optimizer "{config.optimizer}"'
    if config.dropout is not None:
        fail("E_RANGE", "dropout", "0" + why, describe(max(config.dropout)))
    if config.clipping is not None:
        fail("E_CHOICE", "clipping", "null" + why, describe(config.clipping))
    if config.order != "sequential":
        fail("E_CHOICE", place + "order", '"sequential"' + why, describe(config.order))
    if n is not None and config.batch_size is not None and config.batch_size < n:
        size = describe(config.batch_size)
        fail("E_RANGE", place + "batch_size", f"null, or {n} or more,{why}", size)
