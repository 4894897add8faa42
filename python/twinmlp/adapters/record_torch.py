"""Python only: the training of a network of PyTorch, recorded step by step."""

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy
from typing import Any, Callable, Iterator

import numpy as np

from ..arithmetic.kinds import NATIVE, Array
from ..base.checks import check_count
from ..base.errors import fail
from ..base.registry import lookup
from ..model.mlp import MLP
from ..nn.activations import ACTIVATIONS, choose_activation
from .extras import extra
from .modules import Affine, Drops, Weights, as_doubles
from .recorder import Recorder
from .torch_checks import (
    check_given,
    check_layers,
    check_passes,
    check_precision,
    check_step,
    check_training,
    in_one_precision,
)
from .torch_loss import check_targets, meant_loss, targets_in_double
from .torch_modules import ADVICE, FROM_TORCH, linear_weights
from .torch_optimizer import meant_optimizer
from .torch_watch import record_step, watching

# How far an activation may be off to be recognised by its values, relative to the largest.
CLOSE = 1e-5


def recognised(Z: Array, A: Array, module: Any, l: int) -> Any:
    """The activation after layer l that has these values: that of the module there, or another."""
    known = FROM_TORCH.get(type(module).__name__, lambda module: None)(module)
    is_meant = known is not None and not isinstance(known, (Affine, Drops, Weights))
    for name in [known] * is_meant + list(ACTIVATIONS):
        entry = lookup(choose_activation(name, "activation"), ACTIVATIONS)
        with np.errstate(all="ignore"):
            distance = np.abs(entry.value(Z, NATIVE) - A).max()
        if distance <= CLOSE * max(1.0, float(np.abs(A).max())):
            return name
    name = type(module).__name__
    got = "a function" if module is None else f"{name}, {ADVICE.get(name, 'or more than it')}"
    return fail("E_CHOICE", "activation", f"given: that of layer {l} is unknown", got)


def network_case(net: Any, X: Any, y: Any, loss: Any, options: dict[str, Any]) -> Any:
    """The case of a training of a network, what one pass through it was, and whether the loss has
    the last activation in it.
    """
    torch = options["torch"]
    with watching(net, torch) as passes, torch.enable_grad():
        net(X)
    seen = passes[-1]
    check_layers(net, seen, torch.nn.modules.dropout._DropoutNd)
    output: Any = seen.output
    meant = meant_loss(loss, options["loss_is"], y, output.shape[1])
    activations = options["activation"]
    if activations is None:
        found = [*zip(seen.Z, [*seen.A_in[1:], output], seen.after)]
        of_loss = [] if meant.activation is None else [meant.activation]
        found = found[: len(found) - len(of_loss)]
        activations = [recognised(*values, l) for l, values in enumerate(found, start=1)] + of_loss
    check_given(activations, len(seen.linears))
    weights = [linear_weights(linear) for linear in seen.linears]
    biases = [linear.bias for linear in seen.linears if linear.bias is not None]
    arguments = meant_optimizer(options["optimizer"], options["optimizer_is"], biases)
    if options["penalty_is"] is not None:
        if "penalty" in arguments:
            fail("E_CHOICE", "penalty_is", "None where the optimizer has a decay", "another")
        arguments["penalty"] = options["penalty_is"]
    model = MLP.from_layers(
        [{"W": w.W, "b": w.b, "activation": f} for w, f in zip(weights, activations)],
        loss=meant.loss, reduction=meant.reduction, epochs=options["steps"], **arguments,
    )  # fmt: skip
    steps = list(range(options["steps"]))
    case = model.case(seen.A_in[0], meant.y, "torch", steps, meant.weight)
    return case, seen, meant.activation is not None


@contextmanager
def as_new(net: Any, optimizer: Any, loss: Any, double: bool) -> Iterator[None]:
    """The optimizer as before its first step, the network and the weights of the loss in double
    precision where that is asked for; all are left as they were.
    """
    both = [module for module in (net, loss) if hasattr(module, "modules")]
    buffers = [(module, {**module._buffers}) for one in both for module in one.modules()]
    weights = {name: value.clone() for name, value in net.state_dict().items()}
    kinds = [(parameter, parameter.dtype) for parameter in net.parameters()]
    states = {parameter: deepcopy(state) for parameter, state in optimizer.state.items()}
    groups = [{**group} for group in optimizer.param_groups]
    optimizer.state.clear()
    try:
        for module in both if double else ():
            module.double()
        yield
    finally:
        for parameter, kind in kinds:
            parameter.data = parameter.data.to(kind)
            parameter.grad = None
        for module, before in buffers:
            module._buffers.update(before)
        net.load_state_dict(weights)
        optimizer.state.clear()
        optimizer.state.update(states)
        for group, options in zip(optimizer.param_groups, groups):
            group.update(options)


def torch(
    net: Any,
    X: Any,
    y: Any,
    optimizer: Any,
    loss: Any,
    steps: int = 3,
    train: Callable[[Any, Any], Any] | None = None,
    activation: Any = None,
    loss_is: Any = None,
    optimizer_is: Any = None,
    penalty_is: Any = None,
    double: bool = True,
) -> Recorder:
    """Record some steps of the training of a network of PyTorch, to be checked.

    Its `report()` says the first wrong number and the likely mistake. The network and the optimizer
    are left as they were; the optimizer begins anew.

    net: The network: Linear layers one after the other, an activation after each, as modules or as
        functions. All its weights are meant to be trained: what is frozen is found not updated.
    X, y: All samples of a step, and their targets, as tensors.
    optimizer, loss: Those of PyTorch, or one's own.
    steps: How many steps; default 3.
    train: One's own training step, called with X and y, which gives the loss, and in which net(X)
        is called with gradients once; default: zero_grad, loss(net(X), y), backward, step.
    activation: What the activation of each layer is meant to be, a list; None: those that are
        there.
    loss_is: What a loss of one's own is meant to be, such as {"name": "squared_error", "reduction":
        "mean"}; default None.
    optimizer_is: What an optimizer of one's own is meant to be, such as {"name": "adam"}; default
        None.
    penalty_is: What is added to the loss of the weights, as for MLP, such as {"l1": 0.01, "biases":
        True}; default None.
    double: Whether to train in double precision, in which no rounding hides a mistake; default
        True.
    Returns: a Recorder, with its case and its trace.
    Errors: E_TYPE and E_CHOICE for what there is no counterpart of here, and is not said: layers
        with other parameters, dropout, clipping, schedules.
    """
    library, count = extra("torch"), check_count(steps, "steps")
    check_training(library, net, X, y, optimizer, loss, train)
    if train is None:
        check_targets(loss, y)
    if not double:
        check_precision(library, net)
    options = {"torch": library, "optimizer": optimizer, "steps": int(count)}
    options |= {"activation": activation, "loss_is": loss_is, "optimizer_is": optimizer_is}
    options |= {"penalty_is": penalty_is}

    def own(X: Any, y: Any) -> Any:
        optimizer.zero_grad()
        value = loss(net(X), y)
        value.backward()
        optimizer.step()
        return value

    losses: list[float] = []
    rates = [group["lr"] for group in optimizer.param_groups]
    with as_new(net, optimizer, loss, double), watching(net, library) as passes:
        if double:
            X, y = X.double(), targets_in_double(loss, y)
        case, seen, logits = network_case(net, X, y, loss, options)
        inputs = seen.A_in[0]
        r = Recorder(case, name="PyTorch")
        for step in range(int(count)):
            passes.clear()
            with in_one_precision(double):
                value = (train or own)(X, y)
            check_passes(passes, inputs)
            check_step(passes[0], rates, optimizer)
            r.step(step)
            record_step(r, passes[0], optimizer, logits, penalty_is is not None)
            if value is not None and ("penalty" not in case or penalty_is is not None):
                r.loss(as_doubles(value))
                losses.append(as_doubles(value).item())
        for l, linear in enumerate(seen.linears, start=1):
            r.final_W(l, as_doubles(linear.weight).T)
            r.final_b(l, None if linear.bias is None else as_doubles(linear.bias))
    if len(losses) == count:
        r.losses(losses)
    return r
