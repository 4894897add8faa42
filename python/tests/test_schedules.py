"""Schedules of the learning rate by hand."""

from __future__ import annotations

import math

import pytest
from twinmlp.arithmetic.kinds import ARITHMETICS, NATIVE
from twinmlp.optim.schedules import check_schedule, half_wave, scheduled_rate, whole_power


def rates(schedule: object, count: int, arithmetic: str = "native") -> list[float]:
    checked = check_schedule(schedule, "schedule")
    return [scheduled_rate(2.0, checked, t, 99, ARITHMETICS[arithmetic]) for t in range(count)]


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
def test_schedules_by_hand(arithmetic):
    assert rates("constant", 3, arithmetic) == [2, 2, 2]
    assert rates({"name": "step", "drop": 0.5, "every": 2}, 5, arithmetic) == [2, 2, 1, 1, 0.5]
    assert rates({"name": "exponential", "decay": 0.5}, 4, arithmetic) == [2, 1, 0.5, 0.25]
    assert rates({"name": "inverse_scaling", "power": 1}, 4, arithmetic) == pytest.approx(
        [2, 1, 2 / 3, 0.5], rel=1e-15
    )
    assert rates({"name": "inverse_scaling"}, 4, arithmetic) == pytest.approx(
        [2, math.sqrt(2), 2 / math.sqrt(3), 1], rel=1e-15
    )
    assert rates({"name": "cosine", "period": 4}, 6, arithmetic) == pytest.approx(
        [2, 1 + math.sqrt(0.5), 1, 1 - math.sqrt(0.5), 0, 0], rel=4e-16
    )
    assert rates({"name": "cosine", "period": 2, "smallest": 0.5}, 3, arithmetic) == pytest.approx(
        [2, 1.5, 1], rel=4e-16
    )
    assert rates({"name": "constant", "warmup": 4}, 5, arithmetic) == [0.5, 1, 1.5, 2, 2]


def test_a_schedule_by_step_counts_steps():
    checked = check_schedule({"name": "exponential", "decay": 0.5, "by": "step"}, "schedule")
    assert scheduled_rate(2.0, checked, 0, 3, NATIVE) == 0.25


def test_the_half_wave_is_as_close_as_its_bound_says():
    import flint

    worst = 0.0
    with flint.ctx.workprec(128):
        for period in (1, 2, 3, 7, 100, 1001):
            for t in range(period + 1):
                true = (1 + (flint.arb(t) / period).cos_pi()) / 2
                found = half_wave(t, period)
                if t == period:
                    assert found == 0.0
                    continue
                worst = max(worst, float(abs(flint.arb(found) - true) / true) / 2.0**-53)
    assert worst < 20  # the bound in SPEC is 40
    assert half_wave(0, 5) == 1.0


def test_whole_powers():
    assert [whole_power(3.0, k) for k in range(6)] == [1, 3, 9, 27, 81, 243]
    assert whole_power(0.5, 40) == 2.0**-40
