"""Where a mistake cannot be made, and that is said."""

from __future__ import annotations

from typing import Any


class NotApplicable(Exception):
    """A mistake that cannot be made here: a shape that cannot be, no such layer, or nothing
    recorded to make it from."""


class NotRecorded(NotApplicable):
    """A mistake that could have been made, but nothing is recorded to make it from."""


def need(condition: Any) -> None:
    """Go on only where a mistake can be made."""
    if not condition:
        raise NotApplicable
