"""Where a mistake of the network and its losses is planted in the Python package: what is replaced, and the names its text has."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
import twinmlp.nn.layers
import twinmlp.nn.losses
import twinmlp.train.chunks
import twinmlp.train.loop
import twinmlp.train.objective
from planting import Case, Changes, run_text
from twinmlp.base.registry import entry_name, lookup
from twinmlp.nn.activations import ACTIVATIONS
from twinmlp.nn.layers import Backward, Forward
from twinmlp.train.chunks import cut_blocks


def activation(layer: Any) -> Any:
    """A layer's entry of the table."""
    return lookup(layer.activation, ACTIVATIONS)


def concerns(layer: Any, words: list[str]) -> bool:
    """Whether a mistake is made in a layer: in all, or in those of one activation."""
    return not words or entry_name(layer.activation) == words[0]


def place_Z(text: str, case: Case, words: list[str]) -> Changes:
    """Z = A W + B, with B the biases on every row."""
    old = twinmlp.nn.layers.layer_forward

    def layer_forward(layer: Any, A: Any, ops: Any, keep_Z: bool = True) -> Forward:
        Z = old(layer, A, ops).Z
        b = np.zeros(Z.shape[1]) if layer.b is None else layer.b
        Z = run_text(
            text, {"A": A, "W": layer.W, "b": b, "B": np.broadcast_to(b, Z.shape), "Z": Z}
        )["Z"]
        return Forward(Z, activation(layer).value(Z, ops))

    return [(twinmlp.nn.layers, "layer_forward", layer_forward)]


def place_A(text: str, case: Case, words: list[str]) -> Changes:
    """A = f(Z)."""
    old = twinmlp.nn.layers.layer_forward

    def layer_forward(layer: Any, A: Any, ops: Any, keep_Z: bool = True) -> Forward:
        Z, A = old(layer, A, ops)
        if not concerns(layer, words):
            return Forward(Z, A)
        return Forward(
            Z, run_text(text, {"Z": Z, "A": A, "f": lambda z: activation(layer).value(z, ops)})["A"]
        )

    return [(twinmlp.nn.layers, "layer_forward", layer_forward)]


def place_dZ(text: str, case: Case, words: list[str]) -> Changes:
    """dZ = dA * d, with d = f'(Z)."""
    old = twinmlp.nn.layers.layer_delta

    def layer_delta(layer: Any, values: Forward, dA: Any, ops: Any) -> Any:
        if not concerns(layer, words):
            return old(layer, values, dA, ops)
        row = activation(layer)
        d = 0 * dA if row.derivative is None else row.derivative(values.Z, values.A, ops)
        names = {
            "dA": dA,
            "Z": values.Z,
            "A": values.A,
            "d": d,
            "f": lambda z: row.value(z, ops),
            "rate": case["optimizer"]["learning_rate"],
        }
        names["slope"] = lambda z, a: row.derivative(z, a, ops)
        names["relu"] = float(entry_name(layer.activation) == "relu")
        return run_text(text, names)["dZ"]

    return [(twinmlp.nn.layers, "layer_delta", layer_delta)]


def place_gradients(name: str) -> Callable[..., Changes]:
    """dW = A_in^T dZ, or db = column sums of dZ."""

    def place(text: str, case: Case, words: list[str]) -> Changes:
        old = twinmlp.nn.layers.layer_backward

        def layer_backward(
            layer: Any, A: Any, values: Forward, dA: Any, ops: Any, dZ: Any = None
        ) -> Backward:
            right = old(layer, A, values, dA, ops, dZ)
            if name == "db" and layer.b is None:
                return right
            names = {
                "A_in": A,
                "dA": right.dA,
                "dZ": right.dZ,
                "dW": right.dW,
                "db": right.db,
                "n": len(A),
            }
            names["rate"] = case["optimizer"]["learning_rate"]
            return right._replace(**{name: run_text(text, names)[name]})

        return [(twinmlp.nn.layers, "layer_backward", layer_backward)]

    return place


def loss_names(A: Any, y: Any, loss: Any, weight: Any, case: Case) -> dict[str, Any]:
    """What J and its derivative are made from; P are the outputs of a fused loss."""
    n, m = y.shape
    P = A
    if entry_name(loss) == "binary_cross_entropy":
        P = 1 / (1 + np.exp(-A))
    if entry_name(loss) == "cross_entropy":
        e = np.exp(A - A.max(axis=1, keepdims=True))
        P = e / e.sum(axis=1, keepdims=True)
    w = np.ones((n, 1)) if weight is None else weight[:, np.newaxis]
    divisor = float(n) if case["loss"].get("reduction", "sum") == "mean" else 1.0
    first = np.asarray(case["data"].get("sample_weight") or np.ones(n), dtype=float)[:n, np.newaxis]
    return {
        "A": A,
        "y": y,
        "n": n,
        "m": m,
        "d": A - y,
        "P": P,
        "weight": w,
        "divisor": divisor,
        "delta": case["loss"].get("delta", 1.0),
        "first_weights": first,
    }


def place_loss(text: str, case: Case, words: list[str]) -> Changes:
    """J."""
    old = twinmlp.nn.losses.loss_value

    def loss_value(
        A: Any,
        y: Any,
        loss: Any,
        reduction: str,
        ops: Any,
        weight: Any = None,
        n: int | None = None,
    ) -> Any:
        names = loss_names(A, y, loss, weight, case) | {
            "J": old(A, y, loss, reduction, ops, weight, n)
        }
        return float(run_text(text, names)["J"])

    return [
        (module, "loss_value", loss_value)
        for module in (twinmlp.train.chunks, twinmlp.train.objective)
    ]


def place_gradient(text: str, case: Case, words: list[str]) -> Changes:
    """E, which is dA of the last layer, or dZ of a fused loss."""
    old = twinmlp.nn.losses.loss_gradient

    def loss_gradient(
        A: Any,
        y: Any,
        loss: Any,
        reduction: str,
        ops: Any,
        weight: Any = None,
        n: int | None = None,
    ) -> Any:
        E = old(A, y, loss, reduction, ops, weight, n)
        return run_text(text, loss_names(A, y, "", weight, case) | {"E": E})["E"]

    return [(twinmlp.nn.losses, "loss_gradient", loss_gradient)]


def place_rows(text: str, case: Case, words: list[str]) -> Changes:
    """The batches of an epoch."""
    old = twinmlp.train.loop.batches

    def batches(n: int, size: Any = None, order: str = "sequential", draws: Any = None) -> Any:
        drawn = old(n, size, order, draws)
        cut = lambda rows: [rows[i : i + size] for i in range(0, n, size)]
        names = {
            "n": n,
            "batches": drawn.batches,
            "each": lambda f, b: [f(rows) for rows in b],
            "cut": cut,
            "in_order": np.arange(n),
        }
        names["same"] = np.random.RandomState(7).permutation(n)
        return drawn._replace(batches=run_text(text, names)["batches"])

    by_number = lambda rows, in_order, *rest: cut_blocks(rows, False, *rest)
    return [(twinmlp.train.loop, "batches", batches), (twinmlp.train.loop, "cut_blocks", by_number)]


PLACES = {
    "Z": place_Z,
    "A": place_A,
    "loss": place_loss,
    "gradient": place_gradient,
    "dZ": place_dZ,
    "dW": place_gradients("dW"),
    "db": place_gradients("db"),
    "rows": place_rows,
}
