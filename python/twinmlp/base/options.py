"""Options by name: each has a default and a check, and unknown names are refused."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

from .checks import check_choice, check_number, check_positive
from .errors import describe, fail
from .structures import as_object, refuse_unknown

Check = Callable[[Any, str], Any]


class Option(NamedTuple):
    """An option's default, and the check that accepts or refuses a value."""

    default: Any
    check: Check


def number_that(requirement: str, fits: Callable[[float], bool]) -> Check:
    """Make a check that accepts a finite number for which `fits` holds."""

    def check(value: Any, argument: str) -> float:
        if not fits(check_number(value, argument)):
            fail("E_RANGE", argument, requirement, describe(value))
        return float(value)

    return check


def one_of(*choices: str) -> Check:
    """Make a check that accepts one of these names."""
    return lambda value, argument: check_choice(value, argument, choices)


POSITIVE = check_positive
NOT_NEGATIVE = number_that("0 or more", lambda value: value >= 0)
SHARE = number_that("a number from 0 to less than 1", lambda value: 0 <= value < 1)
UP_TO_ONE = number_that("a number from 0 to 1", lambda value: 0 <= value <= 1)
SHRINKING = number_that("more than 0 and less than 1", lambda value: 0 < value < 1)
SHRINKING_OR_ONE = number_that("more than 0, and 1 or less", lambda value: 0 < value <= 1)
GROWING = number_that("more than 1", lambda value: value > 1)


def check_options(
    values: dict[str, Any],
    argument: str,
    known: dict[str, Option],
    others: Sequence[str] = ("name",),
) -> dict[str, Any]:
    """Return the value of every known option: the one in `values`, checked, or its default.

    Names in `values` that are neither known nor among `others` are refused.
    """
    refuse_unknown(values, argument, [*others, *known])
    return {
        name: option.check(values.get(name, option.default), f"{argument}.{name}")
        for name, option in known.items()
    }


def check_named(value: Any, argument: str, table: dict[str, Any]) -> dict[str, Any]:
    """Accept a name in the table, or an object with such a "name"; return an object."""
    value = as_object(value)
    if not isinstance(value, dict):
        return {"name": check_choice(value, argument, table)}
    return {**value, "name": check_choice(value.get("name"), argument + ".name", table)}
