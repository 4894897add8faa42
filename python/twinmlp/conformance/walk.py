"""The walk through a training run: which quantity is computed from which, in which order, and from which rows.

The walk itself computes nothing: `evaluate(place, quantity, *inputs)` decides what every quantity becomes. The oracle
evaluates in balls, the ensemble adds noise, and resync goes on with somebody else's value.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator, Sequence

import numpy as np

from . import balls
from .quantities import ACTIVATIONS, DA, DB, DW, LOSSES, OPTIMIZERS, REDUCTIONS, Z

Array = np.ndarray
Case = dict[str, Any]
Layers = Sequence[dict[str, Any]]  # of each layer: W, b and, where the optimizer has one, state
Evaluate = Callable[..., Any]

LAYER_QUANTITIES = ("Z", "A", "dA", "dZ", "dW", "db", "W", "b")


def no_r_permutations(seed: int) -> Callable[[int], Array]:
    """The place where R's stream comes in."""
    raise NotImplementedError("the oracle does not shuffle with generator \"r\" yet")


# generator -> seed -> permutation(n), called once per epoch
PERMUTATIONS: dict[str, Callable[[int], Callable[[int], Array]]] = {
    "numpy": lambda seed: np.random.RandomState(seed).permutation,
    "r": no_r_permutations,
}


def epoch_batches(training: dict[str, Any], n: int) -> Iterator[list[list[int]]]:
    """The rows of every batch, epoch by epoch; the last batch of an epoch is the remainder."""
    size = training.get("batch_size") or n
    order = list(range(n))
    shuffled = training.get("order", "sequential") == "shuffled"
    permutation = PERMUTATIONS[training.get("generator", "numpy")](training.get("seed", 42)) if shuffled else None
    for _ in range(training["epochs"]):
        if permutation:
            order = [int(row) for row in permutation(n)]
        yield [order[first : first + size] for first in range(0, n, size)]


def forward(case: Case, parameters: Layers, X: Array, y: Array, evaluate: Evaluate) -> Any:
    """Z_l and A_l of every layer, and the loss."""
    values: list[dict[str, Any]] = []
    A = X
    for l, layer in enumerate(case["network"]["layers"]):
        Z_l = evaluate(("Z", l), Z, A, parameters[l]["W"], parameters[l]["b"])
        A = evaluate(("A", l), ACTIVATIONS[layer["activation"]].A, Z_l)
        values.append({"Z": Z_l, "A": A})
    return evaluate(("loss", None), loss_of(case).loss, A, y, divisor(case, y)), values


def backward(
    case: Case, parameters: Layers, X: Array, y: Array, values: list[Any], evaluate: Evaluate
) -> None:
    """dA_l, dZ_l, dW_l and db_l of every layer, last to first, added to the values of the forward pass."""
    last = len(values) - 1
    dA = evaluate(("dA", last), loss_of(case).dA, values[last]["A"], y, divisor(case, y))
    for l in range(last, -1, -1):
        here, row = values[l], ACTIVATIONS[case["network"]["layers"][l]["activation"]]
        A = values[l - 1]["A"] if l > 0 else X
        here["dA"] = dA
        here["dZ"] = evaluate(("dZ", l), row.dZ, dA, here["Z"], here["A"])
        here["dW"] = evaluate(("dW", l), DW, A, here["dZ"])
        here["db"] = None if parameters[l]["b"] is None else evaluate(("db", l), DB, here["dZ"])
        if l > 0:
            dA = evaluate(("dA", l - 1), DA, here["dZ"], parameters[l]["W"])


def update(case: Case, parameters: Layers, values: list[Any], step: int, evaluate: Evaluate) -> None:
    """W, b and the optimizer's state after the step, added to the values, from the gradients at the old parameters."""
    options = case["optimizer"]
    for l, here in enumerate(values):
        here.update(W=None, b=None, state={})
        for name in ("W", "b"):
            old, gradient = parameters[l][name], here["d" + name]
            if old is None:
                continue
            state = dict(parameters[l].get("state", {}).get(name, {}))
            for part, quantity in OPTIMIZERS[options["name"]].items():
                place = (name, l) if part == "parameter" else (name, l, part)
                state[part] = evaluate(place, quantity, old, gradient, state, options, step)
            here[name] = state.pop("parameter")
            if state:
                here["state"][name] = state


def loss_of(case: Case) -> Any:
    """The row of the case's loss."""
    return LOSSES[case["loss"]["name"]]


def divisor(case: Case, y: Array) -> int:
    """What the sum over the rows of a batch is divided by."""
    return REDUCTIONS[case["loss"].get("reduction", "sum")](len(y))


def training_step(
    case: Case, parameters: Layers, X: Array, y: Array, step: int, evaluate: Evaluate
) -> dict[str, Any]:
    """One whole step: its loss, and every named quantity of every layer."""
    loss, values = forward(case, parameters, X, y, evaluate)
    backward(case, parameters, X, y, values, evaluate)
    update(case, parameters, values, step, evaluate)
    return {"loss": loss, "layers": values}


def starting_layers(case: Case) -> Layers:
    """The case's starting parameters, exactly."""
    return in_balls(only(case["parameters"], "W", "b"))


def in_balls(layers: Any) -> Any:
    """The numbers of layers, exactly."""
    if isinstance(layers, dict):
        return {name: in_balls(value) for name, value in layers.items()}
    if isinstance(layers, list) and isinstance(layers[0], dict):
        return [in_balls(layer) for layer in layers]
    return None if layers is None else balls.exact(layers)


def trajectory(case: Case, parameters: Layers, evaluate: Evaluate, keep: Callable[[Any], Any]) -> dict[str, Any]:
    """A run from `parameters`: the recorded steps and the layers before each, the loss of every epoch, and the end."""
    X, y = balls.exact(case["data"]["X"]), balls.exact(case["data"]["y"])
    record: dict[str, Any] = {"before": [], "steps": [], "losses": []}
    step = 0
    for epoch, batches in enumerate(epoch_batches(case["training"], len(X))):
        if len(batches) > 1:
            record["losses"].append(keep(forward(case, parameters, X, y, evaluate)[0]))
        for rows in batches:
            result = training_step(case, parameters, X[rows], y[rows], step, evaluate)
            if len(batches) == 1:  # the batch is all rows: its loss is the epoch's
                record["losses"].append(keep(result["loss"]))
            if step in case["record"]["steps"]:
                record["before"].append(tree(keep, only(parameters, "W", "b", "state")))
                record["steps"].append({"step": step, "epoch": epoch, "rows": rows, **tree(keep, result)})
            parameters, step = result["layers"], step + 1
    loss, _ = forward(case, parameters, X, y, evaluate)
    record["final"] = tree(keep, {"loss": loss, "parameters": only(parameters, "W", "b")})
    return record


def only(layers: Layers, *names: str) -> list[dict[str, Any]]:
    """The layers with nothing but these of their values."""
    return [{name: layer[name] for name in names if name in layer} for layer in layers]


def tree(function: Callable[..., Any], first: Any, *others: Any) -> Any:
    """Apply `function` to every value of a nested record, or of several alike; what is absent stays absent."""
    if isinstance(first, dict):
        return {key: tree(function, value, *(other[key] for other in others)) for key, value in first.items()}
    if isinstance(first, list):
        return [tree(function, *values) for values in zip(first, *others)]
    return None if first is None else function(first, *others)
