"""The settings of a run as the compiled core takes them: numbers, in the order of
r/src/train-settings.h.
"""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.registry import entry_name, lookup
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Layer, Network
from ..nn.losses import LOSSES
from ..optim.optimizers import OPTIMIZERS
from .config import TrainConfig

# Where the core takes the loss of an epoch from.
EPOCH_LOSS = {"step": 1.0, "batches": 2.0, "pass": 3.0}
CLIPPING = {"value": 1.0, "norm": 2.0}
# The most options that an optimizer has, but learning_rate and weight_decay.
MOST_OPTIONS = 5


def place_of(library: Any, table: str, name: Any) -> float:
    """Where a name is in a table of the core, or no number."""
    if not isinstance(name, str):
        return nan
    place = library.core_place(table.encode(), name.encode())
    return nan if place < 0 else float(place)


def optimizer_numbers(config: TrainConfig) -> list[float]:
    """The options of the optimizer as numbers, in the order of its table; a name is 1 for "hat"."""
    names = [name for name in OPTIMIZERS[config.optimizer].options if name != "weight_decay"]
    values = [config.options[name] for name in names]
    numbers = [float(v == "hat") if isinstance(v, str) else float(v) for v in values]
    return (numbers + [0.0] * MOST_OPTIONS)[:MOST_OPTIONS]


def core_settings(
    network: Network, n: int, config: TrainConfig, source: str, ops: Arithmetic
) -> Array:
    """All settings, as numbers; none for a name that the core does not know."""
    library = ops.core
    clipping, penalty = config.clipping or {}, config.penalty or {}
    kind = next(iter(clipping), None)
    of_the_run = [
        len(network),
        n,
        len(network[0].W),
        min(config.batch_size or n, n),
        config.order == "shuffled",
        place_of(library, "generators", config.generator),
        place_of(library, "losses", entry_name(config.loss)),
        lookup(config.loss, LOSSES).parameters.get("delta", 0.0),
        config.reduction == "mean",
        place_of(library, "optimizers", config.optimizer),
        *optimizer_numbers(config),
        config.options.get("weight_decay", 0.0),
        0.0 if kind is None else CLIPPING[kind],
        clipping.get(kind, 0.0) if kind else 0.0,
        penalty.get("l1", 0.0),
        penalty.get("l2", 0.0),
        penalty.get("biases", False),
        EPOCH_LOSS[source],
        ops.threads,
        ops.name == "native",
    ]
    rates = config.dropout or [0.0] * len(network)
    of_layers = [layer_settings(layer, rate, library) for layer, rate in zip(network, rates)]
    return np.array(
        [*of_the_run, *(value for values in of_layers for value in values)], dtype=float
    )


def layer_settings(layer: Layer, rate: float, library: Any) -> list[float]:
    """The settings of one layer."""
    place = place_of(library, "activations", entry_name(layer.activation))
    alpha = lookup(layer.activation, ACTIVATIONS).parameters.get("alpha", 0.0)
    return [layer.W.shape[1], layer.b is not None, place, alpha, rate]
