"""Products of the core's native arithmetic: exact where numbers are whole, and within their bound."""

from __future__ import annotations

import numpy as np
import pytest
from test_engines import same
from twinmlp.arithmetic.engines import native_arithmetic
from twinmlp.arithmetic.kinds import REPRODUCIBLE

NATIVE = native_arithmetic(REPRODUCIBLE)


PRODUCTS = (
    NATIVE.product,
    lambda A, B: NATIVE.crossprod(A.T, B),
    lambda A, B: NATIVE.tcrossprod(A, B.T),
)


def native_products(A, B):
    """A B by the three products of the core's native arithmetic, in any layout."""
    return [product(A, B) for product in PRODUCTS]


def test_native_products_of_all_small_sizes_are_exact_where_numbers_are_whole(lanes):
    random = np.random.RandomState(lanes)
    A, B = random.randint(-99, 100, (40, 40)), random.randint(-99, 100, (40, 40))
    for K in range(1, 41):
        exact = A[:, :K] @ B[:K]
        left, right = A[:, :K].astype(float), B[:K].astype(float)
        for M in range(1, 41):
            turned = np.array(left[:M], order="CF"[M % 2])
            for N in range(1, 41):
                found = PRODUCTS[(M + N) % 3](turned, right[:, :N])
                assert np.array_equal(found, exact[:M, :N]), (M, K, N)


@pytest.mark.parametrize("terms", [0, 255, 256, 257, 383, 384, 385, 512, 640, 1025])
def test_native_products_of_several_blocks_are_within_their_bound(terms, lanes):
    random = np.random.RandomState(terms)
    for M, N in [(1, 1), (7, 391), (200, 9), (385, 50), (3, 3)]:
        A, B = random.randn(M, terms), np.array(random.randn(terms, N), order="F")
        bound = terms * 2.0**-53 / (1.0 - terms * 2.0**-53) * (np.abs(A) @ np.abs(B))  # of each
        first, *others = native_products(A, B)
        assert np.all(np.abs(first - A @ B) <= 2.0 * bound)
        assert all(same(first, other) for other in others)


def test_native_products_keep_what_is_not_finite_in_its_row(lanes):
    for M, K, N in [(1, 1, 1), (5, 9, 3), (17, 300, 11), (33, 7, 40)]:
        for value in (np.nan, np.inf):
            A, B = np.ones((M, K)), np.ones((K, N))
            A[M // 2, K - 1] = value
            for found in native_products(A, B):
                expected = np.full((M, N), float(K))
                expected[M // 2] = value
                assert np.array_equal(found, expected, equal_nan=True), (M, K, N)


def test_native_products_of_nothing_are_zero(lanes):
    for M, K, N in [(0, 3, 2), (3, 0, 2), (3, 2, 0)]:
        assert all(
            same(found, np.zeros((M, N)))
            for found in native_products(np.ones((M, K)), np.ones((K, N)))
        )
