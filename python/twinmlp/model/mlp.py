"""The user's face: a network that is built, trained, asked and saved."""

from __future__ import annotations

from typing import Any, Sequence

from ..arithmetic.kinds import ARITHMETICS, choose_arithmetic
from ..base.checks import check_choice, check_count, check_flag, check_number, check_positive
from ..base.errors import describe, fail
from ..base.files import read_document, write_json
from ..data.labels import check_pair
from ..data.metrics import METRICS
from ..nn.activations import choose_activation, refuse_softmax
from ..nn.dropout import check_rates
from ..nn.initializers import initialize
from ..nn.layers import Layer
from ..nn.losses import REDUCTIONS, choose_loss
from ..optim.clipping import check_clipping
from ..optim.optimizers import check_one_loss, check_optimizer
from ..optim.penalty import check_penalty
from ..optim.schedules import check_schedule
from ..trace.case import case_layer
from ..trace.record import parameters_record
from ..train.config import Plan, Point
from ..train.history import History
from ..train.monitor import Watching, check_amount
from .answers import Answering
from .arguments import as_list, one_for_each
from .fit import Running
from .network_file import network_layers, network_record

# What is no part of the run that a checkpoint describes.
RUN_ARGUMENTS = ("parameters", "on_step", "on_epoch", "checkpoint", "checkpoint_every", "verbose")


class MLP(Running, Answering):
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
        self.arguments = {
            name: value for name, value in locals().items() if name not in ("self", *RUN_ARGUMENTS)
        }
        self.hidden = [check_count(units, "hidden") for units in as_list(hidden)]
        L = len(self.hidden) + 1
        chosen = [
            choose_activation(given, "activation")
            for given in one_for_each(activation, L - 1, "activation")
        ]
        chosen = [refuse_softmax(row, "activation") for row in chosen]
        self.activations = [*chosen, choose_activation(output_activation, "output_activation")]
        self.bias = [check_flag(flag, "bias") for flag in one_for_each(bias, L, "bias")]
        rule, options = check_optimizer(optimizer, "optimizer")
        self.plan = Plan(
            options={"learning_rate": check_positive(learning_rate, "learning_rate"), **options},
            epochs=check_count(epochs, "epochs", 0),
            loss=choose_loss(loss, "loss"),
            reduction=check_choice(reduction, "reduction", REDUCTIONS),
            optimizer=rule,
            schedule=check_schedule(schedule, "schedule"),
            clipping=check_clipping(clipping, "clipping"),
            penalty=check_penalty(penalty, "penalty"),
            batch_size=None if batch_size is None else check_count(batch_size, "batch_size"),
            order=check_choice(order, "order", ("sequential", "shuffled")),
            seed=seed,
            generator=generator,
        )
        check_pair(self.plan.loss, self.activations[-1], "output_activation")
        self.class_weight, self.classes, self.masks = class_weight, None, masks
        self.initializer, self.skip, self.parameters = initializer, skip, parameters
        self.arithmetic = check_choice(arithmetic, "arithmetic", ARITHMETICS)
        rates = one_for_each(dropout, L - 1, "dropout") if L > 1 else []
        self.plan = self.plan._replace(
            dropout=check_rates([*rates, 0.0], ["dropout"] * L),
            validation_fraction=None
            if validation_fraction is None
            else check_number(validation_fraction, "validation_fraction"),
            patience=None if patience is None else check_count(patience, "patience"),
            min_delta=check_amount(min_delta, "min_delta"),
            restore_best=check_flag(restore_best, "restore_best"),
            threshold=None if threshold is None else check_amount(threshold, "threshold"),
            full_loss=check_flag(full_loss, "full_loss"),
        )
        check_one_loss(self.plan)
        self.watching = Watching(
            None,
            [check_choice(name, "metrics", METRICS) for name in as_list(metrics)],
            check_flag(keep_weights, "keep_weights"),
            on_step,
            on_epoch,
        )
        self.checkpoint, self.checkpoint_every = (
            checkpoint,
            check_count(checkpoint_every, "checkpoint_every"),
        )
        self.verbose = check_flag(verbose, "verbose")
        self.point: Point | None = None
        self.history: History | None = None
        self.stopped: str | None = None
        self.inputs: list[str] | None = None
        self.network: list[Layer] | None = None
        self.losses: list[float] = []
        self.final_loss: float | None = None

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
