"""Frozen parameters: their gradient counts as 0, and an update leaves their bits unchanged."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix, check_vector
from ..base.errors import describe, fail
from ..base.structures import check_items, check_record


class FrozenMask(NamedTuple):
    """Which parameters of one layer are frozen: 0 where frozen, 1 where trained.

    W and b have the shapes of the layer's; None where all of them are trained.
    """

    W: Array | None
    b: Array | None


def check_frozen(value: Any, argument: str, network: Sequence[Any]) -> list[FrozenMask] | None:
    """Accept one object with W and b for each layer, each null or left out where all are trained.

    Errors: E_SHAPE for another number of layers or another shape, E_TYPE, E_FORMAT for another
    name, E_RANGE for a value that is neither 0 nor 1.
    """
    if value is None:
        return None
    check_items(value, argument, len(network))
    return [
        check_frozen_layer(mask, f"{argument}[{l}]", layer)
        for l, (mask, layer) in enumerate(zip(value, network))
    ]


def check_frozen_layer(value: Any, argument: str, layer: Any) -> FrozenMask:
    """Accept the object of one layer, and return it with both W and b."""
    if isinstance(value, FrozenMask):
        value = value._asdict()
    check_record(value, argument, "an object")
    for name in value:
        if name not in ("W", "b"):
            fail("E_FORMAT", f"{argument}.{name}", "one of W, b", "an unknown name")
    W, b = value.get("W"), value.get("b")
    if W is not None:
        W = check_zeros_and_ones(check_matrix(W, argument + ".W", *layer.W.shape), argument + ".W")
    if b is not None:
        if layer.b is None:
            fail("E_SHAPE", argument + ".b", "null in a layer without bias", describe(b))
        b = check_zeros_and_ones(check_vector(b, argument + ".b", len(layer.b)), argument + ".b")
    return FrozenMask(W, b)


def check_zeros_and_ones(values: Array, argument: str) -> Array:
    """Accept zeros and ones, and say where the first other number is, counted row by row from 0."""
    other = np.argwhere((values != 0) & (values != 1))
    if len(other):
        place = "".join(f"[{index}]" for index in other[0])
        fail("E_RANGE", argument + place, "0 or 1", describe(values[tuple(other[0])]))
    return values


def unless_frozen(values: Array, mask: Array | None, otherwise: Array | float) -> Array:
    """Return the values where the mask is 1, and `otherwise` where it is 0.

    values: an array of the mask's shape; otherwise: another, or one number. Without a mask: the
    values.
    """
    return values if mask is None else np.where(mask == 0.0, otherwise, values)
