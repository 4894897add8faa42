"""Files of the command line by name: a case of the project by its id, in place of its path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..base.errors import fail, quote_json
from ..base.files import fixture_path, read_document


def case_ids() -> list[str]:
    """The ids of the cases of the project."""
    return sorted(path.stem for path in Path(fixture_path("cases")).glob("*.json"))


def named_file(name: str, kind: str, folder: str) -> str:
    """The path of a file: what is there, or a file of the project by its id."""
    if Path(name).exists() or "/" in name or "." in name:
        return name
    ids = case_ids()
    if name in ids:
        return str(fixture_path(f"{folder}/{name}.json"))
    near = [id for id in ids if name in id][:5]
    requirement = "a readable file, or the id of a case"
    if near:
        requirement += " such as " + ", ".join(near)
    fail("E_FILE", kind, requirement, quote_json(name))


def read_named(name: str, kind: str, folder: str = "cases") -> Any:
    """The document of a path, or of the id of a case: the case, or its golden file."""
    return read_document(named_file(name, kind, folder), kind)
