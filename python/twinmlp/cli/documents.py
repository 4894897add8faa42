"""The cases and references that a command line names: by a path, or by the id of a known case."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Sequence

from ..base.errors import describe, fail
from ..base.files import fixture_path, read_document

SHOWN_NEAR = 3  # ids at most that an error shows
NEAR = 3  # letters at most by which such an id differs


def edit_distance(a: str, b: str) -> int:
    """How many letters to insert, delete or replace to come from one word to the other."""
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        previous, row = row, [i]
        for j, other in enumerate(b, start=1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (letter != other)))
    return row[-1]


def near_names(word: str, names: Sequence[str]) -> list[str]:
    """The names that are near a word, or hold it: the nearest first."""
    distances = {name: edit_distance(word, name) for name in names}
    near = [name for name in names if word in name or distances[name] <= NEAR]
    return sorted(near, key=lambda name: (distances[name], name))[:SHOWN_NEAR]


def find_document(name: str, argument: str, folder: str) -> str | Path:
    """The path of a file: one that is there, or that of a known case with this id."""
    if not re.fullmatch("[A-Za-z0-9_-]+", name) or Path(name).exists():
        return name
    ids = sorted(path.stem for path in fixture_path(folder).glob("*.json"))
    if name in ids:
        return fixture_path(f"{folder}/{name}.json")
    near = near_names(name, ids)
    found = describe(name) + (f"; near it: {', '.join(near)}" if near else "")
    return fail("E_FILE", argument, "a readable file or the id of a known case", found)


def read_case(name: str) -> Any:
    """Read a case, by its path or its id."""
    return read_document(find_document(name, "case", "cases"), "case")


def read_reference(name: str, kind: str = "reference") -> Any:
    """Read a golden file or, of the kind "reference", also a trace: by its path, or the id of its
    case.
    """
    return read_document(find_document(name, kind, "golden"), kind)
