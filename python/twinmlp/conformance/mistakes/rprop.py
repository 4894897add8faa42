"""Known mistakes of rprop."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..spec.moves import decayed, sign
from .made import PARAMETERS, Change, Made, doubles, exact, mistakes, parts

RPROP = "Where the sign is as before the step grows, where it has turned it shrinks, within the two limits; then w moves by the step."
TURNED = "With backtracking, where the sign has turned, w goes back by the step before and sign is 0; without, it moves on by the new step."
STEPS = PARAMETERS + parts("step")
SIGNS = PARAMETERS + parts("sign")


def turned(u: Made) -> Any:
    """Where the sign of the gradient is the other one."""
    return doubles(u.sign) * np.sign(doubles(u.g)) < 0


def backtracking(expected: bool) -> Change:
    """The other kind, where the case has this one."""
    return lambda u: {"backtracking": not expected} if u.backtracking is expected else None


def sign_of_zero(value: int) -> Change:
    """Another sign of a gradient of 0."""
    return lambda u: {"g": np.where(doubles(u.g) == 0, exact(value * 2.0**-1000), u.g)}


def step_after(u: Made) -> Any:
    """The step that this update makes."""
    return u.at(u.parameter, u.p.l, "step").right


LARGE, SMALL = exact(2.0**900), exact(0.0)
MISTAKES = mistakes(
    RPROP,
    (
        "STEP_NOT_LIMITED",
        STEPS,
        "the step is not kept within its limits",
        lambda u: {"largest_step": LARGE, "smallest_step": SMALL},
        lambda u: {"largest_step": LARGE},
        lambda u: {"smallest_step": SMALL},
    ),
    (
        "RATES_EXCHANGED",
        STEPS,
        "increase and decrease are exchanged",
        lambda u: {"increase": u.decrease, "decrease": u.increase},
    ),
    (
        "STEP_OF_BEFORE",
        PARAMETERS,
        "w moves by the step of before",
        lambda u: {"increase": exact(1), "decrease": exact(1)},
    ),
    (
        "STEP_NOT_CHANGED",
        STEPS,
        "the step stays as it was",
        lambda u: {"increase": exact(1), "decrease": exact(1)},
    ),
    (
        "STEP_STARTS_ELSEWHERE",
        STEPS,
        "the first step is 0.1 (neuralnet, where it is not given), not the learning rate",
        lambda u: {"step": u.step * 0 + 0.1} if u.p.step == 0 else None,
    ),
    (
        "STEP_STARTS_ELSEWHERE",
        STEPS,
        "the first step is 0.01 (PyTorch's default), not the learning rate",
        lambda u: {"step": u.step * 0 + 0.01} if u.p.step == 0 else None,
    ),
    ("SIGN_OF_ZERO", SIGNS + parts("step"), "sign(0) is not 0", sign_of_zero(1), sign_of_zero(-1)),
    (
        "SIZE_NOT_SIGN",
        PARAMETERS,
        "the step is multiplied by the gradient, not by its sign",
        lambda u: decayed(u.w, u.options) - u.g * step_after(u),
    ),
    optimizers=("rprop",),
) + mistakes(
    TURNED,
    (
        "SIGN_KEPT_WHERE_TURNED",
        parts("sign"),
        "where the sign has turned, sign is not set to 0",
        lambda u: sign(u.g),
    ),
    (
        "BACKTRACKING_MISSING",
        SIGNS,
        "where the sign has turned, w does not go back (rprop-)",
        backtracking(True),
    ),
    (
        "BACKTRACKING_PRESENT",
        SIGNS,
        "where the sign has turned, w goes back (rprop+), which the case does not ask for",
        backtracking(False),
    ),
    (
        "STAYS_WHERE_TURNED",
        SIGNS,
        "where the sign has turned, w stays (PyTorch)",
        lambda u: {"g": np.where(turned(u), u.g * 0, u.g)},
    ),
    optimizers=("rprop",),
)
