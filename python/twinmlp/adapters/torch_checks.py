"""Python only: what of a training of PyTorch no case can say, refused before it is recorded."""

from __future__ import annotations

from typing import Any

from ..arithmetic.kinds import Array
from ..base.errors import describe_class, fail

# Settings of a group of parameters that need not be the same in all groups: they change no number,
# or are looked at by themselves.
OF_GROUPS = ("params", "param_names", "weight_decay", "initial_lr", "foreach", "fused")


def check_training(torch: Any, net: Any, X: Any, y: Any, optimizer: Any, loss: Any) -> None:
    """Accept a network, two tensors, an optimizer and a function."""
    kinds = {"net": torch.nn.Module, "X": torch.Tensor, "y": torch.Tensor}
    kinds["optimizer"] = torch.optim.Optimizer
    for (name, kind), value in zip(kinds.items(), (net, X, y, optimizer)):
        if not isinstance(value, kind):
            fail("E_TYPE", name, f"a {kind.__name__} of PyTorch", describe_class(value))
    if not callable(loss):
        fail("E_TYPE", "loss", "a loss of PyTorch, or a function", describe_class(loss))
    here = {tensor.device for tensor in net.parameters()}
    for name, tensor in (("X", X), ("y", y)):
        if here and tensor.device not in here:
            fail("E_CHOICE", name, f"on the device of `net`, {here.pop()}", str(tensor.device))
        if tensor.is_meta:
            fail("E_CHOICE", name, "on a device that has numbers", "meta")
    if not torch.isfinite(X).all():
        fail("E_RANGE", "X", "finite numbers", "one that is not")


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
    weights = {id(linear.weight) for linear in seen.linears}
    chained = all(Z.shape == A.shape for Z, A in zip(seen.Z, seen.A_in[1:]))
    if not weights or len(weights) < len(seen.linears) or not chained or seen.A_in[0].ndim != 2:
        requirement = "Linear layers one after the other, each used once, a row a sample"
        fail("E_CHOICE", "net", requirement, "other layers")
    owned = weights | {id(linear.bias) for linear in seen.linears}
    for name, parameter in net.named_parameters():
        if id(parameter) not in owned:
            owner = type(net.get_submodule(name.rpartition(".")[0])).__name__
            requirement = "without parameters but the weights and biases of Linear layers"
            fail("E_CHOICE", "net", requirement, f"{name} of {owner}")


def check_groups(groups: list[dict[str, Any]]) -> None:
    """Accept groups of parameters that differ in their decay alone."""
    first, *others = groups
    if not isinstance(first["lr"], (int, float)):
        fail("E_TYPE", "optimizer", "one whose lr is a number", describe_class(first["lr"]))
    for name, value in first.items():
        if name not in OF_GROUPS and any(group.get(name) != value for group in others):
            fail("E_CHOICE", "optimizer", f"one with the same {name} for all parameters", "several")


def check_labels(labels: Array, outputs: int, ignored: Any) -> None:
    """Accept numbers of classes."""
    wrong = labels[(labels < 0) | (labels >= outputs) | (labels == ignored)]
    if len(wrong):
        requirement = f"numbers of classes from 0 to {outputs - 1}, of which none is ignored"
        fail("E_RANGE", "y", requirement, f"{wrong[0]:.0f}")


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
