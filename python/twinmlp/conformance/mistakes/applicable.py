"""Where a mistake cannot be made, and that is said."""

from __future__ import annotations

from typing import Any

# What a changed line may come to, which need not make sense.
NO_SENSE = ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError


class NotApplicable(Exception):
    """A mistake that cannot be made here: a shape that cannot be, no such layer, or nothing
    recorded to make it from."""


class Reached(Exception):
    """A run that has come to the value that it was made for."""


class NotRecorded(NotApplicable):
    """A mistake that could have been made, but nothing is recorded to make it from."""


def need(condition: Any) -> None:
    """Go on only where a mistake can be made."""
    if not condition:
        raise NotApplicable
