"""A network as a file that either language writes and reads, and as a few lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.errors import describe, fail
from ..base.files import read_document, write_json
from ..base.registry import entry_label, entry_record
from ..base.text import align
from ..nn.activations import ACTIVATIONS, choose_activation
from ..nn.layers import Layer
from ..nn.losses import LOSSES
from ..trace.case import case_layer
from ..trace.record import implementation, parameters_record
from .start import StartMethods

if TYPE_CHECKING:
    from typing import Self


def network_record(
    network: list[Layer],
    loss: Any,
    reduction: str,
    arithmetic: str,
    classes: list[Any] | None = None,
) -> dict[str, Any]:
    """A network as its file holds it, with the classes that its outputs stand for."""
    activations = [
        entry_record(layer.activation, f"layers[{l}].activation", ACTIVATIONS)
        for l, layer in enumerate(network)
    ]
    written = entry_record(loss, "loss", LOSSES)
    return {
        "format": "twinmlp-network",
        "version": 1,
        "implementation": implementation(arithmetic),
        "layers": [
            {"activation": name, "W": layer.W, "b": layer.b}
            for name, layer in zip(activations, network)
        ],
        **({} if classes is None else {"classes": classes}),
        "loss": {
            **({"name": written} if isinstance(written, str) else written),
            "reduction": reduction,
        },
    }


def network_layers(document: dict[str, Any]) -> list[Layer]:
    """The layers of a network file that fits its schema, checked to fit each other."""
    layers: list[Layer] = []
    for l, layer in enumerate(document["layers"]):
        inputs = len(layer["W"]) if l == 0 else layers[-1].W.shape[1]
        if len(layer["W"]) != inputs:
            fail(
                "E_SHAPE",
                f"layers[{l}].W",
                f"a matrix of {inputs} rows, the units of the layer before",
                describe(layer["W"]),
            )
        shape = {
            "inputs": inputs,
            "units": len(layer["W"][0]),
            "activation": choose_activation(layer["activation"], f"layers[{l}].activation"),
            "bias": layer.get("b") is not None,
        }
        layers.append(case_layer(shape, layer, f"layers[{l}]"))
    return layers


def describe_network(network: list[Layer]) -> str:
    """A network in one line, such as "4-3-1 network, sigmoid, sigmoid, 19 parameters"."""
    widths = [len(network[0].W)] + [layer.W.shape[1] for layer in network]
    activations = ", ".join(entry_label(layer.activation) for layer in network)
    parameters = sum(map(count_parameters, network))
    return f"{'-'.join(map(str, widths))} network, {activations}, {parameters} parameters"


def describe_training(losses: list[float], final_loss: float | None) -> str:
    """What training did to the loss, in one line."""
    if final_loss is None:
        return "its training is not known"
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


class FileMethods(StartMethods):
    """The methods of MLP that write it to a file and read it."""

    def save(self, path: str) -> None:
        """Write the network as JSON.

        path: The file, a path.
        Gives: nothing.
        Errors: E_FILE for a file that cannot be written, E_CHOICE where an activation is a
            function of your own.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, learning_rate=2, epochs=200, arithmetic="reproducible").fit(X, y)
        >>> model.save("network.json")
        >>> bool((MLP.load("network.json").predict(X) == model.predict(X)).all())
        True
        """
        record = network_record(
            self.trained(), self.config.loss, self.config.reduction, self.arithmetic, self.classes
        )
        kind = {} if self.target_kind is None else {"target_kind": self.target_kind}
        write_json(path, {**record, **kind})

    @classmethod
    def load(cls, path: str) -> Self:
        """Read a network that either language wrote.

        path: The file, a path.
        Gives: the model.
        Errors: E_FILE for a file that cannot be read, E_FORMAT for one that is no network.

        >>> MLP(hidden=2, epochs=10).fit([[0], [1]], [0, 1]).save("network.json")
        >>> MLP.load("network.json").hidden
        [2]
        """
        document = read_document(path, "network")
        network = network_layers(document)
        activations = [layer["activation"] for layer in document["layers"]]
        loss = {name: value for name, value in document["loss"].items() if name != "reduction"}
        model = cls(
            hidden=[layer.W.shape[1] for layer in network[:-1]],
            activation=activations[:-1],
            output_activation=activations[-1],
            bias=[layer.b is not None for layer in network],
            loss=loss,
            reduction=document["loss"].get("reduction", "sum"),
            parameters=parameters_record(network),
            arithmetic=document["implementation"]["arithmetic"],
        )
        model.network, model.classes = network, document.get("classes")
        model.target_kind = document.get("target_kind")
        return model
