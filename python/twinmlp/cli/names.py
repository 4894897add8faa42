"""Files of the command line by name: a case of the project by its id, in place of its path."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Sequence

from ..base.errors import fail, quote_json
from ..base.files import fixture_path, read_document

NEAR = 2  # the most letters in which a suggested id differs
NAMES_SHOWN = 3  # the most suggestions


def case_ids() -> list[str]:
    """The ids of the cases of the project."""
    return sorted(path.stem for path in Path(fixture_path("cases")).glob("*.json"))


def edit_distance(a: str, b: str) -> int:
    """Count the letters to insert, delete or replace to turn one word into the other."""
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        previous, row = row, [i]
        for j, other in enumerate(b, start=1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (letter != other)))
    return row[-1]


def near_names(word: str, names: Sequence[str]) -> list[str]:
    """Return the names that are similar to a word or contain it, the most similar first."""
    distances = {name: edit_distance(word, name) for name in names}
    near = [name for name in names if word in name or distances[name] <= NEAR]
    return sorted(near, key=lambda name: (distances[name], name))[:NAMES_SHOWN]


def named_file(name: str, kind: str, folder: str) -> str:
    """The path of a file: what is there, or a file of the project by its id."""
    if name and Path(name).exists() or "/" in name or "." in name:
        return name
    ids = case_ids()
    if name in ids:
        return str(fixture_path(f"{folder}/{name}.json"))
    near = near_names(name, ids)
    requirement = "a readable file, or the id of a case"
    if near:
        requirement += " such as " + ", ".join(near)
    fail("E_FILE", kind, requirement, quote_json(name))


def read_named(name: str, kind: str, folder: str = "cases") -> Any:
    """The document of a path, or of the id of a case: the case, or its golden file."""
    return read_document(named_file(name, kind, folder), kind)
