"""Mark a filled-in worksheet, following errors carried forward."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import fail, quote_json
from .answers import Answers, BoxName
from .blanks import SheetBlock
from .cells import cell_texts
from .step import SheetStep, answered_step
from .values import Numbers, block_value

BoxPlace = tuple[int, int]


class MarkedBlock(NamedTuple):
    """A quantity of a marked sheet: its points, of how many, and what went wrong.

    carried: how many numbers are right only by the sheet's own numbers before them; empty: how many
    boxes are; mistake: what the wrong numbers are, by its code and in words, or None.
    """

    key: str
    points: int
    of: int
    carried: int
    empty: int
    wrong: list[BoxName]
    mistake: tuple[str, str] | None


class Marked(NamedTuple):
    """A marked sheet: the person, and the variant, or for a page the training step, from 0."""

    name: str
    seed: int
    step: int | None
    blocks: list[MarkedBlock]


class Written(NamedTuple):
    """The numbers filled in for a block.

    numbers: those of all blocks before it, as the sheet has them; filled: what stands in its boxes;
    wrong: which of them are; half: how far a rounded number may be off.
    """

    block: SheetBlock
    numbers: Numbers
    filled: dict[BoxPlace, float]
    wrong: list[BoxPlace]
    half: float


NameMistake = Callable[[SheetStep, Written], "tuple[str, str] | None"]


def mark_answers(
    case: dict[str, Any],
    answers: Answers,
    blank: Any = None,
    name_mistake: NameMistake | None = None,
) -> Marked:
    """Mark a filled-in sheet of a case.

    A number is right if it rounds the true value, or what follows from the printed numbers, or from
    the numbers of the sheet itself, wrong ones included: an error is counted once. Rounding before
    it is allowed for.

    blank: what was asked for; None for the boxes that the file has. name_mistake: gives the name of
        a mistake that makes the wrong numbers of a block.
    """
    if answers.case != case["id"]:
        fail(
            "E_FORMAT", "answers", f"of the case {quote_json(case['id'])}", quote_json(answers.case)
        )
    step = answered_step(case, answers, blank)
    printed = {block.key: printed_numbers(block, answers) for block in step.blocks}
    known = answers.numbers if blank is None else None
    numbers, found = dict(printed), []
    for block in step.blocks:
        asked = asked_places(block, known)
        if asked:
            marked, numbers = mark_block(
                step, block, asked, answers, printed, numbers, name_mistake
            )
            found.append(marked)
    if not found:
        fail("E_FORMAT", "answers", "a worksheet with boxes of the case", "one with none of them")
    return Marked(answers.name, answers.seed, answers.step, found)


def printed_numbers(block: SheetBlock, answers: Answers) -> Array:
    """Return the numbers of a block as printed; those that a sheet gives are exact."""
    if block.kind is None and answers.step is None:
        return block.values
    return np.array([[float(text) for text in row] for row in cell_texts(block, answers.decimals)])


def asked_places(block: SheetBlock, known: Any) -> list[BoxPlace]:
    """Return the places of the asked boxes of a block; of the known ones, if any are."""
    return [
        (i, j)
        for i, row in enumerate(block.rows)
        for j, column in enumerate(block.columns)
        if block.blank[i, j] and (known is None or (block.key, row, column) in known)
    ]


def mark_block(
    step: SheetStep,
    block: SheetBlock,
    asked: list[BoxPlace],
    answers: Answers,
    printed: Numbers,
    numbers: Numbers,
    name_mistake: NameMistake | None,
) -> tuple[MarkedBlock, Numbers]:
    """Mark the boxes of a block; also return the numbers used for the next blocks."""
    half = 0.5 * 10.0**-answers.decimals * (1 + 1e-6) + 1e-12
    names = {(i, j): (block.key, block.rows[i], block.columns[j]) for i, j in asked}
    written = {place: answers.numbers.get(name) for place, name in names.items()}
    clean = block_value(step, block, printed)
    expected = block_value(step, block, numbers)
    spread = rounding_spread(step, block, numbers, expected, half)
    right, carried = set(), set()
    for place, number in written.items():
        if number is None:
            continue
        near = abs(number - clean[place]) <= half + spread[place]
        if near or abs(number - block.values[place]) <= half:
            right.add(place)
        elif abs(number - expected[place]) <= half + spread[place]:
            carried.add(place)
    filled = {place: number for place, number in written.items() if number is not None}
    wrong = [place for place in filled if place not in right | carried]
    at = Written(block, numbers, filled, wrong, half)
    marked = MarkedBlock(
        block.key,
        len(right | carried),
        len(asked),
        len(carried),
        len(asked) - len(filled),
        [names[place] for place in wrong],
        name_mistake(step, at) if wrong and name_mistake is not None else None,
    )
    return marked, {**numbers, block.key: carried_numbers(at)}


def rounding_spread(
    step: SheetStep, block: SheetBlock, numbers: Numbers, value: Array, half: float
) -> Array:
    """Bound how far rounding may have moved a block: the sum over all boxes before it of the effect
    of half a unit of their last decimal.
    """
    spread = np.zeros(value.shape)
    for other in step.blocks:
        if other.key == block.key:
            break
        for place in zip(*np.nonzero(other.blank)):
            moved = numbers[other.key].copy()
            moved[place] += half
            spread += np.abs(block_value(step, block, {**numbers, other.key: moved}) - value)
    return spread


def carried_numbers(at: Written) -> Array:
    """Return the filled-in numbers of a block, with the right number in an empty box."""
    values = np.where(at.block.blank, at.block.values, at.numbers[at.block.key])
    for place, number in at.filled.items():
        values[place] = number
    return values


def points_of(marked: Marked) -> tuple[int, int]:
    """Return all points of a sheet, and the possible points."""
    return sum(block.points for block in marked.blocks), sum(block.of for block in marked.blocks)
