"""A network and its training as a few lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.registry import entry_label
from ..base.text import align
from ..data.columns import list_names
from ..data.labels import class_names
from ..nn.layers import Layer

if TYPE_CHECKING:
    from .start import StartMethods

Record = dict[str, Any]


def training_record(model: StartMethods) -> Record | None:
    """Return the number of epochs trained and the loss before and after, also from before a model
    was read from a file; None: unknown.
    """
    if model.final_loss is None:
        return model.training
    first = model.losses[0] if len(model.losses) else model.final_loss
    before = model.training or {"epochs": 0, "first_loss": first}
    return {
        "epochs": before["epochs"] + len(model.losses),
        "first_loss": before["first_loss"],
        "final_loss": model.final_loss,
    }


def describe_network(network: list[Layer]) -> str:
    """A network in one line, such as "4-3-1 network, sigmoid, sigmoid, 19 parameters"."""
    widths = [len(network[0].W)] + [layer.W.shape[1] for layer in network]
    activations = ", ".join(entry_label(layer.activation) for layer in network)
    parameters = sum(map(count_parameters, network))
    return f"{'-'.join(map(str, widths))} network, {activations}, {parameters} parameters"


def describe_training(training: Record | None) -> str:
    """Describe how training changed the loss, in one line."""
    if training is None:
        return "its training is not known"
    first, final = training["first_loss"], training["final_loss"]
    return f"trained for {training['epochs']:.0f} epochs, loss {first:.6g} -> {final:.6g}"


def describe_run(model: StartMethods) -> str:
    """Describe the training, its scale, and the seed that was kept, in one line."""
    parts = [describe_training(training_record(model))]
    if model.scale is not None:
        parts.append(f"scale {model.scale.kind}")
    if model.restarts > 1:
        parts.append(f"the best of {model.restarts} seeds: {model.seed}")
    return ", ".join(parts)


def describe_classes(model: StartMethods) -> list[str]:
    """Describe the classes and what they chose, in one line; empty for numbers."""
    if model.classes is None:
        return []
    names = list_names(class_names(model.classes))
    return [f"classes {names}; loss {entry_label(model.config.loss)}"]


def summarize_network(network: list[Layer]) -> list[str]:
    """A table with one line a layer."""
    rows = [["layer", "inputs", "units", "activation", "bias", "parameters"]]
    for l, layer in enumerate(network, start=1):
        inputs, units = layer.W.shape
        bias = "no" if layer.b is None else "yes"
        rows.append(
            [
                str(l),
                str(inputs),
                str(units),
                entry_label(layer.activation),
                bias,
                str(count_parameters(layer)),
            ]
        )
    return align(rows)


def count_parameters(layer: Layer) -> int:
    """Count the numbers in W and b."""
    return layer.W.size + (0 if layer.b is None else len(layer.b))
