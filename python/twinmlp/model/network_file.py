"""A network as a file that either language writes and reads, and a model made of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

from ..base.errors import fail
from ..base.files import read_document, write_json
from ..data.labels import check_classes
from ..nn.layers import Layer
from ..nn.losses import LOSSES
from ..trace.case_file import named_record
from ..trace.record import implementation, parameters_record
from .arguments import check_recorded
from .layer_list import check_layers, network_layers, written_layers
from .names import check_names, known_record, restore_known
from .start import StartMethods
from .summary import training_record

if TYPE_CHECKING:
    from typing_extensions import Self

Record = dict[str, Any]

# Arguments that the layers of a file repeat, or that it holds outside its arguments.
ARGUMENTS_OF_LAYERS = ("hidden", "activation", "output_activation", "bias")
OF_LAYERS = (*ARGUMENTS_OF_LAYERS, "loss", "reduction", "arithmetic")


def written_arguments(model: StartMethods) -> Record:
    """Return the arguments written to a network file: not those of its layers; after restarts, the
    seed that was kept.
    """
    kept = {} if model.restarts == 1 else {"seed": model.seed, "restarts": 1}
    arguments = {**model.arguments, **kept}
    return {name: value for name, value in arguments.items() if name not in OF_LAYERS}


def network_record(model: StartMethods) -> Record:
    """Return a network as written to a file: layers, names, loss, arguments, its training."""
    loss = named_record(model.config.loss, "loss", LOSSES)
    training = training_record(model)
    return {
        "format": "twinmlp-network",
        "version": 2,
        "implementation": implementation(model.arithmetic),
        "layers": written_layers(model.trained()),
        **known_record(model),
        "loss": {**loss, "reduction": model.config.reduction},
        "arguments": written_arguments(model),
        **({} if training is None else {"training": training}),
    }


class FileMethods(StartMethods):
    """The methods of MLP that write it to a file and read it."""

    def save(self, path: str) -> None:
        """Write the network as JSON.

        path: The file, a path.
        Returns: nothing.
        Errors: E_FILE for a file that cannot be written, E_CHOICE where an activation is a
            function of your own.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, learning_rate=2, epochs=200, arithmetic="reproducible").fit(X, y)
        >>> model.save("network.json")
        >>> bool((MLP.load("network.json").predict(X) == model.predict(X)).all())
        True
        """
        write_json(path, network_record(self))

    @classmethod
    def from_layers(
        cls,
        layers: Sequence[Any],
        inputs: Sequence[str] | None = None,
        outputs: Sequence[str] | None = None,
        classes: Sequence[Any] | None = None,
        **arguments: Any,
    ) -> Self:
        """Make a model from existing weights: it can predict, and be trained further.

        layers: For each layer W, n_{l-1} x n_l, b, n_l values or None, and its activation, a name
            or a name with parameters; without one it is that of the arguments.
        inputs: Names of the inputs, n_0 words, or None; default None.
        outputs: Names of the outputs, n_L words, or None; default None.
        classes: What the outputs stand for, as labels, or None; default None.
        arguments: Further arguments, as for MLP, but hidden, bias and parameters.
        Returns: the model.
        Errors: E_SHAPE where the layers do not fit each other, E_USAGE for an argument that the
            layers say already.

        >>> layers = [{"W": [[1.0], [2.0]], "b": [0.5], "activation": "identity"}]
        >>> MLP.from_layers(layers, inputs=["a", "b"]).predict([[10, 20]]).tolist()
        [[50.5]]
        """
        records = check_layers(layers, arguments)
        said = ["hidden", "bias", "parameters"]
        if all(isinstance(layer, Layer) or "activation" in layer for layer in layers):
            said += ["activation", "output_activation"]
        for name in said:
            if name in arguments:
                fail("E_USAGE", name, "left out", "an argument that the layers say")
        network = network_layers(records)
        activations = [record["activation"] for record in records]
        model = cls(
            **{
                **arguments,
                "hidden": [layer.W.shape[1] for layer in network[:-1]],
                "activation": activations[:-1],
                "output_activation": activations[-1],
                "bias": [layer.b is not None for layer in network],
                "parameters": parameters_record(network),
            }
        )
        model.network = network
        model.inputs = check_names(inputs, "inputs", len(network[0].W))
        model.outputs = check_names(outputs, "outputs", network[-1].W.shape[1])
        model.classes = check_classes(classes)
        return model

    @classmethod
    def load(cls, path: str) -> Self:
        """Read a network that either language wrote.

        path: The file, a path.
        Returns: the model.
        Errors: E_FILE for a file that cannot be read, E_FORMAT for one that is no network.

        >>> MLP(hidden=2, epochs=10).fit([[0], [1]], [0, 1]).save("network.json")
        >>> MLP.load("network.json").hidden
        [2]
        """
        return cls._of_record(read_document(path, "network"))

    @classmethod
    def _of_record(cls, document: Record) -> Self:
        """Make the model of a network file."""
        loss = {name: value for name, value in document["loss"].items() if name != "reduction"}
        arguments = check_recorded(document.get("arguments", {}))
        model = cls.from_layers(
            document["layers"],
            loss=loss,
            reduction=document["loss"].get("reduction", "sum"),
            arithmetic=document["implementation"]["arithmetic"],
            **{name: value for name, value in arguments.items() if name not in OF_LAYERS},
        )
        restore_known(model, document)
        model.training = document.get("training")
        return model
