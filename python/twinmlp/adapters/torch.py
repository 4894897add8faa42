"""Python only: networks of PyTorch, in and out."""

from __future__ import annotations

from typing import Any, Callable, Iterator

from ..base.checks import check_numbers
from ..base.errors import describe_class, fail
from ..base.registry import entry_name, lookup
from ..model.mlp import MLP
from ..nn.activations import ACTIVATIONS
from .export_table import check_exported
from .extras import extra
from .modules import Drops, Weights, as_doubles, detached, folded_network, model_of_parts

# What a module of PyTorch is here, by the name of its class.
FROM_TORCH: dict[str, Callable[[Any], Any]] = {
    "Identity": lambda module: "identity",
    "Sigmoid": lambda module: "sigmoid",
    "Tanh": lambda module: "tanh",
    "ReLU": lambda module: "relu",
    "LeakyReLU": lambda module: {"name": "leaky_relu", "alpha": float(module.negative_slope)},
    "ELU": lambda module: {"name": "elu", "alpha": float(module.alpha)},
    "SELU": lambda module: "selu",
    "Softplus": lambda module: "softplus" if module.beta == 1 else None,
    "Softsign": lambda module: "softsign",
    "SiLU": lambda module: "silu",
    "GELU": lambda module: "gelu" if module.approximate == "tanh" else None,
    "Hardsigmoid": lambda module: "hard_sigmoid",
    "Softmax": lambda module: "softmax" if module.dim in (1, -1) else None,
    "Dropout": lambda module: Drops(float(module.p)),
    "Linear": lambda module: linear_weights(module.weight, module.bias),
}

# The other way round: nn is torch.nn, p has the parameters. Softplus is a straight line only where
# the difference is below a rounding.
TO_TORCH: dict[str, Callable[[Any, dict[str, float]], Any]] = {
    "identity": lambda nn, p: nn.Identity(),
    "sigmoid": lambda nn, p: nn.Sigmoid(),
    "tanh": lambda nn, p: nn.Tanh(),
    "relu": lambda nn, p: nn.ReLU(),
    "leaky_relu": lambda nn, p: nn.LeakyReLU(p["alpha"]),
    "elu": lambda nn, p: nn.ELU(p["alpha"]),
    "selu": lambda nn, p: nn.SELU(),
    "softplus": lambda nn, p: nn.Softplus(threshold=40),
    "softsign": lambda nn, p: nn.Softsign(),
    "silu": lambda nn, p: nn.SiLU(),
    "gelu": lambda nn, p: nn.GELU(approximate="tanh"),
    "hard_sigmoid": lambda nn, p: nn.Hardsigmoid(),
    "softmax": lambda nn, p: nn.Softmax(dim=1),
}


def linear_weights(weight: Any, bias: Any) -> Weights:
    """The weights of a layer of PyTorch, whose matrix is units x inputs."""
    return Weights(as_doubles(weight).T, None if bias is None else as_doubles(bias))


def leaves(module: Any) -> Iterator[Any]:
    """The modules of a Sequential in their order, those of one inside another too."""
    if type(module).__name__ != "Sequential":
        yield module
        return
    for child in module:  # children() would leave out a second use of one module
        yield from leaves(child)


def part_of_module(module: Any) -> Any:
    """A module as a part: weights, a dropout, or an activation."""
    known = FROM_TORCH.get(type(module).__name__)
    part = None if known is None else known(module)
    if part is None:
        requirement = "a Sequential of " + ", ".join(FROM_TORCH)
        hint = ", which is another function with its settings" if known else ""
        fail("E_CHOICE", "net", requirement, describe_class(module) + hint)
    return part


def parts_of_state(state: dict[str, Any]) -> list[Weights]:
    """The weights in a state_dict, in its order: "0.weight", "0.bias", ..."""
    names = [str(name).removesuffix("weight") for name in state if str(name).endswith("weight")]
    for name in map(str, state):
        if name.removesuffix("weight").removesuffix("bias") not in names:
            fail("E_CHOICE", "net", "weights and biases of Linear layers", name)
    parts = []
    for name in names:
        W = check_numbers(detached(state[name + "weight"]), f"net.{name}weight")
        b = state.get(name + "bias")
        b = None if b is None else check_numbers(detached(b), f"net.{name}bias")
        parts.append(Weights(W.T, b))
    return parts


def from_torch(net: Any, **arguments: Any) -> MLP:
    """Make a model of a network of PyTorch.

    net: a Sequential of Linear layers and activations, in which Dropout may stand; or a state_dict
        of such layers, W units x inputs, whose activations the arguments say.
    arguments: further ones, as for MLP.from_layers: names of inputs, outputs and classes, the loss,
        and with a last layer without an activation output_activation, as softmax for a network that
        is trained with CrossEntropyLoss; default identity.
    Gives: the model; its predictions are those of the network, in double precision.
    Errors: E_CHOICE for a module that is none of these, or GELU and Softplus of another form.

    >>> state = {"0.weight": [[1.0, 2.0]], "0.bias": [0.5]}
    >>> from_torch(state, output_activation="identity").predict([[10, 20]]).tolist()
    [[50.5]]
    """
    if isinstance(net, dict):
        parts: list[Any] = list(parts_of_state(net))
        return MLP.from_layers([{"W": part.W, "b": part.b} for part in parts], **arguments)
    return model_of_parts([part_of_module(module) for module in leaves(net)], "net", arguments)


def to_torch(model: MLP) -> Any:
    """Make a Sequential of PyTorch of a trained model, in double precision.

    A scale goes into its first and its last layer. It predicts and can be trained further; .float()
    makes it one of single precision.

    model: A trained model.
    Gives: a torch.nn.Sequential of Linear layers and activations.
    Errors: E_USAGE where torch is not installed, E_CHOICE for a function of your own.

    >>> model = MLP(hidden=2, epochs=10).fit([[0], [1]], [0, 1])
    >>> [type(module).__name__ for module in to_torch(model)]
    ['Linear', 'Sigmoid', 'Linear', 'Sigmoid']
    """
    check_exported(model)
    torch = extra("torch")
    modules: list[Any] = []
    for l, layer in enumerate(folded_network(model)):
        inputs, units = layer.W.shape
        linear = torch.nn.Linear(inputs, units, bias=layer.b is not None, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(layer.W.T.copy()))
            if layer.b is not None:
                linear.bias.copy_(torch.tensor(layer.b))
        name = entry_name(layer.activation)
        if name not in TO_TORCH:
            requirement = "one of " + ", ".join(TO_TORCH)
            fail("E_CHOICE", f"layers[{l}].activation", requirement, "a function of your own")
        parameters = lookup(layer.activation, ACTIVATIONS).parameters
        modules += [linear, TO_TORCH[name](torch.nn, parameters)]
    return torch.nn.Sequential(*modules)
