"""The walk through a training run: which quantity is computed from which, in which order, and from
which rows.

The walk itself computes nothing: `evaluate(place, quantity, *inputs)` decides what every quantity
becomes. The oracle evaluates in balls, the ensemble adds noise, and resync goes on with somebody
else's value.
"""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from ..truth import balls
from .activations import activation_of
from .before_update import penalized, penalty_in, with_penalty
from .losses import loss_of
from .quantities import DA, DA_DROPPED, DB, DW, REDUCTIONS, D, Z
from .walk_search import is_search, search
from .walk_update import update

Array = np.ndarray
Case = dict[str, Any]
Layers = Sequence[dict[str, Any]]  # of each layer: W, b and, where the optimizer has one, state
Evaluate = Callable[..., Any]


def forward(
    case: Case,
    parameters: Layers,
    X: Array,
    y: Array,
    weight: Array | None,
    evaluate: Evaluate,
    masks: Sequence[Array | None] | None = None,
) -> Any:
    """Z_l and A_l of every layer, D_l with the mask where there is one, and the loss, of Z_L if it
    is fused.
    """
    values: list[dict[str, Any]] = []
    A = X
    for l, layer in enumerate(case["network"]["layers"]):
        Z_l = evaluate(("Z", l), Z, A, parameters[l]["W"], parameters[l]["b"])
        A = evaluate(("A", l), activation_of(layer["activation"]).A, Z_l)
        values.append({"Z": Z_l, "A": A})
        if masks and masks[l] is not None:
            A = evaluate(("D", l), D, A, masks[l], layer["dropout"])
            values[l] |= {"mask": masks[l], "D": A}
    entry, last = loss_of(case["loss"]), values[-1]
    inputs: tuple[Any, ...] = last["Z" if entry.fused else "A"], y, weight, divisor(case, y)
    penalty = penalty_in(case)
    if penalty:
        inputs += *penalized(parameters, penalty), penalty
        return evaluate(("loss", None), with_penalty(entry.loss), *inputs), values
    return evaluate(("loss", None), entry.loss, *inputs), values


def backward(
    case: Case,
    parameters: Layers,
    X: Array,
    y: Array,
    weight: Array | None,
    values: list[Any],
    evaluate: Evaluate,
) -> None:
    """dA_l (of a fused loss not dA_L), dZ_l, dW_l and db_l of every layer, last to first, added to
    the forward pass.
    """
    last, loss = len(values) - 1, loss_of(case["loss"])
    from_loss = lambda name: evaluate(
        (name, last), loss.gradient, values[last]["A"], y, weight, divisor(case, y)
    )
    dA = None if loss.fused else from_loss("dA")
    for l in range(last, -1, -1):
        here, entry = values[l], activation_of(case["network"]["layers"][l]["activation"])
        below = values[l - 1] if l > 0 else {"A": X}
        A = below.get("D", below["A"])
        here["dA"] = dA
        here["dZ"] = (
            from_loss("dZ")
            if dA is None
            else evaluate(("dZ", l), entry.dZ, dA, here["Z"], here["A"])
        )
        here["dW"] = evaluate(("dW", l), DW, A, here["dZ"])
        here["db"] = None if parameters[l]["b"] is None else evaluate(("db", l), DB, here["dZ"])
        if "D" in below:
            dropped = below["mask"], case["network"]["layers"][l - 1]["dropout"]
            dA = evaluate(("dA", l - 1), DA_DROPPED, here["dZ"], parameters[l]["W"], *dropped)
        elif l > 0:
            dA = evaluate(("dA", l - 1), DA, here["dZ"], parameters[l]["W"])


def divisor(case: Case, y: Array) -> int:
    """What the sum over the rows of a batch is divided by."""
    return REDUCTIONS[case["loss"].get("reduction", "sum")](len(y))


def training_step(
    case: Case,
    parameters: Layers,
    X: Array,
    y: Array,
    weight: Array | None,
    epoch: int,
    step: int,
    evaluate: Evaluate,
    masks: Sequence[Array | None] | None = None,
    ends: Callable[[Any], bool] | None = None,
) -> dict[str, Any]:
    """One whole step: its loss, and every named quantity of every layer; ends(values) says that its
    update is not made.
    """
    loss, values = forward(case, parameters, X, y, weight, evaluate, masks)
    backward(case, parameters, X, y, weight, values, evaluate)
    if not is_search(case):
        return {
            "loss": loss,
            **update(case, parameters, values, epoch, step, evaluate, ends),
            "layers": values,
        }

    def look(there: Layers, evaluate: Evaluate) -> Any:
        J, found = forward(case, there, X, y, weight, evaluate)
        backward(case, there, X, y, weight, found, evaluate)
        return J, found

    return {
        "loss": loss,
        **search(case, parameters, values, loss, epoch, step, evaluate, look, ends),
        "layers": values,
    }


def samples(case: Case, rows: Any = slice(None)) -> tuple[Array, Array, Array | None]:
    """X, y and, as a column, the weights of some samples, exactly."""
    weight = case["data"].get("sample_weight")
    column = None if weight is None else balls.exact(weight)[rows, np.newaxis]
    return balls.exact(case["data"]["X"])[rows], balls.exact(case["data"]["y"])[rows], column


def in_balls(layers: Any) -> Any:
    """The numbers of layers, exactly."""
    if isinstance(layers, dict):
        return {name: in_balls(value) for name, value in layers.items()}
    if isinstance(layers, list) and (not layers or isinstance(layers[0], (dict, np.ndarray))):
        return [in_balls(layer) for layer in layers]
    return None if layers is None else balls.exact(layers)


def only(layers: Layers, *names: str) -> list[dict[str, Any]]:
    """The layers with nothing but these of their values."""
    return [{name: layer[name] for name in names if name in layer} for layer in layers]


def tree(function: Callable[..., Any], first: Any, *others: Any) -> Any:
    """Apply `function` to every value of a nested record, or of several alike; what is absent stays
    absent.
    """
    if isinstance(first, dict):
        return {
            key: tree(function, value, *(other[key] for other in others))
            for key, value in first.items()
        }
    if isinstance(first, list):
        if any(len(other) != len(first) for other in others):
            raise NotImplementedError("a run whose number of trials or pairs rounding may change")
        return [tree(function, *values) for values in zip(first, *others)]
    return None if first is None else function(first, *others)
