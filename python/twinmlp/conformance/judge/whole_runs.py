"""Where a trace has too little to look at its steps one by one: the whole run with every known
mistake."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator

import numpy as np

from ..mistakes.applicable import NotApplicable
from ..mistakes.moment import Patch
from ..mistakes.names import evaluate
from ..mistakes.table import LOCAL, Mistake, all_mistakes
from .candidates import changes_something
from .runs import Runs, variants
from .spots import Spot, gives, is_close, is_same

LOOKED = 8  # moments, or right places, that show whether a mistake changes something
UPDATE = {"dA", "dZ", "dW", "db", "gW", "gb", "W", "b"}


def add_runs(explanation: Any, first: int) -> None:
    """Make the run with every mistake that changes it, and keep those that explain a spot."""
    spot = explanation.wrong[first]
    try:
        explanation.runs.come_to(None, spot.place[0])
        moments = list(explanation.runs.moments(None, spot.place[0], False)[0].values())
    except NotApplicable:
        return
    some = [*moments[: LOOKED // 2], *moments[LOOKED // 2 :: len(moments) // LOOKED + 1]]
    of_pass = spot.place[3] in ("losses", "final loss")
    for mistake in known_and_joined():
        for patch in variants(mistake):
            changed = of_pass and "loss" in patch.quantities or changes_something(some, patch)
            if changed and not is_elsewhere(explanation, patch):
                add_run(explanation, mistake, patch, spot)


def known_and_joined() -> Iterator[Mistake]:
    """The mistakes that can be made in a run; those of one code in several quantities also all at
    once."""
    rows = [m for m in all_mistakes() if not (m.plant or m.detail or m.fit or LOCAL & {*m.tags})]
    codes: dict[str, list[Mistake]] = {}
    for row in rows:
        codes.setdefault(row.code, []).append(row)
        yield row
    for one in codes.values():
        on = [quantity for row in one for quantity in row.quantities]
        if len(one) > 1 and len(set(on)) == len(on):
            text, when = (
                part.join(texts)
                for part, texts in (
                    ("; ", (row.patch for row in one)),
                    (" and ", (f"({row.when})" for row in one)),
                )
            )
            yield one[0]._replace(quantities=tuple(on), patch=text, when=when)


def differs_before(explanation: Any, patch: Patch, first: Spot) -> bool:
    """Whether right values of the first recorded step would be wrong with a mistake."""
    number = min(explanation.runs.recorded, default=0)
    if first.place[0] is None or number >= first.place[0]:
        return False
    found = explanation.runs.come_to(patch, number)
    return any(
        not is_close(found[spot.place], spot)
        for spot in explanation.right
        if spot.place[0] == number and spot.place in found
    )


def is_elsewhere(explanation: Any, patch: Patch) -> bool:
    """Whether right values of the trace, which a pass for the losses has no part in, would be
    wrong with a mistake."""
    update = [spot for spot in explanation.right if spot.place[3] in UPDATE & set(patch.quantities)]
    for spot in update[:LOOKED]:
        names = explanation.evidence(spot).names()
        names.patch = patch
        with contextlib.suppress(NotApplicable):
            if spot.exact and not is_same(np.atleast_1d(evaluate(names)), spot, local=True):
                return True
    return False


def begins(runs: Runs, patch: Patch, spot: Spot) -> bool:
    """Whether the losses of a run are the trace's, up to the first that is wrong."""
    if spot.own.shape != spot.right.shape:
        return True
    wrong = np.abs(spot.own - spot.right) > spot.bound
    until = int(np.argmax(wrong)) + 1
    found = runs.losses_until(patch, until)
    begun = spot._replace(own=spot.own[:until], right=spot.right[:until], bound=spot.bound[:until])
    if spot.rounding is not None:
        begun = begun._replace(rounding=spot.rounding[:until])
    return gives(found, begun)


def add_run(explanation: Any, mistake: Mistake, patch: Patch, first: Spot) -> None:
    """Keep a mistake whose run comes to the value of a spot, and to more of them."""
    try:
        if first.place[3] == "losses" and not begins(explanation.runs, patch, first):
            return
        if differs_before(explanation, patch, first):
            return
        found = explanation.runs.come_to(patch, first.place[0]).get(first.place)
        if found is None or not gives(found, first):
            return
        found_all = explanation.runs.come_to(
            patch, None if first.place[0] is None else explanation.runs.last
        )
    except NotApplicable:
        return
    explained = {
        i
        for i, spot in enumerate(explanation.wrong)
        if spot.place in found_all and gives(found_all[spot.place], spot)
    }
    against = {
        i
        for i, spot in enumerate(explanation.right)
        if spot.place in found_all and not is_same(found_all[spot.place], spot)
    }
    where = f" (in {mistake.on[0]})" if len(set(mistake.on)) == 1 else ""
    told = mistake._replace(says=mistake.says + where)
    explanation.causes.keep(told, patch, explained, against, set())
