"""Format values as JSON text; numbers have the 17 digits from which they are read exactly."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from .checks import is_number
from .errors import describe, fail, quote_json


def to_json(value: Any, indent: str = "") -> str:
    """Format a value as JSON.

    A value without objects is one line; the members of an object are indented by two spaces.
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
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
    return (
        isinstance(value, dict)
        or isinstance(value, (list, tuple))
        and any(has_object(item) for item in value)
    )


def to_line(value: Any) -> str:
    """Format a value without objects as one line of JSON."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(to_line, value)) + "]"
    if is_number(value):
        return to_number(float(value))
    return json.dumps(value, ensure_ascii=False)


def to_number(value: float) -> str:
    """Format a number with 17 significant digits; -0.0 keeps its point, because "-0" would be read
    as 0.
    """
    if not math.isfinite(value):
        fail("E_NOT_FINITE", "value", "a finite number to be written as JSON", describe(value))
    return "-0.0" if value == 0 and math.copysign(1.0, value) < 0 else "%.17g" % value
