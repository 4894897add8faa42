"""What to record to learn more: what tells mistakes apart that explain a trace alike, or what a
wrong value is computed from."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Iterator, Sequence

import numpy as np

from ...trace.quantity_table import numbers_of_step, quantity_table
from ..mistakes.applicable import NotApplicable
from ..mistakes.moment import Patch
from ..mistakes.replay import replayed
from .recorded import Place
from .runs import Runs
from .states import MISSING

Array = np.ndarray

STEPS = 30  # mistakes that are alike for so long are alike
ALIKE = 4  # more of them are not run
SHIFTS = {"l - 1": -1, "l + 1": 1}  # as quantities.json says where an input is
APART = 1e-9  # of the largest number


def to_tell_apart(runs: Runs, patches: Sequence[Patch], states: dict[Place, str]) -> str:
    """Which missing value differs between runs with these mistakes, or that none does."""
    try:
        found = [values_of(runs, patch) for patch in patches[:ALIKE]]
    except (NotApplicable, FloatingPointError):
        return ""
    pairs = list(combinations(found, 2))
    best, most = None, 0
    for place, state in states.items():
        key = place[0], place[2], place[3]
        if state == MISSING and all(key in values for values in found):
            count = sum(differ(a[key], b[key]) for a, b in pairs)
            if count > most:
                best, most = place, count
    if best is not None:
        return f"To tell them apart, record {words_of(best)}."
    if any(key in b and differ(a[key], b[key]) for a, b in pairs for key in a):
        return ""
    return "They give the same numbers in this case: nothing in it can tell them apart."


def values_of(runs: Runs, patch: Patch) -> dict[Any, Array]:
    """Step, layer and quantity -> the value there in a run with a mistake from its start."""
    if runs.plan is None:
        raise NotApplicable
    wanted = set(range(min(STEPS, len(runs.plan.steps))))
    taken, _ = replayed(runs.run.case, patch, runs.run.first, runs.plan, wanted=wanted)
    of_step = (*numbers_of_step(), "rows", "epoch")
    return {
        (step, None if name in of_step else l + 1, name): np.asarray(value, dtype=float)
        for step, moment in taken.items()
        for (name, l), value in moment.predicted.items()
    }


def differ(a: Array, b: Array) -> bool:
    """Whether two values are not the same."""
    if np.shape(a) != np.shape(b):
        return True
    close = APART * np.max(np.abs(a), initial=0.0)
    return not bool(np.all((np.abs(a - b) <= close) | (a == b)))


def to_learn_more(place: Place, states: dict[Place, str]) -> str:
    """Which of the values that a wrong one is computed from is missing; of what comes from a whole
    run, the first gradient."""
    for names in inputs_of(place):
        known = [p for name, l in names for p in states if p[0] == place[0] and p[2:] == (l, name)]
        if known and states[known[0]] == MISSING:  # the first that the case has at all
            return f"To learn more, record {words_of(known[0])}."
    gradients = (p for p in states if place[0] is None and p[3] == "dW" and states[p] == MISSING)
    return next((f"To learn more, record {words_of(first)}." for first in gradients), "")


def inputs_of(place: Place) -> Iterator[list[tuple[str, int | None]]]:
    """Each input of a quantity: name and layer, or several of which the first counts that there is;
    without W, b and state, which are those of the step before."""
    entries = (row for row in quantity_table()["quantities"] if row["name"] == place[3])
    for text in next(entries, {"from": []})["from"]:
        parts = [part.partition(" of ") for part in text.split(", else ")]
        yield [
            (name, None if place[2] is None else place[2] + SHIFTS.get(where, 0))
            for name, _, where in parts
            if name not in ("W", "b", "state")
        ]


def words_of(place: Place) -> str:
    """dZ of layer 1 at step 0."""
    step, _, layer, quantity = place
    of_layer = "" if layer is None else f" of layer {layer}"
    at_step = "" if step is None else f" at step {step}"
    return quantity.replace("losses", "the losses") + of_layer + at_step
