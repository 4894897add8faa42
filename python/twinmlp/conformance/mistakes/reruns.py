"""Whole runs with a mistake in them, for traces that do not say what a wrong value was made
from."""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np

from ...trace.quantity_table import numbers_of_step
from .applicable import NotApplicable
from .moment import Moment, Patch
from .names import Names, evaluate
from .order import value_in
from .replay import run_patched
from .table import Fit, Mistake, all_mistakes

Array = np.ndarray
Place = tuple[Any, ...]

STEPS = 100  # a longer run takes too long with every mistake
CLOSE = 1e-9
KINDS = {"W": "parameter", "b": "parameter", "gW": "gradient", "gb": "gradient"}


def replayed(run: Any, place: Place, evidence: Any) -> Iterator[Fit]:
    """The mistakes with which a whole run arrives at the value of a place."""
    if steps_until(run.case, place) > STEPS:
        return
    key = "runs", place[0]
    if key not in run.made:
        run.made[key] = list(patched_runs(run, place))
    own, right = evidence.known["own"], evidence.known["right"]
    for mistake, trace in run.made[key]:
        value = value_at(trace, place, evidence.l)
        if value is None or value.shape != own.shape or own.shape != right.shape:
            continue
        close = CLOSE * np.max(np.abs(value), initial=0.0)
        if np.any(np.abs(value - right) > close) and np.all(np.abs(value - own) <= close):
            yield Fit(mistake.code, f"{mistake.says} (in {mistake.on[0]})", mistake.mend)


def steps_until(case: Any, place: Place) -> int:
    """How many steps lead to a place."""
    n = len(case["data"]["X"])
    whole = case["training"]["epochs"] * -(-n // (case["training"].get("batch_size") or n))
    return whole if place[0] is None else place[0] + 1


def patched_runs(run: Any, place: Place) -> Iterator[tuple[Mistake, Any]]:
    """The run up to a place with each mistake that changes it, wherever it can be made, and in
    one kind of quantity."""
    case, until = run.case, place[0]
    try:
        right = run_patched(case, None, run.first, until)
    except NotApplicable:  # a line search, or a run that may end early
        return
    starts = [run.first, *(step["layers"] for step in right["steps"])]
    moments = [
        Moment(case, s["step"], s["epoch"], s["rows"], start, s["layers"], numbers_of(s))
        for start, s in zip(starts, right["steps"])
    ]
    for one, earlier in zip(moments[1:], moments):
        one.earlier = earlier
    for mistake in all_mistakes():
        if mistake.detail or mistake.plant or set(mistake.tags) & {"any", "written", "rule"}:
            continue
        for patch in variants(mistake):
            if changes_something(moments, patch):
                try:
                    yield mistake, run_patched(case, patch, run.first, until)
                except (NotApplicable, FloatingPointError):
                    continue


def numbers_of(step: Any) -> dict[str, float]:
    """The numbers of a step."""
    return {name: step[name] for name in numbers_of_step() if name in step and name != "loss"}


def variants(mistake: Mistake) -> list[Patch]:
    """A mistake made everywhere, and made in one kind of quantity only."""
    kinds: dict[str, list[str]] = {}
    for name in mistake.on:
        kinds.setdefault(KINDS.get(name, name.split(".")[-1]), []).append(name)
    single = [mistake.patched._replace(quantities=tuple(names)) for names in kinds.values()]
    return [mistake.patched, *(single if len(kinds) > 1 else [])]


def changes_something(moments: list[Moment], patch: Patch) -> bool:
    """Whether a quantity of the right run would be another with a mistake."""
    for moment in moments:
        for quantity in patch.quantities:
            for l in range(len(moment.now)):
                right = (
                    moment.rows if quantity == "rows" else value_in(as_record(moment), l, quantity)
                )
                if right is None:
                    continue
                try:
                    value = np.atleast_1d(evaluate(Names(moment, l, quantity, patch)))
                except NotApplicable:
                    continue
                if value.shape != right.shape or np.any(
                    np.abs(value - right) > 1e-12 * np.abs(right)
                ):
                    return True
    return False


def as_record(moment: Moment) -> dict[str, Any]:
    """A moment as a step of a trace."""
    return {**moment.numbers, "layers": moment.now}


def value_at(trace: Any, place: Place, l: int) -> Array | None:
    """The value of a place in a run."""
    if place[0] is not None:
        return value_in(trace["steps"][place[0]], l, place[3])
    if place[3] == "losses":
        return np.asarray(trace["losses"])
    if place[3] == "final loss":
        return np.atleast_1d(trace["final"]["loss"])
    name = place[3].removeprefix("final ")
    value = trace["final"]["parameters"][l].get(name) if name in ("W", "b") else None
    return None if value is None else np.atleast_1d(value)
