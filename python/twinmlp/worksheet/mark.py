"""Python only: mark a filled-in worksheet, following errors carried forward."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..base.errors import fail, quote_json
from ..trace.case import case_parts
from .answers import Answers, BoxName
from .blanks import SheetBlock
from .own_numbers import OwnNumbers
from .sheet import Worksheet, make_worksheet


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
    """A marked sheet."""

    name: str
    seed: int
    blocks: list[MarkedBlock]

    @property
    def points(self) -> int:
        """All points."""
        return sum(block.points for block in self.blocks)

    @property
    def of(self) -> int:
        """All points that there are."""
        return sum(block.of for block in self.blocks)


def mark_answers(case: dict[str, Any], answers: Answers, blank: Any = None) -> Marked:
    """Mark a filled-in sheet of a case.

    A number is right if it rounds the true value, or what follows from the printed numbers, or from
    the numbers of the sheet itself, wrong ones included: an error is counted once. Rounding before
    it is allowed for.

    blank: what was asked for; None for the boxes that the file has.
    """
    if answers.case != case["id"]:
        fail(
            "E_FORMAT", "answers", f"of the case {quote_json(case['id'])}", quote_json(answers.case)
        )
    asked = ",".join(dict.fromkeys(key for key, _, _ in answers.numbers))
    sheet = make_worksheet(case, asked if blank is None else blank, answers.decimals, answers.seed)
    own = OwnNumbers(case_parts(sheet.case), sheet)
    known = {(key, row, column) for key, row, column in answers.numbers}
    found = []
    for block in sheet.blocks:
        places = asked_places(block, known if blank is None else None)
        if places:
            found.append(mark_block(sheet, block, places, answers, own))
    if not found:
        fail("E_FORMAT", "answers", "a worksheet with boxes of the case", "one with none of them")
    return Marked(answers.name, answers.seed, found)


def asked_places(block: SheetBlock, known: set[BoxName] | None) -> list[tuple[int, int]]:
    """The places of the boxes of a block that are asked for."""
    return [
        (i, j)
        for i, row in enumerate(block.rows)
        for j, column in enumerate(block.columns)
        if block.blank[i, j] and (known is None or (block.key, row, column) in known)
    ]


def mark_block(
    sheet: Worksheet,
    block: SheetBlock,
    places: list[tuple[int, int]],
    answers: Answers,
    own: OwnNumbers,
) -> MarkedBlock:
    """Mark the boxes of a block, and let the sheet go on with what stands in them."""
    half = 0.5 * 10.0**-sheet.decimals * (1 + 1e-6) + 1e-12
    names = {(i, j): (block.key, block.rows[i], block.columns[j]) for i, j in places}
    written = {place: answers.numbers.get(name) for place, name in names.items()}
    clean = own.value(block, own.printed)
    expected, spread = own.expected(block, half)
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
    mistake = own.mistake_of(block, filled, wrong, half) if wrong else None
    own.go_on_with(block, filled)
    return MarkedBlock(
        block.key,
        len(right | carried),
        len(places),
        len(carried),
        len(places) - len(filled),
        [names[place] for place in wrong],
        mistake,
    )
