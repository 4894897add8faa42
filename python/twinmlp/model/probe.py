"""Move one parameter, and compute J, the side of every kink, and the rounding error of J."""

from __future__ import annotations

from typing import Iterator

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.registry import lookup
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Forward, Layer, Network, forward
from ..nn.losses import LOSSES, is_fused, loss_gradient, loss_input, loss_value
from ..optim.frozen import FrozenMask
from ..optim.penalty import penalized_loss, penalized_parameters
from ..train.config import TrainConfig

ROUNDING = 2.0**-53


def list_parameters(network: Network) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """List all parameters: layer by layer, W row by row, then b."""
    for l, layer in enumerate(network):
        for name, values in (("W", layer.W), ("b", layer.b)):
            if values is not None:
                yield from ((l, name, index) for index in np.ndindex(values.shape))


def is_frozen(masks: list[FrozenMask] | None, l: int, name: str, index: tuple[int, ...]) -> bool:
    """Say whether a parameter is frozen."""
    mask = None if masks is None else getattr(masks[l], name)
    return mask is not None and bool(mask[index] == 0)


def move_parameter(
    network: Network, l: int, name: str, index: tuple[int, ...], value: float
) -> list[Layer]:
    """Return the network with one parameter set to a value."""
    values = getattr(network[l], name).copy()
    values[index] = value
    return [
        layer._replace(**{name: values}) if k == l else layer for k, layer in enumerate(network)
    ]


def kink_sides(
    network: Network, values: list[Forward], y: Array, config: TrainConfig
) -> list[Array]:
    """Return the side of its kinks on which every value lies; an l1 penalty has a kink at 0."""
    found = [
        values[l].Z > kink
        for l, layer in enumerate(network)
        for kink in lookup(layer.activation, ACTIVATIONS).kinks
    ]
    if config.penalty is not None and config.penalty["l1"] > 0:
        found += [p > 0 for p in penalized_parameters(network, config.penalty)]
    return found + [values[-1].A - y > kink for kink in lookup(config.loss, LOSSES).kinks]


def output_errors(
    network: Network, X: Array, values: list[Forward], ops: Arithmetic
) -> tuple[Array, Array]:
    """Bound the rounding errors of Z_L and A_L, to first order: each product and each function adds
    its own, and earlier ones pass through |W| and |f'|.
    """
    A_in, E = X, np.zeros_like(X)
    for layer, value in zip(network, values):
        sizes = ops.product(np.abs(A_in), np.abs(layer.W))
        if layer.b is not None:
            sizes = sizes + np.abs(layer.b)
        of_Z = ops.product(E, np.abs(layer.W)) + 2.0 * (len(layer.W) + 2) * ROUNDING * sizes
        derivative = lookup(layer.activation, ACTIVATIONS).derivative
        if derivative is None:  # softmax: |dA| <= A (E + the row sum of A E)
            E = value.A * (of_Z + ops.row_sums(value.A * of_Z)[:, np.newaxis])
        else:
            E = np.abs(derivative(value.Z, value.A, ops)) * of_Z
        A_in, E = value.A, E + 8.0 * ROUNDING * np.abs(value.A)
    return of_Z, E


def probe(
    network: Network, X: Array, y: Array, config: TrainConfig, ops: Arithmetic, weight: Array | None
) -> tuple[float, list[Array], float]:
    """Compute J with the penalty, the sides of the kinks, and a bound of J's rounding error."""
    values = forward(network, X, ops)
    outputs = loss_input(values[-1], config.loss)
    J = loss_value(outputs, y, config.loss, config.reduction, ops, weight)
    if config.penalty is not None:
        J = penalized_loss(J, network, config.penalty, ops)
    slope = loss_gradient(values[-1].A, y, config.loss, config.reduction, ops, weight)
    E = output_errors(network, X, values, ops)[0 if is_fused(config.loss) else 1]
    rounding = ops.total(np.abs(slope) * E + E * E) + (y.size + 8.0) * ROUNDING * abs(J)
    return J, kink_sides(network, values, y, config), rounding
