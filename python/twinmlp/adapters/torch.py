"""Python only: networks of PyTorch, in and out."""

from __future__ import annotations

from typing import Any, Iterator

from ..base.checks import check_numbers
from ..base.errors import describe, fail
from ..base.foreign import attribute
from ..base.registry import entry_name, lookup
from ..model.mlp import MLP
from ..nn.activations import ACTIVATIONS
from .export_table import check_exported
from .extras import extra
from .modules import class_of, detached, folded_network, model_of_parts
from .torch_modules import ADVICE, FROM_TORCH, TO_TORCH
from .weights import model_of_weights


def class_of_module(module: Any) -> str:
    """The class of PyTorch that a module computes as, by its name; "" with hooks, which may change
    what it gives, or with a forward pass of its own.
    """
    hooks = [attribute(module, f"_forward{when}_hooks") for when in ("", "_pre")]
    found = "" if any(hooks) else class_of(module, "forward", "torch.nn.modules.")
    return found.lstrip("_")  # the forward pass of BatchNorm1d is that of _BatchNorm


def leaves(module: Any) -> Iterator[Any]:
    """The modules of a Sequential in their order, those of one inside another too."""
    if class_of_module(module) != "Sequential":
        yield module
        return
    for child in module:  # children() would leave out a second use of one module
        yield from leaves(child)


def part_of_module(module: Any) -> tuple[str, Any]:
    """The name of a module's class, and what it is: weights, a dropout, or an activation."""
    kind, name = class_of_module(module), type(module).__name__
    part = FROM_TORCH[kind](module) if kind in FROM_TORCH else None
    if part is None:
        is_known = not kind and name in (*FROM_TORCH, "Sequential")
        advice = "with hooks or a forward pass of its own" if is_known else ADVICE.get(name, "")
        requirement = "a Sequential of " + ", ".join(FROM_TORCH) + ", or a state_dict"
        fail("E_CHOICE", "net", requirement, ", ".join(filter(None, [f"a {name}", advice])))
    return name, part


def layers_of_state(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The weights in a state_dict, in its order: "0.weight", "0.bias", ..."""
    names = [str(name).removesuffix("weight") for name in state if str(name).endswith("weight")]
    for name in map(str, state):
        if name.removesuffix("weight").removesuffix("bias") not in names:
            fail("E_CHOICE", "net", "weights and biases of Linear layers", name)
    layers = []
    for name in names:
        W = check_numbers(detached(state[name + "weight"]), f"net.{name}weight")
        if W.ndim != 2:
            fail("E_SHAPE", f"net.{name}weight", "a matrix, units x inputs", describe(W))
        b = state.get(name + "bias")
        b = None if b is None else check_numbers(detached(b), f"net.{name}bias")
        layers.append({"W": W.T, "b": b})
    if not layers:
        fail("E_SHAPE", "net", "1 layer of weights or more", "0 layers")
    return layers


def from_torch(net: Any, **arguments: Any) -> MLP:
    """Make a model of a network of PyTorch.

    net: a Sequential of Linear layers and activations, in which Dropout may stand, and BatchNorm1d
        right before or after a Linear, whose weights it goes into, after eval(); or a state_dict
        of such layers, W units x inputs, whose activations the arguments say.
    arguments: further ones, as for MLP.from_layers: names of inputs, outputs and classes, the loss,
        and with a last layer without an activation output_activation, as softmax for a network that
        is trained with CrossEntropyLoss; default identity.
    Returns: the model; its predictions are those of the network in double precision, but for a
        Softplus, which is a straight line in PyTorch beyond its threshold: 2.1e-9 off at 20.
    Errors: E_CHOICE for a module that is none of these, has hooks, or settings of another function,
        such as GELU without approximate="tanh".

    >>> state = {"0.weight": [[1.0, 2.0]], "0.bias": [0.5]}
    >>> from_torch(state, output_activation="identity").predict([[10, 20]]).tolist()
    [[50.5]]
    """
    if isinstance(net, dict):
        return model_of_weights(layers_of_state(net), arguments)
    return model_of_parts([part_of_module(module) for module in leaves(net)], "net", arguments)


def to_torch(model: MLP) -> Any:
    """Make a Sequential of PyTorch of a trained model, in double precision.

    A scale goes into its first and its last layer. It predicts and can be trained further; .float()
    makes it one of single precision.

    model: A trained model.
    Returns: a torch.nn.Sequential of Linear layers and activations.
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
