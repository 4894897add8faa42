"""Updates of one parameter whose optimizer's state is not recorded: gone through from the start,
with the recorded gradients, for every number that may be another and every line of the optimizer
with one thing changed."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator

import numpy as np

from ..mistakes.applicable import NotApplicable
from ..mistakes.fitted import with_numbers
from ..mistakes.moment import Moment, Patch
from ..mistakes.mutations import changed_lines, told
from ..mistakes.names import Names, evaluate
from ..mistakes.order import put
from ..mistakes.step import OPTIMIZERS
from ..mistakes.table import Mistake, all_mistakes
from .spots import Spot, gives, is_close

Array = np.ndarray
STEPS = 20  # a later wrong step is not gone to
# What a changed line may come to, which need not make sense.
NO_SENSE = ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError


def add_updates(explanation: Any, spot: Spot) -> None:
    """Keep the mistakes of the optimizer that come to the value of a parameter, and to more."""
    parts = [*OPTIMIZERS.get(explanation.run.case["optimizer"]["name"], ())]
    if spot.place[3] not in ("W", "b") or spot.exact or len(parts) < 2 or spot.place[0] > STEPS:
        return
    for mistake in mistakes_of(explanation, spot, parts):
        value = lambda one: value_at(explanation, one.patched, spot)
        close = lambda found: found is not None and gives(found, spot)
        names = Names(explanation.runs.recorded[0], spot.place[2] - 1, mistake.on[0])
        found = [mistake]
        if mistake.fit:
            found = list(with_numbers(mistake, value, spot.own, names, close, searched=False))
        for one in found:
            if close(value(one)):
                keep(explanation, one)


def mistakes_of(explanation: Any, spot: Spot, parts: list[str]) -> Iterator[Mistake]:
    """Those that may be in an update: a number, and the lines of each part of it."""
    on = {"W", "b", *(f"{name}.{part}" for part in parts for name in "Wb")}
    yield from (mistake for mistake in all_mistakes() if mistake.fit and on & {*mistake.on})
    first = explanation.runs.recorded.get(0)
    if first is None:
        return
    for part in parts:
        end = "" if part == "move" else f".{part}"
        names = Names(first, spot.place[2] - 1, f"W{end}")
        for mistake in changed_lines(names):
            yield mistake._replace(quantities=(f"W{end}", f"b{end}"))


def keep(explanation: Any, mistake: Mistake) -> None:
    """Keep a mistake with all that it explains."""
    explained, against, unknown = set(), set(), set()
    for i, spot in enumerate(explanation.wrong):
        found = value_at(explanation, mistake.patched, spot)
        if found is None:
            unknown.add(i)
        elif gives(found, spot):
            explained.add(i)
    for i, spot in enumerate(explanation.right):
        found = value_at(explanation, mistake.patched, spot)
        if found is not None and not is_close(found, spot):
            against.add(i)
    explanation.causes.keep(told(mistake), mistake.patched, explained, against, unknown)


def value_at(explanation: Any, patch: Patch, spot: Spot) -> Array | None:
    """A parameter after a step, with a mistake in its updates up to it; None where something that
    these take is not recorded."""
    step, _, layer, quantity = spot.place
    if quantity not in ("W", "b") or step is None or step > STEPS:
        return None
    run, l = explanation.run, layer - 1
    state: dict[str, Any] = {}
    parts = OPTIMIZERS[run.case["optimizer"]["name"]]
    with np.errstate(all="ignore"), contextlib.suppress(NotApplicable, *NO_SENSE):
        for number in range(step + 1):
            known, starts = explanation.runs.recorded.get(number), run.before.get(number)
            if known is None or starts is None:
                return None
            before = [dict(one) for one in starts]
            before[l]["state"] = {quantity: state} if number else {}
            now = [{k: v for k, v in one.items() if k != "state"} for one in known.now]
            moment = Moment(run.case, number, known.epoch, known.rows, before, now, known.numbers)
            moment.cache, moment.earlier = known.cache, explanation.runs.recorded.get(number - 1)
            for part in parts:
                name = quantity if part == "move" else f"{quantity}.{part}"
                put(moment, name, l, evaluate(Names(moment, l, name, patch)))
            state = now[l]["state"][quantity]
        return np.asarray(now[l][quantity])
    return None
