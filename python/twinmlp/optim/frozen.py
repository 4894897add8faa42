"""Masks: where one is 0 the parameter is frozen, and keeps its bits; its gradient counts as 0."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix, check_vector
from ..base.errors import describe, fail


class Mask(NamedTuple):
    """0 and 1 in the shapes of W and b; None where all of them are trained."""

    W: Array | None
    b: Array | None


def check_masks(value: Any, argument: str, network: Sequence[Any]) -> list[Mask] | None:
    """Accept one object with W and b a layer, each null or left out where all are trained."""
    if value is None:
        return None
    if not isinstance(value, (list, tuple)) or len(value) != len(network):
        fail("E_SHAPE", argument, f"a list of {len(network)}", describe(value))
    return [
        check_mask(mask, f"{argument}[{l}]", layer)
        for l, (mask, layer) in enumerate(zip(value, network))
    ]


def check_mask(value: Any, argument: str, layer: Any) -> Mask:
    """Accept the masks of one layer."""
    if isinstance(value, Mask):
        value = value._asdict()
    if not isinstance(value, dict):
        fail("E_TYPE", argument, "an object", describe(value))
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
    return Mask(W, b)


def check_zeros_and_ones(values: Array, argument: str) -> Array:
    """Accept zeros and ones, and say where the first other number is, counted row by row from 0."""
    other = np.argwhere((values != 0) & (values != 1))
    if len(other):
        place = "".join(f"[{index}]" for index in other[0])
        fail("E_RANGE", argument + place, "0 or 1", describe(values[tuple(other[0])]))
    return values


def trained(values: Array, mask: Array | None, frozen: Array | float) -> Array:
    """The values where the mask is 1, what is frozen where it is 0."""
    return values if mask is None else np.where(mask == 0.0, frozen, values)
