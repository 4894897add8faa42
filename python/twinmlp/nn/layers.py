"""Layers as data; forward and backward through them."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

from ..arithmetic.kinds import Arithmetic, Array
from ..base.registry import lookup
from .activations import ACTIVATIONS
from .dropout import Drop, drop_units


class Layer(NamedTuple):
    """One layer: W is n_{l-1} x n_l, b has n_l values or is None, activation is a name in ACTIVATIONS or a row of its own."""

    W: Array
    b: Array | None
    activation: Any


class Forward(NamedTuple):
    """What one layer computes on the way forward, both n x n_l; Z is None where it is not kept."""

    Z: Array | None
    A: Array


class Backward(NamedTuple):
    """Derivatives of J at one layer: dA (None if fused with the loss) and dZ are n x n_l, dW and db like W and b."""

    dA: Array | None
    dZ: Array
    dW: Array
    db: Array | None


Network = Sequence[Layer]


def layer_forward(layer: Layer, A: Array, ops: Arithmetic, keep: bool = True) -> Forward:
    """Z_l = A_{l-1} W_l + b_l and A_l = f_l(Z_l), for inputs A of n x n_{l-1}; not to keep Z_l is to keep it only for f_l'."""
    row = lookup(layer.activation, ACTIVATIONS)
    Z = ops.product(A, layer.W)
    if layer.b is not None:
        Z += layer.b
    return Forward(Z if keep or row.of_Z else None, row.value(Z, ops))


def layer_delta(layer: Layer, values: Forward, dA: Array, ops: Arithmetic) -> Array:
    """dZ_l = dA_l * f_l'(Z_l), or what the activation makes of dA_l where it is not elementwise."""
    row = lookup(layer.activation, ACTIVATIONS)
    if row.backward is not None:
        return row.backward(dA, values.Z, values.A, ops)
    return dA * row.derivative(values.Z, values.A, ops)


def layer_backward(
    layer: Layer,
    A: Array,
    values: Forward,
    dA: Array | None,
    ops: Arithmetic,
    dZ: Array | None = None,
) -> Backward:
    """dZ_l from dA = dA_l if it is not given, dW_l = A_{l-1}^T dZ_l, db_l = column sums of dZ_l, for inputs A."""
    if dZ is None:
        dZ = layer_delta(layer, values, dA, ops)
    return Backward(dA, dZ, ops.crossprod(A, dZ), None if layer.b is None else ops.column_sums(dZ))


def forward(
    network: Network,
    X: Array,
    ops: Arithmetic,
    drops: Sequence[Drop | None] | None = None,
    keep: bool = True,
) -> list[Forward]:
    """Z_l and A_l of every layer, first to last, with A_0 = X of n x n_0; a layer is handed what dropout leaves of A_{l-1}.

    Not to keep is to keep Z_L, and of the other Z_l those that f_l' is made from.
    """
    values, A, last = [], X, len(network) - 1
    for l, layer in enumerate(network):
        values.append(layer_forward(layer, A, ops, keep or l == last))
        A = values[l].A if drops is None else drop_units(values[l].A, drops[l])
    return values


def backward(
    network: Network,
    X: Array,
    values: Sequence[Forward],
    dA: Array | None,
    ops: Arithmetic,
    drops: Sequence[Drop | None] | None = None,
    dZ: Array | None = None,
) -> list[Backward]:
    """Derivatives of every layer, first to last, from dA = dA_L, or from dZ = dZ_L where the loss is fused.

    dA_{l-1} = dZ_l W_l^T, with dropout as on the way forward.
    """
    gradients: list[Backward] = []
    for l in reversed(range(len(network))):
        drop = None if drops is None or l == 0 else drops[l - 1]
        A = X if l == 0 else values[l - 1].A if drop is None else drop_units(values[l - 1].A, drop)
        gradients.insert(0, layer_backward(network[l], A, values[l], dA, ops, dZ))
        dZ = None
        if l > 0:
            dA = ops.tcrossprod(gradients[0].dZ, network[l].W)
        if drop is not None:
            dA = drop_units(dA, drop)
    return gradients
