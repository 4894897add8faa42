"""The user's face: a network that is built, trained, asked and saved."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from .activations import ACTIVATIONS
from .arithmetic import ARITHMETICS, Array, choose_arithmetic
from .cases import Case, case_layer
from .checks import check_choice, check_count, check_flag, check_matrix, check_positive
from .errors import describe, fail
from .files import read_document, write_json
from .initializers import initialize
from .losses import LOSSES, REDUCTIONS
from .network import Layer, forward
from .optimizers import OPTIMIZERS
from .saved import describe_network, describe_training, network_layers, network_record, summarize_network
from .trace import parameters_record, run_parts
from .training import Plan, train


class MLP:
    """A multi-layer perceptron.

    hidden: the units of each hidden layer. activation: one name for all hidden layers, or one for each.
    bias: one flag for all layers, or one for each. initializer: a name, or {"name": ..., options};
    parameters, a list of {"W": n_{l-1} x n_l, "b": n_l values or None}, goes before it.
    batch_size: None for all samples at once, 1 for one at a time. arithmetic: "native" or "reproducible".
    """

    def __init__(
        self, hidden: int | Sequence[int] = 3, activation: str | Sequence[str] = "sigmoid",
        output_activation: str = "sigmoid", bias: bool | Sequence[bool] = True, loss: str = "half_squared_error",
        reduction: str = "sum", optimizer: str = "sgd", learning_rate: float = 0.1, epochs: int = 1000,
        batch_size: int | None = None, order: str = "sequential", initializer: Any = "glorot_uniform",
        seed: int = 42, generator: str = "numpy", skip: int = 0, parameters: Any = None, arithmetic: str = "native",
    ) -> None:
        self.hidden = [check_count(units, "hidden") for units in as_list(hidden)]
        L = len(self.hidden) + 1
        names = [check_choice(name, "activation", ACTIVATIONS) for name in one_for_each(activation, L - 1, "activation")]
        self.activations = [*names, check_choice(output_activation, "output_activation", ACTIVATIONS)]
        self.bias = [check_flag(flag, "bias") for flag in one_for_each(bias, L, "bias")]
        self.plan = Plan(
            options={"learning_rate": check_positive(learning_rate, "learning_rate")},
            epochs=check_count(epochs, "epochs", 0), loss=check_choice(loss, "loss", LOSSES),
            reduction=check_choice(reduction, "reduction", REDUCTIONS),
            optimizer=check_choice(optimizer, "optimizer", OPTIMIZERS),
            batch_size=None if batch_size is None else check_count(batch_size, "batch_size"),
            order=check_choice(order, "order", ("sequential", "shuffled")), seed=seed, generator=generator,
        )
        self.initializer, self.skip, self.parameters = initializer, skip, parameters
        self.arithmetic = check_choice(arithmetic, "arithmetic", ARITHMETICS)
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
            drawn = initialize(layers, self.initializer, self.plan.seed, self.plan.generator, self.skip, ops)
            given = [{"W": parameters.W, "b": parameters.b} for parameters in drawn]
        if len(given) != len(layers):
            fail("E_SHAPE", "parameters", f"a list of {len(layers)}", describe(given))
        return [case_layer(layer, values, f"parameters[{l}]") for l, (layer, values) in enumerate(zip(layers, given))]

    def fit(self, X: Any, y: Any) -> MLP:
        """Train from the start on X, n x n_0, and y, n x n_L or n values; gives the model itself."""
        X, y = as_data(X, y)
        training = train(self.start(X.shape[1], y.shape[1]), X, y, self.plan, choose_arithmetic(self.arithmetic))
        self.network, self.losses, self.final_loss = training.network, training.losses, training.final_loss
        return self

    @np.errstate(over="ignore", invalid="ignore")
    def predict(self, X: Any) -> Array:
        """The outputs A_L for the inputs X, n x n_0."""
        network = self.trained()
        X = check_matrix(X, "X", columns=len(network[0].W))
        return forward(network, X, choose_arithmetic(self.arithmetic))[-1].A

    def trace(self, X: Any, y: Any, steps: Sequence[int] = (0,)) -> dict[str, Any]:
        """The trace of the training that `fit` does on X and y, with the steps of these numbers."""
        X, y = as_data(X, y)
        network = self.start(X.shape[1], y.shape[1])
        return run_parts(Case("fit", network, X, y, self.plan, list(steps), self.arithmetic), self.arithmetic)

    def coef(self) -> list[dict[str, Any]]:
        """W and b of every layer."""
        return parameters_record(self.trained())

    def trained(self) -> list[Layer]:
        """The network, if there is one."""
        if self.network is None:
            fail("E_TYPE", "model", "trained or read from a file before it is used", "a new one")
        return self.network

    def save(self, path: str) -> None:
        """Write the network as JSON."""
        write_json(path, network_record(self.trained(), self.plan.loss, self.plan.reduction, self.arithmetic))

    @classmethod
    def load(cls, path: str) -> MLP:
        """Read a network that either language wrote."""
        document = read_document(path, "network")
        network = network_layers(document)
        activations = [layer.activation for layer in network]
        model = cls(
            hidden=[layer.W.shape[1] for layer in network[:-1]], activation=activations[:-1],
            output_activation=activations[-1], bias=[layer.b is not None for layer in network],
            loss=document["loss"]["name"], reduction=document["loss"].get("reduction", "sum"),
            parameters=parameters_record(network), arithmetic=document["implementation"]["arithmetic"],
        )
        model.network = network
        return model

    def summary(self) -> str:
        """The layers as a table, and what training did."""
        return "\n".join([*summarize_network(self.trained()), describe_training(self.losses, self.final_loss)])

    def __repr__(self) -> str:
        if self.network is None:
            return f"MLP, hidden {self.hidden}, not trained"
        return f"{describe_network(self.network)}\n{describe_training(self.losses, self.final_loss)}"


def as_list(value: Any) -> list[Any]:
    """One value, or a sequence of values, as a list."""
    return [value] if isinstance(value, str) or not hasattr(value, "__iter__") else list(value)


def one_for_each(value: Any, length: int, argument: str) -> list[Any]:
    """One value repeated `length` times, or as many values."""
    values = as_list(value)
    if len(values) == 1:
        return values * length
    if len(values) != length:
        fail("E_SHAPE", argument, f"one value or a list of {length}", describe(values))
    return values


def as_data(X: Any, y: Any) -> tuple[Array, Array]:
    """X and y as matrices of as many rows; y may be a plain list of n values."""
    X = check_matrix(X, "X")
    try:
        y = np.reshape(y, (-1, 1)) if np.ndim(y) == 1 and len(y) > 0 else y
    except ValueError:
        pass  # rows of different lengths, which check_matrix refuses
    return X, check_matrix(y, "y", rows=len(X))
