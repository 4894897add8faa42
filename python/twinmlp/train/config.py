"""How to train, and what comes of it: the values that the training loop takes and gives."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..arithmetic.kinds import Array
from ..nn.dropout import Drop
from ..nn.layers import Backward, Forward, Layer
from ..optim.frozen import Mask
from ..optim.lbfgs import Search
from ..optim.optimizers import State
from ..optim.update import Given
from ..rng.mersenne import Stream


class Plan(NamedTuple):
    """How to train: names in the tables LOSSES, REDUCTIONS and OPTIMIZERS, and the way through the
    samples.

    full_loss: the loss of an epoch is J over all samples before it; else it is made from the losses
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
    patience: int | None = None
    min_delta: float = 0.0
    restore_best: bool = True
    threshold: float | None = None
    schedule: dict[str, Any] | None = None
    clipping: dict[str, float] | None = None
    penalty: dict[str, float] | None = None
    masks: list[Mask] | None = None
    full_loss: bool = True


class Step(NamedTuple):
    """One training step: values and gradients at the old network, and the network and states after
    its update.

    data_loss is J without the penalty. What is None in a step that nobody looks at is not kept.
    """

    step: int
    epoch: int
    rows: Array | None
    values: list[Forward]
    loss: float
    gradients: list[Backward]
    network: list[Layer]
    states: list[dict[str, State]]
    drops: list[Drop | None] | None = None
    learning_rate: float | None = None
    given: list[Given] | None = None
    norm: float | None = None
    data_loss: float | None = None
    search: Search | None = None


class Point(NamedTuple):
    """Where training stands between two epochs: all that the rest of the run needs, and J before
    each epoch so far.
    """

    network: list[Layer]
    states: list[dict[str, State]]
    stream: Stream | None
    epoch: int
    step: int
    losses: list[float]
    watch: Any


class Training(NamedTuple):
    """The trained network, J before each epoch, J at the end, the recorded steps, the end point,
    and why it came early.
    """

    network: list[Layer]
    losses: list[float]
    final_loss: float
    steps: list[Step]
    point: Point
    stopped: str | None
