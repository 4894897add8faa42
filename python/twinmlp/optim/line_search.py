"""Search a step t along a direction p: t = 1, then doubled or bisected, until J has fallen enough
and its slope has flattened enough (the Wolfe conditions).

These are the weak Wolfe conditions (Nocedal and Wright 2006, section 3.1); doubling and bisecting
finds such a t for a J that is smooth enough.
"""

from __future__ import annotations

import math
from typing import Any, Callable, NamedTuple

from ..nn.layers import Backward, Forward, Layer

Options = dict[str, Any]


class Evaluation(NamedTuple):
    """A network evaluated on a batch: values, J, gradients, and the gradients for the update where
    they differ.
    """

    network: list[Layer]
    values: list[Forward]
    loss: float
    gradients: list[Backward]
    gradients_for_update: list[Any] | None


class Trial(NamedTuple):
    """One trial of a search: t, the slope g'p at w + t p, and the evaluation there."""

    t: float
    slope: float
    at: Evaluation


def is_too_far(trial: Trial, loss: float, slope: float, options: Options) -> bool:
    """Say whether J has not fallen enough at t: not J(t) <= J + (c1 * t) * slope.

    A trial that is not finite is too far.
    """
    if not math.isfinite(trial.at.loss) or not math.isfinite(trial.slope):
        return True
    return not trial.at.loss <= loss + options["c1"] * trial.t * slope


def is_too_short(trial: Trial, slope: float, options: Options) -> bool:
    """Say whether J still falls almost as fast as at the start: slope(t) < c2 * slope."""
    return trial.slope < options["c2"] * slope


def line_search(
    loss: float, slope: float, options: Options, evaluate_at: Callable[[float], Trial]
) -> tuple[list[Trial], Trial | None]:
    """Return all trials, and the one to take: the first that is neither too far nor too short.

    evaluate_at(t) makes a trial; there are at most `evaluations`. After the last, the trial to take
    is the latest that was too short, or None if all were too far.
    """
    low, high, t, best = 0.0, None, 1.0, None
    trials: list[Trial] = []
    while len(trials) < options["evaluations"]:
        trial = evaluate_at(t)
        trials.append(trial)
        if is_too_far(trial, loss, slope, options):
            high = t
        elif is_too_short(trial, slope, options):
            low, best = t, trial
        else:
            return trials, trial
        t = 2.0 * t if high is None else (low + high) / 2.0
    return trials, best
