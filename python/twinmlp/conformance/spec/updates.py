"""The equations of the update, one entry each: the gradient for it, its state, and the
parameter after it.

As in `quantities`, `value` takes balls and `bound` doubles. Each optimizer's quantities take (w, g,
state, options): the parameter before the step, the gradient for the update, the state with
what this step has computed so far, and all options, of which learning_rate may differ between runs.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, NamedTuple

import numpy as np

from ..truth import balls, bounds
from .moves import ADAM, RPROP, mixed, moved, rate
from .quantities import Quantity

Array = np.ndarray


class Optimizer(NamedTuple):
    """The options' defaults, the start of each part of the state, and the quantities in order,
    "parameter" among them.
    """

    options: dict[str, Any]
    start: Mapping[str, Callable[[Array, Any], Any]]
    parts: dict[str, Quantity]


# velocity <- momentum velocity + g
VELOCITY = Quantity(
    lambda w, g, s, o: s["velocity"] * o["momentum"] + g,
    lambda w, g, s, o: bounds.relative(4, np.abs(o["momentum"] * s["velocity"]) + np.abs(g)),
)


def momentum_move(w: Array, g: Array, s: Any, o: Any) -> Array:
    """learning_rate velocity."""
    return s["velocity"] * rate(w, o)


def nesterov_move(w: Array, g: Array, s: Any, o: Any) -> Array:
    """learning_rate (g + momentum velocity)."""
    return (g + s["velocity"] * o["momentum"]) * rate(w, o)


def nesterov_size(w: Array, g: Array, s: Any, o: Any) -> Array:
    """The same with both terms as large as they are."""
    return (np.abs(g) + np.abs(s["velocity"] * o["momentum"])) * rate(w, o)


def adagrad_move(w: Array, g: Array, s: Any, o: Any) -> Array:
    """learning_rate g / (sqrt(squares) + epsilon), of rmsprop too."""
    return g * rate(w, o) / (np.sqrt(s["squares"]) + o["epsilon"])


# squares <- squares + g^2
SUM_OF_SQUARES = Quantity(
    lambda w, g, s, o: s["squares"] + g * g,
    lambda w, g, s, o: bounds.relative(4, s["squares"] + g * g),
)
# squares <- rho squares + (1 - rho) g^2: three roundings a term, all of one sign
SQUARES = Quantity(
    lambda w, g, s, o: mixed(o["rho"], s["squares"], g * g),
    lambda w, g, s, o: bounds.relative(8, mixed(o["rho"], s["squares"], g * g)),
)


def adadelta_move(g: Array, s: Any, o: Any) -> Array:
    """g sqrt(moves + epsilon) / sqrt(squares + epsilon)."""
    return g * np.sqrt(s["moves"] + o["epsilon"]) / np.sqrt(s["squares"] + o["epsilon"])


def adadelta_moves(w: Array, g: Array, s: Any, o: Any) -> Array:
    """rho moves + (1 - rho) move^2."""
    return mixed(o["rho"], s["moves"], adadelta_move(g, s, o) * adadelta_move(g, s, o))


def zero(w: Array, options: Any) -> Array:
    """Zeros of the parameter's shape."""
    return w * 0


def no_pairs(w: Array, options: Any) -> list[Array]:
    """No pairs yet."""
    return []


def one(w: Array, options: Any) -> Array:
    """The number 1."""
    return balls.exact(1.0)


ADAM_OPTIONS = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "epsilon_mode": "outside"}
ADAM_START = {"m": zero, "v": zero, "beta1_power": one, "beta2_power": one}
LBFGS_OPTIONS = {"memory": 10, "c1": 1e-4, "c2": 0.9, "evaluations": 20}
RPROP_OPTIONS = {"increase": 1.2, "decrease": 0.5, "smallest_step": 1e-6, "largest_step": 50.0}

OPTIMIZERS = {
    # all of it is in search and walk_search
    "lbfgs": Optimizer(LBFGS_OPTIONS, {"s": no_pairs, "y": no_pairs}, {}),
    # w - learning_rate g
    "sgd": Optimizer({}, {}, {"parameter": moved(lambda w, g, s, o: g * rate(w, o), 1)}),
    # w - learning_rate velocity
    "momentum": Optimizer(
        *({"momentum": 0.9}, {"velocity": zero}),
        {"velocity": VELOCITY, "parameter": moved(momentum_move, 1)},
    ),
    # w - learning_rate (g + momentum velocity)
    "nesterov": Optimizer(
        *({"momentum": 0.9}, {"velocity": zero}),
        {"velocity": VELOCITY, "parameter": moved(nesterov_move, 3, nesterov_size)},
    ),
    "adagrad": Optimizer(
        *({"epsilon": 1e-10}, {"squares": zero}),
        {"squares": SUM_OF_SQUARES, "parameter": moved(adagrad_move, 5)},
    ),
    "rmsprop": Optimizer(
        {"rho": 0.9, "epsilon": 1e-8},
        {"squares": zero},
        {"squares": SQUARES, "parameter": moved(adagrad_move, 5)},
    ),
    "adam": Optimizer(ADAM_OPTIONS, ADAM_START, ADAM),
    "adamw": Optimizer({**ADAM_OPTIONS, "weight_decay": 0.01}, ADAM_START, ADAM),
    # w - learning_rate move; moves <- rho moves + (1 - rho) move^2
    "adadelta": Optimizer(
        {"rho": 0.9, "epsilon": 1e-6},
        {"squares": zero, "moves": zero},
        {
            "squares": SQUARES,
            "parameter": moved(lambda w, g, s, o: adadelta_move(g, s, o) * rate(w, o), 8),
            "moves": Quantity(adadelta_moves, lambda *a: bounds.relative(32, adadelta_moves(*a))),
        },
    ),
    "rprop": Optimizer(
        {**RPROP_OPTIONS, "backtracking": True},
        {"sign": zero, "step": lambda w, options: w * 0 + options["learning_rate"]},
        RPROP,
    ),
}


def optimizer_options(optimizer: dict[str, Any]) -> dict[str, Any]:
    """All options of a case's optimizer, numbers exactly."""
    options = {"weight_decay": 0.0, **OPTIMIZERS[optimizer["name"]].options, **optimizer}
    return {
        name: balls.exact(v) if isinstance(v, (int, float)) and not isinstance(v, bool) else v
        for name, v in options.items()
    }


def frozen(quantity: Quantity, mask: Array | None) -> Quantity:
    """The quantity of a parameter that keeps its value where the mask is 0."""
    if mask is None:
        return quantity
    still = np.asarray(mask) == 0
    return Quantity(
        lambda w, *inputs: np.where(still, w, quantity.value(w, *inputs)),
        lambda w, *inputs: np.where(still, 0.0, quantity.bound(w, *inputs)),
    )
