"""Which known mistakes would give the wrong value that was found."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ...trace.quantity_table import names_of_scope
from ..mistakes.reruns import replayed
from ..mistakes.table import Fit, Mistake, all_mistakes
from .evidence import Evidence, Run, evidence_at
from .local_check import Place

Array = np.ndarray
# They say how the numbers differ, not why: where a mistake that says why fits, they are not named.
ONLY_HOW = {mistake.code for mistake in all_mistakes() if "only_how" in mistake.tags}


def tolerance(candidate: Array, right: Array, bound: Array, exact: bool) -> Array:
    """How close is equal: several rounding bounds, or 1e-10 of the largest where inputs had to be
    filled in.
    """
    largest = np.max(np.abs(candidate), initial=0.0)
    if candidate.shape == np.shape(right) == np.shape(bound) and exact:
        return 16 * bound + 2.0**-47 * np.abs(candidate) + 2.0**-49 * largest
    return np.full(
        candidate.shape, 16 * np.max(bound, initial=0.0) + (2.0**-47 if exact else 1e-10) * largest
    )


def fits(mistake: Mistake, evidence: Evidence, exact: bool) -> bool:
    """Whether a mistake gives the trace's value, and not the right one."""
    own, right, bound = (evidence.known[name] for name in ("own", "right", "bound"))
    with np.errstate(all="ignore"):
        candidate = mistake.value(evidence.names())
        if candidate is None or candidate.shape != own.shape:
            return False
        if candidate is own:
            return True
        allowed = tolerance(candidate, right, bound, exact)
        same = (np.abs(candidate - own) <= allowed) | (candidate == own)
        if not same.all():
            return False
        return candidate.shape != right.shape or bool(np.any(np.abs(candidate - right) > allowed))


def diagnose(
    run: Run, place: Place, own: Array, right: Array, bound: Any, exact: bool, likely: list[Fit]
) -> list[Fit]:
    """All known mistakes that fit the value at a place, special ones first; if a likely one does,
    only those are tried.
    """
    evidence = evidence_at(run, place, own, right, bound)
    codes = {fit.code for fit in likely}
    known = applicable(place[3])
    found = fitting([mistake for mistake in known if mistake.code in codes], evidence, exact)
    found = found or fitting(known, evidence, exact)
    if set(found) <= {*ONLY_HOW, "SINGLE_PRECISION"} and not exact:
        again: dict[str, Fit] = {}
        for fit in replayed(run, place, evidence):
            again.setdefault(fit.code, fit)
        found = {**again, **found}
    return list(found.values())


@lru_cache(maxsize=None)
def applicable(quantity: str) -> list[Mistake]:
    """The mistakes that can be in a quantity, in the order in which they are named."""
    if quantity in names_of_scope("stopping"):
        return []
    known = [m for m in all_mistakes() if m.is_on(quantity) and "rule" not in m.tags]
    return sorted(known, key=lambda m: 2 * ("any" in m.tags) + ("general" in m.tags))


def fitting(mistakes: list[Mistake], evidence: Evidence, exact: bool) -> dict[str, Fit]:
    """Those of some mistakes that fit, each code once; those that only say how the numbers differ,
    if none says why.
    """
    found: dict[str, Fit] = {}
    for mistake in mistakes:
        if mistake.code not in found and fits(mistake, evidence, exact):
            says = mistake.sentence(evidence.names())
            found[mistake.code] = Fit(mistake.code, says, mistake.mend)
    saying_why = {code: fit for code, fit in found.items() if code not in ONLY_HOW}
    return saying_why or {
        code: fit for code, fit in found.items() if code != "PROPORTIONAL" or len(found) == 1
    }
