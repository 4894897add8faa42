"""A whole training run in the reproducible arithmetic, one float at a time, in the order SPEC writes it."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import scalar
from .scalar import Matrix

# name -> f(z), and f'(z) from z and a
ACTIVATIONS = {
    "identity": (lambda z: z, lambda z, a: 1.0),
    "sigmoid": (scalar.sigmoid, lambda z, a: a * (1.0 - a)),
    "tanh": (scalar.tanh, lambda z, a: 1.0 - a * a),
    "relu": (lambda z: 0.0 if z <= 0.0 else z, lambda z, a: 1.0 if z > 0.0 else 0.0),
}
DIVISORS = {"sum": lambda n: 1.0, "mean": float}


def supports(case: dict[str, Any]) -> bool:
    """Whether a case asks for nothing but what is here."""
    penalty, training = case.get("penalty") or {}, case["training"]
    return (
        isinstance(case["parameters"], list)
        and case["loss"]["name"] == "half_squared_error"
        and case["optimizer"]["name"] == "sgd"
        and set(case["optimizer"]) == {"name", "learning_rate"}
        and not any(penalty.values())
        and case["data"].get("sample_weight") is None
        and (training["order"] == "sequential" or training["generator"] == "numpy")
        and all(layer["activation"] in ACTIVATIONS for layer in case["network"]["layers"])
    )


def forward(case: dict[str, Any], parameters: list[dict[str, Any]], X: Matrix) -> list[dict[str, Matrix]]:
    """Z_l and A_l of every layer."""
    values, A = [], X
    for shape, layer in zip(case["network"]["layers"], parameters):
        Z = scalar.product(A, layer["W"], shape["units"])
        if layer["b"] is not None:
            Z = [[z + b for z, b in zip(row, layer["b"])] for row in Z]
        A = [[ACTIVATIONS[shape["activation"]][0](z) for z in row] for row in Z]
        values.append({"Z": Z, "A": A})
    return values


def loss(case: dict[str, Any], A: Matrix, y: Matrix) -> float:
    """J = the sum of (a - y)^2, halved, over the divisor."""
    squares = [[(a - t) * (a - t) for a, t in zip(*rows)] for rows in zip(A, y)]
    return scalar.total(squares, len(y[0])) / 2.0 / DIVISORS[case["loss"]["reduction"]](len(y))


def step(case: dict[str, Any], parameters: list[dict[str, Any]], X: Matrix, y: Matrix) -> dict[str, Any]:
    """One training step: loss, and every quantity of every layer, with W and b after the update."""
    values = forward(case, parameters, X)
    divisor, rate = DIVISORS[case["loss"]["reduction"]](len(y)), float(case["optimizer"]["learning_rate"])
    J = loss(case, values[-1]["A"], y)
    dA = [[(a - t) / divisor for a, t in zip(*rows)] for rows in zip(values[-1]["A"], y)]
    for l in reversed(range(len(values))):
        shape, layer, here = case["network"]["layers"][l], parameters[l], values[l]
        slope = ACTIVATIONS[shape["activation"]][1]
        A = values[l - 1]["A"] if l > 0 else X
        here["dA"] = dA
        here["dZ"] = [[d * slope(z, a) for d, z, a in zip(*rows)] for rows in zip(dA, here["Z"], here["A"])]
        here["dW"] = scalar.product(scalar.transposed(A, shape["inputs"]), here["dZ"], shape["units"])
        here["db"] = None if layer["b"] is None else scalar.column_sums(here["dZ"], shape["units"])
        if l > 0:
            dA = scalar.product(here["dZ"], scalar.transposed(layer["W"], shape["units"]), shape["inputs"])
    for layer, here in zip(parameters, values):
        here["W"] = [[w - rate * d for w, d in zip(*rows)] for rows in zip(layer["W"], here["dW"])]
        here["b"] = None if layer["b"] is None else [b - rate * d for b, d in zip(layer["b"], here["db"])]
    return {"loss": J, "layers": values}


def numbers(values: Any) -> Any:
    """Nested lists with every number as a float."""
    return [numbers(value) for value in values] if isinstance(values, list) else None if values is None else float(values)


def run(case: dict[str, Any]) -> dict[str, Any]:
    """A trace's steps, losses and final, from a case."""
    training, X, y = case["training"], numbers(case["data"]["X"]), numbers(case["data"]["y"])
    parameters = [{"W": numbers(layer["W"]), "b": numbers(layer["b"])} for layer in case["parameters"]]
    n, shuffled = len(X), training["order"] == "shuffled"
    size = training["batch_size"] or n
    draws = np.random.RandomState(training["seed"]) if shuffled else None
    record: dict[str, Any] = {"steps": [], "losses": []}
    number = 0
    for epoch in range(training["epochs"]):
        order = [int(i) for i in draws.permutation(n)] if draws else list(range(n))
        batches = [order[first : first + size] for first in range(0, n, size)]
        record["losses"].append(loss(case, forward(case, parameters, X)[-1]["A"], y))
        for rows in batches:
            result = step(case, parameters, [X[i] for i in rows], [y[i] for i in rows])
            if number in case["record"]["steps"]:
                record["steps"].append({"step": number, "epoch": epoch, "rows": rows, **result})
            parameters, number = [{"W": v["W"], "b": v["b"]} for v in result["layers"]], number + 1
    record["final"] = {"loss": loss(case, forward(case, parameters, X)[-1]["A"], y), "parameters": parameters}
    return record
