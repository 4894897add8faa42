"""The reproducible arithmetic in both languages at once: every bit of every value equal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rpy2.robjects as robjects
from twinmlp.arithmetic.kinds import REPRODUCIBLE

R_FILES = (
    "base-errors",
    "base-checks",
    "arithmetic-exp_table",
    "arithmetic-exp",
    "arithmetic-log",
    "arithmetic-tree_sums",
    "arithmetic-platform",
    "arithmetic-kinds",
)
FUNCTIONS = ("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus")
SHAPES = [
    (1, 0, 1),
    (3, 0, 2),
    (1, 1, 1),
    (1000, 1, 10),
    (2, 1000, 10),
    (1000, 2, 10),
    (10, 1000, 1),
    (32, 64, 128),
    (64, 32, 128),
    (5, 64, 7),
    (5, 63, 7),
    (5, 65, 7),
    (1, 257, 1),
    (300, 300, 2),
]


@pytest.fixture(scope="module")
def r_table():
    folder = Path(__file__).parents[1] / "r" / "R"
    for name in R_FILES:
        robjects.r["source"](str(folder / f"{name}.R"))
    return robjects.r["REPRODUCIBLE"]


def to_r(A: np.ndarray):
    values = robjects.FloatVector(np.ravel(A, order="F"))
    return robjects.r["matrix"](values, *A.shape) if A.ndim == 2 else values


def from_r(value, shape: tuple[int, ...]) -> np.ndarray:
    return np.array(list(value), dtype=np.float64).reshape(shape, order="F")


def bits(A: np.ndarray) -> np.ndarray:
    """Bit patterns, with one and the same pattern for every NaN."""
    A = np.asarray(A, dtype=np.float64)
    return np.where(np.isnan(A), np.nan, A).view(np.uint64) if A.ndim else bits(A.reshape(1))


def wide(random: np.random.RandomState, n: int) -> np.ndarray:
    """Numbers of every size: any bit pattern, near the multiples of ln 2 / 32, usual ones and tiny ones."""
    any_bits = random.randint(0, 2**64, n // 4, dtype=np.uint64).view(np.float64)
    near = (
        random.randint(-34500, 32800, n // 4)
        * (np.log(2.0) / 64)
        * (1.0 + random.normal(size=n // 4) * 1e-15)
    )
    edges = [
        0.0,
        -0.0,
        np.inf,
        -np.inf,
        np.nan,
        709.782712893384,
        709.7827128933841,
        -745.1332191019411,
        -745.1332191019412,
        -708.3964185322641,
        5e-324,
        -5e-324,
        2.2250738585072014e-308,
        -1.0,
        -1.5,
        1.0,
        -44.0,
        -746.0,
        710.0,
        1.7976931348623157e308,
    ]
    return np.concatenate(
        [
            edges,
            any_bits,
            near,
            random.normal(size=n // 4) * 8.0,
            random.normal(size=n // 4) * 1e-3,
            np.exp(random.uniform(-700, 700, 1000)),
        ]
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_are_equal(r_table, name):
    x = wide(np.random.RandomState(20), 240_000)
    mine = getattr(REPRODUCIBLE, name)(x)
    theirs = from_r(r_table.rx2(name)(to_r(x)), x.shape)
    assert x.size > 200_000
    assert np.count_nonzero(bits(mine) != bits(theirs)) == 0


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("shape", [(0,), (1,), (7,), (3, 1), (1, 3), (4, 5), (0, 3)])
def test_functions_keep_the_shape(r_table, name, shape):
    x = np.random.RandomState(3).uniform(0.1, 2.0, size=shape)
    value = r_table.rx2(name)(to_r(x))
    assert getattr(REPRODUCIBLE, name)(x).shape == shape
    assert len(shape) == 1 or tuple(robjects.r["dim"](value)) == shape
    assert np.array_equal(bits(getattr(REPRODUCIBLE, name)(x)), bits(from_r(value, shape)))


def random_shapes(count: int) -> list[tuple[int, int, int]]:
    random = np.random.RandomState(7)
    return [
        tuple(int(n) for n in random.randint(1, limit, 3))
        for limit in (6, 20, 70)
        for _ in range(count // 3)
    ]


@pytest.mark.parametrize(
    "size", SHAPES + random_shapes(120), ids=lambda size: "x".join(map(str, size))
)
def test_products_and_sums_are_equal(r_table, size):
    M, K, N = size
    random = np.random.RandomState(M * 7919 + K * 104729 + N)
    A = random.normal(size=(M, K)) * np.exp(random.normal(size=(M, K)) * 5.0)
    B = random.normal(size=(K, N))
    A[random.uniform(size=A.shape) < 0.1] = -0.0
    for name, left, right in (("product", A, B), ("crossprod", A.T, B), ("tcrossprod", A, B.T)):
        for order in "CF":
            mine = getattr(REPRODUCIBLE, name)(
                np.array(left, order=order), np.array(right, order=order)
            )
            theirs = from_r(r_table.rx2(name)(to_r(left), to_r(right)), (M, N))
            assert np.array_equal(bits(mine), bits(theirs)), (name, order)
    for name, shape in (("column_sums", (K,)), ("row_sums", (M,)), ("total", ())):
        for order in "CF":
            mine = getattr(REPRODUCIBLE, name)(np.array(A, order=order))
            assert np.array_equal(bits(mine), bits(from_r(r_table.rx2(name)(to_r(A)), shape))), (
                name,
                order,
            )
