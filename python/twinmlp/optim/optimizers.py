"""The table of optimizers: name -> options, starting state, and update.

An entry is an `Optimizer`. To add one, write one entry in OPTIMIZERS here and in R; an update of
more than a few lines goes into a module of its own. Below, w is a parameter (W_l is n_{l-1} x n_l,
b_l has n_l), g the gradient for its update, of the same shape: the derivative of J after penalty,
freezing and clipping. Updates are elementwise, in the order written; they change none of their
arguments.
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
    """An entry of the table of optimizers.

    options: name -> default and check of each option; learning_rate, which all have, is not among
        them.
    start(parameter, options): the state of one parameter before the first step. update.start_states
        calls it for every W and b; an option may be read, and learning_rate.
    update(w, g, state, options, ops): the parameter and its state after one step, of the same
        shapes. update.update_layer calls it in every step for every W and b, after the decay of W;
        options["learning_rate"] is the rate of this step. None for an optimizer with a search.
    search(at, states, options, frozen, ops, evaluate): one step of the whole network, for an
        optimizer that tries several steps and looks at J after each: from the evaluation `at` to a
        Search. train.step calls it in place of every update; evaluate(network) gives an Evaluation.
    check(options, argument): refuses options that do not go together; None if all do.
    """

    options: dict[str, Option]
    start: Callable[[Array, Options], State]
    update: Callable[[Array, Array, State, Options, Arithmetic], tuple[Array, State]] | None
    search: Callable[..., Any] | None = None
    check: Callable[[Options, str], None] | None = None


def zeros(*parts: str) -> Callable[[Array, Options], State]:
    """Make the start of a state whose parts are zeros of the parameter's shape."""
    return lambda parameter, options: {part: np.zeros_like(parameter) for part in parts}


def sgd(w: Array, g: Array, state: State, options: Options, ops: Arithmetic) -> tuple[Array, State]:
    """Gradient descent: w <- w - learning_rate * g (Robbins and Monro 1951)."""
    return w - options["learning_rate"] * g, state


def momentum(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """Gradient descent with momentum (Polyak 1964).

    velocity <- momentum * velocity + g; w <- w - learning_rate * velocity.
    """
    velocity = options["momentum"] * state["velocity"] + g
    return w - options["learning_rate"] * velocity, {"velocity": velocity}


def nesterov(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """Gradient descent with Nesterov's momentum (Sutskever et al. 2013).

    velocity <- momentum * velocity + g; w <- w - learning_rate * (g + momentum * velocity).
    """
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
    """Accept a name in OPTIMIZERS, or an object of a name and options; return the name and all
    options.

    Names in `others` are left alone. Errors: E_CHOICE for another name, E_FORMAT for an option that
    the optimizer does not have, and those of the options' checks.
    """
    named = check_named(value, argument, OPTIMIZERS)
    entry = OPTIMIZERS[named["name"]]
    options = check_options(named, argument, entry.options, others)
    if entry.check is not None:
        entry.check(options, argument)
    return named["name"], options
