"""The threshold unit, with the article's numbers and those beside them."""

from __future__ import annotations

import pytest
from helpers import refused
from twinmlp.model.perceptron import perceptron


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        # Threshold alone: x1 + x2 + x3 = 2 against thresholds 0, 1 and 2; more than the threshold fires.
        ({"x": [0, 1, 1]}, 1),
        ({"x": [0, 1, 1], "threshold": 1}, 1),
        ({"x": [0, 1, 1], "threshold": 2}, 0),
        ({"x": [0, 0, 0]}, 0),
        # The article's weights: 2 x1 + 3 x2 + 4 x3 = 7 > 5, and 2 x1 = 2.
        ({"x": [0, 1, 1], "weights": [2, 3, 4], "threshold": 5}, 1),
        ({"x": [1, 0, 0], "weights": [2, 3, 4], "threshold": 5}, 0),
        # With a bias: 7 - 5 > 0, and 7 - 7 is not.
        ({"x": [0, 1, 1], "weights": [2, 3, 4], "bias": -5}, 1),
        ({"x": [0, 1, 1], "weights": [2, 3, 4], "bias": -7}, 0),
        ({"x": [], "bias": 1}, 1),
        ({"x": [], "threshold": 0}, 0),
    ],
    ids=str,
)
def test_perceptron(arguments, output):
    assert perceptron(**arguments) == output


@pytest.mark.parametrize(
    ("bias", "table"), [(-1.5, [0, 0, 0, 1]), (-0.5, [0, 1, 1, 1])], ids=["and", "or"]
)
def test_and_and_or(bias, table):
    assert [perceptron([a, b], [1, 1], bias) for a in (0, 1) for b in (0, 1)] == table


def test_what_is_refused():
    with refused("E_SHAPE", "`weights` must be a list of 3 finite numbers, got a list of 2."):
        perceptron([0, 1, 1], [1, 2])
    with refused("E_TYPE", '`threshold` must be a finite number, got "high".'):
        perceptron([0, 1], threshold="high")
