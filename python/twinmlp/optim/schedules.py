"""The table of schedules: name -> options, and the factor of the learning rate at time t.

An entry is a `Schedule`. To add one, write one entry in SCHEDULES here and in R. t counts from 0,
epochs or steps, as the option `by` says.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Arithmetic
from ..base.checks import check_count
from ..base.options import (
    NOT_NEGATIVE,
    SHRINKING_OR_ONE,
    UP_TO_ONE,
    Option,
    check_named,
    check_options,
    one_of,
)

Options = dict[str, Any]


class Schedule(NamedTuple):
    """An entry of the table of schedules.

    options: name -> default and check of each option; `by` and `warmup`, which all have, are in
        COMMON.
    factor(t, options, ops): what the learning rate is multiplied by at time t, a number.
        scheduled_rate calls it in every step.
    """

    options: dict[str, Option]
    factor: Callable[[int, Options, Arithmetic], float]


# pi, rounded once
PI = float.fromhex("0x1.921fb54442d18p+1")


def whole_power(x: float, k: int) -> float:
    """Compute x^k by repeated squaring, for a whole k from 0.

    From the lowest binary digit of k up, the result is multiplied by x where the digit is 1, and x
    is squared. The order is fixed, so both languages get the same bits.
    """
    result = 1.0
    while k > 0:
        if k % 2 == 1:
            result = result * x
        x, k = x * x, k // 2
    return result


def half_wave(t: int, period: int) -> float:
    """Compute (1 + cos(pi t / period)) / 2 for t from 0 to period, as the square of cos(pi t / (2
    period)).

    The cosine of a is 1 - a^2/(1 2) (1 - a^2/(3 4) (1 - ...)), of an angle above pi/4 the sine of
    the rest, a (1 - a^2/(2 3) (1 - a^2/(4 5) (1 - ...))), each with nine brackets, the innermost
    first.
    """
    is_late = 2 * t > period
    a = PI * float(period - t if is_late else t) / (2.0 * period)
    square = a * a
    wave = 1.0
    for j in range(18, 0, -2):
        wave = 1.0 - square * wave / (float(j) * (j + 1.0 if is_late else j - 1.0))
    wave = a * wave if is_late else wave
    return wave * wave


def inverse_scaling(t: int, options: Options, ops: Arithmetic) -> float:
    """Inverse scaling: (t + 1)^(-power), as exp(-(power * log(t + 1)))."""
    return float(ops.exp(-(options["power"] * ops.log(np.array([t + 1.0]))))[0])


def cosine(t: int, options: Options, ops: Arithmetic) -> float:
    """Cosine annealing without restarts (Loshchilov and Hutter 2017).

    (1 - smallest) * half_wave(min(t, period)) + smallest: from 1 at t = 0 to smallest at t =
    period, and on.
    """
    return (1.0 - options["smallest"]) * half_wave(
        min(t, options["period"]), options["period"]
    ) + options["smallest"]


SCHEDULES = {
    "constant": Schedule({}, lambda t, options, ops: 1.0),
    # drop^floor(t / every)
    "step": Schedule(
        {"drop": Option(0.5, SHRINKING_OR_ONE), "every": Option(10, check_count)},
        lambda t, options, ops: whole_power(options["drop"], t // options["every"]),
    ),
    # decay^t
    "exponential": Schedule(
        {"decay": Option(0.99, SHRINKING_OR_ONE)},
        lambda t, options, ops: whole_power(options["decay"], t),
    ),
    "inverse_scaling": Schedule({"power": Option(0.5, NOT_NEGATIVE)}, inverse_scaling),
    "cosine": Schedule(
        {"period": Option(100, check_count), "smallest": Option(0.0, UP_TO_ONE)}, cosine
    ),
}

TIMES: dict[str, Callable[[int, int], int]] = {
    "epoch": lambda epoch, step: epoch,
    "step": lambda epoch, step: step,
}
COMMON = {
    "by": Option("epoch", one_of(*TIMES)),
    "warmup": Option(0, lambda value, argument: check_count(value, argument, 0)),
}


def check_schedule(value: Any, argument: str) -> Options | None:
    """Accept a name in SCHEDULES, or an object of a name and options; return the name with all
    options, or None.

    Errors: E_CHOICE for another name, E_FORMAT for an option that the schedule does not have, and
    those of the options' checks.
    """
    if value is None:
        return None
    named = check_named(value, argument, SCHEDULES)
    return {
        "name": named["name"],
        **check_options(named, argument, SCHEDULES[named["name"]].options | COMMON),
    }


def scheduled_rate(
    learning_rate: float, schedule: Options, epoch: int, step: int, ops: Arithmetic
) -> float:
    """Compute the learning rate of a step: learning_rate * factor(t), and during warm-up that times
    (t + 1) / warmup.

    Warm-up rises in a straight line over the first `warmup` epochs or steps (Goyal et al. 2017).
    """
    t = TIMES[schedule["by"]](epoch, step)
    rate = learning_rate * SCHEDULES[schedule["name"]].factor(t, schedule, ops)
    return rate * ((t + 1.0) / schedule["warmup"]) if t + 1 < schedule["warmup"] else rate
