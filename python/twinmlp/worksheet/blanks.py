"""Choose which boxes of a worksheet are empty."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import describe, fail
from ..base.structures import is_list
from ..rng.streams import permutation, stream
from .table import worksheet_table

# What can be asked for; W and b are those after the update.
ASKED = ("Z", "A", "loss", "dA", "dZ", "dW", "db", "W", "b")


class SheetBlock(NamedTuple):
    """A matrix of a sheet: its key, such as dZ2 or new_W1, what it is, and its numbers.

    part: given, forward, loss, backward or update; kind: what formula it has, None for an input.
    blank: for each number, whether it is asked for.
    """

    key: str
    part: str
    quantity: str
    l: int
    kind: str | None
    values: Array
    rows: list[str]
    columns: list[str]
    formula: str
    blank: Array


def choose_blanks(blocks: Sequence[SheetBlock], blank: Any, seed: int) -> list[SheetBlock]:
    """Empty some boxes: those of the named quantities, or a share of all, such as "40%"."""
    words = worksheet_table()["blank"] if blank is None else blank
    words = [word.strip(" ") for word in words.split(",")] if isinstance(words, str) else words
    if not is_list(words) or not words:
        fail("E_TYPE", "blank", "names of quantities, or a share such as 40%", describe(blank))
    first = words[0] if isinstance(words[0], str) else ""
    if len(words) == 1 and re.fullmatch(r"[0-9]+(\.[0-9]+)?%", first):
        return empty_share(blocks, float(first[:-1]) / 100, seed)
    found = set()
    for word in words:
        named = [block.key for block in blocks if block.kind is not None and is_named(block, word)]
        if not named:
            names = ", ".join(present(blocks))
            fail(
                "E_CHOICE",
                "blank",
                f"one of {names}, as it is or with its layer, or a share such as 40%",
                describe(word),
            )
        found |= set(named)
    return [
        block._replace(blank=np.full(block.values.shape, block.key in found)) for block in blocks
    ]


def present(blocks: Sequence[SheetBlock]) -> list[str]:
    """Return the names of the quantities on a sheet that can be asked for."""
    return [q for q in ASKED if any(b.quantity == q and b.kind is not None for b in blocks)]


def is_named(block: SheetBlock, word: Any) -> bool:
    """Say whether a word is the name of a block: dZ for all layers, dZ2 for one."""
    return word in (block.quantity, block.key, block.key.removeprefix("new_"))


def empty_share(blocks: Sequence[SheetBlock], share: float, seed: int) -> list[SheetBlock]:
    """Empty a share of all boxes that are computed, drawn by the seed; one at least."""
    if not 0 < share <= 1:
        fail("E_RANGE", "blank", "more than 0% and at most 100%", describe(share * 100))
    sizes = [block.values.size if block.kind is not None else 0 for block in blocks]
    total = sum(sizes)
    places, _ = permutation(stream(seed), total)
    chosen = np.zeros(total, dtype=bool)
    chosen[places[: max(1, int(np.floor(share * total + 0.5)))].astype(int)] = True
    found, start = [], 0
    for block, size in zip(blocks, sizes):
        blank = chosen[start : start + size] if size else np.zeros(block.values.size, dtype=bool)
        found.append(block._replace(blank=blank.reshape(block.values.shape)))
        start += size
    return found
