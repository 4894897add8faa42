"""The few operations everything else is built from, in two kinds: native and reproducible."""

from __future__ import annotations

from typing import Callable, NamedTuple

import numpy as np

Array = np.ndarray


class Arithmetic(NamedTuple):
    """One kind of arithmetic: products, sums and elementary functions of float64 matrices."""

    name: str
    product: Callable[[Array, Array], Array]  # A B
    crossprod: Callable[[Array, Array], Array]  # A^T B
    tcrossprod: Callable[[Array, Array], Array]  # A B^T
    column_sums: Callable[[Array], Array]
    row_sums: Callable[[Array], Array]
    total: Callable[[Array], float]
    exp: Callable[[Array], Array]
    expm1: Callable[[Array], Array]
    log: Callable[[Array], Array]
    log1p: Callable[[Array], Array]
    tanh: Callable[[Array], Array]
    sigmoid: Callable[[Array], Array]
    softplus: Callable[[Array], Array]


def native_sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)); where exp overflows to infinity the quotient is 0, as it should be."""
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x))


def native_softplus(x: Array) -> Array:
    """log(1 + exp(x)), as max(x, 0) + log1p(exp(-|x|))."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


NATIVE = Arithmetic(
    name="native",
    product=lambda A, B: A @ B,
    crossprod=lambda A, B: A.T @ B,
    tcrossprod=lambda A, B: A @ B.T,
    column_sums=lambda A: A.sum(axis=0),
    row_sums=lambda A: A.sum(axis=1),
    total=lambda A: float(A.sum()),
    exp=np.exp,
    expm1=np.expm1,
    log=np.log,
    log1p=np.log1p,
    tanh=np.tanh,
    sigmoid=native_sigmoid,
    softplus=native_softplus,
)

ARITHMETICS = {"native": NATIVE}
