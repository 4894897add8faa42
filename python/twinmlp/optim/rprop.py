"""Rprop: every parameter has its own step size, which only the signs of its gradients change."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array

State = dict[str, Any]
Options = dict[str, Any]


def start_rprop(parameter: Array, options: Options) -> State:
    """Start without a sign, and with steps of learning_rate."""
    return {
        "sign": np.zeros_like(parameter),
        "step": np.full_like(parameter, options["learning_rate"]),
    }


def rprop(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """Resilient back-propagation (Riedmiller and Braun 1993).

    Where the sign of g is as before, step <- min(step * increase, largest_step); where it has
    turned, step <- max(step * decrease, smallest_step); where either is 0, step stays. Then w <- w
    - sign * step, and sign <- that of g.

    With backtracking, where the sign has turned, the last move is undone: w <- w + (sign before) *
    (step before), sign <- 0.
    """
    sign = np.sign(g) + 0.0
    agreement = state["sign"] * sign
    longer = np.minimum(state["step"] * options["increase"], options["largest_step"])
    shorter = np.maximum(state["step"] * options["decrease"], options["smallest_step"])
    step = np.where(agreement > 0.0, longer, np.where(agreement < 0.0, shorter, state["step"]))
    move = sign * step
    if options["backtracking"]:
        turned = agreement < 0.0
        move = np.where(turned, -(state["sign"] * state["step"]), move)
        sign = np.where(turned, 0.0, sign)
    return w - move, {"sign": sign, "step": step}
