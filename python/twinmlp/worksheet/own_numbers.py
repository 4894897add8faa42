"""Python only: a sheet's own numbers, what follows from them, and which known mistake makes others.

The lines are those of the checker, `conformance.mistakes`, which names mistakes in traces.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Array
from ..conformance.judge.explain import applicable
from ..conformance.mistakes.moment import Moment
from ..conformance.mistakes.names import Names, evaluate
from ..conformance.mistakes.replay import take_step
from ..conformance.mistakes.table import Mistake
from ..conformance.truth.reference import with_whole_numbers
from ..trace.case import Case
from ..trace.record import run_parts
from .blanks import SheetBlock
from .cells import cell_texts
from .sheet import Worksheet

Place = tuple[int, int]
# Mistakes that are of a whole run, or of numbers that are too short.
UNTOLD = {"rule", "precision", "elsewhere"}
# Those that tell how numbers differ, not why: they are told where nothing else is.
VAGUE = {"only_how", "general", "any"}


class OwnNumbers:
    """The numbers of a sheet so far: the printed ones, and those that were filled in."""

    def __init__(self, parts: Case, sheet: Worksheet) -> None:
        record = run_parts(parts, parts.arithmetic)["steps"][0]
        self.case = with_whole_numbers(as_lists(sheet.case))
        self.rows = np.asarray(record["rows"]).astype(int)
        self.before = [{"W": layer.W, "b": layer.b} for layer in parts.network]
        self.blocks = {block.key: block for block in sheet.blocks if block.kind is not None}
        self.printed = {key: printed(b, sheet.decimals) for key, b in self.blocks.items()}
        self.numbers = dict(self.printed)
        self.cache: dict[Any, Any] = {}

    def moment(self, numbers: dict[str, Array], until: SheetBlock) -> Moment:
        """The step as far as a sheet knows it before a block."""
        now: list[dict[str, Any]] = [{} for _ in self.before]
        for key, block in self.blocks.items():
            if key == until.key:
                break
            if block.part not in ("loss", "update"):
                vector = block.quantity == "db"
                now[block.l - 1][block.quantity] = numbers[key][0] if vector else numbers[key]
        moment = Moment(self.case, 0, 0, self.rows, self.before, now, cache=self.cache)
        if until.part == "update":  # the gradients that the optimizer is handed, and its state
            take_step(moment)
            for layer in moment.now:
                for name in ("W", "b"):
                    layer.pop(name, None)
        return moment

    def names(self, block: SheetBlock, numbers: dict[str, Array]) -> Names:
        """The names at a block."""
        return Names(self.moment(numbers, block), block.l - 1, block.quantity)

    def value(self, block: SheetBlock, numbers: dict[str, Array]) -> Array:
        """What a block is by these numbers."""
        with np.errstate(all="ignore"):
            found = np.asarray(evaluate(self.names(block, numbers)), dtype=float)
        return found.reshape(block.values.shape)

    def expected(self, block: SheetBlock, half: float) -> tuple[Array, Array]:
        """What follows from the sheet's own numbers, and how far rounding them may have moved it:
        the sum over all boxes before of what half a unit of the last decimal there does here.
        """
        value = self.value(block, self.numbers)
        spread = np.zeros(value.shape)
        for key, other in self.blocks.items():
            if key == block.key:
                break
            for place in zip(*np.nonzero(other.blank)):
                moved = self.numbers[key].copy()
                moved[place] += half
                spread += np.abs(self.value(block, {**self.numbers, key: moved}) - value)
        return value, spread

    def go_on_with(self, block: SheetBlock, filled: dict[Place, float]) -> None:
        """Take what was filled in for the numbers of a block; an empty box has its right number."""
        values = self.numbers[block.key].copy()
        for place in zip(*np.nonzero(block.blank)):
            values[place] = block.values[place]
        for place, number in filled.items():
            values[place] = number
        self.numbers[block.key] = values

    def mistake_of(
        self, block: SheetBlock, filled: dict[Place, float], wrong: list[Place], half: float
    ) -> tuple[str, str] | None:
        """The known mistake that gives all wrong numbers of a block: of several, one that says why,
        and the one that gives most of the other numbers, too.
        """
        best, rank = None, (False, -1)
        for mistake in applicable(block.quantity):
            if (
                UNTOLD & set(mistake.tags)
                or mistake.fit
                or mistake.of_run
                or "own" in mistake.patch
            ):
                continue
            names = self.names(block, self.numbers)
            value = self.mistaken(block, mistake, names)
            if value is None:
                continue
            near = {p for p, number in filled.items() if abs(number - value[p]) <= 2 * half}
            own_rank = not VAGUE & set(mistake.tags), len(near)
            if set(wrong) <= near and own_rank > rank:
                best, rank = (mistake.code, mistake.sentence(names)), own_rank
        return best

    def mistaken(self, block: SheetBlock, mistake: Mistake, names: Names) -> Array | None:
        """What a mistake gives."""
        right = self.value(block, self.numbers)
        names["right"] = right[0] if block.quantity in ("db", "b") else right
        try:
            with np.errstate(all="ignore"):
                found = mistake.value(names)
        except (KeyError, ValueError, IndexError):  # a line that cannot be read at this place
            return None
        if found is None or np.shape(found) not in (right.shape, right.ravel().shape):
            return None
        return np.asarray(found, dtype=float).reshape(right.shape)


def printed(block: SheetBlock, decimals: int) -> Array:
    """The numbers of a block as they are printed."""
    return np.array([[float(text) for text in row] for row in cell_texts(block, decimals)])


def as_lists(value: Any) -> Any:
    """A case with lists in the place of arrays."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: as_lists(item) for key, item in value.items()}
    return [as_lists(item) for item in value] if isinstance(value, list) else value
