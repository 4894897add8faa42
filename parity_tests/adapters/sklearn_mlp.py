"""scikit-learn's MLPRegressor: python sklearn_mlp.py CASE TRACE. Weights in, one step at a time, weights out.

It has one activation for all hidden layers, an identity output, biases everywhere, and the loss averaged over the rows;
its loss is averaged over the outputs too, its gradients are not. `deltas` are dZ.
"""

from __future__ import annotations

import json
import sys

import numpy as np
from sklearn.neural_network import MLPRegressor
from sklearn.neural_network._stochastic_optimizers import SGDOptimizer

NAMES = {"identity": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}


def fits(case: dict) -> bool:
    """Whether a case asks for nothing but what scikit-learn has."""
    layers, training = case["network"]["layers"], case["training"]
    one_row = (training.get("batch_size") or len(case["data"]["X"])) == 1
    return (
        len({layer["activation"] for layer in layers[:-1]}) == 1
        and layers[-1]["activation"] == "identity"
        and all(layer.get("bias", True) for layer in layers)
        and (case["loss"].get("reduction") == "mean" or one_row)
        and training.get("order") != "shuffled"
        and isinstance(case["parameters"], list)
        and not {"validation_fraction", "patience", "threshold"} & set(training)
    )


def main(case_path: str, trace_path: str) -> None:
    """Train as a case says."""
    with open(case_path, encoding="utf-8") as file:
        case = json.load(file)
    if not fits(case):
        print("not a network that MLPRegressor has, with the loss averaged", file=sys.stderr)
        sys.exit(77)
    layers, training = case["network"]["layers"], case["training"]
    X, y = (np.asarray(case["data"][name], dtype=float) for name in ("X", "y"))
    model = MLPRegressor(
        hidden_layer_sizes=[layer["units"] for layer in layers[:-1]],
        activation=NAMES[layers[0]["activation"]],
        alpha=0.0,
        solver="sgd",
        max_iter=1,
    )
    model._random_state = np.random.RandomState(0)
    model._initialize(y, [X.shape[1], *(layer["units"] for layer in layers)], np.dtype(float))
    model.coefs_ = [np.array(p["W"], dtype=float) for p in case["parameters"]]
    model.intercepts_ = [np.array(p["b"], dtype=float) for p in case["parameters"]]
    parameters = model.coefs_ + model.intercepts_
    optimizer = SGDOptimizer(
        parameters, case["optimizer"]["learning_rate"], momentum=0.0, nesterov=False
    )
    size, steps, step = training.get("batch_size") or len(X), [], 0
    for epoch in range(training["epochs"]):
        for first in range(0, len(X), size):
            rows, targets = X[first : first + size], y[first : first + size]
            activations = [rows] + [np.empty((len(rows), layer["units"])) for layer in layers]
            deltas, gradients, intercepts = (
                [np.empty_like(a) for a in some]
                for some in (activations[1:], model.coefs_, model.intercepts_)
            )
            loss, gradients, intercepts = model._backprop(
                rows, targets, None, activations, deltas, gradients, intercepts
            )
            optimizer.update_params(parameters, gradients + intercepts)
            if step in case["record"]["steps"]:
                record = [
                    # The deltas are not yet averaged over the rows; the gradients are.
                    {
                        "A": activations[l + 1].tolist(),
                        "dZ": (deltas[l] / len(rows)).tolist(),
                        "dW": gradients[l].tolist(),
                        "db": intercepts[l].tolist(),
                        "W": model.coefs_[l].tolist(),
                        "b": model.intercepts_[l].tolist(),
                    }
                    for l in range(len(layers))
                ]
                steps.append({"step": step, "epoch": epoch, "loss": float(loss), "layers": record})
            step += 1
    final = {
        "parameters": [
            {"W": W.tolist(), "b": b.tolist()} for W, b in zip(model.coefs_, model.intercepts_)
        ]
    }
    with open(trace_path, "w", encoding="utf-8") as file:
        json.dump(
            {
                "implementation": {"name": "scikit-learn", "language": "Python"},
                "steps": steps,
                "final": final,
            },
            file,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
