"""Known mistakes of clipping and of schedules."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..spec.before_update import SCHEDULES, cosine, derivative, squares
from ..spec.moves import positive
from .made import GRADIENTS, Change, Made, exact, mistakes

CLIP = "One norm of all gradients of the step; g <- g limit / norm where norm > limit. By value: each element within plus and minus the limit."
TIME = 't is the epoch, or the step if `by` is "step", from 0; the warm-up, (t + 1) / warmup while t + 1 < warmup, does not shift t.'
NORM = ("gradient_norm",)
RATE = ("learning_rate",)
MASKED = slice(0, 4)  # d, w, mask, penalty: what a gradient is before clipping


def all_given(u: Made) -> dict[Any, tuple[Any, ...]]:
    """(gW or gb, layer) -> what the gradient is made from, before clipping; with the norm in one piece."""
    if ("gradient_norm", None) not in u.p.made:
        return {key: made[1][MASKED] for key, made in u.p.made.items() if key[0] in GRADIENTS}
    keys = [
        ("g" + name, l)
        for l, layer in enumerate(u.p.before)
        for name in ("W", "b")
        if layer[name] is not None
    ]
    return dict(zip(keys, u.at("gradient_norm", None).gradients))


def norm_of(parts: Any) -> Any:
    """The norm of some gradients together."""
    return np.sqrt(sum(squares(derivative(*one), one[1]) for one in parts))


def norm(change: Callable[[Made], Any]) -> Change:
    """Clipping by another norm, where the case clips by norm."""
    return lambda u: {"norm": change(u)} if "norm" in u.clipping else None


def times(factor: Callable[[float, Any], Any]) -> Change:
    """The gradient times a function of limit and norm, where the case clips by norm."""
    return lambda u: derivative(u.d, u.w, u.mask, u.penalty) * factor(u.clipping["norm"], u.norm)


def by_norm(u: Made) -> Any:
    """Clipping by norm with the limit of the values."""
    return {"clipping": {"norm": u.clipping["value"]}, "norm": norm_of(all_given(u).values())}


def of_layer(u: Made) -> Any:
    """The norm of the layer's gradients."""
    return norm_of(one for key, one in all_given(u).items() if key[1] == u.p.l)


def one_sided(u: Made) -> Any:
    """Only values above the limit are clipped."""
    g = derivative(u.d, u.w, u.mask, u.penalty)
    return np.where(positive(g - u.clipping["value"]), exact(u.clipping["value"]), g)


def epoch_of(u: Made) -> int:
    """The epoch of the step."""
    size = u.p.case["training"].get("batch_size") or u.p.all_rows
    return u.p.step // -(-u.p.all_rows // size)


def options(u: Made) -> dict[str, Any]:
    """The schedule's options, defaults included."""
    return {"warmup": 0, **SCHEDULES[u.schedule["name"]][0], **u.schedule}


def without_warmup(u: Made, t: int | None = None) -> Any:
    """The learning rate at t, as if there were no warm-up."""
    return u.again(schedule={**u.schedule, "warmup": 0}, **({} if t is None else {"t": t}))


def warming(u: Made, t: int) -> Any:
    """min(t, warmup) / warmup."""
    return exact(min(t, options(u)["warmup"])) / options(u)["warmup"]


def named(name: str, factor: Callable[[Made, dict[str, Any]], Any]) -> Change:
    """Another factor of a schedule, with its warm-up."""

    def change(u: Made) -> Any:
        known = options(u)
        return (
            None
            if u.schedule["name"] != name
            else u.base * factor(u, known) * (warming(u, u.t + 1) if known["warmup"] else 1)
        )

    return change


def not_held(u: Made, o: dict[str, Any]) -> Any:
    """The cosine beyond its period."""
    return cosine(u.t, o["period"], exact(o["smallest"]))


MISTAKES = [
    *mistakes(
        CLIP,
        (
            "CLIP_MISSING",
            GRADIENTS,
            "the gradient is not clipped",
            lambda u: {"clipping": {}, "norm": None} if u.clipping else None,
        ),
        (
            "CLIP_PER_LAYER",
            GRADIENTS,
            "clipped by the norm of each layer, not of all gradients",
            norm(of_layer),
        ),
        (
            "CLIP_PER_PARAMETER",
            GRADIENTS,
            "clipped by the norm of each W and b by itself, not of all gradients",
            norm(lambda u: norm_of([all_given(u)[u.key]])),
        ),
        (
            "CLIP_EPSILON",
            GRADIENTS,
            "divided by norm + 1e-6 (PyTorch)",
            norm(lambda u: u.norm + exact(1e-6)),
        ),
        (
            "NORM_SQUARED",
            GRADIENTS,
            "divided by the square of the norm",
            norm(lambda u: u.norm * u.norm),
            times(lambda c, norm: c / (norm * norm) if positive(norm - c) else 1),
        ),
        (
            "NORM_SQUARED",
            NORM,
            "the sum of the squares: the root is missing",
            lambda u: u.right * u.right,
        ),
        (
            "NORM_OF_WEIGHTS",
            NORM,
            "the norm is that of the W alone, without the b",
            lambda u: {"gradients": tuple(one for one in u.gradients if one[1] is not None)},
        ),
        (
            "NORM_AFTER_CLIPPING",
            NORM,
            "the norm is that after clipping, not before",
            lambda u: exact(min(u.p.case["clipping"]["norm"], float(u.p.right[0]))),
        ),
        (
            "CLIP_BELOW",
            GRADIENTS,
            "scaled where the norm is below the limit, not above",
            times(lambda c, norm: 1 if positive(norm - c) else c / norm),
        ),
        (
            "CLIP_ALWAYS",
            GRADIENTS,
            "scaled to the limit whatever the norm",
            times(lambda c, norm: c / norm),
        ),
        (
            "CLIP_FACTOR_MISSING",
            GRADIENTS,
            "scaled to norm 1, not to the limit",
            times(lambda c, norm: 1 / norm if positive(norm - c) else 1),
        ),
        (
            "VALUE_FOR_NORM",
            GRADIENTS,
            "clipped element by element, not by norm",
            lambda u: {"clipping": {"value": u.clipping["norm"]}},
        ),
        ("NORM_FOR_VALUE", GRADIENTS, "clipped by norm, not element by element", by_norm),
        ("CLIP_ONE_SIDED", GRADIENTS, "clipped above only, not below", one_sided),
    ),
    *mistakes(
        TIME,
        (
            "TIME_AHEAD",
            RATE,
            "t is one too large: counted from 1, or taken after the step",
            lambda u: {"t": u.t + 1},
        ),
        ("TIME_BEHIND", RATE, "t is one too small", lambda u: {"t": u.t - 1} if u.t else None),
        (
            "STEPS_FOR_EPOCHS",
            RATE,
            "t is counted in steps, not in epochs",
            lambda u: {"t": u.p.step},
        ),
        (
            "EPOCHS_FOR_STEPS",
            RATE,
            "t is counted in epochs, not in steps",
            lambda u: {"t": epoch_of(u)},
        ),
        ("WARMUP_MISSING", RATE, "there is no warm-up", without_warmup),
        (
            "SCHEDULE_MISSING",
            RATE,
            "the learning rate is the case's, without the schedule",
            lambda u: u.base,
        ),
        (
            "WARMUP_FROM_ZERO",
            RATE,
            "the warm-up begins at 0: t / warmup, not (t + 1) / warmup",
            lambda u: without_warmup(u) * warming(u, u.t) if options(u)["warmup"] else None,
        ),
        (
            "WARMUP_SHIFTS_TIME",
            RATE,
            "the schedule begins after the warm-up",
            lambda u: (
                without_warmup(u, max(u.t - options(u)["warmup"], 0)) * warming(u, u.t + 1)
                if options(u)["warmup"]
                else None
            ),
        ),
        (
            "NO_FLOOR",
            RATE,
            "drop^(t / every), without rounding down",
            named("step", lambda u, o: exact(o["drop"]) ** (exact(u.t) / o["every"])),
        ),
        (
            "COSINE_WHOLE_WAVE",
            RATE,
            "the cosine goes down and up again within the period",
            named("cosine", lambda u, o: cosine(2 * u.t, o["period"], exact(o["smallest"]))),
        ),
        (
            "COSINE_NOT_HELD",
            RATE,
            "the cosine rises again after the period",
            named("cosine", not_held),
        ),
        (
            "COSINE_SMALLEST_MISSING",
            RATE,
            "the smallest factor is not used",
            named("cosine", lambda u, o: cosine(min(u.t, o["period"]), o["period"], exact(0))),
        ),
        (
            "COSINE_SMALLEST_ADDED",
            RATE,
            "smallest is added to the whole half wave",
            named(
                "cosine",
                lambda u, o: cosine(min(u.t, o["period"]), o["period"], exact(0)) + o["smallest"],
            ),
        ),
        (
            "BASE_RATE_IGNORED",
            RATE,
            "the case's learning rate is not used: the schedule starts at 1",
            lambda u: {"base": exact(1)},
        ),
        (
            "BASE_RATE_IGNORED",
            RATE,
            "the case's learning rate is not used: the schedule starts at a usual default, 0.1, 0.01 or 0.001",
            lambda u: {"base": exact(0.1)},
            lambda u: {"base": exact(0.01)},
            lambda u: {"base": exact(0.001)},
        ),
        (
            "RATE_COMPOUNDED",
            RATE,
            "the factor is multiplied onto the learning rate of the step before, not onto the case's",
            lambda u: u.right / u.base * exact(float(u.p.around["own before"][0])),
        ),
    ),
]
