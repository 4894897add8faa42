"""Layers as data; forward and backward through them."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

from .activations import ACTIVATIONS
from .arithmetic import Arithmetic, Array
from .dropout import Drop, drop_units
from .rows import row_of


class Layer(NamedTuple):
    """One layer: W is n_{l-1} x n_l, b has n_l values or is None, activation is a name in ACTIVATIONS or a row of its own."""

    W: Array
    b: Array | None
    activation: Any


class Forward(NamedTuple):
    """What one layer computes on the way forward, both n x n_l."""

    Z: Array
    A: Array


class Backward(NamedTuple):
    """Derivatives of J at one layer: dA (None if fused with the loss) and dZ are n x n_l, dW and db like W and b."""

    dA: Array | None
    dZ: Array
    dW: Array
    db: Array | None


Network = Sequence[Layer]


def layer_forward(layer: Layer, A: Array, ops: Arithmetic) -> Forward:
    """Z_l = A_{l-1} W_l + b_l and A_l = f_l(Z_l), for inputs A of n x n_{l-1}."""
    Z = ops.product(A, layer.W)
    if layer.b is not None:
        Z = Z + layer.b
    return Forward(Z, row_of(layer.activation, ACTIVATIONS).value(Z, ops))


def layer_delta(layer: Layer, values: Forward, dA: Array, ops: Arithmetic) -> Array:
    """dZ_l = dA_l * f_l'(Z_l), or what the activation makes of dA_l where it is not elementwise."""
    row = row_of(layer.activation, ACTIVATIONS)
    if row.backward is not None:
        return row.backward(dA, values.Z, values.A, ops)
    return dA * row.derivative(values.Z, values.A, ops)


def layer_backward(
    layer: Layer, A: Array, values: Forward, dA: Array | None, ops: Arithmetic, dZ: Array | None = None
) -> Backward:
    """dZ_l from dA = dA_l if it is not given, dW_l = A_{l-1}^T dZ_l, db_l = column sums of dZ_l, for inputs A."""
    if dZ is None:
        dZ = layer_delta(layer, values, dA, ops)
    db = None if layer.b is None else ops.column_sums(dZ)
    return Backward(dA, dZ, ops.crossprod(A, dZ), db)


def forward(network: Network, X: Array, ops: Arithmetic, drops: Sequence[Drop | None] | None = None) -> list[Forward]:
    """Z_l and A_l of every layer, first to last, with A_0 = X of n x n_0; a layer is handed what dropout leaves of A_{l-1}."""
    values = []
    A = X
    for l, layer in enumerate(network):
        values.append(layer_forward(layer, A, ops))
        A = values[-1].A if drops is None else drop_units(values[-1].A, drops[l])
    return values


def backward(
    network: Network, X: Array, values: Sequence[Forward], dA: Array | None, ops: Arithmetic,
    drops: Sequence[Drop | None] | None = None, dZ: Array | None = None,
) -> list[Backward]:
    """Derivatives of every layer, first to last, from dA = dA_L, or from dZ = dZ_L where the loss is fused.

    dA_{l-1} = dZ_l W_l^T, with dropout as on the way forward.
    """
    gradients: list[Backward] = []
    for l in reversed(range(len(network))):
        drop = None if drops is None or l == 0 else drops[l - 1]
        A = drop_units(values[l - 1].A, drop) if l > 0 else X
        gradients.insert(0, layer_backward(network[l], A, values[l], dA, ops, dZ))
        dZ = None
        if l > 0:
            dA = drop_units(ops.tcrossprod(gradients[0].dZ, network[l].W), drop)
    return gradients
