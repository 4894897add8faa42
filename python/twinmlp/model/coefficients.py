"""Names of units and weights, and outputs as responses, probabilities or classes."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_choice
from ..base.errors import fail
from ..base.registry import lookup
from ..data.metrics import output_classes, output_labels
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Network


class Coefficient(NamedTuple):
    """One weight, or a bias if `source` is "b", of the layer of that number, counted from 1."""

    layer: int
    source: str
    target: str
    value: float


def unit_names(
    network: Network, inputs: Sequence[str] | None = None, outputs: Sequence[str] | None = None
) -> list[list[str]]:
    """Names of the inputs and of every layer's units: x1, x2; h1, h2 (h1_2 in the first of several
    hidden layers); y1.
    """
    L = len(network)
    names = [
        list(inputs) if inputs is not None else [f"x{i + 1}" for i in range(len(network[0].W))]
    ]
    for l, layer in enumerate(network[:-1], start=1):
        prefix = "h" if L == 2 else f"h{l}_"
        names.append([f"{prefix}{j + 1}" for j in range(layer.W.shape[1])])
    named = outputs is not None
    return [
        *names,
        list(outputs) if named else [f"y{j + 1}" for j in range(network[-1].W.shape[1])],
    ]


def coefficient_table(
    network: Network, inputs: Sequence[str] | None = None, outputs: Sequence[str] | None = None
) -> list[Coefficient]:
    """Every weight by name: layer by layer, W row by row, then b."""
    names = unit_names(network, inputs, outputs)
    table = []
    for l, layer in enumerate(network):
        for i, source in enumerate(names[l]):
            table += [
                Coefficient(l + 1, source, target, float(w))
                for target, w in zip(names[l + 1], layer.W[i])
            ]
        if layer.b is not None:
            table += [
                Coefficient(l + 1, "b", target, float(w))
                for target, w in zip(names[l + 1], layer.b)
            ]
    return table


def coefficient_name(coefficient: Coefficient) -> str:
    """Name a weight, such as "x1 -> h1"; a bias is "b -> h1"."""
    return f"{coefficient.source} -> {coefficient.target}"


def one_column(A: Array) -> Array:
    """Turn the probability of class 1 into those of the classes 0 and 1, n x 2."""
    return np.concatenate([1.0 - A, A], axis=1)


def answer(A: Array, kind: str, network: Network, independent: bool = False) -> Array:
    """The outputs as "response" (as they are), "probability" (a column a class) or "class" (n
    numbers, counted from 0; of independent labels 0 or 1 each).
    """
    check_choice(kind, "type", KINDS)
    if kind == "probability" and not lookup(network[-1].activation, ACTIVATIONS).probabilities:
        names = " nor of ".join(name for name, f in ACTIVATIONS.items() if f.probabilities)
        requirement = f"one of response, class where the outputs are neither of {names}"
        fail("E_CHOICE", "type", requirement, '"probability"')
    return output_labels(A) if kind == "class" and independent else KINDS[kind](A)


KINDS: dict[str, Any] = {
    "response": lambda A: A,
    "probability": lambda A: one_column(A) if A.shape[1] == 1 else A,
    "class": output_classes,
}
