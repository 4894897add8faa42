"""The compiled core: the operations of the reproducible arithmetic in C, with the same bits.

Its sources are written once, in r/src; a library that ctypes loads is built when the package is
installed, if there is a C compiler.
"""

from __future__ import annotations

import ctypes
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, NamedTuple

import numpy as np

Array = np.ndarray

LIBRARY = Path(__file__).with_name("core.so")
# The version of the library's interface.
CORE_VERSION = 3
# How many terms its native products sum at a time (arithmetic-native_product.h), the last sum
# taking less than half as many more.
TERMS_OF_BLOCK = 256
# The functions in the order of the core's table.
FUNCTIONS = ("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus")

SIZE, PLACE = ctypes.c_ssize_t, ctypes.c_void_p
SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "core_use_width": (ctypes.c_int, [ctypes.c_int]),
    "core_map": (None, [ctypes.c_int, SIZE, PLACE, PLACE]),
    "core_product": (ctypes.c_int, [SIZE] * 3 + [PLACE, SIZE, SIZE] * 3),
    "core_native_product": (ctypes.c_int, [SIZE] * 3 + [PLACE, SIZE, SIZE] * 3),
    "core_column_sums": (ctypes.c_int, [SIZE, SIZE, PLACE, SIZE, SIZE, PLACE]),
    "core_total": (ctypes.c_int, [SIZE, SIZE, PLACE, SIZE, SIZE, PLACE]),
    "core_place": (ctypes.c_int, [ctypes.c_char_p, ctypes.c_char_p]),
    "core_run_new": (
        PLACE,
        [PLACE, ctypes.c_int, *[PLACE, SIZE, SIZE] * 2, *[PLACE] * 6, ctypes.c_int],
    ),
    "core_run_watch": (
        ctypes.c_int,
        [PLACE, PLACE, SIZE, PLACE, PLACE, SIZE, *[PLACE, SIZE, SIZE] * 2, PLACE],
    ),
    "core_run": (ctypes.c_int, [PLACE, SIZE, PLACE, SIZE, PLACE, PLACE, ctypes.c_double, PLACE]),
    "core_run_look": (ctypes.c_int, [PLACE, PLACE, ctypes.c_double]),
    "core_run_state": (None, [PLACE] * 6),
    "core_run_set": (None, [*[PLACE] * 5, ctypes.c_int]),
    "core_run_free": (None, [PLACE]),
}


class Core(NamedTuple):
    """The compiled library, or None; and a message: how it computes, or why it is not used."""

    library: Any
    about: str


def open_core(path: Path = LIBRARY) -> Core:
    """Load the library; refuse one whose results could differ from the plain twin's.

    TWINMLP_LANES in the environment, 2, 4 or 8, is how many numbers a vector has at most.
    """
    if not path.exists():
        return Core(None, "it was installed without a C compiler")
    try:
        library: Any = ctypes.CDLL(str(path))
        version, exact = library.core_version(), library.core_is_exact()
    except (OSError, AttributeError):
        return Core(None, "its library cannot be loaded")
    if version != CORE_VERSION:
        return Core(None, "its library is of another version")
    if not exact:
        return Core(None, "its library does not compute as IEEE 754 says")
    for name, (result, arguments) in SIGNATURES.items():
        getattr(library, name).restype = result
        getattr(library, name).argtypes = arguments
    width = os.environ.get("TWINMLP_LANES", "8")
    lanes = library.core_use_width(int(width) if width.isdigit() else 8)
    return Core(library, f"{lanes} numbers at a time")


@lru_cache(maxsize=1)
def the_core() -> Core:
    """The core of this installation."""
    return open_core()


def lanes_of(library: Any) -> int:
    """Return how many doubles the core computes at once in a vector."""
    return int(library.core_width())


def address(A: Array) -> int:
    """Return the address of an array in memory."""
    return A.__array_interface__["data"][0]


def numbers(A: Any) -> Array:
    """Return A as an array of aligned doubles."""
    A = np.asarray(A, dtype=np.float64)
    return A if A.flags.aligned and all(s % 8 == 0 for s in A.strides) else A.copy()


def check_memory(failed: int) -> None:
    """Raise MemoryError if the core ran out of memory."""
    if failed:
        raise MemoryError


def product_of(product: Any, A: Array, B: Array) -> Array:
    """Compute A B by a function of the library."""
    A, B = numbers(A), numbers(B)
    (M, K), N = A.shape, B.shape[1]
    C = np.empty((M, N))
    (a, b), (c, d) = A.strides, B.strides
    at = address(A), a // 8, b // 8, address(B), c // 8, d // 8
    check_memory(product(M, K, N, *at, address(C), N, 1))
    return C


def map_of(library: Any, place: int) -> Callable[[Any], Any]:
    """Make one of FUNCTIONS work on a number or an array of any shape."""

    def of_array(x: Any) -> Any:
        x = np.asarray(x, dtype=np.float64)
        if not x.flags.c_contiguous and x.flags.f_contiguous:
            return of_array(x.T).T
        x = np.ascontiguousarray(x) if x.ndim else x
        y = np.empty(x.shape)
        library.core_map(place, x.size, address(x), address(y))
        return y[()]

    return of_array


def compiled_products(library: Any, native: bool) -> dict[str, Callable[[Array, Array], Array]]:
    """The products of one of the arithmetics by name."""
    product = library.core_native_product if native else library.core_product
    return {
        "product": lambda A, B: product_of(product, A, B),
        "crossprod": lambda A, B: product_of(product, A.T, B),
        "tcrossprod": lambda A, B: product_of(product, A, B.T),
    }


def compiled_operations(library: Any) -> dict[str, Callable[..., Any]]:
    """The operations of the arithmetic by name."""

    def column_sums(A: Array) -> Array:
        A = numbers(A)
        sums = np.empty(A.shape[1])
        row, column = A.strides
        check_memory(
            library.core_column_sums(*A.shape, address(A), row // 8, column // 8, address(sums))
        )
        return sums

    def total(A: Any) -> float:
        A = numbers(A)
        A = A if A.ndim == 2 else A.reshape(-1, 1)
        result, (row, column) = np.empty(1), A.strides
        check_memory(
            library.core_total(*A.shape, address(A), row // 8, column // 8, address(result))
        )
        return float(result[0])

    return {
        **compiled_products(library, False),
        "column_sums": column_sums,
        "row_sums": lambda A: column_sums(A.T),
        "total": total,
        **{name: map_of(library, place) for place, name in enumerate(FUNCTIONS)},
    }
