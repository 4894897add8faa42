"""Frozen parameters: their gradient counts as 0, and an update leaves their bits unchanged."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix, check_vector
from ..base.errors import describe, fail
from ..base.structures import check_items, check_plain_object, refuse_first, refuse_unknown
from ..nn.layers import Layer, Network


class FrozenMask(NamedTuple):
    """Which parameters of one layer are frozen: 0 where frozen, 1 where trained.

    W and b have the shapes of the layer's; None where all of them are trained.
    """

    W: Array | None
    b: Array | None


NOTHING_FROZEN = FrozenMask(None, None)


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
    value = check_plain_object(value, argument)
    refuse_unknown(value, argument, ("W", "b"))
    W, b = value.get("W"), value.get("b")
    if W is not None:
        W = check_zeros_and_ones(check_matrix(W, argument + ".W", *layer.W.shape), argument + ".W")
    if b is not None:
        if layer.b is None:
            fail("E_SHAPE", argument + ".b", "null in a layer without bias", describe(b))
        b = check_zeros_and_ones(check_vector(b, argument + ".b", len(layer.b)), argument + ".b")
    return FrozenMask(W, b)


def check_zeros_and_ones(values: Array, argument: str) -> Array:
    """Accept zeros and ones."""
    refuse_first((values != 0) & (values != 1), values, "E_RANGE", argument, "0 or 1")
    return values


def unless_frozen(values: Array, mask: Array | None, otherwise: Array | float) -> Array:
    """Return the values where the mask is 1, and `otherwise` where it is 0.

    values: an array of the mask's shape; otherwise: another, or one number. Without a mask: the
    values.
    """
    return values if mask is None else np.where(mask == 0.0, otherwise, values)


def frozen_masks(frozen: list[FrozenMask] | None, network: Network) -> list[FrozenMask]:
    """Return the mask of every layer; where nothing is frozen, masks of nothing."""
    return [NOTHING_FROZEN] * len(network) if frozen is None else frozen


def keep_frozen(after: Layer, before: Layer, mask: FrozenMask) -> Layer:
    """Return the layer after an update, with frozen parameters as before it."""
    b = after.b
    if b is not None and before.b is not None:
        b = unless_frozen(b, mask.b, before.b)
    return after._replace(W=unless_frozen(after.W, mask.W, before.W), b=b)
