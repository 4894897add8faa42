"""The equations of rprop: a step size for every weight, longer or shorter by the signs of its
gradients.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..truth import balls, bounds
from .moves import moved, positive, sign
from .quantities import Quantity

Array = np.ndarray


def rprop_step(w: Array, g: Array, s: Any, o: Any) -> Array:
    """step increase, or step decrease, or step, within the two limits."""
    agreement = s["sign"] * sign(g)
    longer, shorter = s["step"] * o["increase"], s["step"] * o["decrease"]
    longer = np.where(positive(longer - o["largest_step"]), o["largest_step"], longer)
    shorter = np.where(positive(o["smallest_step"] - shorter), o["smallest_step"], shorter)
    return np.where(positive(agreement), longer, np.where(positive(-agreement), shorter, s["step"]))


def taken_back(g: Array, s: Any, o: Any) -> Array:
    """Where the sign has turned, with backtracking."""
    return positive(-(s["sign"] * sign(g))) & bool(o["backtracking"])


def rprop_move(w: Array, g: Array, s: Any, o: Any) -> Array:
    """sign step, or what was added by the step before, with the other sign."""
    return np.where(taken_back(g, s, o), -(s["sign"] * s["step"]), sign(g) * rprop_step(w, g, s, o))


RPROP = {
    "parameter": moved(rprop_move, 2),
    "step": Quantity(rprop_step, lambda w, g, s, o: bounds.relative(2, rprop_step(w, g, s, o))),
    "sign": Quantity(
        lambda w, g, s, o: balls.exact(np.where(taken_back(g, s, o), 0.0, sign(g))),
        lambda w, g, s, o: bounds.exactly(g),
    ),
}
