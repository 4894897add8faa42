"""The names of the update of one parameter, W or b of a layer; `names` are those at a quantity of
it."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from .moment import as_doubles, before, cached, penalty_of, start_of
from .optimizers import OPTIONS

Names = Any


def factor(names: Names, name: str) -> float:
    """l1 or l2 of the parameter: of a bias 0 where the penalty is on the weights alone."""
    penalty = penalty_of(names)
    return penalty[name] if names.parameter == "W" or penalty["biases"] else 0.0


def trained(names: Names) -> Any:
    """1 where a parameter is trained, 0 where it is frozen."""
    masks = names.case.get("masks")
    known = (masks[names.l] if masks else {}).get(names.parameter)
    found = lambda: 1.0 if known is None else np.asarray(known, dtype=float)
    return cached(names.moment, ("trained", names.l, names.parameter), found)


def gradient_of(names: Names) -> Any:
    """The gradient of a parameter that the optimizer is handed."""
    here = names.moment.now[names.l]
    return here.get(("g" if names["handed_other"] else "d") + names.parameter)


def squares_of_samples(names: Names) -> Any:
    """The sum of the squares of the gradients of the samples, not the square of their sum."""
    squares = names["dZ"] ** 2
    return (names["A_in"] ** 2).T @ squares if names.parameter == "W" else squares.sum(axis=0)


OF_PARAMETER: dict[str, Callable[[Names], Any]] = {
    "w": lambda n: before(n.moment, n.l, n.parameter),
    "d": lambda n: n.moment.now[n.l].get("d" + n.parameter),
    "g": gradient_of,
    "l1": lambda n: factor(n, "l1"),
    "l2": lambda n: factor(n, "l2"),
    "decay": lambda n: n["weight_decay"] if n.parameter == "W" else 0.0,
    "case_decay": lambda n: n["weight_decay"],
    "options": lambda n: {},  # a line that gives options or state anew gives each of them
    "state": lambda n: {},
    "default_options": lambda n: as_doubles(OPTIONS[n.case["optimizer"]["name"]]),
    "state_before": lambda n: {part: n[part + "_before"] for part in start_of(n.case, n["w"])},
    "start_state": lambda n: start_of(n.case, n["w"]),
    "trained": trained,
    "squares_of_samples": squares_of_samples,
    "is_W": lambda n: float(n.parameter == "W"),
}
