"""Normal numbers: their quantile far out, and in both arithmetics."""

from __future__ import annotations

import numpy as np
import pytest
from twinmlp.arithmetic.kinds import ARITHMETICS
from twinmlp.rng.mersenne import bit_length
from twinmlp.rng.normal import normal_quantile
from twinmlp.rng.streams import (
    normal,
    stream,
)


def test_bit_length():
    assert bit_length(np.array([0, 1, 2, 3, 4, 2**32 - 1, 2**32])).tolist() == [
        0,
        1,
        2,
        2,
        3,
        32,
        33,
    ]


def test_normal_quantile_in_the_tails():
    ops = ARITHMETICS["native"]
    p = np.array([2.0**-60, 1e-12, 0.01, 0.5, 0.9, 1 - 1e-12])
    # The true values of these doubles, from mpmath with 50 digits.
    z = [
        -8.7733211690275516819,
        -7.0344838253011319326,
        -2.3263478740408410931,
        0.0,
        1.2815515655446005935,
        7.0344869100478352057,
    ]
    np.testing.assert_allclose(normal_quantile(p, ops), z, rtol=4e-16 * 4)
    assert (normal_quantile(1 - p[2:4], ops) == -normal_quantile(p[2:4], ops)).all()


@pytest.mark.parametrize("name", list(ARITHMETICS))
@pytest.mark.parametrize("generator", ["numpy", "r"])
def test_arithmetics_agree_on_normals(name, generator):
    np.testing.assert_array_max_ulp(
        normal(stream(1, generator), 2000, ops=ARITHMETICS[name]).values,
        normal(stream(1, generator), 2000).values,
        8,
    )
