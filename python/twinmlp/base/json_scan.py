"""Find what is wrong with a JSON text in places where JSON parsers differ or do not look."""

from __future__ import annotations

import numpy as np

# How deep lists and objects may be nested, and how many of these and of their items there may be.
DEEPEST, MOST_VALUES = 64, 10_000_000


def json_flaw(content: bytes) -> str | None:
    """Return what is wrong with a UTF-8 text, or None; the grammar is checked by the parser.

    Wrong are blanks that are none of JSON, comments, escapes for no character (U+0000, or one half
    of a pair without the other), lists and objects that are nested too deep, and more values than
    there is room for: brackets and commas are counted, which is quick.
    """
    invalid = "which is not valid JSON"
    if any(mark in content for mark in (b"\0", b"\v", b"\f")):
        return invalid
    if sum(map(content.count, (b"[", b"{", b","))) > MOST_VALUES:
        return f"which has more than {MOST_VALUES} brackets and commas"
    text = np.frombuffer(content, dtype=np.uint8)
    slashes = np.flatnonzero(text == ord("\\"))
    escapes = slashes[place_in_run(slashes) % 2 == 0]
    quotes = np.flatnonzero(text == ord('"'))
    quotes = quotes[~np.isin(quotes, escapes + 1)] if len(escapes) else quotes
    if len(quotes) % 2 or np.any(is_outside(np.flatnonzero(text == ord("/")), quotes)):
        return invalid
    if has_bad_escape(text, escapes):
        return invalid
    if depth(text, quotes) > DEEPEST:
        return f"which is nested more than {DEEPEST} deep"
    return None


def place_in_run(places: np.ndarray) -> np.ndarray:
    """Count from 0 in each run of places that follow one another."""
    counted = np.arange(len(places))
    begins = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    return counted - np.repeat(begins, np.diff(begins, append=len(places)))


def is_outside(places: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    """Whether places are outside of strings."""
    return np.searchsorted(quotes, places) % 2 == 0


def has_bad_escape(content: np.ndarray, escapes: np.ndarray) -> bool:
    """Say whether an escape is not a character."""
    escapes = escapes[escapes + 5 < len(content)]
    escapes = escapes[content[escapes + 1] == ord("u")]
    digits = np.zeros(256, dtype=int)
    digits[list(b"0123456789abcdef")] = digits[list(b"0123456789ABCDEF")] = range(16)
    codes = sum(digits[content[escapes + 2 + k]] * 16 ** (3 - k) for k in range(4))
    first, second = (np.asarray(codes) >> 10 == kind for kind in (0xD800 >> 10, 0xDC00 >> 10))
    paired = np.diff(escapes) == 6
    whole = first[:-1] & second[1:] & paired
    return bool(
        np.any(codes == 0)
        or np.count_nonzero(first) > np.count_nonzero(whole)
        or np.count_nonzero(second) > np.count_nonzero(whole)
    )


def depth(content: np.ndarray, quotes: np.ndarray) -> int:
    """Return how deep lists and objects are nested."""
    steps = np.zeros(256, dtype=np.int8)
    steps[[ord(mark) for mark in "[{"]], steps[[ord(mark) for mark in "]}"]] = 1, -1
    places = np.flatnonzero(steps[content])
    places = places[is_outside(places, quotes)] if len(quotes) else places
    return int(np.max(np.cumsum(steps[content[places]], dtype=np.int64), initial=0))
