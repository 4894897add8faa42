"""Known mistakes of momentum and nesterov."""

from __future__ import annotations

from typing import Any

from .made import PARAMETERS, Change, Made, doubles, key_of, mistakes, parts
from .mistake import Mistake, fraction, ratio
from .plain import Array, Phase

VELOCITY = "velocity <- momentum velocity + g, and then w <- w - learning_rate velocity, or with nesterov g + momentum velocity in its place."
BOTH = ("momentum", "nesterov")


def dampening_used(p: Phase) -> float | None:
    """d in velocity <- momentum velocity + (1 - d) g, if there is one."""
    made = Made(p, key_of(p))
    share = ratio(p.own - doubles(made.momentum * made.velocity), doubles(made.g))
    return None if share is None else 1 - share


def dampened(p: Phase) -> Array | None:
    """A velocity with dampening."""
    used = dampening_used(p) if p.case["optimizer"]["name"] in BOTH else None
    made = Made(p, key_of(p))
    return (
        None
        if used is None
        else doubles(made.momentum * made.velocity) + (1 - used) * doubles(made.g)
    )


def rate_inside(sign: int) -> Change:
    """A velocity of plus or minus learning_rate g, and the move by it."""

    def change(u: Made) -> Any:
        return (
            {"g": sign * u.learning_rate * u.g}
            if "velocity" in u.key
            else {"velocity": sign * u.velocity / u.learning_rate}
        )

    return change


MISTAKES = [
    *mistakes(
        VELOCITY,
        (
            "GRADIENT_SHARE",
            parts("velocity"),
            "(1 - momentum) g is added, not g",
            lambda u: {"g": u.g * (1 - u.momentum)},
        ),
        (
            "RATE_IN_VELOCITY",
            parts("velocity") + PARAMETERS,
            "the learning rate is inside the velocity, not in the move: the same as long as it "
            "stays, another under a schedule (Keras: velocity <- momentum velocity - learning_rate g, w <- w + velocity)",
            rate_inside(-1),
            rate_inside(1),
        ),
        (
            "VELOCITY_SIGN",
            parts("velocity"),
            "the gradient is subtracted: the velocity points downhill",
            lambda u: {"g": -u.g},
        ),
        optimizers=BOTH,
    ),
    *mistakes(
        VELOCITY,
        (
            "NESTEROV_FOR_MOMENTUM",
            PARAMETERS,
            "the step of nesterov, which looks ahead, not of momentum",
            lambda u: u.by("nesterov"),
        ),
        optimizers=("momentum",),
    ),
    *mistakes(
        VELOCITY,
        (
            "MOMENTUM_FOR_NESTEROV",
            PARAMETERS,
            "the step of momentum, not of nesterov: it does not look ahead",
            lambda u: u.by("momentum"),
        ),
        optimizers=("nesterov",),
    ),
    Mistake(
        "DAMPENING",
        parts("velocity"),
        "dampening of %s: g is not added whole",
        VELOCITY,
        dampened,
        lambda p: fraction(dampening_used(p)),
    ),
]
