"""Which known mistakes explain a trace's wrong values: each is run on through all that is recorded,
and is worth what it explains."""

from __future__ import annotations

import contextlib
from typing import Iterator

import numpy as np

from ..mistakes.applicable import NotApplicable
from ..mistakes.fitted import with_numbers
from ..mistakes.moment import Patch
from ..mistakes.mutations import CODE, changed_lines
from ..mistakes.table import Mistake, all_mistakes
from .candidates import applicable, changes_something
from .causes import Cause, Causes
from .evidence import Evidence, Run, evidence_at
from .recorded import Place
from .runs import Runs, variants
from .spots import Spot, fits, gives, is_same

Array = np.ndarray
LINES = 4  # quantities whose lines are changed
SOLVED = 3  # numbers at least that one which is solved for has to explain
# What a changed line may come to, which need not make sense.
NO_SENSE = ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError
LOCAL = {"any", "written", "rule"}  # mistakes of one place, not of a run


class Explanation:
    """The causes of a trace's wrong spots."""

    def __init__(
        self, run: Run, wrong: list[Spot], right: list[Spot], states: dict[Place, str]
    ) -> None:
        self.run, self.wrong, self.right = run, wrong, right
        self.runs = Runs(run, states)
        self.seen: dict[Place, Evidence] = {}
        self.causes = Causes(wrong, right)

    def find(self) -> list[Cause]:
        """All causes, those first that explain most."""
        for i, spot in enumerate(self.wrong):
            if not self.causes.is_explained(i):
                for mistake in applicable(spot.place[3]):
                    if "precision" in mistake.tags and not self.run.precision.is_double:
                        continue
                    for one in self.fitting_at(mistake, spot):
                        self.add(one)
        self.add_changed_lines()
        blind = [i for i, spot in enumerate(self.wrong) if not spot.exact]
        if blind and (blind[0] == 0 or not all(map(self.causes.is_explained, blind))):
            self.add_runs(blind[0])
        return self.causes.in_order()

    def add_changed_lines(self) -> None:
        """Where nothing that is known explains a spot: every line with one thing changed."""
        tried: set[str] = set()
        for i, spot in enumerate(self.wrong):
            quantity = spot.place[3]
            enough = spot.exact and spot.rounding is None and spot.place[0] is not None
            if (
                not enough
                or quantity in tried
                or len(tried) == LINES
                or self.causes.is_explained(i)
            ):
                continue
            tried.add(quantity)
            own = [one.own for one in self.wrong if one.place[3] == quantity]
            many = sum(map(np.count_nonzero, own)) >= SOLVED
            for mistake in changed_lines(self.evidence(spot).names()):
                if not mistake.fit or many:
                    for one in self.fitting_at(mistake, spot):
                        self.add(one)

    def evidence(self, spot: Spot) -> Evidence:
        """What is known around a spot."""
        if spot.place not in self.seen:
            self.seen[spot.place] = evidence_at(
                self.run, spot.place, spot.own, spot.right, spot.bound
            )
        return self.seen[spot.place]

    def fitting_at(self, mistake: Mistake, spot: Spot) -> Iterator[Mistake]:
        """The mistake, with its number, if it gives the value of a spot."""
        known = [mistake]
        if mistake.fit:
            local = lambda one: self.local(one, spot)
            value = local if spot.rounding is None else lambda one: self.by_run(one, spot)
            close = lambda found: found is not None and is_same(found, spot)
            names = self.evidence(spot).names()
            known = list(with_numbers(mistake, value, spot.own, names, close))
        yield from (one for one in known if self.verdict(one, spot, spot.place[0]))

    def verdict(self, mistake: Mistake, spot: Spot, until: int | None = -1) -> bool | None:
        """Whether a mistake explains a spot: from what is recorded, else, and where numbers were
        rounded, by a run; None where nothing can be said."""
        found = self.by_run(mistake, spot, until) if self.takes_run(mistake, spot) else None
        if found is not None and fits(found, spot) or mistake.of_run and spot.place[1] != "batch":
            return None if found is None else fits(found, spot)
        near = self.local(mistake, spot) if mistake.is_on(spot.place[3]) else None
        if near is None and found is None and spot.rounding is None:
            found = self.by_run(mistake, spot, until) if mistake.is_on(spot.place[3]) else None
        if near is not None:
            return fits(near, spot, local=True)
        return None if found is None else fits(found, spot)

    def is_against(self, mistake: Mistake, spot: Spot) -> bool:
        """Whether a right spot would be wrong with a mistake."""
        if self.takes_run(mistake, spot) and mistake.of_run:
            found = self.by_run(mistake, spot)
        else:
            found = self.local(mistake, spot) if mistake.is_on(spot.place[3]) else None
        return found is not None and not is_same(found, spot, local=True)

    def takes_run(self, mistake: Mistake, spot: Spot) -> bool:
        """Whether a mistake is looked for in a run at once."""
        rounded = spot.rounding is not None and self.runs.plan is not None
        return (mistake.of_run or rounded) and spot.place[1] != "batch"

    def by_run(self, mistake: Mistake, spot: Spot, until: int | None = -1) -> Array | None:
        """What a run with a mistake comes to at a spot; it is made up to a step, as a rule the last
        recorded one, or to its end."""
        if LOCAL & set(mistake.tags) or mistake.detail or mistake.code == CODE:
            return None
        until = None if spot.place[0] is None else self.runs.last if until == -1 else until
        try:
            return self.runs.come_to(mistake.patched, until).get(spot.place)
        except NotApplicable:
            return None

    def local(self, mistake: Mistake, spot: Spot) -> Array | None:
        """What a mistake gives at a spot from what is recorded."""
        unmade = NO_SENSE if mistake.code == CODE else ()
        with np.errstate(all="ignore"), contextlib.suppress(*unmade):
            return mistake.value(self.evidence(spot).names())
        return None

    def add(self, mistake: Mistake) -> None:
        """Run a mistake on through all spots."""
        sentence = ""
        explained, against, unknown = set(), set(), set()
        for i, spot in enumerate(self.wrong):
            verdict = self.verdict(mistake, spot)
            if verdict is None:
                unknown.add(i)
            elif verdict:
                says = mistake.sentence(self.evidence(spot).names())
                if sentence in ("", says):
                    sentence = says
                    explained.add(i)
        if not explained:
            return
        kinds = {self.wrong[i].place[3] for i in explained}
        for i, spot in enumerate(self.right):
            if (spot.place[3] in kinds or "rows" in mistake.on) and spot.exact:
                if self.is_against(mistake, spot):
                    against.add(i)
        told = mistake._replace(says=sentence, detail="")
        self.causes.keep(told, mistake.patched, explained, against, unknown)

    def add_runs(self, first: int) -> None:
        """Make the run with every mistake that changes it, and keep those that explain a spot."""
        spot = self.wrong[first]
        try:
            self.runs.come_to(None, spot.place[0])
            moments = list(self.runs.moments(None, spot.place[0], False)[0].values())
        except NotApplicable:
            return
        for mistake in all_mistakes():
            if mistake.plant or mistake.detail or LOCAL & set(mistake.tags):
                continue
            for patch in variants(mistake):
                if changes_something(moments, patch):
                    self.add_run(mistake, patch, spot)

    def add_run(self, mistake: Mistake, patch: Patch, first: Spot) -> None:
        """Keep a mistake whose run comes to the value of a spot, and to more of them."""
        try:
            found = self.runs.come_to(patch, first.place[0]).get(first.place)
            if found is None or not gives(found, first):
                return
            found_all = self.runs.come_to(patch, None if first.place[0] is None else self.runs.last)
        except NotApplicable:
            return
        explained = {
            i
            for i, spot in enumerate(self.wrong)
            if spot.place in found_all and gives(found_all[spot.place], spot)
        }
        against = {
            i
            for i, spot in enumerate(self.right)
            if spot.place in found_all and not is_same(found_all[spot.place], spot)
        }
        where = f" (in {mistake.on[0]})" if len(set(mistake.on)) == 1 else ""
        told = mistake._replace(says=mistake.says + where)
        self.causes.keep(told, patch, explained, against, set())
