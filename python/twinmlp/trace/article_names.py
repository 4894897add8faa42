"""The article's names of quantities, and its formula of the error for each loss."""

from __future__ import annotations

from typing import Any

from ..base.registry import entry_name

# The article's names of layer l; {} is its number, empty in a network with one hidden layer.
HIDDEN_NAMES = {
    "Z": "hidden_layer_input{}",
    "A": "hiddenlayer_activations{}",
    "slope": "slope_hidden_layer{}",
    "dA": "Error_at_hidden_layer{}",
    "dZ": "d_hiddenlayer{}",
    "W": "wh{}",
    "b": "bh{}",
}
OUTPUT_NAMES = {
    "Z": "output_layer_input",
    "A": "output",
    "slope": "slope_output_layer",
    "dA": "E",
    "dZ": "d_output",
    "W": "wout",
    "b": "bout",
}


def article_name(quantity: str, l: int, L: int) -> str:
    """The article's name for a quantity of layer l of L; layer 0 is the input X."""
    if l == 0:
        return "X"
    return OUTPUT_NAMES[quantity] if l == L else HIDDEN_NAMES[quantity].format("" if L == 2 else l)


# What the article's E = y - output is with other losses; a fused loss has y - output, too.
ERRORS_OF_LOSSES = {
    "squared_error": "2 * (y - output)",
    "absolute_error": "sign(y - output)",
    "huber": "(y - output, at most delta in size)",
}


def error_formula(loss: Any, reduction: str = "sum", weighted: bool = False) -> str:
    """Write the formula of the error with the article's sign: -dA_L, or of a fused loss -dZ_L."""
    error = ERRORS_OF_LOSSES.get(entry_name(loss), "y - output")
    if (weighted or reduction == "mean") and error == "y - output":
        error = "(y - output)"
    return ("weight * " if weighted else "") + error + (" / n" if reduction == "mean" else "")
