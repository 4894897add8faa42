"""Which known mistakes explain a trace's wrong values: each is run on through all that is recorded,
and is worth what it explains."""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import numpy as np

from ..mistakes.applicable import NotApplicable
from ..mistakes.fitted import with_numbers
from ..mistakes.moment import Patch
from ..mistakes.table import Fit, Mistake, all_mistakes
from .advice import to_learn_more, to_tell_apart
from .candidates import applicable, changes_something, kinds_of
from .evidence import Evidence, Run, evidence_at
from .recorded import Place
from .runs import Runs, variants
from .spots import Spot, fits, gives, is_same

Array = np.ndarray
LOCAL = {"any", "written", "rule"}  # mistakes of one place, not of a run


class Cause(NamedTuple):
    """A mistake with the wrong spots that it explains, and those that it would make wrong."""

    mistake: Mistake
    explained: frozenset[int]
    against: frozenset[int]
    whole: bool
    patch: Patch  # with which it was made
    explained_by_code: frozenset[int] = frozenset()  # with its other quantities

    def rank(self, order: int) -> tuple[Any, ...]:
        """What explains most goes first; of two that are alike, the special one."""
        tags = self.mistake.tags
        kind = 4 * ("only_how" in tags) + 2 * ("any" in tags) + ("general" in tags)
        count = len(self.explained | self.explained_by_code)
        return not self.whole, -count, len(self.against), kind, order


class Explanation:
    """The causes of a trace's wrong spots."""

    def __init__(
        self, run: Run, wrong: list[Spot], right: list[Spot], states: dict[Place, str]
    ) -> None:
        self.run, self.wrong, self.right, self.states = run, wrong, right, states
        self.runs = Runs(run, states)
        self.seen: dict[Place, Evidence] = {}
        self.causes: dict[Any, Cause] = {}

    def find(self) -> list[Cause]:
        """All causes, those first that explain most."""
        for i, spot in enumerate(self.wrong):
            if not self.is_explained(i):
                for mistake in applicable(spot.place[3]):
                    if "precision" in mistake.tags and not self.run.precision.is_double:
                        continue
                    for one in self.fitting_at(mistake, spot):
                        self.add(one)
        blind = [i for i, spot in enumerate(self.wrong) if not spot.exact]
        if blind and (blind[0] == 0 or not all(map(self.is_explained, blind))):
            self.add_runs(blind[0])
        causes = [self.with_others(cause) for cause in self.causes.values()]
        return [
            cause for _, cause in sorted(enumerate(causes), key=lambda one: one[1].rank(one[0]))
        ]

    def with_others(self, cause: Cause) -> Cause:
        """A cause with what the same mistake explains in other quantities."""
        explained = set(cause.explained)
        for other in self.causes.values():
            same = other.mistake.code == cause.mistake.code and other.whole == cause.whole
            if same and not set(other.mistake.on) & set(cause.mistake.on):
                explained |= other.explained
        return cause._replace(explained_by_code=frozenset(explained))

    def is_explained(self, i: int) -> bool:
        """Whether a cause that explains all of its kind explains a spot."""
        return any(
            cause.whole and i in cause.explained and not cause.mistake.how
            for cause in self.causes.values()
        )

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
        if LOCAL & set(mistake.tags) or mistake.detail:
            return None
        until = None if spot.place[0] is None else self.runs.last if until == -1 else until
        try:
            return self.runs.come_to(mistake.patched, until).get(spot.place)
        except NotApplicable:
            return None

    def local(self, mistake: Mistake, spot: Spot) -> Array | None:
        """What a mistake gives at a spot from what is recorded."""
        with np.errstate(all="ignore"):
            return mistake.value(self.evidence(spot).names())

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
        self.keep(told, mistake.patched, explained, against, unknown)

    def keep(
        self,
        mistake: Mistake,
        patch: Patch,
        explained: set[int],
        against: set[int],
        unknown: set[int],
    ) -> None:
        """Keep a cause; of two made in the same places, that which explains more."""
        coupled = kinds_of(mistake, {self.wrong[i].place[3] for i in explained})
        sites = {self.wrong[i].place[2:] for i in explained}
        strict = "rows" in mistake.on  # rows are others everywhere, or nowhere
        whole = not any(strict or self.right[i].place[2:] in sites for i in against) and all(
            i in explained | unknown
            for i, spot in enumerate(self.wrong)
            if spot.place[3] in coupled
        )
        cause = Cause(mistake, frozenset(explained), frozenset(against), whole, patch)
        key = mistake.code, mistake.patch
        if key not in self.causes or cause.rank(0) < self.causes[key].rank(0):
            self.causes[key] = cause

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
        self.keep(told, patch, explained, against, set())

    def advice(self, causes: list[Cause], i: int) -> str:
        """What to record to learn more of a spot: to tell its causes apart, or to have one."""
        told: dict[str, Cause] = {}
        for cause in causes:
            if i in cause.explained and cause.whole and not cause.mistake.how:
                told.setdefault(cause.mistake.code, cause)
        alike = [
            cause
            for cause in told.values()
            if len(cause.explained_by_code) == len(next(iter(told.values())).explained_by_code)
        ]
        if len(alike) > 1:
            return to_tell_apart(self.runs, [cause.patch for cause in alike], self.states)
        exact = self.wrong[i].exact
        return "" if alike or exact else to_learn_more(self.wrong[i].place, self.states)

    def fits_of(self, causes: list[Cause], i: int) -> list[Fit]:
        """The causes of a spot as they are told: those that say why; those that only say how the
        numbers differ, if there are no others."""
        found = {c.mistake.code: c for c in reversed(causes) if i in c.explained}
        why = [cause for cause in found.values() if not cause.mistake.how]
        return [
            Fit(
                cause.mistake.code,
                cause.mistake.says,
                cause.mistake.mend,
                len(cause.explained_by_code),
                len(self.wrong),
                cause.whole,
                cause.mistake.how,
            )
            for cause in reversed(why or list(found.values()))
        ]
