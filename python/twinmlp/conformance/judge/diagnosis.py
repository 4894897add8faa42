"""Which known mistakes would give the wrong value that was found."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ...trace.quantity_table import names_of_scope
from ..mistakes import any_quantity as mistakes_any
from ..mistakes import backward as mistakes_backward
from ..mistakes import forward as mistakes_forward
from ..mistakes import run as mistakes_run
from ..mistakes import update as mistakes_update
from ..mistakes.formulas import has_plain_formula, is_plain
from ..mistakes.forward import FACTORS
from ..mistakes.mistake import Fit, Mistake
from ..mistakes.plain import Phase
from ..mistakes.reruns import simulated
from ..truth.reference import has_flint
from .evidence import Run, phase_at
from .local_check import Place

Array = np.ndarray

# Special before general: where several fit equally well, the first is named first.
BEFORE: list[Mistake] = [
    *mistakes_run.MISTAKES,
    *mistakes_forward.MISTAKES,
    *mistakes_backward.MISTAKES,
    *mistakes_update.MISTAKES,
]
ANYWHERE = [
    *(m for m in mistakes_run.MISTAKES if m.code not in {code for code, *_ in FACTORS}),
    *mistakes_any.MISTAKES,
]
# They say what else it is, not what went wrong.
GENERAL = (
    "WRONG_ACTIVATION",
    "WRONG_SLOPE",
    "OTHER_LOSS",
    "OPTIONS_IGNORED",
    "STATE_OF_STEP_BEFORE",
)
ONLY_HOW = {*mistakes_any.ONLY_HOW, "OTHER_RATE"}
PLAIN = {name for mistake in [*BEFORE, *mistakes_any.MISTAKES] for name in mistake.on}


@lru_cache(maxsize=None)
def made_mistakes() -> tuple[Mistake, ...]:
    """The mistakes that the oracle's equations make, which need python-flint."""
    from ..mistakes import activations as mistakes_activations
    from ..mistakes import adam as mistakes_adam
    from ..mistakes import before_update as mistakes_given
    from ..mistakes import clipping as mistakes_clipping
    from ..mistakes import drawn as mistakes_drawn
    from ..mistakes import dropout as mistakes_dropout
    from ..mistakes import huber as mistakes_huber
    from ..mistakes import losses as mistakes_losses
    from ..mistakes import momentum as mistakes_momentum
    from ..mistakes import moves as mistakes_moves
    from ..mistakes import rprop as mistakes_rprop
    from ..mistakes import squares as mistakes_squares

    tables = (
        mistakes_dropout,
        mistakes_drawn,
        mistakes_activations,
        mistakes_huber,
        mistakes_losses,
        mistakes_given,
        mistakes_clipping,
        mistakes_moves,
        mistakes_momentum,
        mistakes_squares,
        mistakes_adam,
        mistakes_rprop,
    )
    return tuple(mistake for table in tables for mistake in table.MISTAKES)


def all_mistakes() -> list[Mistake]:
    """Every row there is, in the order in which they are named."""
    return [*BEFORE, *(made_mistakes() if has_flint() else ()), *mistakes_any.MISTAKES]


def tolerance(candidate: Array, right: Array, bound: Array, exact: bool) -> Array:
    """How close is equal: several rounding bounds, or 1e-10 of the largest where inputs had to be filled in."""
    largest = np.max(np.abs(candidate), initial=0.0)
    if candidate.shape == np.shape(right) == np.shape(bound) and exact:
        return 16 * bound + 2.0**-47 * np.abs(candidate) + 2.0**-49 * largest
    return np.full(
        candidate.shape, 16 * np.max(bound, initial=0.0) + (2.0**-47 if exact else 1e-10) * largest
    )


def fits(mistake: Mistake, phase: Phase, exact: bool) -> bool:
    """Whether a mistake gives the trace's value, and not the right one."""
    candidate = mistake.tried(phase)
    if candidate is None or candidate.shape != phase.own.shape:
        return False
    if candidate is phase.own:
        return True
    with np.errstate(all="ignore"):
        allowed = tolerance(candidate, phase.right, phase.bound, exact)
        same = (np.abs(candidate - phase.own) <= allowed) | (candidate == phase.own)
        if not same.all():
            return False
        return candidate.shape != phase.right.shape or bool(
            np.any(np.abs(candidate - phase.right) > allowed)
        )


def diagnose(
    run: Run, place: Place, own: Array, right: Array, bound: Any, exact: bool, likely: list[Fit]
) -> list[Fit]:
    """All known mistakes that fit the value at a place, special ones first; if a likely one does, only those are tried."""
    phase = phase_at(run, place, own, right, bound)
    codes = {fit.code for fit in likely}
    known = applicable(phase)
    found = fitting(
        [mistake for mistake in known if mistake.code in codes], phase, exact
    ) or fitting(known, phase, exact)
    if set(found) <= ONLY_HOW and not exact and is_plain(run.case):
        found = {
            **{
                fit.code: fit
                for fit in simulated(run, place, phase, [*BEFORE, *mistakes_any.MISTAKES])
            },
            **found,
        }
    elif set(found) <= {*ONLY_HOW, "SINGLE_PRECISION"} and not exact and has_flint():
        found = {**remade(run, place, phase), **found}
    return list(found.values())


def remade(run: Run, place: Place, phase: Phase) -> dict[str, Fit]:
    """The mistakes that the oracle's equations make, each in a run from the start."""
    from ..mistakes.reruns_made import remade_fits

    found: dict[str, Fit] = {}
    for fit in remade_fits(run, place, phase, made_mistakes()):
        found.setdefault(fit.code, fit)
    return found


def applicable(phase: Phase) -> list[Mistake]:
    """The mistakes that can be made in a phase: those that speak of a formula only where the case has that formula."""
    if phase.quantity in names_of_scope("stopping"):
        return []
    made = (
        [mistake for mistake in made_mistakes() if phase.quantity in mistake.on]
        if phase.made
        else []
    )
    if phase.quantity not in PLAIN:
        return made + [mistake for mistake in mistakes_any.MISTAKES if "W" in mistake.on]
    before = BEFORE if has_plain_formula(phase) else ANYWHERE
    rest = [mistake for mistake in mistakes_any.MISTAKES if phase.quantity in mistake.on]
    found = [
        mistake for mistake in before if phase.quantity in mistake.on and mistake not in rest
    ] + made
    return sorted(found, key=lambda mistake: mistake.code in GENERAL) + rest


def fitting(mistakes: list[Mistake], phase: Phase, exact: bool) -> dict[str, Fit]:
    """Those of some mistakes that fit, each code once; those that only say how the numbers differ, if none says why."""
    found: dict[str, Fit] = {}
    for mistake in mistakes:
        if mistake.code not in found and fits(mistake, phase, exact):
            found[mistake.code] = Fit(mistake.code, mistake.sentence(phase), mistake.mend)
    saying_why = {code: fit for code, fit in found.items() if code not in ONLY_HOW}
    return saying_why or {
        code: fit for code, fit in found.items() if code != "PROPORTIONAL" or len(found) == 1
    }
