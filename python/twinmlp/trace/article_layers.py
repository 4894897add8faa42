"""A layer's recorded matrices under the article's names and signs."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import REPRODUCIBLE, Array
from ..base.registry import lookup
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Layer
from .article_names import article_name
from .formulas import activation_formula


def article_layer(layer: Layer, values: dict[str, Any]) -> dict[str, Any]:
    """One layer's matrices with the article's sign; a fused loss leaves no dA, softmax no slope."""
    Z, A = np.asarray(values["Z"]), np.asarray(values["A"])
    derivative = lookup(layer.activation, ACTIVATIONS).derivative
    return {
        "W": layer.W,
        "b": None if layer.b is None else layer.b[np.newaxis, :],
        "Z": Z,
        "A": A,
        "slope": None if derivative is None else derivative(Z, A, REPRODUCIBLE),
        "dA": None if values["dA"] is None else -np.asarray(values["dA"]),
        "dZ": -np.asarray(values["dZ"]),
        "activation": layer.activation,
        "dropped": values.get("mask") is not None,
    }


def activation_text(layer: dict[str, Any], part: str) -> str:
    """An activation or its derivative as a formula, to stand after its name."""
    formula = activation_formula(layer["activation"], part, short=True)
    return "" if formula is None else f": {formula}"


def name_below(layers: list[dict[str, Any]], l: int) -> str:
    """The article's name of what layer l takes in; with dropout, of what it leaves of it."""
    A = article_name("A", l - 1, len(layers))
    return f"dropout({A})" if l > 1 and layers[l - 2]["dropped"] else A


def gather(layers: list[dict[str, Any]], quantities: list[str], numbers: Any) -> dict[str, Array]:
    """The matrices of these quantities and layers by the article's names, where they exist."""
    return {
        article_name(q, l, len(layers)): layers[l - 1][q]
        for l in numbers
        for q in quantities
        if layers[l - 1][q] is not None
    }
