"""Where a trace has too little to look at its steps one by one: the whole run with every known
mistake, and with every setting changed."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator

import numpy as np

from ...trace.quantity_table import numbers_of_step
from ..mistakes.applicable import NO_SENSE, NotApplicable, Reached
from ..mistakes.autograd import followed, in_loss
from ..mistakes.fitted import with_numbers
from ..mistakes.moment import Moment, Patch
from ..mistakes.names import Names, evaluate
from ..mistakes.other_settings import changed_settings
from ..mistakes.replay import takes_other_rows
from ..mistakes.settings import usual_of
from ..mistakes.step import name_of
from ..mistakes.table import LOCAL, Mistake, all_mistakes
from .runs import Runs, variants
from .spots import Spot, gives, is_close, is_same

LOOKED = 8  # moments, or right places, that show whether a mistake changes something
UPDATE = {"dA", "dZ", "dW", "db", "gW", "gb", "W", "b"}
OF_STEP = (*numbers_of_step(), "rows", "epoch")


def add_runs(explanation: Any, first: int) -> None:
    """Make the run with every mistake that changes it, and keep those that explain a spot."""
    spot = explanation.wrong[first]
    try:
        explanation.runs.come_to(None, spot.place[0])
        runs = explanation.runs
        moments = list(runs.moments(None, spot.place[0], runs.as_recorded)[0].values())
    except NotApplicable:
        return
    some = [*moments[: LOOKED // 2], *moments[LOOKED // 2 :: len(moments) // LOOKED + 1]]
    of_pass = spot.place[3] in ("losses", "final loss")
    known = list(filter(spot.can_be, known_and_joined(explanation.run.case["loss"]["name"])))
    for patches in (variants, lambda mistake: by_activation(mistake, explanation.run.case)):
        for mistake, patch in ((one, patch) for one in known for patch in patches(one)):
            changed = of_pass and "loss" in patch.quantities or changes_something(some, patch)
            if changed and not is_elsewhere(explanation, patch):
                if reaches(explanation, patch, spot):
                    add_run(explanation, mistake, patch, spot)
        if explanation.causes.is_explained(first):
            return


def changes_something(moments: list[Moment], patch: Patch) -> bool:
    """Whether a quantity of the right run would be another with a mistake."""
    if "memory" in patch.text or "_earlier" in patch.text:
        return True
    for moment in moments:
        if "rows" in patch.quantities and takes_other_rows(moment, patch):
            return True
        for (quantity, l), right in moment.predicted.items():
            if quantity in patch.quantities:
                names = Names(moment, l, quantity, patch)
                try:
                    value = np.atleast_1d(evaluate(names))
                except NotApplicable:
                    continue
                right = np.atleast_1d(right)
                apart = lambda a, b: not np.all(np.abs(a - b) <= 1e-12 * np.abs(b))
                if value.shape != right.shape or apart(value, right):
                    return True
    return False


def by_activation(mistake: Mistake, case: dict[str, Any]) -> Iterator[Patch]:
    """A mistake of activations, made in the layers with one of them alone."""
    found = dict.fromkeys(name_of(layer["activation"]) for layer in case["network"]["layers"])
    if {"A", "dZ"} & {*mistake.on} and len(found) > 1:
        for name in found:
            yield mistake.patched._replace(when=f"{mistake.when} and activation == '{name}'")


def add_settings(explanation: Any, spot: Spot) -> None:
    """Make the run with every setting that may be another, and keep those that explain a spot."""
    case = explanation.run.case
    for mistake in changed_settings(case) if spot.tells else ():
        if mistake.fit:
            add_with_numbers(explanation, mistake, spot, usual_of(case, mistake))
        elif reaches(explanation, mistake.patched, spot):
            add_run(explanation, mistake, mistake.patched, spot)


def add_with_numbers(explanation: Any, mistake: Mistake, spot: Spot, names: Any = None) -> None:
    """Keep a mistake with the number whose run comes to the value of a spot."""

    def value(one: Mistake) -> Any:
        with contextlib.suppress(NotApplicable, ArithmeticError, TypeError, ValueError):
            return explanation.runs.come_to(one.patched, spot.place[0]).get(spot.place)
        return None

    close = lambda found: found is not None and gives(found, spot)
    names = explanation.evidence(spot).names() if names is None else names
    for one in with_numbers(mistake, value, spot.own, names, close, searched=False):
        if reaches(explanation, one.patched, spot):
            add_run(explanation, one, one.patched, spot)


def known_and_joined(loss: str) -> Iterator[Mistake]:
    """The mistakes that can be made in a run with a loss; those of one code in several quantities
    also all at once."""
    rows = [m for m in all_mistakes() if not (m.plant or m.detail or m.fit or LOCAL & {*m.tags})]
    codes: dict[str, list[Mistake]] = {}
    for row in rows:
        codes.setdefault(row.code, []).append(row)
        yield row
        yield from (other for other in (followed(row), in_loss(row, loss)) if other is not None)
    for one in codes.values():
        on = [quantity for row in one for quantity in row.quantities]
        if len(one) > 1 and len(set(on)) == len(on):
            text, when = "; ".join(m.patch for m in one), " and ".join(f"({m.when})" for m in one)
            yield one[0]._replace(quantities=tuple(on), patch=text, when=when)


def reaches(
    explanation: Any, patch: Patch, first: Spot, alone: bool = False, gradients: Any = None
) -> bool:
    """Whether a run with a mistake comes to the value of a spot, and to right values before it; or
    one step alone, or the updates made from the gradients of some steps."""
    runs, (step, _, layer, quantity) = explanation.runs, first.place
    if step is None:
        return first.place[3] != "losses" or begins(runs, patch, first)

    def judged(number: int, name: str, l: int, value: Any) -> bool:
        """Whether a value is the trace's, where that is right; the first wrong one ends the run."""
        key = number, None if name in OF_STEP else l + 1, name
        found = np.atleast_1d(np.asarray(value, dtype=float))
        if key == (step, layer, quantity):
            if gives(found, first):
                raise Reached
            return False
        spot = explanation.right_at.get(key)
        return spot is None or is_close(found, spot)

    with contextlib.suppress(NotApplicable, *NO_SENSE):
        try:
            known = runs.known._replace(judged=judged, gradients=gradients or {})
            runs.moments(patch, step, known, alone)
        except Reached:
            return True
    return False


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
    try:
        found = runs.losses_until(patch, until)
    except NotApplicable:
        return False
    begun = spot._replace(own=spot.own[:until], right=spot.right[:until], bound=spot.bound[:until])
    if spot.rounding is not None:
        begun = begun._replace(rounding=spot.rounding[:until])
    return gives(found, begun)


def add_run(explanation: Any, mistake: Mistake, patch: Patch, first: Spot) -> None:
    """Keep a mistake whose run comes to the value of a spot, with all that it comes to."""
    whole = None if first.place[0] is None else explanation.runs.last
    try:
        found = explanation.runs.come_to(patch, whole)
    except NotApplicable:
        return
    if first.place not in found or not gives(found[first.place], first):
        return
    come_to = lambda spots: [
        (i, found[s.place], s) for i, s in enumerate(spots) if s.place in found
    ]
    wrong, right = come_to(explanation.wrong), come_to(explanation.right)
    explained = {i for i, value, spot in wrong if gives(value, spot)}
    against = {i for i, value, spot in right if not is_same(value, spot)}
    where = f" (in {patch.quantities[0]})" if len(set(patch.quantities)) == 1 else ""
    told = mistake._replace(says=mistake.says + where)
    tellable = {i for i, value, spot in wrong if not is_close(value, spot)}
    unknown = {*range(len(explanation.wrong))} - tellable  # or too near to the right value to tell
    explanation.causes.keep(told, patch, explained, against, unknown - explained)
