"""A network as a file that either language writes and reads, and as a few lines of text."""

from __future__ import annotations

from typing import Any

from ..base.errors import describe, fail
from ..base.registry import entry_label, entry_record
from ..base.text import align
from ..nn.activations import ACTIVATIONS, choose_activation
from ..nn.layers import Layer
from ..nn.losses import LOSSES
from ..trace.case import case_layer
from ..trace.record import implementation


def network_record(
    network: list[Layer],
    loss: Any,
    reduction: str,
    arithmetic: str,
    classes: list[Any] | None = None,
) -> dict[str, Any]:
    """A network as its file holds it, with the classes that its outputs stand for, if there are any."""
    activations = [
        entry_record(layer.activation, f"layers[{l}].activation", ACTIVATIONS)
        for l, layer in enumerate(network)
    ]
    given = entry_record(loss, "loss", LOSSES)
    return {
        "format": "twinmlp-network",
        "version": 1,
        "implementation": implementation(arithmetic),
        "layers": [
            {"activation": name, "W": layer.W, "b": layer.b}
            for name, layer in zip(activations, network)
        ],
        **({} if classes is None else {"classes": classes}),
        "loss": {**({"name": given} if isinstance(given, str) else given), "reduction": reduction},
    }


def network_layers(document: dict[str, Any]) -> list[Layer]:
    """The layers of a network file that fits its schema, checked to fit each other."""
    layers: list[Layer] = []
    for l, given in enumerate(document["layers"]):
        inputs = len(given["W"]) if l == 0 else layers[-1].W.shape[1]
        if len(given["W"]) != inputs:
            fail(
                "E_SHAPE",
                f"layers[{l}].W",
                f"a matrix of {inputs} rows, the units of the layer before",
                describe(given["W"]),
            )
        shape = {
            "inputs": inputs,
            "units": len(given["W"][0]),
            "activation": choose_activation(given["activation"], f"layers[{l}].activation"),
            "bias": given.get("b") is not None,
        }
        layers.append(case_layer(shape, given, f"layers[{l}]"))
    return layers


def describe_network(network: list[Layer]) -> str:
    """A network in one line, such as "4-3-1 network, sigmoid, sigmoid, 19 parameters"."""
    widths = [len(network[0].W)] + [layer.W.shape[1] for layer in network]
    activations = ", ".join(entry_label(layer.activation) for layer in network)
    return f"{'-'.join(map(str, widths))} network, {activations}, {sum(map(count_parameters, network))} parameters"


def describe_training(losses: list[float], final_loss: float | None) -> str:
    """What training did to the loss, in one line."""
    if final_loss is None:
        return "not trained"
    start = losses[0] if len(losses) else final_loss
    return f"trained for {len(losses)} epochs, loss {start:.6g} -> {final_loss:.6g}"


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
    """How many numbers W and b hold."""
    return layer.W.size + (0 if layer.b is None else len(layer.b))
