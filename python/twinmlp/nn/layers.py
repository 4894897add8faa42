"""The heart: a network is a list of layers; forward computes its values, backward its derivatives.

Samples are rows. For the layers l = 1..L, with A_0 = X and n_l units in layer l:

    forward:    Z_l = A_{l-1} W_l + b_l        A_l = f_l(Z_l)
    backward:   dZ_l = dA_l * f_l'(Z_l)        dW_l = A_{l-1}^T dZ_l
                dA_{l-1} = dZ_l W_l^T          db_l = column sums of dZ_l

dA, dZ, dW and db are derivatives of the loss J. ops are the operations of an arithmetic.
Source: Rumelhart, Hinton & Williams 1986.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

from ..arithmetic.kinds import Arithmetic, Array
from ..base.registry import lookup
from .activations import ACTIVATIONS
from .dropout import Drop, drop_units


class Layer(NamedTuple):
    """One layer: W is n_{l-1} x n_l, b has n_l values or is None; its activation.

    The activation is a name in ACTIVATIONS or an entry that choose_activation made.
    """

    W: Array
    b: Array | None
    activation: Any


class Forward(NamedTuple):
    """The values of one layer: Z and A, both n x n_l; Z is None where it is not stored."""

    Z: Array | None
    A: Array


class Backward(NamedTuple):
    """The derivatives of one layer: dA and dZ are n x n_l, dW and db have the shapes of W and b.

    dA is None in the output layer if the loss is fused with its activation.
    """

    dA: Array | None
    dZ: Array
    dW: Array
    db: Array | None


Network = Sequence[Layer]


def layer_forward(layer: Layer, A_in: Array, ops: Arithmetic, keep_Z: bool = True) -> Forward:
    """Compute Z_l = A_{l-1} W_l + b_l and A_l = f_l(Z_l), for inputs A_in = A_{l-1}.

    If keep_Z is false, Z is kept only where the derivative needs it.
    """
    activation = lookup(layer.activation, ACTIVATIONS)
    Z = ops.product(A_in, layer.W)
    if layer.b is not None:
        Z += layer.b
    A = activation.value(Z, ops)
    return Forward(Z if keep_Z or activation.needs_Z else None, A)


def layer_delta(layer: Layer, values: Forward, dA: Array, ops: Arithmetic) -> Array:
    """Compute dZ_l = dA_l * f_l'(Z_l), or by the activation's own backward if it has one."""
    activation = lookup(layer.activation, ACTIVATIONS)
    if activation.backward is not None:
        return activation.backward(dA, values.Z, values.A, ops)
    return dA * activation.derivative(values.Z, values.A, ops)


def layer_backward(
    layer: Layer,
    A_in: Array,
    values: Forward,
    dA: Array | None,
    ops: Arithmetic,
    dZ: Array | None = None,
) -> Backward:
    """Compute dZ_l, dW_l = A_{l-1}^T dZ_l and db_l = column sums of dZ_l, with A_in = A_{l-1}.

    dA is dA_l; a fused loss has dZ = dZ_l in its place.
    """
    if dZ is None:
        dZ = layer_delta(layer, values, dA, ops)
    dW = ops.crossprod(A_in, dZ)
    return Backward(dA, dZ, dW, None if layer.b is None else ops.column_sums(dZ))


def forward(
    network: Network,
    X: Array,
    ops: Arithmetic,
    drops: Sequence[Drop | None] | None = None,
    keep_Z: bool = True,
) -> list[Forward]:
    """Compute the values of every layer, first to last, for inputs X of n x n_0.

    `drops` has the dropout of every layer: the layer above sees what it leaves of A_l. If keep_Z is
    false, Z_l is kept only where the derivative needs it, and Z_L, which a fused loss starts from.
    """
    A_in, values = X, []
    for l, layer in enumerate(network):
        is_last = l == len(network) - 1
        values.append(layer_forward(layer, A_in, ops, keep_Z or is_last))
        A_in = drop_units(values[l].A, None if drops is None else drops[l])
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
    """Compute the derivatives of every layer, first to last, from dA = dA_L of the loss.

    X, values and drops are those of `forward`. A fused loss has dZ = dZ_L in place of dA.
    """
    gradients: list[Backward] = []
    for l in reversed(range(len(network))):
        below = None if drops is None or l == 0 else drops[l - 1]
        A_in = drop_units(X if l == 0 else values[l - 1].A, below)
        gradients.insert(0, layer_backward(network[l], A_in, values[l], dA, ops, dZ))
        if l > 0:
            dA = ops.tcrossprod(gradients[0].dZ, network[l].W)
            dA, dZ = drop_units(dA, below), None
    return gradients
