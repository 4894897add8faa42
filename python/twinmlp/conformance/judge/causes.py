"""The mistakes that explain wrong values of a trace, kept and told by how much they explain."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..mistakes.moment import Patch
from ..mistakes.mutations import LINE_CHANGED
from ..mistakes.table import Fit, Mistake
from .advice import to_learn_more, to_tell_apart
from .recorded import Place
from .runs import KINDS, Runs
from .spots import Spot

ENOUGH = 4  # numbers that show that one which is solved for is no chance
SOLVED = 3  # numbers at least that one which is solved for has to explain
ALIKE = 2  # changed lines that give the same numbers are told
LONGER = 12  # characters that another line may have more to be told


def what_is_in(line: str) -> frozenset[str]:
    """The names of a line."""
    return frozenset(re.findall(r"[A-Za-z]\w*", line))


def kinds_of(mistake: Mistake, explained: set[str]) -> set[str]:
    """The quantities that a mistake has to explain all of: those that it explains, and the other
    parameter's of the same kind."""
    kind = lambda name: KINDS.get(name, name.rpartition(".")[2])
    kinds = {kind(name) for name in explained}
    return explained | {name for name in mistake.on if kind(name) in kinds}


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
        general = bool({"general", "measured"} & {*tags})
        kind = 4 * ("only_how" in tags) + 2 * ("any" in tags) + general
        count = len(self.explained | self.explained_by_code)
        return not self.whole, -count, len(self.against), kind, order


class Causes:
    """All causes that were found of wrong spots; right ones speak against a cause."""

    def __init__(self, wrong: list[Spot], right: list[Spot], following: set[int]) -> None:
        self.wrong, self.right, self.following = wrong, right, following
        self.found: dict[Any, Cause] = {}

    def in_order(self) -> list[Cause]:
        """All of them, those first that explain most."""
        causes = enumerate(map(self.with_others, self.found.values()))
        return [cause for _, cause in sorted(causes, key=lambda one: one[1].rank(one[0]))]

    def with_others(self, cause: Cause) -> Cause:
        """A cause with what the same mistake explains in other quantities."""
        explained = set(cause.explained)
        for other in self.found.values():
            same = other.mistake.code == cause.mistake.code and other.whole == cause.whole
            if same and not set(other.mistake.on) & set(cause.mistake.on):
                explained |= other.explained
        return cause._replace(explained_by_code=frozenset(explained))

    def is_explained(self, i: int) -> bool:
        """Whether a cause that explains all of its kind explains a spot."""
        return i in self.following or any(
            cause.whole and i in cause.explained and not cause.mistake.how
            for cause in self.found.values()
        )

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
        must = {i for i, spot in enumerate(self.wrong) if spot.place[3] in coupled}
        whole = must <= explained | unknown | self.following
        if strict or "together" in mistake.tags:
            whole = whole and not against
        whole = whole and not any(self.right[i].place[2:] in sites for i in against)
        numbers = sum(self.wrong[i].own.size for i in explained)
        if "solved" in mistake.tags and 2 * len(explained) < len(self.wrong) and numbers < ENOUGH:
            whole = False  # some number fits almost anything
        if "odd" in mistake.tags and numbers < ENOUGH:
            whole = False  # one number is always to be found
        if "measured" in mistake.tags and not whole and numbers < SOLVED:
            return
        cause = Cause(mistake, frozenset(explained), frozenset(against), whole, patch)
        key = mistake.code, mistake.patch
        if key not in self.found or cause.rank(0) < self.found[key].rank(0):
            self.found[key] = cause

    def advice(self, causes: list[Cause], i: int, runs: Runs, states: dict[Place, str]) -> str:
        """What to record to learn more of a spot: to tell its causes apart, or to have one."""
        told: dict[str, Cause] = {}
        for cause in causes:
            if i in cause.explained and cause.whole and not cause.mistake.how:
                told.setdefault(cause.mistake.code, cause)
        counts = [len(cause.explained_by_code) for cause in told.values()]
        alike = [cause for cause, count in zip(told.values(), counts) if count == counts[0]]
        if len(alike) > 1:
            return to_tell_apart(runs, [cause.patch for cause in alike], states)
        exact = self.wrong[i].exact
        return "" if alike or exact else to_learn_more(self.wrong[i].place, states)

    @staticmethod
    def with_alike(cause: Cause, causes: list[Cause]) -> Cause:
        """A changed line with others that give the same numbers."""
        if cause.mistake.code != LINE_CHANGED:
            return cause
        first, said = cause.mistake, [cause.mistake.says]
        kinds = {what_is_in(first.patch)}
        effect = lambda c: (c.explained, c.against, c.whole)
        same = lambda c: effect(c) == effect(cause)
        lines = (c.mistake for c in causes if same(c) and c.mistake.code == LINE_CHANGED)
        for other in lines:
            plain = len(other.patch) < len(first.patch) + LONGER and "solved" not in other.tags
            if plain and what_is_in(other.patch) not in kinds:
                kinds.add(what_is_in(other.patch))
                one, short, _ = other.says.partition("`, not `")
                said.append(f"{one}`" if short else one)
        return cause._replace(mistake=first._replace(says="; or ".join(said[:ALIKE])))

    def fits_of(self, causes: list[Cause], i: int) -> list[Fit]:
        """The causes of a spot as they are told: those that say why; those that only say how the
        numbers differ, if there are no others."""
        found: dict[str, Cause] = {}
        for cause in causes:
            if i in cause.explained:
                found.setdefault(cause.mistake.code, cause)
        why = [cause for cause in found.values() if not cause.mistake.how] or [*found.values()]
        return [self.fit_of(self.with_alike(cause, causes)) for cause in why]

    def fit_of(self, cause: Cause) -> Fit:
        """A cause as it is told; what follows from others counts only where it explains it."""
        mistake, explained = cause.mistake, cause.explained_by_code
        of = len(self.wrong) - len(self.following - explained)
        said = mistake.code, mistake.says, mistake.mend
        return Fit(*said, len(explained), of, cause.whole, mistake.how)
