"""Known mistakes between the derivatives and the optimizer: the penalty and the masks."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..spec.before_update import GIVEN, NORM, derivative
from .made import GRADIENTS, PARAMETERS, Change, Made, doubles, exact, mistakes

PENALTY = "J = data loss + l1 sum |w| + l2 / 2 sum w^2; gW = dW + l1 sign(W) + l2 W, of weights only, before masks and clipping."
MASKS = "Where a mask is 0 the gradient is 0, before clipping, and the parameter keeps its value: no decay, no momentum."
J, NORMS = ("loss",), ("gradient_norm",)
Penalty = dict[str, float]


def penalty(change: Callable[[Made, Penalty], Penalty]) -> Change:
    """Another penalty, in J, in the gradients or in their norm."""

    def changed(u: Made) -> Any:
        if u.key[0] == "gradient_norm":
            return {
                "gradients": tuple(
                    (d, w, mask, change(u, known)) for d, w, mask, known in u.gradients
                )
            }
        return {"penalty": change(u, u.penalty)}

    return changed


def scaled(l1: Callable[[Made], float], l2: Callable[[Made], float]) -> Change:
    """The penalty, times factors."""
    return penalty(
        lambda u, known: {"l1": known.get("l1", 0) * l1(u), "l2": known.get("l2", 0) * l2(u)}
    )


def on_bias(u: Made) -> Any:
    """The penalty on W and on b."""
    biases = [layer["b"] for layer in u.p.before]
    if u.key[0] == "loss":
        return {"weights": u.weights + tuple(exact(b[np.newaxis]) for b in biases if b is not None)}
    if u.key[0] == "gb":
        return {"w": exact(biases[u.p.l])}
    return {
        "gradients": tuple(
            norms_part(*one, iter_bias) for one, iter_bias in zip(u.gradients, owners(u))
        )
    }


def owners(u: Made) -> list[Any]:
    """Of every gradient, its b, or None for a W."""
    return [
        layer[name] if name == "b" else None
        for layer in u.p.before
        for name in ("W", "b")
        if layer[name] is not None
    ]


def norms_part(d: Any, w: Any, mask: Any, known: Penalty, b: Any) -> tuple[Any, ...]:
    """A gradient of the norm, with b as a matrix of one row, so that it counts as W does."""
    return (
        (d, w, mask, known)
        if b is None
        else (
            d[np.newaxis],
            exact(b[np.newaxis]),
            None if mask is None else np.asarray(mask)[np.newaxis],
            known,
        )
    )


def sign_of_zero(value: float) -> Change:
    """Another sign of a weight of 0."""
    nudged = lambda w: (
        None if w is None else np.where(doubles(w) == 0, exact(value * 2.0**-1000), w)
    )

    def change(u: Made) -> Any:
        if u.key[0] == "gradient_norm":
            return {
                "gradients": tuple((d, nudged(w), mask, known) for d, w, mask, known in u.gradients)
            }
        return {"w": nudged(u.w)}

    return change


def after_clipping(u: Made) -> Any:
    """Clipped first, and the penalty added then."""
    if u.key[0] == "gradient_norm":
        return penalty(lambda _, known: {})(u)
    return u.again(penalty={}) + derivative(u.d * 0, u.w, u.mask, u.penalty) if u.clipping else None


def mask(change: Callable[[Any], Any]) -> Change:
    """Another mask, in the gradients, their norm, or the parameter."""

    def changed(u: Made) -> Any:
        new = lambda known: None if known is None else change(np.asarray(known))
        if u.key[0] == "gradient_norm":
            return NORM.value(tuple((d, w, new(known), p) for d, w, known, p in u.gradients))
        if u.key[0] in GRADIENTS:
            return GIVEN.value(u.d, u.w, new(u.mask), u.penalty, u.clipping, u.norm)
        return u.by(u.optimizer, new(u.mask_of_case))

    return changed


without, inverted = mask(lambda known: None), mask(lambda known: 1 - known)
MISTAKES = [
    *mistakes(
        PENALTY,
        (
            "PENALTY_MISSING",
            J + GRADIENTS + NORMS,
            "the penalty is missing",
            penalty(lambda u, known: {}),
        ),
        (
            "L2_DOUBLED",
            J + GRADIENTS + NORMS,
            "l2 sum w^2 is the penalty, not half of it (Keras)",
            scaled(lambda u: 1, lambda u: 2),
        ),
        (
            "L2_HALVED",
            J + GRADIENTS + NORMS,
            "half of l2 is used",
            scaled(lambda u: 1, lambda u: 0.5),
        ),
        (
            "PENALTY_OVER_ROWS",
            J + GRADIENTS + NORMS,
            "the penalty is divided by the number of rows (scikit-learn's alpha)",
            scaled(lambda u: 1 / u.n, lambda u: 1 / u.n),
            scaled(lambda u: 1, lambda u: 1 / u.n),
        ),
        (
            "PENALTY_TIMES_ROWS",
            J + GRADIENTS + NORMS,
            "the penalty is multiplied by the number of rows",
            scaled(lambda u: u.n, lambda u: u.n),
        ),
        (
            "PENALTIES_EXCHANGED",
            J + GRADIENTS + NORMS,
            "l1 and l2 are exchanged",
            penalty(lambda u, known: {"l1": known.get("l2", 0), "l2": known.get("l1", 0)}),
        ),
        (
            "PENALTY_SIGN",
            J + GRADIENTS + NORMS,
            "the penalty is subtracted",
            scaled(lambda u: -1, lambda u: -1),
        ),
        ("PENALTY_ON_BIAS", J + ("gb",) + NORMS, "the penalty is on the biases too", on_bias),
        (
            "SIGN_OF_ZERO",
            ("gW",) + NORMS,
            "the sign of a weight of 0 is not 0",
            sign_of_zero(1),
            sign_of_zero(-1),
        ),
        (
            "PENALTY_AFTER_CLIPPING",
            GRADIENTS + NORMS,
            "the penalty is added after clipping, not before",
            after_clipping,
        ),
    ),
    *mistakes(
        MASKS,
        (
            "MASK_NOT_IN_GRADIENT",
            GRADIENTS + NORMS,
            "the mask is not applied to the gradient",
            without,
        ),
        (
            "MASK_ONLY_IN_GRADIENT",
            PARAMETERS,
            "the mask is applied to the gradient only: what is frozen still moves, by decay or momentum",
            without,
        ),
        (
            "MASK_INVERTED",
            GRADIENTS + NORMS + PARAMETERS,
            "the mask is inverted: 0 where 1 should be",
            inverted,
        ),
        ("MASK_IGNORED", GRADIENTS + NORMS + PARAMETERS, "the mask is not used at all", without),
    ),
]
