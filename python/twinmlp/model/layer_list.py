"""The layers of a network as a list of objects with W, b and activation."""

from __future__ import annotations

from typing import Any, Sequence

from ..base.checks import check_matrix
from ..base.errors import describe, fail
from ..base.registry import entry_record
from ..nn.activations import ACTIVATIONS, choose_activation
from ..nn.layers import Layer
from ..trace.case import case_layer
from .arguments import one_for_each

Record = dict[str, Any]


def written_layers(network: list[Layer]) -> list[Record]:
    """Return the layers as written to a file."""
    return [
        {
            "activation": entry_record(layer.activation, f"layers[{l}].activation", ACTIVATIONS),
            "W": layer.W,
            "b": layer.b,
        }
        for l, layer in enumerate(network)
    ]


def network_layers(records: Sequence[Record]) -> list[Layer]:
    """Read layers from these records, checked to fit each other."""
    layers: list[Layer] = []
    for l, record in enumerate(records):
        W = check_matrix(record["W"], f"layers[{l}].W")
        if l > 0 and len(W) != layers[-1].W.shape[1]:
            requirement = f"a matrix of {layers[-1].W.shape[1]} rows, the units of the layer before"
            fail("E_SHAPE", f"layers[{l}].W", requirement, describe(W))
        shape = {
            "inputs": W.shape[0],
            "units": W.shape[1],
            "activation": choose_activation(record["activation"], f"layers[{l}].activation"),
            "bias": record.get("b") is not None,
        }
        layers.append(case_layer(shape, {"W": W, "b": record.get("b")}, f"layers[{l}]"))
    return layers


def check_layers(layers: Any, arguments: Record) -> list[Record]:
    """Accept layers with W, b and activation; one left out is that of the arguments."""
    if not isinstance(layers, (list, tuple)) or not layers:
        fail("E_TYPE", "layers", "a list of 1 layer or more", describe(layers))
    records = [layer._asdict() if isinstance(layer, Layer) else layer for layer in layers]
    hidden = one_for_each(arguments.get("activation", "sigmoid"), len(records) - 1, "activation")
    activations = [*hidden, arguments.get("output_activation", "sigmoid")]
    for l, record in enumerate(records):
        if not isinstance(record, dict) or "W" not in record:
            fail("E_TYPE", f"layers[{l}]", "an object with W and b", describe(record))
    return [
        {**record, "activation": record.get("activation", activation)}
        for record, activation in zip(records, activations)
    ]
