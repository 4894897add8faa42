"""Layers as data; forward and backward through them."""

from __future__ import annotations

from typing import NamedTuple, Sequence

from .activations import ACTIVATIONS
from .arithmetic import Arithmetic, Array


class Layer(NamedTuple):
    """One layer: W is n_{l-1} x n_l, b has n_l values or is None, activation is a name in ACTIVATIONS."""

    W: Array
    b: Array | None
    activation: str


class Forward(NamedTuple):
    """What one layer computes on the way forward, both n x n_l."""

    Z: Array
    A: Array


class Backward(NamedTuple):
    """Derivatives of J at one layer: dA and dZ are n x n_l, dW and db have the shapes of W and b."""

    dA: Array
    dZ: Array
    dW: Array
    db: Array | None


Network = Sequence[Layer]


def layer_forward(layer: Layer, A: Array, ops: Arithmetic) -> Forward:
    """Z_l = A_{l-1} W_l + b_l and A_l = f_l(Z_l), for inputs A of n x n_{l-1}."""
    Z = ops.product(A, layer.W)
    if layer.b is not None:
        Z = Z + layer.b
    return Forward(Z, ACTIVATIONS[layer.activation].value(Z, ops))


def layer_backward(layer: Layer, A: Array, values: Forward, dA: Array, ops: Arithmetic) -> Backward:
    """dZ_l = dA_l * f_l'(Z_l), dW_l = A_{l-1}^T dZ_l, db_l = column sums of dZ_l, for inputs A and dA = dA_l."""
    dZ = dA * ACTIVATIONS[layer.activation].derivative(values.Z, values.A, ops)
    db = None if layer.b is None else ops.column_sums(dZ)
    return Backward(dA, dZ, ops.crossprod(A, dZ), db)


def forward(network: Network, X: Array, ops: Arithmetic) -> list[Forward]:
    """Z_l and A_l of every layer, first to last, with A_0 = X of n x n_0."""
    values = []
    A = X
    for layer in network:
        values.append(layer_forward(layer, A, ops))
        A = values[-1].A
    return values


def backward(network: Network, X: Array, values: Sequence[Forward], dA: Array, ops: Arithmetic) -> list[Backward]:
    """Derivatives of every layer, first to last, from dA = dA_L; dA_{l-1} = dZ_l W_l^T."""
    gradients: list[Backward] = []
    for l in reversed(range(len(network))):
        A = values[l - 1].A if l > 0 else X
        gradients.insert(0, layer_backward(network[l], A, values[l], dA, ops))
        if l > 0:
            dA = ops.tcrossprod(gradients[0].dZ, network[l].W)
    return gradients
