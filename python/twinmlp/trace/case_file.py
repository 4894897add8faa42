"""Write a training run as a case: the inverse of `case_parts`."""

from __future__ import annotations

from typing import Any

from ..base.registry import entry_record
from ..nn.activations import ACTIVATIONS
from ..nn.losses import LOSSES
from ..train.config import TrainConfig
from .case import Case, case_parts
from .record import parameters_record

Record = dict[str, Any]

# The settings of a run that stand in the part `training` of a case; and, of those that may be left
# out, by which setting they are.
TRAINING = ("epochs", "batch_size", "order", "seed", "generator")
STOPPING = {
    "validation_fraction": "validation_fraction",
    "stratify": "validation_fraction",
    "patience": "patience",
    "min_delta": "patience",
    "restore_best": "patience",
    "threshold": "threshold",
}


def case_document(parts: Case) -> Record:
    """Return the case of these parts; `case_parts` takes it apart, and refuses an invalid one."""
    config, network, frozen = parts.config, parts.network, parts.config.frozen
    document = {
        "format": "twinmlp-case",
        "version": 1,
        "id": parts.id,
        **optional("title", parts.title),
        **{name: value for name, value in parts.names._asdict().items() if value is not None},
        "arithmetic": parts.arithmetic,
        "network": {"layers": layer_shapes(parts)},
        "loss": {**named_record(config.loss, "loss", LOSSES), "reduction": config.reduction},
        **optional("penalty", config.penalty),
        **optional("clipping", config.clipping),
        **optional("masks", None if frozen is None else [mask._asdict() for mask in frozen]),
        "optimizer": {
            "name": config.optimizer,
            **config.options,
            **optional("schedule", config.schedule),
        },
        "training": training_settings(config),
        "data": {"X": parts.X, "y": parts.y, "sample_weight": parts.weight},
        "parameters": parameters_record(network),
        "record": {"steps": parts.record},
    }
    case_parts(document)
    return document


def training_settings(config: TrainConfig) -> Record:
    """Return the settings of a run without network, loss, optimizer and unused stopping rules."""
    asked = [name for name, by in STOPPING.items() if getattr(config, by) is not None]
    return {name: getattr(config, name) for name in (*TRAINING, *asked)}


def layer_shapes(parts: Case) -> list[Record]:
    """Inputs, units, activation, bias and dropout of every layer."""
    rates = parts.config.dropout or [0.0] * len(parts.network)
    return [
        {
            "inputs": layer.W.shape[0],
            "units": layer.W.shape[1],
            "activation": entry_record(
                layer.activation, f"network.layers[{l}].activation", ACTIVATIONS
            ),
            "bias": layer.b is not None,
            "dropout": rate,
        }
        for l, (layer, rate) in enumerate(zip(parts.network, rates))
    ]


def named_record(chosen: Any, argument: str, table: Record) -> Record:
    """An entry of a table as an object with its name and parameters."""
    record = entry_record(chosen, argument, table)
    return {"name": record} if isinstance(record, str) else record


def optional(name: str, value: Any) -> Record:
    """Return a part of a case; nothing where it is None."""
    return {} if value is None else {name: value}
