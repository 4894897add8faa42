"""Runs of a case with a mistake in them, gone on with from what a trace has: what they come to at
its places."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator

import numpy as np

from ...trace.quantity_table import numbers_of_step
from ..mistakes.applicable import NO_SENSE, NotApplicable, need
from ..mistakes.moment import Known, Moment, Patch
from ..mistakes.optimizers import OPTIMIZERS
from ..mistakes.order import Plan, Planned, plan_of
from ..mistakes.replay import replayed, takes_other_rows
from ..mistakes.table import Mistake
from .evidence import Run, bare_moment, steps_of
from .recorded import Place
from .states import RIGHT

Array = np.ndarray

STEPS = 100  # more steps than this take too long with every mistake
KINDS = {"W": "parameter", "b": "parameter", "gW": "gradient", "gb": "gradient"}


class Runs:
    """All runs of one trace: how they are planned, and what each comes to."""

    def __init__(self, run: Run, states: dict[Place, str]) -> None:
        self.run = run
        self.places = {(place[0], place[2], place[3]): place for place in states}
        self.right = {p[0] for p, state in states.items() if p[2:] == (1, "Z") and state == RIGHT}
        true = steps_of(run.golden)
        known = ((k, step) for k, step in steps_of(run.recorded).items() if k in true)
        self.recorded = {k: bare_moment(run, step, true[k]) for k, step in known}
        self.last = max(self.recorded, default=-1)
        self.made: dict[Any, dict[Place, Array] | None] = {}
        self.others: dict[Any, bool] = {}
        self.plan: Plan | None = None
        with contextlib.suppress(NotApplicable):
            self.plan = plan_of(run.case)
        for step in run.recorded["steps"] if self.plan else ():  # else its mask is drawn
            for l, layer in enumerate(step["layers"]):
                if "mask" not in layer and step["step"] in self.recorded:
                    self.recorded[step["step"]].now[l].pop("mask", None)
        self.as_recorded = Known(self.recorded, run.before, cache={}, right={})
        # what is rounded is not gone on with
        rounded = self.plan and not run.precision.is_double
        self.known = Known(cache={}, right={}) if rounded else self.as_recorded

    def steps_wanted(self, until: int, from_start: bool) -> set[int]:
        """The steps to take for the recorded ones up to one; NotApplicable if too many."""
        wanted: set[int] = set()
        before = -1
        for number in sorted(self.recorded):
            if number > until:
                break
            known = not from_start and self.is_known(number)
            steps = range(number if known else before + 1, number + 1)
            if len(steps) > STEPS and from_start:
                raise NotApplicable
            wanted |= set(steps) if len(steps) <= STEPS else {number}
            before = number
        return wanted

    def is_known(self, number: int) -> bool:
        """Whether W, b and state before a step are recorded."""
        layers = self.run.before.get(number)
        parts = OPTIMIZERS.get(self.run.case["optimizer"]["name"], {})
        if layers is None:
            return False
        states = [layer["state"].get("W", {}) for layer in layers if "state" in layer]
        return number == 0 or all(len(state) == len(parts) - 1 for state in states)

    def has_other_rows(self, patch: Patch, until: int | None) -> bool:
        """Whether a mistake takes other rows than a step up to one whose Z is right."""
        if "rows" not in patch.quantities:
            return False
        key = patch, until
        if key not in self.others:
            wanted = (k for k in self.recorded if (until is None or k <= until) and k in self.right)
            self.others[key] = any(takes_other_rows(self.recorded[k], patch) for k in wanted)
        return self.others[key]

    def come_to(self, patch: Patch | None, until: int | None = None) -> dict[Place, Array]:
        """Place -> the value there of a run with a mistake, up to a step, or to the end of the run;
        NotApplicable where it cannot be made."""
        key = patch, until
        if key not in self.made:
            try:
                self.made[key] = dict(self.values(patch, until))
            except (NotApplicable, *NO_SENSE):
                self.made[key] = None
        found = self.made[key]
        if found is None:
            raise NotApplicable
        return found

    def losses_until(self, patch: Patch, epochs: int) -> Array:
        """The losses of the first epochs of a run from its start."""
        if self.plan is None:
            raise NotApplicable
        count = sum(step.epoch < epochs - 1 for step in self.plan.steps) + 1
        begun = self.plan._replace(steps=self.plan.steps[:count])
        _, trace = replayed(self.run.case, patch, self.run.first, begun)
        return np.asarray(trace["losses"][:epochs])

    def values(self, patch: Patch | None, until: int | None) -> Iterator[tuple[Place, Array]]:
        """Every place and its value."""
        moments, trace = self.moments(patch, until, self.known)
        for number, moment in moments.items():
            if number in self.recorded:
                for (quantity, l), value in moment.predicted.items():
                    of_step = quantity in (*numbers_of_step(), "rows", "epoch")
                    place = self.places.get((number, None if of_step else l + 1, quantity))
                    if place is not None:
                        yield place, np.atleast_1d(np.asarray(value, dtype=float))
        if until is not None:
            return
        for name in ("losses", "validation_losses"):
            if trace.get(name) and (None, None, name) in self.places:
                yield self.places[None, None, name], np.asarray(trace[name])
        if "loss" in trace["final"]:
            yield (None, "final", None, "final loss"), np.atleast_1d(trace["final"]["loss"])
        for l, layer in enumerate(trace["final"]["parameters"]):
            for name, value in layer.items():
                place = self.places.get((None, l + 1, f"final {name}"))
                if value is not None and place is not None:
                    yield place, np.asarray(value)

    def moments(
        self, patch: Patch | None, until: int | None, known: Known, alone: bool = False
    ) -> tuple[dict[int, Moment], Any]:
        """The steps that a run takes, and its trace; or one alone, whose start is recorded."""
        run, plan, wanted = self.run, self.plan, None
        from_start = not known.steps or bool(
            patch and (" memory" in f" {patch.text}" or "case.optimizer =" in patch.text)
        )
        if until is not None:
            wanted = {until} if alone else self.steps_wanted(until, from_start)
        elif plan is None or len(plan.steps) > STEPS:
            raise NotApplicable
        if plan is None:  # a line search, or a run that may end early: its recorded steps alone
            true = steps_of(run.golden)
            steps = [
                Planned(number, int(true[number]["epoch"]), moment.rows, None)
                for number, moment in sorted(self.recorded.items())
            ]
            plan = Plan(steps, list(range(len(run.case["data"]["X"]))), [])
        need(plan.steps)
        found = replayed(run.case, patch, run.first, plan, known, wanted)
        if patch is None and known.judged is None:
            known.right.update(found[0])
        return found


def variants(mistake: Mistake) -> list[Patch]:
    """A mistake made everywhere, and made in one kind of quantity only."""
    kinds: dict[str, list[str]] = {}
    if "together" in mistake.tags:
        return [mistake.patched]
    for name in mistake.on:
        kinds.setdefault(KINDS.get(name, name.split(".")[-1]), []).append(name)
    single = [mistake.patched._replace(quantities=tuple(names)) for names in kinds.values()]
    found = [mistake.patched, *(single if len(kinds) > 1 else [])]
    for parameter in "Wb":  # of one parameter alone
        names = tuple(name for name in mistake.on if name[0] == parameter)
        if names and len(names) < len(mistake.on) and len(mistake.on) == 2 * len(names):
            found.append(mistake.patched._replace(quantities=names))
    return found
