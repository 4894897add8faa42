"""Python only: what a network of PyTorch computes, seen by hooks while it is trained."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterator

from ..arithmetic.kinds import Array
from ..base.errors import describe_class, fail
from .modules import as_doubles
from .recorder import Recorder

Record = dict[str, Any]

# The parts of an optimizer's state here, and what PyTorch calls them.
STATES = {
    "momentum": {"velocity": "momentum_buffer"},
    "nesterov": {"velocity": "momentum_buffer"},
    "adam": {"m": "exp_avg", "v": "exp_avg_sq"},
    "adamw": {"m": "exp_avg", "v": "exp_avg_sq"},
    "rmsprop": {"squares": "square_avg"},
    "adagrad": {"squares": "sum"},
    "adadelta": {"squares": "square_avg", "moves": "acc_delta"},
}


class Watched:
    """What hooks see of one pass through a network: its modules, its Linear layers in their order,
    with Z, the inputs A of each, and the derivatives of both; the module after each; the output of
    the network; and the derivatives of its parameters, by their id.
    """

    def __init__(self) -> None:
        self.modules: list[Any] = []
        self.linears: list[Any] = []
        self.after: list[Any] = []
        self.Z: list[Array] = []
        self.A_in: list[Array] = []
        self.dZ: dict[int, Array] = {}
        self.dA_in: dict[int, Array] = {}
        self.output: Array | None = None
        self.d_output: Array | None = None
        self.gradients: dict[int, Array] = {}

    def see(self, module: Any, inputs: Any, output: Any) -> None:
        """What a module without modules in it was given, and gave."""
        self.modules.append(module)
        if type(module).__name__ != "Linear":
            if self.after and self.after[-1] is None:
                self.after[-1] = module
            return
        l = len(self.linears)
        self.linears.append(module)
        self.after.append(None)
        self.Z.append(as_doubles(output))
        self.A_in.append(as_doubles(inputs[0]))
        for tensor, kept in ((output, self.dZ), (inputs[0], self.dA_in)):
            if tensor.requires_grad:
                tensor.register_hook(lambda g, kept=kept: kept.update({l: as_doubles(g)}))

    def see_output(self, output: Any) -> None:
        """What the network gave, a row a sample."""
        if not hasattr(output, "requires_grad") or output.ndim == 0:
            requirement = "one whose output is one tensor, a row a sample"
            fail("E_CHOICE", "net", requirement, describe_class(output))
        self.output = as_doubles(output).reshape(len(output), -1)
        if output.requires_grad:
            output.register_hook(self.see_slope)

    def see_slope(self, gradient: Any) -> None:
        """The derivative of what the network gave."""
        self.d_output = as_doubles(gradient).reshape(len(gradient), -1)

    def see_gradient(self, parameter: Any) -> None:
        """The derivative of a parameter, as it has been added up."""
        self.gradients[id(parameter)] = as_doubles(parameter.grad)


@contextmanager
def watching(net: Any, torch: Any) -> Iterator[list[Watched]]:
    """Watch every pass for which derivatives are wanted; gives the list that they come to."""
    passes: list[Watched] = []

    def begin(module: Any, inputs: Any) -> None:
        if torch.is_grad_enabled():
            passes.append(Watched())

    def see(module: Any, inputs: Any, output: Any) -> None:
        if torch.is_grad_enabled() and passes:
            passes[-1].see(module, inputs, output)

    def end(module: Any, inputs: Any, output: Any) -> None:
        if torch.is_grad_enabled():
            passes[-1].see_output(output)

    def after_backward(parameter: Any) -> None:
        if passes:
            passes[-1].see_gradient(parameter)

    leaves = [module for module in net.modules() if not list(module.children())]
    hooks = [net.register_forward_pre_hook(begin)]
    hooks += [module.register_forward_hook(see) for module in leaves]
    hooks += [net.register_forward_hook(end)]
    trained = [p for p in net.parameters() if p.requires_grad]
    hooks += [p.register_post_accumulate_grad_hook(after_backward) for p in trained]
    try:
        yield passes
    finally:
        for hook in hooks:
            hook.remove()


def state_of(optimizer: Any, linear: Any, asked: Record) -> Any:
    """The state of an optimizer for the weights and the biases of a layer; None if it has none.

    asked: the optimizer of the case.
    """
    parts, found = STATES.get(asked["name"], {}), {}
    for key, parameter in (("W", linear.weight), ("b", linear.bias)):
        state = {} if parameter is None else optimizer.state.get(parameter, {})
        arrays = {here: as_doubles(state[there]) for here, there in parts.items() if there in state}
        if arrays:
            found[key] = {part: a.T if key == "W" else a for part, a in arrays.items()}
        # In single precision they would be the only doubles.
        if arrays and "m" in parts and parameter.element_size() == 8:
            steps = float(state["step"])
            found[key] |= {f"{beta}_power": asked[beta] ** steps for beta in ("beta1", "beta2")}
    return found or None


def record_step(r: Recorder, seen: Watched, optimizer: Any, logits: bool, penalized: bool) -> None:
    """Record what a pass through the network computed, its derivatives, which may have those of a
    penalty in them, and the update.
    """
    of_W, of_b = ("gW", "gb") if penalized else ("dW", "db")
    for l, linear in enumerate(seen.linears, start=1):
        r.Z(l, seen.Z[l - 1])
        r.dZ(l, seen.dZ.get(l - 1))
        if l < len(seen.linears):
            r.A(l, seen.A_in[l])
            r.dA(l, seen.dA_in.get(l))
        elif not logits:
            r.A(l, seen.output)
            r.dA(l, seen.d_output)
        dW = seen.gradients.get(id(linear.weight))
        r.record(of_W, l, None if dW is None else dW.T)
        r.record(of_b, l, seen.gradients.get(id(linear.bias)))
        r.W(l, as_doubles(linear.weight).T)
        r.b(l, None if linear.bias is None else as_doubles(linear.bias))
        r.state(l, state_of(optimizer, linear, r.case["optimizer"]))
