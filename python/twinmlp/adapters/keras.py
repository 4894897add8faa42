"""Python only: networks of Keras."""

from __future__ import annotations

from typing import Any, Callable, Iterator, NoReturn

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_numbers
from ..base.errors import describe, fail
from ..data.preprocessing import Scaling
from ..model.mlp import MLP
from .modules import (
    Affine,
    Drops,
    Weights,
    as_doubles,
    class_of,
    detached,
    model_of_parts,
    normalization,
)
from .weights import model_of_weights

# What an activation of Keras is here, by the name of its function; its gelu is another one.
FUNCTIONS: dict[str, Any] = {
    "linear": "identity",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "leaky_relu": {"name": "leaky_relu", "alpha": 0.2},
    "elu": "elu",
    "celu": "elu",
    "selu": "selu",
    "softplus": "softplus",
    "softsign": "softsign",
    "silu": "silu",
    "swish": "silu",
    "hard_sigmoid": "hard_sigmoid",
    "softmax": "softmax",
}

# What a layer of Keras is here, by the name of its class; None if not with its settings.
LAYERS: dict[str, Callable[[Any], Any]] = {
    "InputLayer": lambda layer: "identity",
    "Identity": lambda layer: "identity",
    "Flatten": lambda layer: "identity",
    "Normalization": lambda layer: standardization(layer),
    "Rescaling": lambda layer: rescaling(as_doubles(layer.scale), as_doubles(layer.offset)),
    "Dense": lambda layer: dense_weights(layer),
    "Activation": lambda layer: function_of(layer.activation),
    "ReLU": lambda layer: rectifier(layer),
    "LeakyReLU": lambda layer: {"name": "leaky_relu", "alpha": float(layer.negative_slope)},
    "ELU": lambda layer: {"name": "elu", "alpha": float(layer.alpha)},
    "Softmax": lambda layer: "softmax" if layer.axis in (1, -1) else None,
    "Dropout": lambda layer: Drops(float(layer.rate)),
    "BatchNormalization": lambda layer: batch_normalization(layer),
}

# What these need, by the name of the class.
ADVICE = {
    "Normalization": ", which needs invert=False",
    "Rescaling": ", which needs a scale above 0",
    "Dense": ", which needs weights: built, not quantized",
    "ReLU": ", which needs a threshold of 0 and no max_value",
    "Softmax": ", which needs axis=-1",
    "BatchNormalization": ", which needs axis=-1, and to be built",
}


def function_of(activation: Any) -> Any:
    """An activation of Keras as one here: a function, or a layer."""
    kind = class_of(activation, "call", "keras.")
    if kind:
        return part_of_layer(activation)[1]
    name = getattr(activation, "__name__", type(activation).__name__)
    is_theirs = str(getattr(activation, "__module__", "")).startswith("keras.")
    if name not in FUNCTIONS or not is_theirs:
        own = ", a function of your own" if name in FUNCTIONS else ""
        fail("E_CHOICE", "model", "layers with one of " + ", ".join(FUNCTIONS), name + own)
    return FUNCTIONS[name]


def rectifier(layer: Any) -> Any:
    """A ReLU, which may have a slope below 0."""
    if layer.max_value is not None or layer.threshold:
        return None
    slope = float(layer.negative_slope)
    return {"name": "leaky_relu", "alpha": slope} if slope else "relu"


def dense_weights(layer: Any) -> Weights | None:
    """The weights of a Dense layer, and its activation."""
    if not layer.built or layer.quantization_mode is not None:
        return None
    b = None if layer.bias is None else as_doubles(layer.bias)
    return Weights(as_doubles(layer.kernel), b, function_of(layer.activation))


def batch_normalization(layer: Any) -> Affine | None:
    """What a batch normalization does where it is not trained."""
    if not layer.built or layer.axis not in (1, -1):
        return None
    statistics = layer.moving_mean, layer.moving_variance
    return normalization(*statistics, layer.epsilon, layer.gamma, layer.beta)


def standardization(layer: Any) -> Scaling | None:
    """The scaling of a Normalization: mean and root of the variance."""
    if layer.invert:
        return None
    mean, variance = (as_doubles(part).reshape(-1) for part in (layer.mean, layer.variance))
    epsilon = 1e-7  # of keras.config, which a standard deviation of 0 is held off with
    return Scaling(mean, np.maximum(np.sqrt(variance), epsilon))


def rescaling(scale: Array, offset: Array) -> Scaling | None:
    """The scaling of a Rescaling, X * scale + offset."""
    return Scaling(-offset / scale, 1.0 / scale) if (scale > 0).all() else None


def layers_of_weights(weights: list[Any]) -> list[dict[str, Any]]:
    """The layers in a list of weights, as get_weights gives it: W and b, or W alone."""
    layers: list[dict[str, Any]] = []
    if not weights:
        fail("E_SHAPE", "model", "1 layer of weights or more", "0 layers")
    for place, values in enumerate(weights):
        array = check_numbers(detached(values), f"model[{place}]")
        if array.ndim == 2:
            layers.append({"W": array, "b": None})
        elif array.ndim == 1 and layers and layers[-1]["b"] is None:
            layers[-1]["b"] = array
        else:
            requirement = "a matrix, or the list of biases after one"
            fail("E_SHAPE", f"model[{place}]", requirement, describe(array))
    return layers


def refuse_layer(layer: Any) -> NoReturn:
    """Say that something is no network, or no layer, that is known."""
    name, advice = type(layer).__name__, ""
    if name in LAYERS:
        is_theirs = class_of(layer, "call", "keras.") == name
        advice = ADVICE.get(name, "") if is_theirs else ", which is a class of your own"
    requirement = "a Sequential of " + ", ".join(LAYERS) + ", or the list of its weights"
    fail("E_CHOICE", "model", requirement, f"a {name}{advice}")


def part_of_layer(layer: Any) -> tuple[str, Any]:
    """The name of a layer's class, and what it is: weights, a scaling, a dropout, an activation."""
    kind = class_of(layer, "call", "keras.")
    part = LAYERS[kind](layer) if kind in LAYERS else None
    if part is None:
        refuse_layer(layer)
    return kind, part


def layers_of(model: Any) -> Iterator[Any]:
    """The layers of a Sequential in their order, those of one inside another too; or those of a
    functional model, which are one after the other as each is one of LAYERS, which has one input.
    """
    kind = class_of(model, "call", "keras.")
    if kind == "Functional":
        if len(model.outputs) > 1 or len(model._nodes) > len(model.operations):
            fail("E_CHOICE", "model", "layers used once, and one output", "other connections")
        yield from model.operations
    elif kind == "Sequential":
        for layer in model.layers:
            yield from layers_of(layer)
    else:
        yield model


def from_keras(model: Any, **arguments: Any) -> MLP:
    """Make a model of a network of Keras 3.

    model: a Sequential of Dense layers, activations and Dropout, or a functional model of one after
        the other, which may begin with a Normalization or a Rescaling, and in which a
        BatchNormalization may stand right before or after a Dense layer, whose weights it goes
        into; or the list of its weights, as get_weights gives it: W, b, W, b, ..., whose
        activations the arguments say.
    arguments: further ones, as for MLP.from_layers: names of inputs, outputs and classes, the loss,
        and with a last layer without an activation output_activation; default identity.
    Returns: the model; its predictions are those of the network, in double precision.
    Errors: E_CHOICE for a layer or an activation that is none of these, such as Keras's gelu, which
        has not the form of that here.

    >>> weights = [[[1.0], [2.0]], [0.5]]
    >>> from_keras(weights, output_activation="identity").predict([[10, 20]]).tolist()
    [[50.5]]
    """
    if isinstance(model, (list, tuple)):
        return model_of_weights(layers_of_weights(list(model)), arguments)
    found: list[Any] = [part_of_layer(layer) for layer in layers_of(model)]
    return model_of_parts(found, "model", arguments)
