"""How to train, and what comes of it: the values that the training loop takes and returns."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..arithmetic.kinds import Array
from ..nn.dropout import Drop
from ..nn.layers import Backward, Forward, Layer
from ..optim.frozen import FrozenMask
from ..optim.lbfgs import Search
from ..optim.optimizers import State
from ..optim.penalty import Penalty
from ..optim.update import GradientForUpdate
from ..rng.mersenne import Stream


class TrainConfig(NamedTuple):
    """The settings of a run: names in LOSSES, REDUCTIONS and OPTIMIZERS, and the way through the
    samples.

    full_loss: the loss of an epoch is J over all samples before it; else it comes from the losses
    of its batches.
    """

    options: dict[str, Any]
    epochs: int
    loss: Any = "half_squared_error"
    reduction: str = "sum"
    optimizer: str = "sgd"
    batch_size: int | None = None
    order: str = "sequential"
    seed: int = 42
    generator: str = "numpy"
    dropout: tuple[float, ...] | None = None
    validation_fraction: float | None = None
    stratify: bool = False
    patience: int | None = None
    min_delta: float = 0.0
    restore_best: bool = True
    threshold: float | None = None
    schedule: dict[str, Any] | None = None
    clipping: dict[str, float] | None = None
    penalty: Penalty | None = None
    frozen: list[FrozenMask] | None = None
    full_loss: bool = True


class Samples(NamedTuple):
    """Inputs X of n x n_0, targets y of n x n_L, and n weights of the samples or None."""

    X: Array
    y: Array
    weight: Array | None = None


class Step(NamedTuple):
    """One training step: values and gradients at the network before it; the network and states
    after its update.

    stream is the training stream after the draws of the step; data_loss is J without the penalty.
    What is None in a step that nobody looks at was not stored.
    """

    step: int
    epoch: int
    rows: Array | None
    values: list[Forward]
    loss: float
    gradients: list[Backward]
    network: list[Layer]
    states: list[dict[str, State]]
    stream: Stream | None = None
    drops: list[Drop | None] | None = None
    learning_rate: float | None = None
    gradients_for_update: list[GradientForUpdate] | None = None
    norm: float | None = None
    data_loss: float | None = None
    search: Search | None = None


class TrainingState(NamedTuple):
    """Everything needed to resume training between two epochs.

    stream is the training stream, if anything is drawn; losses has J before each epoch so far;
    monitored is what the monitor has recorded.
    """

    network: list[Layer]
    states: list[dict[str, State]]
    stream: Stream | None
    epoch: int
    step: int
    losses: list[float]
    monitored: Any


class Training(NamedTuple):
    """A run: the network, J before each epoch, J at the end, the recorded steps, the state at the
    end, why it ended early.
    """

    network: list[Layer]
    losses: list[float]
    final_loss: float
    steps: list[Step]
    state: TrainingState
    stopped: str | None
