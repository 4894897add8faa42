"""A multilayer perceptron in plain NumPy, written from SPEC.md: python numpy_mlp.py CASE TRACE."""

import json
import sys

import numpy as np
from numpy_parts import activation, derivative, error, move, rate_at, start_state, terms


def read(path):
    with open(path, encoding="utf-8") as file:
        case = json.load(file)
    beyond = [
        name
        for name in ("validation_fraction", "patience", "threshold")
        if case["training"].get(name) is not None
    ]
    if (
        beyond
        or case["optimizer"]["name"] == "lbfgs"
        or isinstance(case["parameters"], dict)
        or case["training"].get("generator") == "r"
    ):
        print("not here", file=sys.stderr)
        sys.exit(77)
    return case


def forward(case, W, b, X, masks=None):
    A, found = X, []
    for l, layer in enumerate(case["network"]["layers"]):
        Z = A @ W[l] if b[l] is None else A @ W[l] + b[l]
        A = activation(layer, Z)
        found.append({"Z": Z, "A": A})
        if masks and masks[l] is not None:
            A = A * masks[l] / (1 - layer["dropout"])
            found[-1] |= {"mask": masks[l], "D": A}
    return found


def total_loss(case, W, values, y, weight):
    J = (terms(case["loss"], values[-1]["A"], values[-1]["Z"], y) * weight).sum()
    if case["loss"].get("reduction", "sum") == "mean":
        J = J / len(y)
    penalty = case.get("penalty") or {}
    J = J + penalty.get("l1", 0) * sum(abs(w).sum() for w in W)
    return J + penalty.get("l2", 0) / 2 * sum((w**2).sum() for w in W)


def backward(case, W, b, X, values, y, weight):
    layers = case["network"]["layers"]
    E = error(case["loss"], values[-1]["A"], y) * weight
    if case["loss"].get("reduction", "sum") == "mean":
        E = E / len(y)
    for l in reversed(range(len(layers))):
        now = values[l]
        if l == len(layers) - 1 and case["loss"]["name"] in (
            "binary_cross_entropy",
            "cross_entropy",
        ):
            now["dZ"] = E
        else:
            dA = E if l == len(layers) - 1 else values[l + 1]["dZ"] @ W[l + 1].T
            if "mask" in now:
                dA = dA * now["mask"] / (1 - layers[l]["dropout"])
            now["dA"] = dA
            now["dZ"] = derivative(layers[l], dA, now["Z"], now["A"])
        below = X if l == 0 else values[l - 1].get("D", values[l - 1]["A"])
        now["dW"] = below.T @ now["dZ"]
        if b[l] is not None:
            now["db"] = now["dZ"].sum(axis=0)


def gradients(case, W, b, values):
    """What the optimizer is handed, and the norm of it before clipping."""
    penalty, clipping, frozen = (
        case.get("penalty") or {},
        case.get("clipping") or {},
        case.get("masks"),
    )
    found, norm = [], None
    for l, now in enumerate(values):
        g = {"W": now["dW"] + penalty.get("l1", 0) * np.sign(W[l]) + penalty.get("l2", 0) * W[l]}
        if b[l] is not None:
            g["b"] = now["db"]
        for name in g:
            if frozen and frozen[l].get(name) is not None:
                g[name] = g[name] * np.array(frozen[l][name])
        found.append(g)
    if "value" in clipping:
        found = [
            {name: np.clip(g, -clipping["value"], clipping["value"]) for name, g in one.items()}
            for one in found
        ]
    if "norm" in clipping:
        norm = np.sqrt(sum((g**2).sum() for one in found for g in one.values()))
        if norm > clipping["norm"]:
            found = [
                {name: g * (clipping["norm"] / norm) for name, g in one.items()} for one in found
            ]
    return found, norm, bool(clipping or frozen or any(penalty.values()))


def train(case):
    training, optimizer, layers = case["training"], case["optimizer"], case["network"]["layers"]
    X, y = np.array(case["data"]["X"], float), np.array(case["data"]["y"], float)
    weight = (
        np.ones((len(X), 1))
        if case["data"].get("sample_weight") is None
        else np.array(case["data"]["sample_weight"])[:, None]
    )
    W = [np.array(p["W"], float) for p in case["parameters"]]
    b = [None if p["b"] is None else np.array(p["b"], float) for p in case["parameters"]]
    states = [
        {"W": start_state(optimizer, w), "b": None if c is None else start_state(optimizer, c)}
        for w, c in zip(W, b)
    ]
    decay = optimizer.get("weight_decay", 0.01 if optimizer["name"] == "adamw" else 0.0)
    random = np.random.RandomState(training.get("seed", 42))
    size = training.get("batch_size") or len(X)
    steps, losses, step = [], [], 0
    for epoch in range(training["epochs"]):
        losses.append(total_loss(case, W, forward(case, W, b, X), y, weight))
        order = np.arange(len(X))
        if training.get("order") == "shuffled":
            order = random.permutation(len(X))
        for first in range(0, len(X), size):
            rows = order[first : first + size]
            masks = [
                (
                    random.random_sample(len(rows) * layer["units"]).reshape(len(rows), -1)
                    >= layer["dropout"]
                )
                * 1.0
                if layer.get("dropout")
                else None
                for layer in layers
            ]
            Xb, yb, wb = X[rows], y[rows], weight[rows]
            values = forward(case, W, b, Xb, masks)
            loss = total_loss(case, W, values, yb, wb)
            backward(case, W, b, Xb, values, yb, wb)
            given, norm, changed = gradients(case, W, b, values)
            rate = rate_at(optimizer, epoch, step)
            for l in range(len(layers)):
                for name, params in (("W", W), ("b", b)):
                    if params[l] is not None:
                        old = params[l]
                        params[l] = move(
                            optimizer,
                            rate,
                            states[l][name],
                            given[l][name],
                            old,
                            decay if name == "W" else 0,
                        )
                        if case.get("masks") and case["masks"][l].get(name) is not None:
                            params[l] = np.where(
                                np.array(case["masks"][l][name]) == 0, old, params[l]
                            )
            if step in case["record"]["steps"]:
                record = {"step": step, "epoch": epoch, "rows": rows, "loss": loss, "layers": []}
                if optimizer.get("schedule"):
                    record["learning_rate"] = rate
                if norm is not None:
                    record["gradient_norm"] = norm
                for l, now in enumerate(values):
                    now |= {"W": W[l].copy(), "b": None if b[l] is None else b[l].copy()}
                    if changed:
                        now |= {"gW": given[l]["W"], "gb": given[l].get("b")}
                    if states[l]["W"]:
                        now["state"] = {
                            name: dict(state) for name, state in states[l].items() if state
                        }
                    record["layers"].append(now)
                steps.append(record)
            step += 1
    final = {"loss": total_loss(case, W, forward(case, W, b, X), y, weight)}
    final["parameters"] = [{"W": w, "b": c} for w, c in zip(W, b)]
    return {
        "implementation": {"name": "numpy_mlp"},
        "steps": steps,
        "losses": losses,
        "final": final,
    }


def plain(value):
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


if __name__ == "__main__":
    result = plain(train(read(sys.argv[1])))
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(result, file)
