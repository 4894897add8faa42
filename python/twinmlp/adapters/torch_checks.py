"""Python only: what of a training of PyTorch no case can say, refused before it is recorded."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterator

from ..arithmetic.kinds import Array
from ..base.errors import describe, describe_class, fail

# Settings of a group of parameters that need not be the same in all groups: they change no number,
# or are looked at by themselves.
OF_GROUPS = ("params", "param_names", "weight_decay", "initial_lr", "foreach", "fused")


def check_training(
    torch: Any, net: Any, X: Any, y: Any, optimizer: Any, loss: Any, train: Any
) -> None:
    """Accept a network, two tensors, an optimizer and one or two functions."""
    kinds = {"net": torch.nn.Module, "X": torch.Tensor, "y": torch.Tensor}
    kinds["optimizer"] = torch.optim.Optimizer
    for (name, kind), value in zip(kinds.items(), (net, X, y, optimizer)):
        if not isinstance(value, kind):
            fail("E_TYPE", name, f"a {kind.__name__} of PyTorch", describe_class(value))
    if not callable(loss):
        fail("E_TYPE", "loss", "a loss of PyTorch, or a function", describe_class(loss))
    if not (train is None or callable(train)):
        fail("E_TYPE", "train", "a function of X and y", describe_class(train))
    if not (X.is_floating_point() and X.numel()):
        fail("E_TYPE", "X", "a tensor of 1 row or more, float or double", describe_tensor(X))
    check_parameters(torch, list(net.parameters()))
    here = {tensor.device for tensor in net.parameters()}
    for name, tensor in (("X", X), ("y", y)):
        if here and tensor.device not in here:
            fail("E_CHOICE", name, f"on the device of `net`, {here.pop()}", str(tensor.device))
        if tensor.is_meta:
            fail("E_CHOICE", name, "on a device that has numbers", "meta")
    if not torch.isfinite(X).all():
        fail("E_RANGE", "X", "finite numbers", "one that is not")


def describe_tensor(tensor: Any) -> str:
    """A tensor by its sizes and its type, such as 12 x 4 of float32."""
    sizes = " x ".join(map(str, tensor.shape)) or "a number"
    return f"{sizes} of {str(tensor.dtype).removeprefix('torch.')}"


def check_parameters(torch: Any, parameters: list[Any]) -> None:
    """Accept parameters that have numbers, some of which are trained."""
    if any(map(torch.nn.parameter.is_lazy, parameters)):
        requirement = "with weights, which a LazyLinear has once it has seen inputs"
        fail("E_CHOICE", "net", requirement, "one without")
    if parameters and not any(parameter.requires_grad for parameter in parameters):
        fail("E_CHOICE", "net", "with weights that are trained", "none")


def check_precision(torch: Any, net: Any) -> None:
    """Accept single and double precision, where the network is left in its own."""
    for tensor in net.parameters():
        if tensor.dtype not in (torch.float32, torch.float64):
            requirement = "in single or double precision where `double` is False"
            fail("E_CHOICE", "net", requirement, str(tensor.dtype))


def check_layers(net: Any, seen: Any, dropouts: Any) -> None:
    """Accept Linear layers one after the other, each with weights of its own, and nothing between
    them that has any or that drops outputs.
    """
    for module in seen.modules:
        if isinstance(module, dropouts) and module.training and module.p:
            requirement = "without dropout while it is recorded, as by net.eval()"
            fail("E_CHOICE", "net", requirement, "dropout")
        if any(True for _ in module.buffers()):
            requirement = "without statistics of its own, as a batch normalization has them"
            fail("E_CHOICE", "net", requirement, describe_class(module))
    weights = {id(linear.weight) for linear in seen.linears}
    chained = all(Z.shape == A.shape for Z, A in zip(seen.Z, seen.A_in[1:]))
    if not weights or len(weights) < len(seen.linears) or not chained or seen.A_in[0].ndim != 2:
        requirement = "Linear layers one after the other, each used once, a row a sample"
        fail("E_CHOICE", "net", requirement, "other layers")
    owned = weights | {id(linear.bias) for linear in seen.linears}
    for name, parameter in net.named_parameters():
        if id(parameter) not in owned:
            owner = type(net.get_submodule(name.rpartition(".")[0])).__name__
            requirement = "without parameters but those of Linear layers, called with gradients"
            fail("E_CHOICE", "net", requirement, f"{name} of {owner}")


def check_given(activations: Any, layers: int) -> None:
    """Accept a list of activations, one for each layer."""
    if not isinstance(activations, (list, tuple)) or len(activations) != layers:
        fail(
            "E_SHAPE",
            "activation",
            f"a list of {layers}, one for each layer",
            describe(activations),
        )


def check_groups(groups: list[dict[str, Any]]) -> None:
    """Accept groups of parameters that differ in their decay alone."""
    first, *others = groups
    if not isinstance(first["lr"], (int, float)):
        fail("E_TYPE", "optimizer", "one whose lr is a number", describe_class(first["lr"]))
    for name, value in first.items():
        if name not in OF_GROUPS and any(group.get(name) != value for group in others):
            fail("E_CHOICE", "optimizer", f"one with the same {name} for all parameters", "several")


@contextmanager
def in_one_precision(double: bool) -> Iterator[None]:
    """Say what to do about a step of one's own that has numbers in single precision as well."""
    try:
        yield
    except RuntimeError as error:
        if not (double and "Float" in str(error) and "Double" in str(error)):
            raise
        requirement = "a step of the X and y that it is called with, or `double` False"
        fail("E_CHOICE", "train", requirement, str(error))


def check_labels(labels: Array, outputs: int) -> None:
    """Accept numbers of classes."""
    wrong = labels[(labels < 0) | (labels >= outputs)]
    if len(wrong):
        fail("E_RANGE", "y", f"numbers of classes from 0 to {outputs - 1}", f"{wrong[0]:.0f}")


def check_passes(passes: list[Any], X: Array) -> None:
    """Accept a step of training that passes all rows through the network, as they are, once."""
    requirement = "a step that calls `net` with gradients once, with all rows of X as they are"
    if len(passes) != 1:
        fail("E_CHOICE", "train", requirement, f"{len(passes)} calls")
    inputs = passes[0].A_in[0]
    if len(inputs) != len(X):
        fail("E_CHOICE", "train", requirement, f"{len(inputs)} of {len(X)} rows")
    if inputs.shape == X.shape and (inputs != X).any():
        fail("E_CHOICE", "train", requirement, "other rows, or in another order")


def check_step(seen: Any, rates: list[Any], optimizer: Any) -> None:
    """Accept a step of training that leaves rates and gradients as they are."""
    if [group["lr"] for group in optimizer.param_groups] != rates:
        fail("E_CHOICE", "train", "a step that leaves the learning rate as it is", "a schedule")
    for linear in seen.linears:
        for parameter in (linear.weight, linear.bias):
            left = None if parameter is None else parameter.grad
            if left is None or not left.any() or id(parameter) not in seen.gradients:
                continue
            if (left.detach().cpu().double().numpy() != seen.gradients[id(parameter)]).any():
                requirement = "a step that leaves the gradients as they are between the backward"
                fail(
                    "E_CHOICE",
                    "train",
                    f"{requirement} pass and the update",
                    "other ones, as after clipping",
                )
