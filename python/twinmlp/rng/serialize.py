"""Save a stream as a plain object for JSON, and restore it in either language."""

from __future__ import annotations

import re
import struct
from typing import Any

import numpy as np

from ..base.checks import is_number, is_whole_number
from ..base.errors import describe, fail
from ..base.structures import as_object
from .mersenne import Stream, check_stream
from .streams import GENERATORS

STREAM_FORMAT = "twinmlp-stream"


def stream_state(stream: Stream) -> dict[str, Any]:
    """Return a stream as an object: its words as whole numbers, the cached normal as 16 hex digits.

    stream: A stream, as stream gives it.
    Returns: An object, to be written by write_json.

    >>> state = stream_state(stream(42))
    >>> state["generator"]
    'numpy'
    """
    check_stream(stream)
    return {
        "format": STREAM_FORMAT,
        "version": 1,
        "generator": stream.generator,
        "position": int(stream.position),
        "cached": None if stream.cached is None else number_bits(stream.cached),
        "key": [int(word) for word in stream.key],
    }


def restore_stream(state: Any) -> Stream:
    """Return the stream that stream_state saved.

    state: An object that stream_state gave, or that read from a file.
    Returns: the stream.
    Errors: E_FORMAT, E_TYPE, E_SHAPE, E_RANGE or E_CHOICE for an object that is no stream.

    >>> state = stream_state(uniform(stream(42), 1).stream)
    >>> uniform(restore_stream(state), 1).values.round(6).tolist()
    [0.950714]
    """
    state = as_object(state)
    if not isinstance(state, dict):
        fail("E_FORMAT", "stream", "an object", describe(state))
    check_entry(state, "format", state.get("format") == STREAM_FORMAT, '"twinmlp-stream"')
    check_entry(state, "version", is_number(state.get("version")) and state["version"] == 1, "1")
    check_entry(
        state,
        "generator",
        state.get("generator") in list(GENERATORS),
        "one of " + ", ".join(GENERATORS),
    )
    check_entry(
        state,
        "position",
        are_whole([state.get("position")], 1, 624),
        "a whole number from 1 to 624",
    )
    check_entry(
        state,
        "cached",
        state.get("cached") is None or is_bits(state["cached"]),
        "null or the 16 hex digits of a finite number",
    )
    key = state.get("key")
    good = (
        isinstance(key, (list, np.ndarray))
        and len(key) == 624
        and are_whole(key, 0, 4294967295)
        and any(word > 0 for word in key)
    )
    check_entry(state, "key", good, "624 whole numbers from 0 to 4294967295, not all 0")
    cached = None if state["cached"] is None else bits_number(state["cached"])
    return Stream(
        state["generator"],
        np.array(key, dtype=np.float64).astype(np.uint32),
        int(state["position"]),
        cached,
    )


def check_entry(state: dict[str, Any], name: str, good: bool, requirement: str) -> None:
    """Refuse an object whose member `name` is missing or wrong."""
    if name not in state:
        fail("E_FORMAT", "stream." + name, "present", "nothing")
    if not good:
        fail("E_FORMAT", "stream." + name, requirement, describe(state[name]))


def are_whole(values: Any, lowest: int, highest: int) -> bool:
    """Say whether all values are whole numbers from lowest to highest."""
    return all(is_whole_number(value) and lowest <= value <= highest for value in values)


def number_bits(value: float) -> str:
    """Return the 16 hex digits of a double, such as "400921fb54442d18" of pi."""
    return struct.pack(">d", value).hex()


def bits_number(bits: str) -> float:
    """Return the double of 16 hex digits."""
    return float(struct.unpack(">d", bytes.fromhex(bits))[0])


def is_bits(value: Any) -> bool:
    """Say whether `value` is the 16 hex digits of a finite double."""
    return (
        isinstance(value, str)
        and re.fullmatch("[0-9a-f]{16}", value) is not None
        and bool(np.isfinite(bits_number(value)))
    )
