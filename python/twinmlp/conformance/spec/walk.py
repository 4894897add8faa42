"""The walk through a training run: which quantity is computed from which, in which order, and from
which rows.

The walk itself computes nothing: `evaluate(place, quantity, *inputs)` decides what every quantity
becomes. The oracle evaluates in balls, the ensemble adds noise, and resync goes on with somebody
else's value.
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..truth import balls
from .activations import activation_of
from .before_update import penalized, penalty_in, with_penalty
from .losses import loss_of
from .quantities import DA, DA_DROPPED, DB, DW, REDUCTIONS, Array, Case, D, Evaluate, Layers, Z
from .walk_search import is_search, search
from .walk_update import Time, update

Data = tuple[Array, Array, Any]  # X, y and the weights, None where there are none
Masks = Any  # of each layer what dropout keeps, None where it has none; None for all of them


def forward(
    case: Case, parameters: Layers, data: Data, evaluate: Evaluate, masks: Masks = None
) -> tuple[Any, list[dict[str, Any]]]:
    """The loss, of Z_L if it is fused; Z_l and A_l of every layer, D_l with the mask where there
    is one."""
    values: list[dict[str, Any]] = []
    A, y, weight = data
    for l, layer in enumerate(case["network"]["layers"]):
        Z_l = evaluate(("Z", l), Z, A, parameters[l]["W"], parameters[l]["b"])
        A = evaluate(("A", l), activation_of(layer["activation"]).A, Z_l)
        values.append({"Z": Z_l, "A": A})
        if masks and masks[l] is not None:
            A = evaluate(("D", l), D, A, masks[l], layer["dropout"])
            values[l] |= {"mask": masks[l], "D": A}
    entry, last = loss_of(case["loss"]), values[-1]
    inputs: tuple[Any, ...] = last["Z" if entry.fused else "A"], y, weight, divisor(case, y)
    loss, penalty = entry.loss, penalty_in(case)
    if penalty:
        loss, inputs = with_penalty(loss), (*inputs, *penalized(parameters, penalty), penalty)
    return evaluate(("loss", None), loss, *inputs), values


def backward(
    case: Case, parameters: Layers, data: Data, values: list[Any], evaluate: Evaluate
) -> None:
    """dA_l (of a fused loss not dA_L), dZ_l, dW_l and db_l of every layer, last to first, added to
    the forward pass."""
    X, y, weight = data
    last, loss = len(values) - 1, loss_of(case["loss"])
    inputs = values[last]["A"], y, weight, divisor(case, y)
    from_loss = lambda name: evaluate((name, last), loss.gradient, *inputs)
    dA = None if loss.fused else from_loss("dA")
    for l in range(last, -1, -1):
        here, entry = values[l], activation_of(case["network"]["layers"][l]["activation"])
        below = values[l - 1] if l > 0 else {"A": X}
        A = below.get("D", below["A"])
        here["dA"] = dA
        if dA is None:
            here["dZ"] = from_loss("dZ")
        else:
            here["dZ"] = evaluate(("dZ", l), entry.dZ, dA, here["Z"], here["A"])
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
    data: Data,
    time: Time,
    evaluate: Evaluate,
    masks: Masks = None,
    ends: Callable[[Any], bool] | None = None,
) -> dict[str, Any]:
    """One whole step: its loss, and every named quantity of every layer; ends(values) says that its
    update is not made."""

    def look(there: Layers, evaluate: Evaluate, masks: Masks = None) -> Any:
        J, found = forward(case, there, data, evaluate, masks)
        backward(case, there, data, found, evaluate)
        return J, found

    loss, values = look(parameters, evaluate, masks)
    if is_search(case):
        rest = search(case, parameters, values, loss, time, evaluate, look, ends)
    else:
        rest = update(case, parameters, values, time, evaluate, ends)
    return {"loss": loss, **rest, "layers": values}


def samples(case: Case, rows: Any = slice(None)) -> Data:
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
    absent."""
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
