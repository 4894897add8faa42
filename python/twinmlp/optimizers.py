"""One table: name -> start state and one update; explicit state, values in, values out."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

from .arithmetic import Arithmetic, Array

State = dict[str, Any]


class Optimizer(NamedTuple):
    """`start(parameter)` gives the state; `update(parameter, gradient, state, options, ops)` gives both anew."""

    start: Callable[[Array], State]
    update: Callable[[Array, Array, State, dict[str, float], Arithmetic], tuple[Array, State]]


def sgd_update(
    parameter: Array, gradient: Array, state: State, options: dict[str, float], ops: Arithmetic
) -> tuple[Array, State]:
    """W <- W - learning_rate * dW."""
    return parameter - options["learning_rate"] * gradient, state


OPTIMIZERS = {
    "sgd": Optimizer(start=lambda parameter: {}, update=sgd_update),
}
