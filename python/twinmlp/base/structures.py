"""Check paths, functions, lists and objects: each function accepts one or refuses it."""

from __future__ import annotations

import os
from typing import Any, Collection, Iterable

import numpy as np

from .errors import describe, fail
from .foreign import dimensions_of


def check_path(value: Any, argument: str) -> str:
    """Accept the path of a file; ~ at its start is the home folder."""
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(path, str):
        fail("E_TYPE", argument, "a path", describe(value))
    return os.path.expanduser(path)


def check_function(value: Any, argument: str) -> Any:
    """Accept a function."""
    if not callable(value):
        fail("E_TYPE", argument, "a function", describe(value))
    return value


def fits_utf8(word: str) -> bool:
    """Say whether UTF-8 can hold a word."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


def check_words(words: Iterable[Any], argument: str) -> None:
    """Refuse words that UTF-8 cannot hold, such as bytes of another encoding."""
    for place, word in enumerate(words):
        if isinstance(word, str) and not fits_utf8(word):
            requirement = "text that UTF-8 can hold"
            fail("E_TYPE", f"{argument}[{place}]", requirement, describe(word))


def as_object(value: Any) -> Any:
    """Return a NamedTuple, such as a stream, as an object; leave anything else unchanged."""
    return value._asdict() if hasattr(type(value), "_fields") else value


def check_plain_object(
    value: Any, argument: str, requirement: str = "an object", names: Collection[str] | None = None
) -> dict[str, Any]:
    """Accept an object that has these names; `requirement` says so in words."""
    value = as_object(value)
    if not isinstance(value, dict) or not all(name in value for name in names or ()):
        fail("E_TYPE", argument, requirement, describe(value))
    return value


def refuse_unknown(names: Iterable[str], argument: str, known: Collection[str]) -> None:
    """Refuse a name of an object that is not among the known ones."""
    for name in names:
        if name not in known:
            requirement = "one of " + ", ".join(known)
            fail("E_FORMAT", f"{argument}.{name}", requirement, "an unknown name")


def is_list(value: Any) -> bool:
    """Say whether a value is a plain list, and no object."""
    return isinstance(value, (list, tuple)) and not hasattr(type(value), "_fields")


def is_many(value: Any) -> bool:
    """Say whether a value is a list, an array or a table, and not one value."""
    return (
        is_list(value)
        or dimensions_of(value) is not None
        and (isinstance(value, np.ndarray) and value.ndim > 0 or hasattr(value, "columns"))
    )


def check_items(value: Any, argument: str, length: int) -> list[Any]:
    """Accept a list of `length`."""
    if not is_list(value) or len(value) != length:
        fail("E_SHAPE", argument, f"a list of {length}", describe(value))
    return list(value)


def check_two(value: Any, argument: str, requirement: str) -> tuple[Any, Any]:
    """Accept a list of two, such as inputs and targets; `requirement` says so in words."""
    if not is_list(value) or len(value) != 2:
        fail("E_TYPE", argument, requirement, describe(value))
    return value[0], value[1]


def refuse_first(
    wrong: np.ndarray, values: np.ndarray, code: str, argument: str, requirement: str
) -> None:
    """Refuse the first value that is wrong, if any, and say where it is, row by row, from 0."""
    places = np.argwhere(wrong)
    if len(places):
        place = "".join(f"[{index}]" for index in places[0])
        fail(code, argument + place, requirement, describe(values[tuple(places[0])]))


def check_all_finite(values: np.ndarray, argument: str) -> None:
    """Refuse NaN and infinities, and say where the first one is, row by row, from 0."""
    with np.errstate(all="ignore"):
        if np.isfinite(values.sum()):  # only if all its terms are; it needs no room
            return
    refuse_first(~np.isfinite(values), values, "E_NOT_FINITE", argument, "a finite number")
