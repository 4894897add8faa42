"""What trains but cannot have been meant: a warning each, worded in fixtures/warnings.json."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.errors import describe_number, warn
from ..base.files import fixture_path, read_json
from ..base.registry import entry_label, lookup
from ..data.dealt import gathered
from ..data.metrics import CLIP
from ..data.preprocessing import steps_per_epoch
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Network, forward
from ..nn.losses import LOSSES, loss_value
from .config import Samples, TrainConfig, Training

LOOKED_AT = 1000  # rows at most that a unit's slope is taken at
LOOKED_AT_ONCE = 100
FLAT = 1e-6  # a slope below this is that of a dead or saturated unit
ENOUGH_STEPS = 20  # after so many steps a loss should have moved


def warn_of(name: str, **values: str) -> None:
    """Warn in the words of an entry of fixtures/warnings.json, with its braces filled in."""
    for entry in read_json(fixture_path("warnings.json"), "warnings")["warnings"]:
        if entry["name"] == name:
            text = entry["text"].format(**values)
            warn(entry["argument"], f"{text}: {entry['remedy']}")


def is_out_of_range(y: Array, activation: Any) -> bool:
    """Say whether there are targets that no output of this activation can come near."""
    low, high = lookup(activation, ACTIVATIONS).range
    return bool(y.min() < low or y.max() > high)


def warn_before(y: Array, activation: Any, config: TrainConfig, validated: bool) -> None:
    """Warn before training: of a validation_fraction that is ignored, as there is validation data;
    of targets that no output can come near.
    """
    if validated and config.validation_fraction is not None:
        fraction = describe_number(config.validation_fraction)
        warn_of("validation_fraction_ignored", fraction=fraction)
    low, high = lookup(activation, ACTIVATIONS).range
    if is_out_of_range(y, activation):
        warn_of(
            "targets_out_of_range",
            lowest=describe_number(float(y.min())),
            highest=describe_number(float(y.max())),
            activation=entry_label(activation),
            range=f"are {describe_number(low)} or more"
            if math.isinf(high)
            else f"lie from {describe_number(low)} to {describe_number(high)}",
        )


def warn_after(
    training: Training, samples: Samples, config: TrainConfig, ops: Arithmetic, done: int
) -> None:
    """Warn of a training whose loss grew, or stands where it began, or whose units are dead or
    saturated: the first of these that fits. `done` epochs were done before it.
    """
    if len(training.losses) <= done:
        return
    first, last = float(training.losses[done]), training.final_loss
    constant = constant_loss(samples, config, ops)
    if last > 1.1 * max(first, constant):
        warn_of("loss_grew", first="%.6g" % first, last="%.6g" % last)
        return
    if last <= 0.5 * constant or warn_of_slopes(training.network, samples.X, ops):
        return
    epochs = len(training.losses) - done
    steps = epochs * steps_per_epoch(len(samples.y), config.batch_size)
    enough = steps >= ENOUGH_STEPS or training.stopped == "line_search"
    if enough and last >= 0.999 * max(first, constant):
        warn_of("loss_stands", first="%.6g" % first, last="%.6g" % last)


def warn_of_slopes(network: Network, X: Array, ops: Arithmetic) -> bool:
    """Warn of the first layer that has a slope of 0 for every sample in more than half of its
    units, and say whether there is one.
    """
    for l, (layer, flat) in enumerate(zip(network, flat_units(network, X, ops)), start=1):
        units, label = layer.W.shape[1], entry_label(layer.activation)
        if 2 * flat > units:
            warn_of("no_slope", activation=label, flat=str(flat), units=str(units), layer=str(l))
            return True
    return False


@np.errstate(over="ignore", invalid="ignore")
def flat_units(network: Network, X: Array, ops: Arithmetic) -> list[int]:
    """How many units of every layer have a slope of 0 for every sample; of softmax none."""
    X = X[:: math.ceil(len(X) / LOOKED_AT)]
    steepest: list[Any] = [0.0] * len(network)
    for start in range(0, len(X), LOOKED_AT_ONCE):
        values = forward(network, gathered(X[start : start + LOOKED_AT_ONCE]), ops, keep_Z=False)
        for l, (layer, value) in enumerate(zip(network, values)):
            derivative = lookup(layer.activation, ACTIVATIONS).derivative
            slopes = 1.0 if derivative is None else np.abs(derivative(value.Z, value.A, ops))
            steepest[l] = np.maximum(steepest[l], np.max(slopes, axis=0))
    return [int((slopes < FLAT).sum()) for slopes in steepest]


@np.errstate(over="ignore", invalid="ignore")
def constant_loss(samples: Samples, config: TrainConfig, ops: Arithmetic) -> float:
    """J, without a penalty, of the network whose outputs are always the mean of the targets."""
    y, weight = samples.y, samples.weight
    if weight is None:
        mean = ops.column_sums(y) / len(y)
    else:
        mean = ops.column_sums(y * weight[:, np.newaxis]) / ops.total(weight[:, np.newaxis])
    fused_with = lookup(config.loss, LOSSES).fused_with
    if fused_with is not None:
        p = np.minimum(np.maximum(mean, CLIP), 1.0 - CLIP)
        mean = ops.log(p) - (ops.log(1.0 - p) if fused_with == "sigmoid" else 0.0)
    outputs = np.repeat(mean[np.newaxis, :], len(y), axis=0)
    return loss_value(outputs, y, config.loss, config.reduction, ops, weight)


def warn_of_limits(training: Training, config: TrainConfig) -> None:
    """Warn of a threshold or a patience that a training of all its epochs has not reached."""
    if training.stopped is not None or config.epochs == 0:
        return
    epochs = str(config.epochs)
    if config.threshold is not None:
        threshold = describe_number(config.threshold)
        warn_of("threshold_not_reached", threshold=threshold, epochs=epochs)
    if config.patience is not None:
        warn_of("patience_not_reached", patience=str(config.patience), epochs=epochs)
