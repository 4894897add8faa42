"""Dropout: in each training step a random share of a hidden layer's activations is set to 0.

The others are divided by 1 - rate, so that sums keep their expected size, and nothing is done to a
network that is not being trained ("inverted" dropout). Source: Srivastava et al. 2014.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import describe, fail
from ..base.options import SHARE
from ..rng.mersenne import Stream
from ..rng.streams import uniform


class Drop(NamedTuple):
    """The dropout of one layer in one step.

    mask is the dropout mask, n x n_l, 0 where a value is dropped, else 1; keep is 1 - rate.
    """

    mask: Array
    keep: float


def draw_drops(
    rates: Sequence[float], units: Sequence[int], n: int, stream: Stream | None
) -> tuple[list[Drop | None], Stream | None]:
    """Draw the dropout masks of one step from uniform u, first layer to last, row by row.

    A value with u < rate is dropped. A layer of rate 0 has None and draws nothing. The result is
    one Drop or None a layer, and the stream after the draws.
    """
    drops: list[Drop | None] = []
    for rate, width in zip(rates, units):
        if rate == 0:
            drops.append(None)
            continue
        drawn, stream = uniform(stream, n * width)
        drops.append(Drop(np.where(drawn < rate, 0.0, 1.0).reshape(n, width), 1.0 - rate))
    return drops, stream


def drop_units(values: Array, drop: Drop | None) -> Array:
    """Compute values * mask / (1 - rate), of A_l in forward and of dA_l in backward.

    Without a drop the values themselves are returned.
    """
    return values if drop is None else values * drop.mask / drop.keep


def check_rates(rates: Sequence[Any], arguments: Sequence[str]) -> tuple[float, ...] | None:
    """Accept one rate a layer, 0 for the output layer; the result is None if all are 0."""
    checked = tuple(map(SHARE, rates, arguments))
    if checked[-1] != 0:
        fail("E_RANGE", arguments[-1], "0 in the output layer", describe(rates[-1]))
    return checked if any(checked) else None
