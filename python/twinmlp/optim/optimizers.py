"""One table: name -> options, start state and one update; explicit state, values in, values out.

Below, w is a parameter (W or b), g the gradient that the optimizer is given, and operations are in
the order written.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.checks import check_count, check_flag
from ..base.options import (
    GROWING,
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    SHRINKING,
    Option,
    check_named,
    check_options,
    one_of,
)
from .adaptive import adadelta, adagrad, adam, rmsprop, start_adam
from .lbfgs import check_wolfe, lbfgs, start_lbfgs
from .rprop import rprop, start_rprop

State = dict[str, Any]
Options = dict[str, Any]


class Optimizer(NamedTuple):
    """`start(parameter, options)` gives the state; `update(parameter, gradient, state, options,
    ops)` gives both anew.

    An optimizer that looks at J itself has, in place of an update, `search(at, states, config, ops,
    evaluate)`, for the whole network. `check(options, argument)` refuses options that do not go
    together.
    """

    options: dict[str, Option]
    start: Callable[[Array, Options], State]
    update: Callable[[Array, Array, State, Options, Arithmetic], tuple[Array, State]] | None
    search: Callable[..., Any] | None = None
    check: Callable[[Options, str], None] | None = None


def zeros(*parts: str) -> Callable[[Array, Options], State]:
    """The start of a state whose parts are zeros of the parameter's shape."""
    return lambda parameter, options: {part: np.zeros_like(parameter) for part in parts}


def sgd(w: Array, g: Array, state: State, options: Options, ops: Arithmetic) -> tuple[Array, State]:
    """w <- w - learning_rate * g."""
    return w - options["learning_rate"] * g, state


def momentum(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """velocity <- momentum * velocity + g; w <- w - learning_rate * velocity."""
    velocity = options["momentum"] * state["velocity"] + g
    return w - options["learning_rate"] * velocity, {"velocity": velocity}


def nesterov(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """velocity <- momentum * velocity + g; w <- w - learning_rate * (g + momentum * velocity)."""
    velocity = options["momentum"] * state["velocity"] + g
    return w - options["learning_rate"] * (g + options["momentum"] * velocity), {
        "velocity": velocity
    }


DECAY = {"weight_decay": Option(0.0, NOT_NEGATIVE)}
MOMENTUM = {"momentum": Option(0.9, SHARE)}
ADAM = {
    "beta1": Option(0.9, SHARE),
    "beta2": Option(0.999, SHARE),
    "epsilon": Option(1e-8, POSITIVE),
    "epsilon_mode": Option("outside", one_of("outside", "hat")),
}
RPROP = {
    "increase": Option(1.2, GROWING),
    "decrease": Option(0.5, SHRINKING),
    "smallest_step": Option(1e-6, POSITIVE),
    "largest_step": Option(50.0, POSITIVE),
    "backtracking": Option(True, check_flag),
}
LBFGS = {
    "memory": Option(10, check_count),
    "c1": Option(1e-4, SHRINKING),
    "c2": Option(0.9, SHRINKING),
    "evaluations": Option(20, check_count),
}

OPTIMIZERS = {
    "sgd": Optimizer(DECAY, zeros(), sgd),
    "momentum": Optimizer(MOMENTUM | DECAY, zeros("velocity"), momentum),
    "nesterov": Optimizer(MOMENTUM | DECAY, zeros("velocity"), nesterov),
    "adagrad": Optimizer({"epsilon": Option(1e-10, POSITIVE), **DECAY}, zeros("squares"), adagrad),
    "rmsprop": Optimizer(
        {"rho": Option(0.9, SHARE), "epsilon": Option(1e-8, POSITIVE), **DECAY},
        zeros("squares"),
        rmsprop,
    ),
    "adam": Optimizer(ADAM | DECAY, start_adam, adam),
    "adamw": Optimizer({**ADAM, "weight_decay": Option(0.01, NOT_NEGATIVE)}, start_adam, adam),
    "adadelta": Optimizer(
        {"rho": Option(0.9, SHARE), "epsilon": Option(1e-6, POSITIVE), **DECAY},
        zeros("squares", "moves"),
        adadelta,
    ),
    "rprop": Optimizer(RPROP | DECAY, start_rprop, rprop),
    "lbfgs": Optimizer(LBFGS, start_lbfgs, None, lbfgs, check_wolfe),
}


def check_optimizer(
    value: Any, argument: str, others: Sequence[str] = ("name",)
) -> tuple[str, Options]:
    """Accept a name in OPTIMIZERS, or an object of a name and options; the result is the name, and
    all its options.
    """
    named = check_named(value, argument, OPTIMIZERS)
    row = OPTIMIZERS[named["name"]]
    options = check_options(named, argument, row.options, others)
    if row.check is not None:
        row.check(options, argument)
    return named["name"], options
