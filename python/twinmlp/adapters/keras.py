"""Python only: networks of Keras."""

from __future__ import annotations

from typing import Any, Callable, NoReturn

import numpy as np

from ..base.checks import check_numbers
from ..base.errors import describe, describe_class, fail
from ..base.foreign import attribute
from ..data.preprocessing import Scaling
from ..data.scale import Scale
from ..model.mlp import MLP
from .modules import Drops, Weights, as_doubles, detached, model_of_parts

# What an activation of Keras is here, by the name of its function; its gelu is another one.
FUNCTIONS: dict[str, Any] = {
    "linear": "identity",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "leaky_relu": {"name": "leaky_relu", "alpha": 0.2},
    "elu": "elu",
    "selu": "selu",
    "softplus": "softplus",
    "softsign": "softsign",
    "silu": "silu",
    "swish": "silu",
    "hard_sigmoid": "hard_sigmoid",
    "softmax": "softmax",
}

# What a layer of Keras is here, by the name of its class; those that pass their inputs on are left
# out.
LAYERS: dict[str, Callable[[Any], Any]] = {
    "InputLayer": lambda layer: None,
    "Flatten": lambda layer: None,
    "Dense": lambda layer: dense_weights(layer),
    "Activation": lambda layer: function_of(layer.activation),
    "ReLU": lambda layer: "relu",
    "LeakyReLU": lambda layer: {"name": "leaky_relu", "alpha": float(layer.negative_slope)},
    "ELU": lambda layer: {"name": "elu", "alpha": float(layer.alpha)},
    "Softmax": lambda layer: "softmax",
    "Dropout": lambda layer: Drops(float(layer.rate)),
}


def function_of(activation: Any) -> Any:
    """An activation of Keras as one here."""
    name = getattr(activation, "__name__", type(activation).__name__)
    if name not in FUNCTIONS:
        fail("E_CHOICE", "model", "layers with one of " + ", ".join(FUNCTIONS), name)
    return FUNCTIONS[name]


def dense_weights(layer: Any) -> Weights:
    """The weights of a Dense layer; linear leaves room for an activation that follows."""
    W, *b = layer.get_weights()
    activation = function_of(layer.activation)
    activation = None if activation == "identity" else activation
    return Weights(as_doubles(W), as_doubles(b[0]) if b else None, activation)


def parts_of_weights(weights: list[Any]) -> list[Weights]:
    """The layers in a list of weights, as get_weights gives it: W and b, or W alone."""
    parts: list[Weights] = []
    for place, values in enumerate(weights):
        array = check_numbers(detached(values), f"model[{place}]")
        if array.ndim == 2:
            parts.append(Weights(array, None))
        elif array.ndim == 1 and parts and parts[-1].b is None:
            parts[-1] = parts[-1]._replace(b=array)
        else:
            requirement = "a matrix, or the list of biases after one"
            fail("E_SHAPE", f"model[{place}]", requirement, describe(array))
    return parts


def normalization(layer: Any, inputs: int) -> Scale:
    """The scale of a Normalization layer that has been adapted: mean and root of the variance."""
    mean, variance = (as_doubles(part).reshape(-1) for part in (layer.mean, layer.variance))
    epsilon = 1e-7  # of keras.config, which a standard deviation of 0 is held off with
    deviation = np.maximum(np.sqrt(variance), epsilon)
    shape = np.ones(inputs)
    return Scale("standard", Scaling(mean * shape, deviation * shape), None)


def refuse_layer(layer: Any) -> NoReturn:
    """Say that something is no network, or no layer, that is known."""
    requirement = "a Sequential of " + ", ".join(LAYERS)
    fail("E_CHOICE", "model", requirement, describe_class(layer))


def from_keras(model: Any, **arguments: Any) -> MLP:
    """Make a model of a network of Keras 3.

    model: a Sequential of Dense layers, activations and Dropout, which may begin with a
        Normalization; or the list of its weights, as get_weights gives it: W, b, W, b, ..., whose
        activations the arguments say.
    arguments: further ones, as for MLP.from_layers: names of inputs, outputs and classes, the loss,
        and with a last layer without an activation output_activation; default identity.
    Gives: the model; its predictions are those of the network, in double precision.
    Errors: E_CHOICE for a layer or an activation that is none of these, such as Keras's gelu, which
        has not the form of that here.

    >>> weights = [[[1.0], [2.0]], [0.5]]
    >>> from_keras(weights, output_activation="identity").predict([[10, 20]]).tolist()
    [[50.5]]
    """
    if isinstance(model, (list, tuple)):
        parts = parts_of_weights(list(model))
        return MLP.from_layers([{"W": part.W, "b": part.b} for part in parts], **arguments)
    layers = attribute(model, "layers")
    if not isinstance(layers, list):
        refuse_layer(model)
    normal = [layer for layer in layers[:2] if type(layer).__name__ == "Normalization"]
    found = []
    for layer in (layer for layer in layers if layer not in normal):
        if type(layer).__name__ not in LAYERS:
            refuse_layer(layer)
        found.append(LAYERS[type(layer).__name__](layer))
    made = model_of_parts([part for part in found if part is not None], "model", arguments)
    if normal:
        made.scale = normalization(normal[0], len(made.trained()[0].W))
    return made
