"""The article's names, their places in the network, and their equations in SPEC's notation.

The article is "Understanding and coding Neural Networks From Scratch in Python and R".
"""

from __future__ import annotations

from typing import NamedTuple

from ..trace.article_names import article_name

QUANTITIES = ["W", "b", "Z", "A", "slope", "dA", "dZ"]


class Place(NamedTuple):
    """The quantity and the layer l that a name stands for."""

    quantity: str
    l: int


def name_places(L: int) -> dict[str, Place]:
    """Return the place of every name of a network of L layers.

    X is A_0, and y is the target.
    """
    places = {"X": Place("A", 0), "y": Place("y", L)}
    for l in range(1, L + 1):
        for quantity in QUANTITIES:
            places[article_name(quantity, l, L)] = Place(quantity, l)
    return places


def symbol(quantity: str, l: int) -> str:
    """Write a quantity in SPEC's notation: the article's E and deltas are minus derivatives."""
    if quantity == "y":
        return "y"
    if quantity == "A" and l == 0:
        return "X"
    return {"slope": f"f_{l}'(Z_{l})", "dA": f"-dA_{l}", "dZ": f"-dZ_{l}"}.get(
        quantity, f"{quantity}_{l}"
    )


def equation(quantity: str, l: int, L: int, bias: bool = True) -> str:
    """Write how a quantity is computed, in SPEC's notation; an input has no equation."""
    if quantity == "y" or l == 0:
        return ""
    below = symbol("A", l - 1)
    error = f"-dA_{L} = -dJ/dA_{L}" if l == L else f"-dA_{l} = -dZ_{l + 1} W_{l + 1}^T"
    return {
        "Z": f"Z_{l} = {below} W_{l}" + (f" + b_{l}" if bias else ""),
        "A": f"A_{l} = f_{l}(Z_{l})",
        "slope": f"f_{l}'(Z_{l})",
        "dA": error,
        "dZ": f"-dZ_{l} = -dA_{l} * f_{l}'(Z_{l})",
        "W": f"W_{l} <- W_{l} - learning_rate dW_{l}, dW_{l} = {below}^T dZ_{l}",
        "b": f"b_{l} <- b_{l} - learning_rate db_{l}, db_{l} = column sums of dZ_{l}",
    }[quantity]
