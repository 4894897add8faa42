"""Prepare a training: matrices, weights of samples, the network before its first step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arithmetic.kinds import Array, choose_arithmetic
from ..base.checks import check_matrix, check_size
from ..base.errors import describe, fail
from ..base.structures import check_items
from ..data.columns import NUMBERS, check_model_matrix, column_names, match_columns, target_names
from ..data.dealt import is_dealt
from ..data.labels import check_pair, check_targets, encode_labels
from ..data.levels import encode_levels, find_levels, level_columns
from ..data.metrics import choose_metrics
from ..data.scale import Scale
from ..data.weights import check_weights, class_weights, combine_weights
from ..nn.initializers import initialize
from ..nn.layers import Layer
from ..trace.case import case_layer
from ..train.config import TrainConfig, TrainingState
from ..train.fit import check_one_loss, check_stratify
from ..train.history import History
from ..train.rows import MonitorConfig
from .arguments import Record, check_arguments, kept_arguments, run_settings
from .dealt import as_data, check_dealt_columns
from .jobs import check_jobs
from .targets import choose_output, count_labels, may_count_classes


def check_restarts(restarts: int, checkpoint: str | None) -> None:
    """Refuse a checkpoint with restarts: it holds the state of one training."""
    if restarts > 1 and checkpoint is not None:
        fail("E_CHOICE", "checkpoint", "null where `restarts` is above 1", describe(checkpoint))


class StartMethods:
    """The fields of MLP, and its methods that prepare a training."""

    arguments: dict[str, Any]
    hidden: list[int]
    bias: list[bool]
    activations: list[Any]
    config: TrainConfig
    initializer: Any
    skip: int
    parameters: Any
    class_weight: Any
    masks: Any
    arithmetic: str
    engine: str = "auto"
    threads: int | None = None
    wanted: MonitorConfig
    asked: tuple[Any, Any]
    checkpoint: str | None
    checkpoint_every: int
    verbose: bool
    network: list[Layer] | None = None
    losses: list[float]
    final_loss: float | None = None
    history: History | None = None
    stopped: str | None = None
    classes: list[Any] | None = None
    inputs: list[str] | None = None
    outputs: list[str] | None = None
    scale: Scale | None = None
    formula: Record | None = None
    levels: dict[str, list[str]] | None = None
    target_kind: str | None = None
    seed: int
    restarts: int
    jobs: int
    training: Record | None = None
    state: TrainingState | None = None

    if TYPE_CHECKING:

        def __init__(self, **arguments: Any) -> None: ...

    def _configure(self, arguments: Record) -> None:
        """Accept the arguments of a new model, and set its fields from them."""
        values = check_arguments(arguments)
        self.arguments = kept_arguments(arguments, values)
        self.hidden, self.bias = values["hidden"], values["bias"]
        self.asked = values["output_activation"], values["loss"]
        output, loss = choose_output(*self.asked)
        self.activations = [*values["activation"], output]
        self.config = run_settings({**values, "loss": loss})
        check_pair(loss, output, "output_activation")
        self._keep_choice()
        check_one_loss(self.config)
        check_stratify(self.config)
        self.initializer, self.parameters = values["initializer"], values["parameters"]
        self.skip, self.seed, self.masks = values["skip"], values["seed"], values["masks"]
        self.class_weight, self.arithmetic = values["class_weight"], values["arithmetic"]
        self.engine, self.threads = values["engine"], values["threads"]
        metrics, keep_weights = choose_metrics(values["metrics"]), values["keep_weights"]
        calls = values["on_step"], values["on_epoch"]
        self.wanted = MonitorConfig(None, metrics, keep_weights, *calls)
        self.checkpoint, self.checkpoint_every = values["checkpoint"], values["checkpoint_every"]
        self.verbose, self.losses = values["verbose"], []
        self.restarts, self.jobs = values["restarts"], values["jobs"]
        check_restarts(self.restarts, self.checkpoint)
        check_jobs(self.jobs, self.wanted.on_step, self.wanted.on_epoch)

    def _choose_output(self, y: Any) -> None:
        """Choose the output activation and the loss for these targets, where they are None."""
        counted = may_count_classes(*self.asked)
        classes = count_labels(y, counted) if self.classes is None else len(self.classes)
        output, loss = choose_output(*self.asked, classes)
        self.activations = [*self.activations[:-1], output]
        self.config = self.config._replace(loss=loss)
        self._keep_choice()

    def _keep_choice(self) -> None:
        """Store the chosen output activation and loss in the arguments, for checkpoints."""
        chosen = {"output_activation": self.activations[-1], "loss": self.config.loss}
        left_out = [name for name, value in zip(chosen, self.asked) if value is None]
        self.arguments = {**self.arguments, **{name: chosen[name] for name in left_out}}

    def _inputs(self, X: Any, argument: str = "X") -> Array:
        """Return the inputs as a matrix; where data and network have names, matched by name."""
        columns = None if self.network is None else len(self.network[0].W)
        if is_dealt(X):
            return check_dealt_columns(X, self.inputs, argument, columns)
        check_model_matrix(X, self.inputs, self.formula, argument)
        X = encode_levels(X, self.levels, self.inputs, argument)
        return check_matrix(match_columns(X, self.inputs, argument), argument, columns=columns)

    def _find_names(self, X: Any, y: Any) -> None:
        """Find the names of a new model's columns, and the levels of its text columns."""
        self.levels = find_levels(X, self.arguments["categorical"], "X")
        names = column_names(X, "X")
        self.inputs = None if names is None else level_columns(names, self.levels)
        self.outputs = target_names(y, "y")

    def _data(self, X: Any, y: Any) -> tuple[Array, Array, list[Any] | None]:
        """Return X and y as matrices of as many rows, labels as numbers, and their classes."""
        X = self._inputs(X)
        if self.outputs is not None and len(self.outputs) > 1:
            y = match_columns(y, self.outputs, "y", NUMBERS)
        new = self.network is None and self.state is None
        if new:
            self._choose_output(y)
        counted = new and may_count_classes(*self.asked)
        labels = encode_labels(y, self.activations[-1], self.classes, counted)
        X, y = as_data(X, labels.y)
        if self.network is not None:
            check_size(y, "y", None, self.network[-1].W.shape[1])
        check_targets(y, self.config.loss, "y")
        return X, y, labels.classes

    def _weights(self, y: Array, sample_weight: Any) -> Array | None:
        """Return the weights of the samples, by sample and by class."""
        by_class = class_weights(y, self.class_weight, self.classes)
        return combine_weights(check_weights(sample_weight, "sample_weight", len(y)), by_class)

    def start(self, inputs: int, outputs: int) -> list[Layer]:
        """Return the network before training, for a number of inputs and outputs.

        inputs: How many inputs there are: n_0.
        outputs: How many outputs there are: n_L.
        Returns: the layers, each with W, b and activation.
        Errors: E_SHAPE where the parameters of the model have another shape.

        >>> [layer.W.shape for layer in MLP(hidden=3).start(2, 1)]
        [(2, 3), (3, 1)]
        """
        widths = [inputs, *self.hidden, outputs]
        layers = [
            {"inputs": a, "units": b, "activation": name, "bias": flag}
            for a, b, name, flag in zip(widths, widths[1:], self.activations, self.bias)
        ]
        parameters = self.parameters
        if parameters is None:
            ops = choose_arithmetic(self.arithmetic, self.engine)
            drawn = initialize(
                layers, self.initializer, self.config.seed, self.config.generator, self.skip, ops
            )
            parameters = [{"W": layer.W, "b": layer.b} for layer in drawn]
        check_items(parameters, "parameters", len(layers))
        return [
            case_layer(layer, values, f"parameters[{l}]")
            for l, (layer, values) in enumerate(zip(layers, parameters))
        ]

    def trained(self) -> list[Layer]:
        """The network, if there is one.

        Returns: the layers, each with W, b and activation.
        Errors: E_TYPE before training.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, learning_rate=2, epochs=200, arithmetic="reproducible").fit(X, y)
        >>> [layer.W.shape for layer in model.trained()]
        [(1, 2), (2, 1)]
        """
        if self.network is None:
            fail("E_TYPE", "model", "trained or read from a file before it is used", "a new one")
        return self.network
