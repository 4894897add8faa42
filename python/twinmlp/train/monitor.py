"""What is looked at between epochs and after steps, and when that ends a run early."""

from __future__ import annotations

from typing import Any, Callable, Mapping, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic
from ..base.checks import check_number
from ..base.errors import describe, fail
from ..data.metrics import Metric
from ..data.preprocessing import Scaling, undo_scaling
from ..nn.layers import Layer
from ..nn.losses import loss_input, loss_value
from .chunks import last_values
from .config import Samples, Step, TrainConfig, TrainingState
from .step import config_at


class Monitor(NamedTuple):
    """before_epoch(state, loss) and after_step(step) return why to stop, or None; None where
    nothing is asked. monitored() is what has been recorded so far, or None.
    """

    before_epoch: Callable[[TrainingState, Any], str | None] | None
    after_step: Callable[[Step], str | None] | None
    monitored: Callable[[], Any]


NO_MONITOR = Monitor(None, None, lambda: None)


class MonitorConfig(NamedTuple):
    """What to monitor: validation data, metrics, the network of every epoch; and what to call
    there. Metrics are of the numbers before `targets` scaled them.
    """

    validation: Samples | None = None
    metrics: Mapping[str, Metric] = {}
    keep_weights: bool = False
    on_step: Callable[[Step], Any] | None = None
    on_epoch: Callable[[dict[str, Any]], Any] | None = None
    after: Sequence[Callable[[TrainingState], None]] = ()
    targets: Scaling | None = None


class Best(NamedTuple):
    """The row with the smallest monitored value so far, J of all samples there, and the network."""

    epoch: int
    value: float
    loss: float
    network: list[Layer]


class Monitored(NamedTuple):
    """A column a quantity, row k after k epochs; the networks, if asked for; the best row."""

    columns: dict[str, list[float]]
    weights: list[list[Layer]]
    best: Best | None


def check_amount(value: Any, argument: str) -> float:
    """Accept a number that is not negative."""
    if check_number(value, argument) < 0:
        fail("E_RANGE", argument, "a finite number, 0 or more", describe(value))
    return float(value)


def takes_rows(config: TrainConfig, wanted: MonitorConfig) -> bool:
    """Say whether anything is recorded between epochs."""
    asked = (config.patience, wanted.validation, wanted.on_epoch)
    return any(part is not None for part in asked) or bool(wanted.metrics) or wanted.keep_weights


def make_monitor(
    samples: Samples,
    config: TrainConfig,
    wanted: MonitorConfig,
    ops: Arithmetic,
    monitored: Monitored | None = None,
) -> Monitor:
    """The monitor of a run on these samples; `monitored`, what was recorded before, grows."""
    recorded = Monitored({}, [], None) if monitored is None else monitored
    rows = takes_rows(config, wanted)

    def before_epoch(state: TrainingState, loss: float | None) -> str | None:
        nonlocal recorded
        asked = None
        if not rows or state.epoch >= len(recorded.columns.get("loss", [])):
            if rows:
                row = epoch_row(state, loss, samples, config, wanted, ops)
                recorded = add_row(recorded, row, state, config, wanted.keep_weights)
                seen = {"epoch": state.epoch, **row, "network": state.network}
                if wanted.on_epoch is not None and asks_to_stop(wanted.on_epoch(seen)):
                    asked = "on_epoch"
            for act in wanted.after:
                act(state._replace(monitored=recorded if rows else None))
        return "patience" if is_out_of_patience(recorded, state.epoch, config) else asked

    return Monitor(
        before_epoch if rows or wanted.after else None,
        step_monitor(config, wanted.on_step),
        lambda: recorded if rows else None,
    )


def epoch_row(
    state: TrainingState,
    loss: float | None,
    samples: Samples,
    config: TrainConfig,
    wanted: MonitorConfig,
    ops: Arithmetic,
) -> dict[str, Any]:
    """One row: loss, learning_rate, validation_loss, and every metric of the training and of the
    validation data.
    """
    row: dict[str, Any] = {"loss": loss}
    if "learning_rate" in config.options:
        options = config_at(config, state.epoch, state.step, ops).options
        row["learning_rate"] = options["learning_rate"]
    for prefix, data in (("", samples), ("validation_", wanted.validation)):
        if data is None or not (prefix or wanted.metrics):
            continue
        values = last_values(state.network, data.X, ops)
        if prefix:
            outputs = loss_input(values, config.loss)
            row["validation_loss"] = loss_value(
                outputs, data.y, config.loss, config.reduction, ops, data.weight
            )
        A, y = undo_scaling(values.A, wanted.targets), undo_scaling(data.y, wanted.targets)
        row.update({prefix + name: f(A, y, ops) for name, f in wanted.metrics.items()})
    return row


def add_row(
    monitored: Monitored,
    row: dict[str, Any],
    state: TrainingState,
    config: TrainConfig,
    keep_weights: bool,
) -> Monitored:
    """Add one row; it is the best if its validation loss (else its loss) is more than min_delta
    below the best so far.
    """
    for name, value in row.items():
        monitored.columns.setdefault(name, []).append(value)
    if keep_weights:
        monitored.weights.append(list(state.network))
    best, value = monitored.best, row.get("validation_loss", row["loss"])
    if config.patience is not None and (best is None or value < best.value - config.min_delta):
        best = Best(state.epoch, value, row["loss"], list(state.network))
    return monitored._replace(best=best)


def is_out_of_patience(monitored: Monitored, epoch: int, config: TrainConfig) -> bool:
    """Say whether the best row is `patience` epochs old."""
    if monitored.best is None or config.patience is None:
        return False
    return epoch - monitored.best.epoch >= config.patience


def with_patience_anew(state: TrainingState) -> TrainingState:
    """The state with no best row, so that patience counts from here."""
    if state.monitored is None:
        return state
    return state._replace(monitored=state.monitored._replace(best=None))


def step_monitor(
    config: TrainConfig, on_step: Callable[[Step], Any] | None
) -> Callable[[Step], str | None] | None:
    """What is asked after every step, or None: "gradient" if no gradient exceeds the threshold, or
    what on_step asks for.
    """
    if config.threshold is None and on_step is None:
        return None

    def after_step(step: Step) -> str | None:
        if config.threshold is not None and largest_gradient(step) <= config.threshold:
            return "gradient"
        return "on_step" if on_step is not None and asks_to_stop(on_step(step)) else None

    return after_step


def largest_gradient(step: Step) -> float:
    """The largest absolute gradient of all layers, after penalty, freezing and clipping."""
    gradients = step.gradients_for_update or step.gradients
    parts = [part for layer in gradients for part in (layer.dW, layer.db) if part is not None]
    return max(float(abs(part).max()) for part in parts)


def asks_to_stop(answer: Any) -> bool:
    """Say whether a function of the user's asked for the end: it returned true."""
    return answer is True or isinstance(answer, np.bool_) and bool(answer)
