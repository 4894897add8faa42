"""Format values as JSON text; numbers have the 17 digits from which they are read exactly."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from .checks import is_number
from .errors import describe, fail, quote_json
from .foreign import nearest_double
from .json_scan import DEEPEST
from .structures import as_object, fits_utf8, is_list


def check_written(value: Any, argument: str, depth: int = 0) -> Any:
    """Accept a value that JSON can hold."""
    if depth > DEEPEST:
        fail("E_SHAPE", argument, f"lists and objects at most {DEEPEST} deep", "more")
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "biufU":
            return value
        value = value.tolist()
    value = as_object(value)
    for word in value if isinstance(value, dict) else [value]:
        if isinstance(word, str) and not fits_utf8(word):
            fail("E_TYPE", argument, "text that UTF-8 can hold", describe(word))
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        for item in value.values():
            check_written(item, argument, depth + 1)
    elif is_list(value):
        for item in value:
            check_written(item, argument, depth + 1)
    elif not (value is None or is_number(value) or isinstance(value, (bool, np.bool_, str))):
        fail("E_TYPE", argument, "numbers, text, lists and objects", describe(value))
    return value


def as_read(value: Any) -> Any:
    """Return a value as it would be read back from JSON: arrays as lists, numbers as doubles."""
    if isinstance(value, np.ndarray):
        value = value.astype(float).tolist() if value.dtype.kind in "iuf" else value.tolist()
    value = as_object(value)
    if isinstance(value, dict):
        return {name: as_read(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_read(item) for item in value]
    return nearest_double(value) if is_number(value) else value


def to_json(value: Any, indent: str = "") -> str:
    """Format a value, which check_written has accepted, as JSON.

    A value without objects is one line; the members of an object are indented by two spaces.
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    value = as_object(value)
    if not has_object(value):
        return to_line(value)
    inner = indent + "  "
    if isinstance(value, dict):
        items = [f"{quote_json(name)}: {to_json(item, inner)}" for name, item in value.items()]
        return (
            "{\n" + ",\n".join(inner + item for item in items) + "\n" + indent + "}"
            if items
            else "{}"
        )
    return "[\n" + ",\n".join(inner + to_json(item, inner) for item in value) + "\n" + indent + "]"


def has_object(value: Any) -> bool:
    """Say whether a value is an object, or holds one."""
    if is_list(value):
        return any(has_object(item) for item in value)
    return isinstance(as_object(value), dict)


def to_line(value: Any) -> str:
    """Format a value without objects as one line of JSON."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(to_line, value)) + "]"
    if is_number(value):
        return to_number(nearest_double(value))
    return json.dumps(
        value if isinstance(value, str) or value is None else bool(value), ensure_ascii=False
    )


def to_number(value: float) -> str:
    """Format a number with 17 significant digits; -0.0 keeps its point, because "-0" would be read
    as 0.
    """
    if not math.isfinite(value):
        fail("E_NOT_FINITE", "value", "a finite number to be written as JSON", describe(value))
    return "-0.0" if value == 0 and math.copysign(1.0, value) < 0 else "%.17g" % value
