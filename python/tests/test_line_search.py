"""The line search, by hand."""

from __future__ import annotations

import math

import pytest
from twinmlp.optim.line_search import Evaluation, Trial, line_search

OPTIONS = {"c1": 1e-4, "c2": 0.9, "evaluations": 20, "memory": 10}


def searched(J, slope, start=-1.0, **options):
    """The t of all trials, and the one taken, for functions J(t) and slope(t), from J = 1."""
    trials, best = line_search(
        1.0,
        start,
        {**OPTIONS, **options},
        lambda t: Trial(t, slope(t), Evaluation([], [], J(t), [], None)),
    )
    return [trial.t for trial in trials], None if best is None else best.t


def parabola(k: float):
    """J = 1 - t + k t^2, and its slope."""
    return (lambda t: 1 - t + k * t * t), (lambda t: -1 + 2 * k * t)


@pytest.mark.parametrize(
    ("curve", "options", "tried", "taken"),
    [
        # J(1) = 1/2, slope 0
        (parabola(0.5), {}, [1], 1),
        # J(1) = 2 and J(1/2) = 1 are not below 1 - c1 t; J(1/4) = 7/8, slope 0
        (parabola(2), {}, [1, 0.5, 0.25], 0.25),
        # slopes -31/32, -15/16, -7/8: the first two are below -0.9
        (parabola(1 / 64), {}, [1, 2, 4], 4),
        # ... -3/4, -1/2, which is not below -1/2
        (parabola(1 / 64), {"c2": 0.5}, [1, 2, 4, 8, 16], 16),
        # slope(1) = -9/16 is below -1/2; J(2) = -1/8 is not above 1 - 0.8, slope -1/8
        (parabola(7 / 32), {"c1": 0.4, "c2": 0.5}, [1, 2], 2),
        # two trials are not enough: the longest that was too short
        (parabola(1 / 64), {"evaluations": 2}, [1, 2], 2),
        # all too far: nothing
        (parabola(2), {"evaluations": 2}, [1, 0.5], None),
        # what is not finite is too far
        ((lambda t: math.inf if t == 1 else 0.5, lambda t: 0.0), {}, [1, 0.5], 0.5),
        ((lambda t: math.nan if t == 1 else 0.5, lambda t: 0.0), {}, [1, 0.5], 0.5),
        ((lambda t: 0.0, lambda t: math.nan if t == 1 else 0.0), {}, [1, 0.5], 0.5),
        # exactly on the line of c1 is near enough, exactly at the slope of c2 flat enough
        ((lambda t: 0.75, lambda t: -0.5), {"c1": 0.25, "c2": 0.5}, [1], 1),
        # 1 too short, 2 too far, 1.5 too short, 1.75 right
        (
            (lambda t: 0.5 if t < 2 else 2.0, lambda t: 0.0 if t > 1.5 else -1.0),
            {},
            [1, 2, 1.5, 1.75],
            1.75,
        ),
        # and with three trials the longest that was too short
        (
            (lambda t: 0.5 if t < 2 else 2.0, lambda t: 0.0 if t > 1.5 else -1.0),
            {"evaluations": 3},
            [1, 2, 1.5],
            1.5,
        ),
    ],
)
def test_line_search_by_hand(curve, options, tried, taken):
    assert searched(*curve, **options) == (tried, taken)
