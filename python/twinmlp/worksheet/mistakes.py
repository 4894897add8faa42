"""Python only: name the known mistake that explains the wrong numbers of a block.

The lines are those of the checker, `conformance.mistakes`, which names mistakes in traces.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..conformance.judge.explain import applicable
from ..conformance.mistakes.applicable import NotApplicable
from ..conformance.mistakes.moment import Moment
from ..conformance.mistakes.names import Names, evaluate
from ..conformance.mistakes.replay import take_step
from ..conformance.mistakes.table import Mistake
from ..conformance.truth.reference import with_whole_numbers
from .answers import read_answers
from .blanks import SheetBlock
from .mark import Marked, Written, mark_answers
from .marks import format_marks
from .step import SheetStep
from .values import Numbers, numbered_gradient

# Mistakes that are of a whole run, or of numbers that are too short.
UNTOLD = {"rule", "precision", "elsewhere"}
# Those that say how numbers differ, not why: they are reported where nothing else fits.
VAGUE = {"only_how", "general", "any"}


def mark_files(case: dict[str, Any], answers: Sequence[str], blank: Any = None) -> list[Marked]:
    """Mark filled-in sheets of a case, and name the mistakes."""
    return [mark_answers(case, read_answers(path), blank, known_mistake) for path in answers]


def marked_lines(case: dict[str, Any], answers: Sequence[str], blank: Any = None) -> list[str]:
    """The report of filled-in sheets, with the names of mistakes."""
    return format_marks(mark_files(case, answers, blank))


def known_mistake(step: SheetStep, at: Written) -> tuple[str, str] | None:
    """Return the known mistake that explains all wrong numbers of a block; of several, one with a
    reason, then the one that explains most of the other numbers.
    """
    best, rank = None, (False, -1)
    if at.block.quantity == "slope":
        return None
    moment = values_before(step, at.block, at.numbers)
    for mistake in applicable(at.block.quantity):
        tags = set(mistake.tags)
        if UNTOLD & tags or mistake.fit or mistake.of_run or "own" in mistake.patch:
            continue
        names = Names(moment, at.block.l - 1, at.block.quantity)
        value = apply_mistake(names, mistake, at.block)
        if value is None:
            continue
        near = {p for p, number in at.filled.items() if abs(number - value[p]) <= 2 * at.half}
        own_rank = not VAGUE & tags, len(near)
        if set(at.wrong) <= near and own_rank > rank:
            best, rank = (mistake.code, mistake.sentence(names)), own_rank
    return best


def values_before(step: SheetStep, block: SheetBlock, numbers: Numbers) -> Moment:
    """Return the values of a step that a sheet shows before a block."""
    now: list[dict[str, Any]] = [{} for _ in step.network]
    for other in step.blocks:
        if other.key == block.key:
            break
        if other.part in ("forward", "backward") and other.quantity != "slope":
            vector = other.quantity == "db"
            value = numbers[other.key]
            now[other.l - 1][other.quantity] = value[0] if vector else value
    before: list[dict[str, Any]] = [{"W": layer.W, "b": layer.b} for layer in step.network]
    if step.step > 0:
        before = [{**layer, "state": state} for layer, state in zip(before, step.states)]
    case = with_whole_numbers(as_lists(step.case))
    moment = Moment(case, step.step, step.epoch, step.rows, before, now)
    if block.part == "update":  # the gradients that the optimizer is handed, and its state
        for l, layer in enumerate(moment.now, start=1):
            gradient = numbered_gradient(step, l, numbers)
            layer.update(dW=gradient.dW, db=gradient.db)
        take_step(moment)
        for layer in moment.now:
            for name in ("W", "b"):
                layer.pop(name, None)
    return moment


def apply_mistake(names: Names, mistake: Mistake, block: SheetBlock) -> Array | None:
    """Compute what a mistake produces."""
    shape = block.values.shape
    with np.errstate(all="ignore"):
        right = np.asarray(evaluate(Names(names.moment, names.l, names.quantity)), dtype=float)
    right = right.reshape(shape)
    names["right"] = right[0] if block.quantity in ("db", "b") else right
    try:
        with np.errstate(all="ignore"):
            found = mistake.value(names)
    except (NotApplicable, KeyError, ValueError, IndexError):  # it cannot be read at this place
        return None
    if found is None or np.shape(found) not in (right.shape, right.ravel().shape):
        return None
    return np.asarray(found, dtype=float).reshape(shape)


def as_lists(value: Any) -> Any:
    """Return a case with lists in place of arrays."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: as_lists(item) for key, item in value.items()}
    return [as_lists(item) for item in value] if isinstance(value, list) else value
