"""Which known mistakes explain a trace's wrong values: each is run on through all that is recorded,
and is worth what it explains."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Any, Iterator

import numpy as np

from ..mistakes.applicable import NO_SENSE, NotApplicable, NotRecorded
from ..mistakes.fitted import with_numbers
from ..mistakes.mutations import LINE_CHANGED
from ..mistakes.table import LOCAL, Mistake, applicable
from .causes import Cause, Causes
from .evidence import Evidence, Run, evidence_at
from .lines_by_runs import add_lines
from .lines_in_place import add_changed_lines
from .recorded import Place
from .runs import Runs
from .spots import Spot, fits, gives, is_same
from .whole_runs import add_runs, add_settings

Array = np.ndarray
TRIED = 2  # wrong steps of a quantity


class Explanation:
    """The causes of a trace's wrong spots."""

    def __init__(
        self, run: Run, wrong: list[Spot], right: list[Spot], states: dict[Place, str]
    ) -> None:
        self.run, self.wrong, self.right = run, wrong, right
        self.runs = Runs(run, states)
        self.seen: dict[Place, Evidence] = {}
        self.causes = Causes(wrong, right, self.following(wrong))
        self.right_at = {(*spot.place[:1], *spot.place[2:]): spot for spot in right}

    def following(self, wrong: list[Spot]) -> set[int]:
        """The wrong spots that follow from what is recorded before them by the right lines."""
        found: dict[Place, Array] = {}
        with contextlib.suppress(NotApplicable):
            found = self.runs.come_to(None, self.runs.last)
        blind = [i for i, spot in enumerate(wrong) if i and not spot.exact and spot.place in found]
        return {i for i in blind if gives(found[wrong[i].place], wrong[i])}

    def find(self) -> list[Cause]:
        """All causes, those first that explain most."""
        tried: Counter[Any] = Counter()
        for i, spot in enumerate(self.wrong):
            where = spot.place[1:]  # of the same quantity of a layer two are enough to tell
            if not self.causes.is_explained(i) and tried[where] < TRIED:
                tried[where] += 1
                for mistake in applicable(spot.place[3]):
                    if "precision" in mistake.tags and not self.run.precision.is_double:
                        continue
                    for one in self.fitting_at(mistake, spot) if spot.can_be(mistake) else ():
                        self.add(one)
        if self.wrong and self.wrong[0].exact and not self.causes.is_explained(0):
            add_settings(self, self.wrong[0])  # plainer than a line that gives the same
        add_changed_lines(self)
        blind = [i for i, spot in enumerate(self.wrong) if not spot.exact]
        if blind and (blind[0] == 0 or not all(map(self.causes.is_explained, blind))):
            add_runs(self, blind[0])
        if blind and not self.causes.is_explained(blind[0]):
            add_settings(self, self.wrong[blind[0]])
            add_lines(self, self.wrong[blind[0]])
        return self.causes.in_order()

    def evidence(self, spot: Spot) -> Evidence:
        """What is known around a spot."""
        place = spot.place
        if place not in self.seen:
            self.seen[place] = evidence_at(self.run, place, spot.own, spot.right, spot.bound)
        return self.seen[place]

    def fitting_at(self, mistake: Mistake, spot: Spot) -> Iterator[Mistake]:
        """The mistake, with its number, if it gives the value of a spot."""
        known = [mistake]
        if mistake.fit:
            local = lambda one: self.local(one, spot)
            by_run = spot.rounding is not None and mistake.code != LINE_CHANGED
            value = local if not by_run else lambda one: self.by_run(one, spot)
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
        if mistake.is_on(spot.place[3]):
            try:
                near = self.made(mistake, spot)
            except NotRecorded:
                if found is None and spot.rounding is None and (spot.exact or until == -1):
                    found = self.by_run(mistake, spot, until)
            else:
                if near is not None or not (mistake.detail or LOCAL & set(mistake.tags)):
                    fitting = fits(near, spot, local=True)
                    unsure = self.evidence(spot).moment.guessed and not spot.exact
                    return None if unsure and not fitting else fitting
        return None if found is None else fits(found, spot)

    def is_against(self, mistake: Mistake, spot: Spot) -> bool:
        """Whether a right spot would be wrong with a mistake."""
        if self.takes_run(mistake, spot) and mistake.of_run:
            found = self.by_run(mistake, spot)
        else:
            found = self.local(mistake, spot) if mistake.is_on(spot.place[3]) else None
        if found is None or not np.isfinite(found).all():  # 0 / 0 is easily kept away from
            return False
        return not is_same(found, spot, local=True)

    def takes_run(self, mistake: Mistake, spot: Spot) -> bool:
        """Whether a mistake is looked for in a run at once."""
        rounded = spot.rounding is not None and self.runs.plan is not None
        return (mistake.of_run or rounded) and spot.place[1] != "batch"

    def by_run(self, mistake: Mistake, spot: Spot, until: int | None = -1) -> Array | None:
        """What a run with a mistake comes to at a spot; it is made up to a step, as a rule the last
        recorded one, or to its end."""
        if LOCAL & set(mistake.tags) or mistake.detail or mistake.code == LINE_CHANGED:
            return None
        until = None if spot.place[0] is None else self.runs.last if until == -1 else until
        if self.runs.has_other_rows(mistake.patched, until):
            return None
        try:
            return self.runs.come_to(mistake.patched, until).get(spot.place)
        except NotApplicable:
            return None

    def local(self, mistake: Mistake, spot: Spot) -> Array | None:
        """What a mistake gives at a spot from what is recorded; None where nobody knows."""
        with contextlib.suppress(NotRecorded):
            return self.made(mistake, spot)
        return None

    def made(self, mistake: Mistake, spot: Spot) -> Array | None:
        """What a mistake gives at a spot from what is recorded; NotRecorded where that is not
        enough."""
        unmade = NO_SENSE if mistake.code == LINE_CHANGED else ()
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
        kinds |= {*mistake.on} if "together" in mistake.tags else set()
        for i, spot in enumerate(self.right):
            is_near = spot.exact and (spot.place[3] in kinds or "rows" in mistake.on)
            if is_near and self.is_against(mistake, spot):
                against.add(i)
        said = mistake._replace(says=sentence, detail="")
        self.causes.keep(said, mistake.patched, explained, against, unknown)
