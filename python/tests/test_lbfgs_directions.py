"""The direction of L-BFGS: by hand, SciPy's, and the exact one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from twinmlp.arithmetic.kinds import ARITHMETICS, NATIVE
from twinmlp.conformance.spec import search
from twinmlp.conformance.truth import balls
from twinmlp.optim.lbfgs import (
    direction,
)


@pytest.mark.parametrize("ops", ARITHMETICS.values(), ids=ARITHMETICS)
def test_direction_by_hand(ops):
    part = lambda *values: [np.array([values], dtype=float)]
    assert direction(part(2, -4), [], [], 0.25, ops)[0].tolist() == [[-0.5, 1]]
    # s'y = 2, y'y = 4, H_0 = 1/2; alpha = 3 / 2; q = g - 1.5 y = (0, 1); r = (0, 0.5); beta = 0; r + 1.5 s = (1.5, 0.5)
    assert direction(part(3, 1), [part(1, 0)], [part(2, 0)], 9, ops)[0].tolist() == [[-1.5, -0.5]]
    # s'y = 2, y'y = 8, H_0 = 1/4; alpha = 1 / 2; q = (0, 0); r = 0; beta = 0; r + 0.5 s: H y = s, so H (y / 2) = s / 2
    assert direction(part(1, 1), [part(1, 0)], [part(2, 2)], 9, ops)[0].tolist() == [[-0.5, 0]]


def vectors(seed: int, count: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random moves, and the changes of a gradient along them: y = A s, A symmetric and positive."""
    random = np.random.RandomState(seed)
    A = random.normal(size=(size, size))
    s = random.normal(size=(count, size))
    return s, s @ (A @ A.T + np.eye(size)), random.normal(size=size)


@pytest.mark.parametrize("count", [1, 2, 5, 10])
@pytest.mark.parametrize("seed", range(5))
def test_direction_is_scipys(seed, count):
    """scipy starts from the identity; with s / sqrt(h) and y sqrt(h) in place of s and y its H is ours with H_0 = h, over h."""
    from scipy.optimize import LbfgsInvHessProduct

    s, y, g = vectors(seed, count, 7)
    h = s[-1] @ y[-1] / (y[-1] @ y[-1])
    theirs = -h * LbfgsInvHessProduct(s / np.sqrt(h), y * np.sqrt(h)).matvec(g)
    # two parts: six numbers of a W, one of a b
    parts = lambda v: [v[:6].reshape(2, 3), v[6:]]
    moves, changes = [parts(v) for v in s], [parts(v) for v in y]
    ours = direction(parts(g), moves, changes, 1.0, NATIVE)
    # both compute the same recursion; theirs has two roundings more for each number of s and y, and h
    bound = search.loop_errors(
        ("W", "b"), tuple(parts(g)), list(map(tuple, moves)), list(map(tuple, changes)), 1.0
    )
    allowed = 6 * np.concatenate([e.ravel() for e in bound])
    assert np.all(np.abs(np.concatenate([p.ravel() for p in ours]) - theirs) <= allowed)
    assert not np.allclose(theirs, -g * h)


def test_the_newest_pair_is_met_exactly():
    """H y = s for the newest pair (the secant equation), which no mix-up of the order of the pairs keeps."""
    s, y, _ = vectors(3, 4, 5)
    parts = lambda v: [v.reshape(1, 5)]
    p = direction(parts(y[-1]), [parts(v) for v in s], [parts(v) for v in y], 1.0, NATIVE)[0]
    assert p.ravel() == pytest.approx(-s[-1], rel=1e-11)
    p = direction(parts(y[0]), [parts(v) for v in s], [parts(v) for v in y], 1.0, NATIVE)[0]
    assert p.ravel() != pytest.approx(-s[0], rel=1e-3)


def exact_direction(g, s, y):
    """The two loops in fractions, on plain lists."""
    product = lambda a, b: sum(u * v for u, v in zip(a, b))
    q, alphas = g, [Fraction(0)] * len(s)
    for i in reversed(range(len(s))):
        alphas[i] = product(s[i], q) / product(s[i], y[i])
        q = [u - alphas[i] * v for u, v in zip(q, y[i])]
    r = [u * product(s[-1], y[-1]) / product(y[-1], y[-1]) for u in q]
    for i in range(len(s)):
        beta = product(y[i], r) / product(s[i], y[i])
        r = [u + v * (alphas[i] - beta) for u, v in zip(r, s[i])]
    return [-u for u in r]


@pytest.mark.parametrize("ops", ARITHMETICS.values(), ids=ARITHMETICS)
@pytest.mark.parametrize("seed", range(10))
def test_direction_is_within_its_bound_of_the_exact_one(seed, ops):
    s, y, g = vectors(seed, 1 + seed % 5, 7)
    parts = lambda v: (v[:6].reshape(2, 3), v[6:])
    ours = direction(
        list(parts(g)), [list(parts(v)) for v in s], [list(parts(v)) for v in y], 1.0, ops
    )
    true = exact_direction(
        *([Fraction(v) for v in g], *([list(map(Fraction, v)) for v in pairs] for pairs in (s, y)))
    )
    given = ("W", "b"), parts(g), [parts(v) for v in s], [parts(v) for v in y], 1.0
    bound = np.concatenate([search.DIRECTION.bound(index, *given).ravel() for index in (0, 1)])
    errors = [
        float(abs(Fraction(float(own)) - value))
        for own, value in zip(np.concatenate([p.ravel() for p in ours]), true)
    ]
    assert np.all(errors <= bound) and np.max(bound) < 1e-9
    # the oracle's own two loops, from the same numbers
    with balls.precision(256):
        exactly = (
            given[0],
            *(tuple(map(balls.exact, part)) for part in given[1:2]),
            *([tuple(map(balls.exact, v)) for v in p] for p in given[2:4]),
        )
        theirs = [
            float(v)
            for index in (0, 1)
            for v in search.DIRECTION.value(index, *exactly, balls.exact(1.0)).ravel()
        ]
    assert theirs == [float(value) for value in true]
