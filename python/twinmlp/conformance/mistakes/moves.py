"""Known mistakes of any optimizer's update: the whole move, the learning rate, the state, the options, and decay."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..spec.moves import decayed
from ..spec.updates import OPTIMIZERS, optimizer_options
from .made import BIASES, PARAMETERS, WEIGHTS, Made, doubles, exact, key_of, mistakes, parts
from .mistake import Mistake, fraction, ratio
from .plain import Array, Phase

STATE = parts(
    "velocity", "squares", "moves", "m", "v", "beta1_power", "beta2_power", "step", "sign"
)
KEPT = parts("velocity", "squares", "m", "v")
BY_GRADIENT = parts("velocity", "squares", "m", "v")
STEP = "The update of the case's optimizer, once a step, with the gradients of this step; SPEC.md has its equation."


def with_rate(u: Made, rate: Any) -> dict[str, Any]:
    """Another learning rate for the move; decay stays."""
    return {"learning_rate": rate, "weight_decay": u.weight_decay * u.learning_rate / rate}


def defaults(u: Made) -> dict[str, Any]:
    """The optimizer's own options in place of the case's."""
    known = optimizer_options({"name": u.optimizer})
    return {name: known[name] for name in OPTIMIZERS[u.optimizer].options if name != "weight_decay"}


def derivative(u: Made) -> dict[str, Any] | None:
    """dW or db for what the optimizer is given."""
    return (
        {"g": exact(u.p.layers[u.p.l]["d" + u.parameter])}
        if "g" + u.parameter in u.p.layers[u.p.l]
        else None
    )


def move_ratio(p: Phase) -> float | None:
    """How many times the right move the trace's parameter has moved."""
    made = Made(p, key_of(p))
    start = doubles(decayed(made.w, made.options))
    moves = start - p.own, start - p.right
    return None if np.any(np.abs(moves[1]) <= 1e-7 * np.abs(p.right)) else ratio(*moves)


def other_rate(p: Phase) -> Array | None:
    """The right move, times some factor."""
    factor = None if p.case["optimizer"]["name"] == "rprop" else move_ratio(p)
    made = Made(p, key_of(p))
    start = doubles(decayed(made.w, made.options))
    return None if factor is None else start - factor * (start - p.right)


def coupled(u: Made) -> dict[str, Any]:
    """The decay as a part of the gradient."""
    return {"g": u.g + u.weight_decay * u.w}


def case_decay(u: Made) -> Any:
    """The weight decay of the case, which is 0 in the options of a bias."""
    return optimizer_options(u.p.case["optimizer"])["weight_decay"]


def decay_after(u: Made) -> Any:
    """The decay of what has been moved."""
    moved = u.again(weight_decay=exact(0))
    still = doubles(u.right) == doubles(u.w)
    return np.where(still, u.w, moved * (1 - u.learning_rate * u.weight_decay))


DECAY = "W <- W (1 - learning_rate weight_decay), before the move, of the weights only; the gradient stays as it is."
MISTAKES = [
    *mistakes(
        STEP,
        (
            "UPDATE_SIGN",
            PARAMETERS,
            "the update is added, not subtracted: uphill",
            lambda u: 2 * decayed(u.w, u.options) - u.right,
        ),
        ("NOT_UPDATED", PARAMETERS, "not updated: the value before the step", lambda u: u.w),
        (
            "RATE_MISSING",
            PARAMETERS,
            "the learning rate is missing",
            lambda u: with_rate(u, exact(1)),
        ),
        (
            "RATE_TWICE",
            PARAMETERS,
            "the learning rate is multiplied in twice",
            lambda u: with_rate(u, u.learning_rate * u.learning_rate),
        ),
        (
            "SCHEDULE_NOT_USED",
            PARAMETERS,
            "the update is made with the case's learning rate, not with that of the schedule",
            lambda u: (
                {"learning_rate": exact(u.p.rate)}
                if u.p.case["optimizer"].get("schedule")
                else None
            ),
        ),
        (
            "UPDATED_TWICE",
            PARAMETERS,
            "updated twice with the same gradient, or with twice the learning rate",
            lambda u: with_rate(u, u.learning_rate * 2),
        ),
        (
            "RATE_HALVED",
            PARAMETERS,
            "updated with half the learning rate",
            lambda u: with_rate(u, u.learning_rate / 2),
        ),
        (
            "RATE_OVER_ROWS",
            PARAMETERS,
            "the update is divided by the number of rows",
            lambda u: with_rate(u, u.learning_rate / u.n),
        ),
        (
            "RATE_TIMES_ROWS",
            PARAMETERS,
            "the update is multiplied by the number of rows",
            lambda u: with_rate(u, u.learning_rate * u.n),
        ),
        (
            "SGD_STEP",
            PARAMETERS,
            "a step of plain gradient descent: the optimizer's state is not used",
            lambda u: u.by("sgd"),
        ),
        (
            "STATE_OF_STEP_BEFORE",
            PARAMETERS,
            "the update is made with the optimizer's state of the step before",
            lambda u: u.start,
        ),
        (
            "DERIVATIVE_FOR_GIVEN",
            PARAMETERS + BY_GRADIENT + parts("step", "sign"),
            "the derivative of the loss is used: penalty, masks or clipping do not reach the optimizer",
            derivative,
        ),
        (
            "OPTIONS_IGNORED",
            PARAMETERS + STATE,
            "the optimizer's default options are used, not the case's",
            defaults,
        ),
        (
            "STATE_NOT_KEPT",
            KEPT,
            "the optimizer's state is not kept from step to step",
            lambda u: {u.key[2]: getattr(u, u.key[2]) * 0},
        ),
    ),
    *mistakes(
        DECAY,
        (
            "DECAY_MISSING",
            WEIGHTS,
            "the weights do not decay",
            lambda u: {"weight_decay": exact(0)},
        ),
        (
            "DECAY_COUPLED",
            WEIGHTS + BY_GRADIENT + parts("moves", "step", "sign"),
            "the decay is added to the gradient (a penalty on squares), and so goes through the optimizer",
            lambda u: {**coupled(u), "weight_decay": exact(0)},
            lambda u: {"weight_decay": exact(0)},
        ),
        (
            "DECAY_WITHOUT_RATE",
            WEIGHTS,
            "the decay is not multiplied by the learning rate",
            lambda u: {"weight_decay": u.weight_decay / u.learning_rate},
        ),
        ("DECAY_AFTER_MOVE", WEIGHTS, "the weights decay after the move, not before", decay_after),
        (
            "DECAY_SIGN",
            WEIGHTS,
            "the weights grow by the decay",
            lambda u: {"weight_decay": -u.weight_decay},
        ),
        (
            "DECAY_DOUBLED",
            WEIGHTS,
            "the decay is twice the case's",
            lambda u: {"weight_decay": u.weight_decay * 2},
        ),
        (
            "DECAY_HALVED",
            WEIGHTS,
            "the decay is half the case's",
            lambda u: {"weight_decay": u.weight_decay / 2},
        ),
        ("DECAY_ON_BIAS", BIASES, "the bias decays too", lambda u: {"weight_decay": case_decay(u)}),
    ),
    Mistake(
        "OTHER_RATE",
        PARAMETERS,
        "%s times the right move",
        STEP,
        other_rate,
        lambda p: fraction(move_ratio(p)),
    ),
]
