"""Known mistakes in the update of plain gradient descent: W and b."""

from __future__ import annotations

from typing import Callable

import numpy as np

from .forward import recycled
from .mistake import Mistake, fraction, ratio
from .plain import Array, Phase

BOTH, WEIGHTS, BIASES = ("W", "b"), ("W",), ("b",)
STEP = "W <- W - learning_rate dW, and b alike, once a step, with the gradients of this step."


def moved(p: Phase) -> Array:
    """How far the trace's parameter has moved, against the gradient."""
    return p.parameter - p.own


def rate_used(p: Phase) -> float | None:
    """The learning rate that was used, if it is one for all."""
    large = np.abs(p.rate * p.gradient) > 1e-7 * np.abs(
        p.parameter
    )  # else the difference has no digits left
    if p.own is None or large.sum() < 2:
        return None
    used = moved(p)[large] / p.gradient[large]
    return float(used[0]) if np.allclose(used, used[0], rtol=1e-6, atol=0) else None


def other_rate(p: Phase) -> Array | None:
    """An update with some other learning rate."""
    used = rate_used(p)
    return None if used is None or used == 0 else p.parameter - used * p.gradient


def momentum_used(p: Phase) -> float | None:
    """mu in W - learning_rate (dW + mu dW of the step before), if there is one."""
    return (
        None
        if p.own is None
        else ratio(moved(p) / p.rate - p.gradient, p.earlier[p.l]["d" + p.quantity])
    )


def momentum(p: Phase) -> Array | None:
    """An update with momentum, in its second step."""
    used = momentum_used(p)
    return (
        None
        if used is None
        else p.parameter - p.rate * (p.gradient + used * p.earlier[p.l]["d" + p.quantity])
    )


def decay_used(p: Phase) -> float | None:
    """lambda in W - learning_rate (dW + lambda W), if there is one."""
    return None if p.own is None else ratio(moved(p) / p.rate - p.gradient, p.parameter)


def decay(p: Phase) -> Array | None:
    """An update with a penalty on the squares of the parameter."""
    used = decay_used(p)
    return None if used is None else p.parameter - p.rate * (p.gradient + used * p.parameter)


def by(change: Callable[[Phase], Array | None]) -> Callable[[Phase], Array | None]:
    """An update that subtracts something else."""

    def value(p: Phase) -> Array | None:
        changed = change(p)
        return None if changed is None else p.parameter - changed

    return value


ROWS = [
    (
        "UPDATE_SIGN",
        BOTH,
        "the update is added, not subtracted: uphill",
        STEP,
        by(lambda p: -p.rate * p.gradient),
    ),
    ("NOT_UPDATED", BOTH, "not updated: the value before the step", STEP, lambda p: p.parameter),
    (
        "RATE_TWICE",
        BOTH,
        "the learning rate is multiplied in twice",
        STEP,
        by(lambda p: p.rate**2 * p.gradient),
    ),
    ("RATE_MISSING", BOTH, "the learning rate is missing", STEP, by(lambda p: p.gradient)),
    (
        "UPDATED_TWICE",
        BOTH,
        "updated twice with the same gradient, or with twice the learning rate",
        STEP,
        by(lambda p: 2 * p.rate * p.gradient),
    ),
    (
        "RATE_HALVED",
        BOTH,
        "updated with half the learning rate",
        STEP,
        by(lambda p: p.rate * p.gradient / 2),
    ),
    (
        "RATE_OVER_ROWS",
        BOTH,
        "the update is divided by the number of rows",
        STEP,
        by(lambda p: p.rate * p.gradient / p.n),
    ),
    (
        "RATE_TIMES_ROWS",
        BOTH,
        "the update is multiplied by the number of rows",
        STEP,
        by(lambda p: p.rate * p.gradient * p.n),
    ),
    (
        "RATE_OVER_ALL_ROWS",
        BOTH,
        "the update is divided by the number of all rows",
        STEP,
        by(lambda p: p.rate * p.gradient / p.all_rows),
    ),
    ("RATE_DIVIDED", BOTH, "divided by the learning rate", STEP, by(lambda p: p.gradient / p.rate)),
    (
        "GRADIENT_TRANSPOSED",
        WEIGHTS,
        "the gradient is transposed",
        STEP,
        by(lambda p: p.rate * p.gradient.T),
    ),
    (
        "GRADIENT_COLUMN_MAJOR",
        WEIGHTS,
        "the gradient's numbers are read column by column",
        STEP,
        by(lambda p: p.rate * p.gradient.ravel().reshape(p.gradient.shape, order="F")),
    ),
    (
        "GRADIENT_OF_STEP_BEFORE",
        BOTH,
        "the gradient of the step before is used",
        STEP,
        by(lambda p: p.rate * p.earlier[p.l]["d" + p.quantity]),
    ),
    (
        "GRADIENT_ACCUMULATED",
        BOTH,
        "the gradient of the step before is added again",
        "Set the gradients to zero before every step.",
        by(lambda p: p.rate * (p.gradient + p.earlier[p.l]["d" + p.quantity])),
    ),
    (
        "GRADIENT_OF_LAYER_BELOW",
        BOTH,
        "the gradient of the layer below is used",
        STEP,
        by(lambda p: p.rate * p.at(p.l - 1).gradient),
    ),
    (
        "GRADIENT_OF_LAYER_ABOVE",
        BOTH,
        "the gradient of the layer above is used",
        STEP,
        by(lambda p: p.rate * p.next.gradient),
    ),
    (
        "BIAS_AXIS",
        BIASES,
        "the bias is updated with sums over units, not over samples",
        "Sum dZ over the samples: one number a unit.",
        by(lambda p: p.rate * np.resize(p.dZ.sum(axis=1), p.parameter.shape)),
    ),
    (
        "BIAS_PER_SAMPLE",
        BIASES,
        "every sample has a bias of its own",
        "Sum dZ over the samples: one number a unit.",
        by(lambda p: p.rate * p.dZ),
    ),
    (
        "BIAS_PER_SAMPLE",
        BIASES,
        "every sample has a bias of its own, updated with the sum over its units (the article's R listing)",
        "Sum dZ over the samples: one number a unit.",
        lambda p: recycled(p.parameter, p.n) - p.rate * p.dZ.sum(axis=1, keepdims=True),
    ),
    (
        "BIAS_MEAN",
        BIASES,
        "the bias is updated with the mean over the samples, not the sum",
        STEP,
        by(lambda p: p.rate * p.dZ.mean(axis=0)),
    ),
    (
        "BIAS_TOTAL",
        BIASES,
        "the bias is updated with the sum over all units",
        STEP,
        by(lambda p: p.rate * p.dZ.sum()),
    ),
    (
        "ONLY_LAST_LAYER",
        BOTH,
        "only the last layer is updated",
        STEP,
        lambda p: None if p.is_last else p.parameter,
    ),
    (
        "STEP_BY_SIGN",
        BOTH,
        "a step of the learning rate by the sign of the gradient (Adam's first step, Rprop)",
        "The case's optimizer is sgd.",
        by(lambda p: p.rate * np.sign(p.gradient)),
    ),
    (
        "STEP_NORMALISED",
        BOTH,
        "the gradient is scaled to length 1 first",
        "The case does not clip.",
        by(lambda p: p.rate * p.gradient / np.linalg.norm(p.gradient)),
    ),
    (
        "GRADIENT_CLIPPED",
        BOTH,
        "the gradient is clipped to -1 and 1",
        "The case does not clip.",
        by(lambda p: p.rate * np.clip(p.gradient, -1, 1)),
    ),
    (
        "WEIGHT_FOR_GRADIENT",
        BOTH,
        "W shrinks by learning_rate W: the gradient is not used",
        STEP,
        by(lambda p: p.rate * p.parameter),
    ),
]
MEASURED = [
    (
        "MOMENTUM",
        BOTH,
        "momentum of %s, which the case does not ask for",
        "The case's optimizer is plain sgd.",
        momentum,
        momentum_used,
    ),
    (
        "WEIGHT_DECAY",
        BOTH,
        "a penalty of %s times the parameter, which the case does not ask for",
        "The case has no penalty.",
        decay,
        decay_used,
    ),
    ("OTHER_RATE", BOTH, "updated with the learning rate %s", STEP, other_rate, rate_used),
]

MISTAKES = [
    *(Mistake(code, on, says, mend, value) for code, on, says, mend, value in ROWS),
    *(
        Mistake(code, on, says, mend, value, lambda p, f=used: fraction(f(p)))
        for code, on, says, mend, value, used in MEASURED
    ),
]
