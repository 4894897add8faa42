"""Dropout: some activations of a hidden layer set to zero for one training step, the others made larger for it."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_number
from ..base.errors import describe, fail
from ..rng.mersenne import Stream
from ..rng.streams import uniform


class Drop(NamedTuple):
    """What one step drops of a layer: mask is n x n_l, 0 where a value is dropped and else 1; keep is 1 - rate."""

    mask: Array
    keep: float


def draw_drops(
    rates: Sequence[float], units: Sequence[int], n: int, stream: Stream | None
) -> tuple[list[Drop | None], Stream | None]:
    """Draw the masks of one step, first layer to last, row by row: u < rate is dropped; rate 0 draws nothing."""
    drops: list[Drop | None] = []
    for rate, width in zip(rates, units):
        if rate == 0:
            drops.append(None)
            continue
        drawn, stream = uniform(stream, n * width)
        drops.append(Drop(np.where(drawn < rate, 0.0, 1.0).reshape(n, width), 1.0 - rate))
    return drops, stream


def drop_units(values: Array, drop: Drop | None) -> Array:
    """(A * mask) / (1 - rate), for activations on the way forward and for their derivatives on the way back."""
    return values if drop is None else values * drop.mask / drop.keep


def check_rate(value: Any, argument: str) -> float:
    """Accept a rate of dropout."""
    if not 0 <= check_number(value, argument) < 1:
        fail("E_RANGE", argument, "a number from 0 to less than 1", describe(value))
    return float(value)


def check_rates(rates: Sequence[Any], arguments: Sequence[str]) -> tuple[float, ...] | None:
    """Accept one rate a layer, 0 for the output layer; None if all are 0."""
    checked = tuple(map(check_rate, rates, arguments))
    if checked[-1] != 0:
        fail("E_RANGE", arguments[-1], "0 in the output layer", describe(rates[-1]))
    return checked if any(checked) else None
