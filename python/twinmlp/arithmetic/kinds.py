"""The operations that everything else is built from, in two kinds: native and reproducible.

Native is whatever is fastest; reproducible has the same bits on any IEEE 754 machine. Network code
takes an arithmetic as `ops` and does not know which it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Callable, NamedTuple

import numpy as np

from ..base.checks import check_choice
from ..base.errors import describe, fail
from .engines import with_engine
from .exp import reproducible_exp, reproducible_expm1, reproducible_sigmoid, reproducible_tanh
from .log import reproducible_log, reproducible_log1p, reproducible_softplus
from .platform import check_platform
from .tree_sums import (
    tree_column_sums,
    tree_crossprod,
    tree_product,
    tree_row_sums,
    tree_tcrossprod,
    tree_total,
)

Array = np.ndarray


class Arithmetic(NamedTuple):
    """One kind of arithmetic: products, sums and elementary functions of float64 matrices.

    block: how many rows a step takes at once, or None for all of them, where the order of sums is
    not free.
    core: the compiled core, whose loop over whole epochs training may use, or None; threads: on how
    many threads.
    """

    name: str
    block: int | None
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
    core: Any = None
    threads: int = 1


# NumPy takes an array of one number faster than a number.
ZERO, ONE = np.array(0.0), np.array(1.0)


# The dot product with ones is the sum, of small matrices several times faster than `sum`.
ones = lru_cache(maxsize=8)(np.ones)


def plain_sigmoid(x: Array) -> Array:
    """Compute 1 / (1 + exp(-x)), with NumPy's warning where exp overflows."""
    E = np.negative(x)
    np.exp(E, E)
    np.add(E, ONE, E)
    return np.reciprocal(E, E)


def native_sigmoid(x: Array) -> Array:
    """Compute 1 / (1 + exp(-x)); where exp overflows the result is 0, as it should be."""
    with np.errstate(over="ignore"):
        return plain_sigmoid(x)


def native_softplus(x: Array) -> Array:
    """Compute log(1 + exp(x)) as max(x, 0) + log1p(exp(-|x|))."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


NATIVE = Arithmetic(
    name="native",
    block=2048,
    product=lambda A, B: A.dot(B),  # of small matrices half the time of A @ B
    crossprod=lambda A, B: A.T.dot(B),
    tcrossprod=lambda A, B: A.dot(B.T),
    column_sums=lambda A: ones(len(A)).dot(A),
    row_sums=lambda A: A.dot(ones(A.shape[1])),
    total=lambda A: float(ones(A.size).dot(A.ravel())),
    exp=np.exp,
    expm1=np.expm1,
    log=np.log,
    log1p=np.log1p,
    tanh=np.tanh,
    sigmoid=native_sigmoid,
    softplus=native_softplus,
)

REPRODUCIBLE = Arithmetic(
    name="reproducible",
    block=None,
    product=tree_product,
    crossprod=tree_crossprod,
    tcrossprod=tree_tcrossprod,
    column_sums=tree_column_sums,
    row_sums=tree_row_sums,
    total=tree_total,
    exp=reproducible_exp,
    expm1=reproducible_expm1,
    log=reproducible_log,
    log1p=reproducible_log1p,
    tanh=reproducible_tanh,
    sigmoid=reproducible_sigmoid,
    softplus=reproducible_softplus,
)

ARITHMETICS = {"native": NATIVE, "reproducible": REPRODUCIBLE}


def check_arithmetic(value: Any) -> Arithmetic:
    """Accept an arithmetic made by `choose_arithmetic`."""
    if not isinstance(value, Arithmetic):
        requirement = "an arithmetic, as `choose_arithmetic` gives it"
        fail("E_TYPE", "ops", requirement, describe(value))
    return value


def unguarded(ops: Arithmetic) -> Arithmetic:
    """Return the same arithmetic for a loop that has switched NumPy's warnings off once."""
    return ops._replace(sigmoid=plain_sigmoid) if ops.sigmoid is native_sigmoid else ops


def choose_arithmetic(name: str, engine: str = "auto", threads: int | None = None) -> Arithmetic:
    """Return the arithmetic of this name: "native" or "reproducible".

    name: "native" or "reproducible".
    engine: who computes: "compiled", "plain", or "auto": compiled where there is a compiled core;
        default "auto".
    threads: on how many threads the compiled core computes a large step of a training, 1 to 1024;
        no bit depends on it; default what TWINMLP_THREADS in the environment says, else 1.
    Returns: the operations by name: product, total, exp, log and so on.
    Errors: E_CHOICE for another name; E_RANGE for no threads or too many; E_PLATFORM where a
        machine cannot give the reproducible bits, or has no compiled core.
    Source: SPEC.md, The reproducible arithmetic.

    >>> import numpy as np
    >>> choose_arithmetic("reproducible").total(np.array([0.1, 0.2, 0.3]))
    0.6000000000000001
    """
    check_choice(name, "arithmetic", ARITHMETICS)
    if name == "reproducible":
        check_platform()
    return with_engine(ARITHMETICS[name], engine, threads)
