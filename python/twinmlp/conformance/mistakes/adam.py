"""Known mistakes of adam and adamw."""

from __future__ import annotations

import numpy as np

from .made import PARAMETERS, exact, mistakes, parts

OTHER_MODE = {"outside": "hat", "hat": "outside"}
CORRECTION = "Divide m by 1 - beta1^t and v by 1 - beta2^t, with t = 1 in the first step."
EPSILON = '"outside": the root of v / (1 - beta2^t), plus epsilon; "hat": the root of v itself, plus epsilon.'
MOMENTS = "m <- beta1 m + (1 - beta1) g; v <- beta2 v + (1 - beta2) g^2."
ADAM = ("adam", "adamw")

MISTAKES = [
    *mistakes(
        EPSILON,
        (
            "EPSILON_MODE",
            PARAMETERS,
            'epsilon is in the other place: beside the root of v itself, or of the corrected v ("hat", "outside")',
            lambda u: {"epsilon_mode": OTHER_MODE[u.epsilon_mode]},
        ),
        (
            "EPSILON_IN_ROOT",
            PARAMETERS,
            "epsilon is added under the root, not beside it",
            lambda u: {"epsilon": exact(0), "v": u.v + u.epsilon * (1 - u.beta2_power)},
            lambda u: {"epsilon": exact(0), "v": u.v + u.epsilon},
        ),
        ("EPSILON_MISSING", PARAMETERS, "epsilon is not added", lambda u: {"epsilon": exact(0)}),
        (
            "ROOT_MISSING",
            PARAMETERS,
            "divided by v, not by its root",
            lambda u: {"v": u.v * u.v / (1 - u.beta2_power)},
            lambda u: {"v": u.v * u.v},
        ),
        optimizers=ADAM,
    ),
    *mistakes(
        CORRECTION,
        (
            "NO_BIAS_CORRECTION",
            PARAMETERS,
            "m and v are not corrected for their start at 0",
            lambda u: {"beta1_power": exact(0), "beta2_power": exact(0)},
        ),
        (
            "M_NOT_CORRECTED",
            PARAMETERS,
            "m is not corrected for its start at 0",
            lambda u: {"beta1_power": exact(0)},
        ),
        (
            "V_NOT_CORRECTED",
            PARAMETERS,
            "v is not corrected for its start at 0",
            lambda u: {"beta2_power": exact(0)},
        ),
        (
            "CORRECTED_AHEAD",
            PARAMETERS,
            "the correction is that of one step later: t is 2 in the first step",
            lambda u: {
                "beta1_power": u.beta1_power * u.beta1,
                "beta2_power": u.beta2_power * u.beta2,
            },
        ),
        (
            "CORRECTED_BEHIND",
            PARAMETERS,
            "the correction is that of one step before: t is 0 in the first step",
            lambda u: {
                "beta1_power": u.beta1_power / u.beta1,
                "beta2_power": u.beta2_power / u.beta2,
            },
        ),
        (
            "CORRECTED_AHEAD",
            parts("beta1_power", "beta2_power"),
            "the power is that of one step later",
            lambda u: u.right * getattr(u, u.key[2][:5]),
        ),
        (
            "CORRECTED_BEHIND",
            parts("beta1_power", "beta2_power"),
            "the power is that of one step before",
            lambda u: getattr(u, u.key[2]),
        ),
        (
            "ONE_STEP_EACH",
            PARAMETERS,
            "the correction is that of the first step in every step",
            lambda u: {"beta1_power": u.beta1, "beta2_power": u.beta2},
        ),
        optimizers=ADAM,
    ),
    *mistakes(
        MOMENTS,
        (
            "BETAS_EXCHANGED",
            parts("m", "v", "beta1_power", "beta2_power"),
            "beta1 and beta2 are exchanged",
            lambda u: {"beta1": u.beta2, "beta2": u.beta1},
        ),
        (
            "SHARES_EXCHANGED",
            parts("m", "v"),
            "beta and 1 - beta are exchanged",
            lambda u: {"beta1": 1 - u.beta1, "beta2": 1 - u.beta2},
        ),
        (
            "SHARE_MISSING",
            parts("m"),
            "g is added without the factor 1 - beta1",
            lambda u: {"g": u.g / (1 - u.beta1)},
        ),
        (
            "SHARE_MISSING",
            parts("v"),
            "g^2 is added without the factor 1 - beta2",
            lambda u: u.beta2 * u.v + u.g * u.g,
        ),
        (
            "SQUARES_OF_SIZE",
            parts("v"),
            "v is made from abs(g), not from g^2",
            lambda u: {"g": np.sqrt(np.abs(u.g))},
        ),
        (
            "SQUARES_OF_MOMENT",
            parts("v"),
            "v is made from the square of m, not of g",
            lambda u: {"g": u.m},
        ),
        (
            "SQUARES_CENTRED",
            parts("v"),
            "v is made from (g - m)^2 (AdaBelief), not from g^2",
            lambda u: {"g": u.g - u.m},
        ),
        optimizers=ADAM,
    ),
]
