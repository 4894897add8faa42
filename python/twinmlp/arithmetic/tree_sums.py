"""Sums of products in one written order, with the same bits on any IEEE 754 machine.

The order is a tree. The terms p_0 .. p_{n-1} are halved until one is left: h = the largest power of
two below n; p_i <- p_i + p_{i+h} for i < n - h; n = h. The sum is p_0 + 0.0, so that it is never
-0; the sum of nothing is 0. Terms at even places make such a tree by themselves, and so do terms at
odd places: the tree can be computed level by level or branch by branch, with the same bits.
"""

from __future__ import annotations

import numpy as np

# The most terms at once: more than these leave the processor's cache.
BLOCK = 65536


def tree(P: np.ndarray) -> np.ndarray:
    """Sum over the first index of P, level by level.

    P is overwritten.
    """
    n = len(P)
    if n == 0:
        return np.zeros(P.shape[1:])
    while n > 1:
        h = 1 << ((n - 1).bit_length() - 1)
        P[: n - h] += P[h:n]
        n = h
    return P[0] + 0.0


def is_long(K: int, M: int, N: int) -> bool:
    """Say whether M x N sums of K terms are faster level by level."""
    return K > 2 * max(M, N) and K * M * N <= BLOCK


def level_by_level(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Compute A^T B for A of K x M and B of K x N, level by level.

    All products are computed at once.
    """
    P = np.multiply(A.T[:, None, :], B.T[None, :, :], order="C")
    return tree(P.transpose(2, 0, 1))


def branch(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Sum over the first index of A * B: even places, plus odd places, and so on until a block is
    small.
    """
    if len(A) < 2 or len(A) * A.shape[1] * B.shape[2] <= BLOCK:
        return tree(np.multiply(A, B, order="C"))
    P = branch(A[0::2], B[0::2])
    P += branch(A[1::2], B[1::2])
    return P


def branch_by_branch(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Compute A B^T for A of M x K and B of N x K, branch by branch.

    The longer side of the result becomes its rows in memory.
    """
    if len(A) > len(B):
        return branch_by_branch(B, A).T
    return branch(np.ascontiguousarray(A.T)[:, :, None], np.ascontiguousarray(B.T)[:, None, :])


def tree_product(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Compute A B, of M x N: each element is the tree over k of A[i, k] B[k, j]."""
    if is_long(A.shape[1], len(A), B.shape[1]):
        return level_by_level(A.T, B)
    return branch_by_branch(A, B.T)


def tree_crossprod(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Compute A^T B, of M x N: each element is the tree over k of A[k, i] B[k, j]."""
    if is_long(len(A), A.shape[1], B.shape[1]):
        return level_by_level(A, B)
    return branch_by_branch(A.T, B.T)


def tree_tcrossprod(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Compute A B^T, of M x N: each element is the tree over k of A[i, k] B[j, k]."""
    if is_long(A.shape[1], len(A), len(B)):
        return level_by_level(A.T, B.T)
    return branch_by_branch(A, B)


def tree_column_sums(A: np.ndarray) -> np.ndarray:
    """Sum every column: the tree over the rows."""
    return tree(np.array(A, dtype=np.float64))


def tree_row_sums(A: np.ndarray) -> np.ndarray:
    """Sum every row: the tree over the columns."""
    return tree(np.array(A.T, dtype=np.float64))


def tree_total(A: np.ndarray) -> float:
    """Sum all elements: the tree over the rows of every column, then the tree over these sums.

    Of a vector, it is the tree over its elements.
    """
    A = np.asarray(A, dtype=np.float64)
    sums = tree_column_sums(A.reshape(1, 1) if A.ndim == 0 else A)
    return float(sums if sums.ndim == 0 else tree(sums))
