"""Check the arguments of random draws: how many numbers, from which range."""

from __future__ import annotations

from typing import Any

from ..base.checks import check_count, is_whole_number
from ..base.errors import describe, fail

# The most whole numbers `integers` and `sample` choose from: the limit in R.
MOST_CHOICES = 4500000000000000

# The most numbers that one call draws.
MOST_DRAWS = 10**8

# How many samples, features and centers a data set has at most; in all no more than MOST_DRAWS.
MOST_SAMPLES = 10**7


def check_room(rows: int, columns: int) -> None:
    """Refuse samples of more numbers than MOST_DRAWS."""
    if rows * columns > MOST_DRAWS:
        requirement = f"samples of at most {MOST_DRAWS} numbers"
        fail("E_SHAPE", "n_samples", requirement, f"{rows} x {columns}")


def check_draws(n: Any) -> int:
    """Accept how many numbers are to be drawn."""
    return check_count(n, "n", 0, MOST_DRAWS)


def check_whole(value: Any, argument: str, lowest: int, highest: int) -> int:
    """Accept a whole number from lowest to highest."""
    requirement = f"a whole number from {lowest} to {highest}"
    if not is_whole_number(value):
        fail("E_TYPE", argument, requirement, describe(value))
    whole = int(value)
    if not lowest <= whole <= highest:
        fail("E_RANGE", argument, requirement, describe(value))
    return whole
