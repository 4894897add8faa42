"""The names of the matrices of a program, in the two styles."""

from __future__ import annotations

from typing import Callable

from ..base.text import fill_template
from ..trace.article_names import article_name
from .table import listing_table

Naming = Callable[[str, int], str]
NAMED_BY_ARTICLE = ("Z", "A", "slope", "dA", "dZ", "W", "b")


def listing_names(style: str, L: int) -> Naming:
    """Return the function that names a quantity of layer l: A of layer 0 is X."""
    templates = listing_table()["names"][style]

    def name(quantity: str, l: int) -> str:
        if quantity == "A" and l == 0:
            return "X"
        if style == "article" and quantity in NAMED_BY_ARTICLE:
            return article_name(quantity, l, L)
        if style == "article" and quantity in ("dW", "db"):
            own = article_name(quantity[1], l, L)
            return fill_template(templates[quantity], {quantity[1]: own})
        return fill_template(templates[quantity], {"l": l})

    return name


def slope_function(style: str, activation: str) -> str:
    """Name the function of a slope."""
    return fill_template(listing_table()["names"][style]["slope_function"], {"f": activation})
