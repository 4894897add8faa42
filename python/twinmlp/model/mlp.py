"""The user's face: a network that is built, trained, asked and saved."""

from __future__ import annotations

from typing import Any, Sequence

from ..arithmetic.kinds import choose_arithmetic
from ..base.errors import describe, fail
from ..base.files import read_document, write_json
from ..data.labels import check_pair
from ..nn.initializers import initialize
from ..nn.layers import Layer
from ..optim.optimizers import check_one_loss
from ..trace.case import case_layer
from ..trace.record import parameters_record
from ..train.config import Point
from ..train.history import History
from ..train.monitor import Watching
from .arguments import argument_names, check_arguments, run_settings
from .fit import TrainingMethods
from .network_file import network_layers, network_record
from .predict import PredictionMethods


class MLP(TrainingMethods, PredictionMethods):
    """A multi-layer perceptron.

    hidden: the units of each hidden layer. activation: one name for all hidden layers, or one for each; a name may come with
    parameters, {"name": "leaky_relu", "alpha": 0.02}, as the loss's may, and an activation may be functions of your own,
    {"name": ..., "value": f(Z, ops), "derivative": f'(Z, A, ops)}. class_weight: "balanced", or one number for each class.
    bias: one flag for all layers, or one for each. initializer: a name, or {"name": ..., options};
    parameters, a list of {"W": n_{l-1} x n_l, "b": n_l values or None}, goes before it.
    optimizer, schedule: a name, or {"name": ..., options}. clipping: {"value": ...} or {"norm": ...}. penalty: {"l1": ..., "l2": ...}.
    masks, one {"W": ..., "b": ...} a layer: 0 where a parameter is frozen, else 1.
    batch_size: None for all samples at once, 1 for one at a time. full_loss: the loss of an epoch is J over all samples
    before it, an extra pass where batches are smaller; else it is made from the losses of its batches.
    arithmetic: "native" or "reproducible".
    """

    def __init__(
        self,
        hidden: int | Sequence[int] = 3,
        activation: Any = "sigmoid",
        output_activation: Any = "sigmoid",
        bias: bool | Sequence[bool] = True,
        loss: Any = "half_squared_error",
        reduction: str = "sum",
        optimizer: Any = "sgd",
        learning_rate: float = 0.1,
        epochs: int = 1000,
        batch_size: int | None = None,
        order: str = "sequential",
        initializer: Any = "glorot_uniform",
        seed: int = 42,
        generator: str = "numpy",
        skip: int = 0,
        parameters: Any = None,
        arithmetic: str = "native",
        dropout: float | Sequence[float] = 0,
        validation_fraction: float | None = None,
        patience: int | None = None,
        min_delta: float = 0,
        restore_best: bool = True,
        threshold: float | None = None,
        metrics: str | Sequence[str] = (),
        keep_weights: bool = False,
        on_step: Any = None,
        on_epoch: Any = None,
        checkpoint: str | None = None,
        checkpoint_every: int = 1,
        verbose: bool = False,
        class_weight: Any = None,
        schedule: Any = None,
        clipping: Any = None,
        penalty: Any = None,
        masks: Any = None,
        full_loss: bool = False,
    ) -> None:
        arguments = {name: value for name, value in locals().items() if name != "self"}
        run_only = argument_names("run_only")
        self.arguments = {name: arguments[name] for name in arguments if name not in run_only}
        values = check_arguments(arguments)
        self.hidden, self.bias = values["hidden"], values["bias"]
        self.activations = [*values["activation"], values["output_activation"]]
        self.plan = run_settings(values)
        check_pair(self.plan.loss, self.activations[-1], "output_activation")
        check_one_loss(self.plan)
        self.initializer, self.skip, self.parameters = initializer, skip, parameters
        self.class_weight, self.masks, self.arithmetic = class_weight, masks, arithmetic
        self.watching = Watching(None, values["metrics"], values["keep_weights"], on_step, on_epoch)
        self.checkpoint, self.checkpoint_every = checkpoint, values["checkpoint_every"]
        self.verbose = values["verbose"]
        self.network: list[Layer] | None = None
        self.losses: list[float] = []
        self.final_loss: float | None = None
        self.history: History | None = None
        self.stopped: str | None = None
        self.classes: list[Any] | None = None
        self.inputs: list[str] | None = None
        self.point: Point | None = None

    def start(self, inputs: int, outputs: int) -> list[Layer]:
        """The network before training, for so many inputs and outputs."""
        widths = [inputs, *self.hidden, outputs]
        layers = [
            {"inputs": a, "units": b, "activation": name, "bias": flag}
            for a, b, name, flag in zip(widths, widths[1:], self.activations, self.bias)
        ]
        given = self.parameters
        if given is None:
            ops = choose_arithmetic(self.arithmetic)
            drawn = initialize(
                layers, self.initializer, self.plan.seed, self.plan.generator, self.skip, ops
            )
            given = [{"W": parameters.W, "b": parameters.b} for parameters in drawn]
        if len(given) != len(layers):
            fail("E_SHAPE", "parameters", f"a list of {len(layers)}", describe(given))
        return [
            case_layer(layer, values, f"parameters[{l}]")
            for l, (layer, values) in enumerate(zip(layers, given))
        ]

    def save(self, path: str) -> None:
        """Write the network as JSON."""
        record = network_record(
            self.trained(), self.plan.loss, self.plan.reduction, self.arithmetic, self.classes
        )
        write_json(path, record)

    @classmethod
    def load(cls, path: str) -> MLP:
        """Read a network that either language wrote."""
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
        return model
