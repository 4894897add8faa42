"""How much of the long trials `make test` takes: one in so many. `make test-all` takes them all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

Value = TypeVar("Value")
ALL = os.environ.get("TWINMLP_ALL") == "1"
WHICH = int(os.environ.get("TWINMLP_SAMPLE", "0"))  # which sample


def sampled(values: Iterable[Value], one_in: int) -> list[Value]:
    """One in so many of the values; all of them where all are asked for."""
    return list(values)[:: 1 if ALL else one_in]


def sampled_in_turn(values: Iterable[Value], one_in: int) -> list[Value]:
    """One in so many of the values, others by TWINMLP_SAMPLE; all of them where all are asked for."""
    return list(values) if ALL else list(values)[WHICH % one_in :: one_in]
