"""Optimizers that divide by the size of past gradients: adagrad, rmsprop, adam, adadelta."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array

State = dict[str, Any]
Options = dict[str, Any]


def adagrad(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """squares <- squares + g * g; w <- w - (learning_rate * g) / (sqrt(squares) + epsilon)."""
    squares = state["squares"] + g * g
    return w - options["learning_rate"] * g / (np.sqrt(squares) + options["epsilon"]), {
        "squares": squares
    }


def rmsprop(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """squares <- rho * squares + (1 - rho) * (g * g); w <- w - (learning_rate * g) / (sqrt(squares)
    + epsilon).
    """
    squares = options["rho"] * state["squares"] + (1.0 - options["rho"]) * (g * g)
    return w - options["learning_rate"] * g / (np.sqrt(squares) + options["epsilon"]), {
        "squares": squares
    }


def adadelta(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """squares <- rho * squares + (1 - rho) * (g * g); move = g * (sqrt(moves + epsilon) /
    sqrt(squares + epsilon)); moves <- rho * moves + (1 - rho) * (move * move); w <- w -
    learning_rate * move.
    """
    rho, epsilon = options["rho"], options["epsilon"]
    squares = rho * state["squares"] + (1.0 - rho) * (g * g)
    move = g * (np.sqrt(state["moves"] + epsilon) / np.sqrt(squares + epsilon))
    moves = rho * state["moves"] + (1.0 - rho) * (move * move)
    return w - options["learning_rate"] * move, {"squares": squares, "moves": moves}


def start_adam(parameter: Array, options: Options) -> State:
    """m and v zero, and beta1 and beta2 to the power 0."""
    return {
        "m": np.zeros_like(parameter),
        "v": np.zeros_like(parameter),
        "beta1_power": 1.0,
        "beta2_power": 1.0,
    }


def adam(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """m <- beta1 * m + (1 - beta1) * g; v <- beta2 * v + (1 - beta2) * (g * g); the powers <- the
    powers * beta1, * beta2; w <- w - adam_move.
    """
    beta1, beta2 = options["beta1"], options["beta2"]
    m = beta1 * state["m"] + (1.0 - beta1) * g
    v = beta2 * state["v"] + (1.0 - beta2) * (g * g)
    new = {
        "m": m,
        "v": v,
        "beta1_power": state["beta1_power"] * beta1,
        "beta2_power": state["beta2_power"] * beta2,
    }
    return w - ADAM_MOVES[options["epsilon_mode"]](new, options), new


def move_outside(state: State, options: Options) -> Array:
    """(learning_rate * (m / (1 - beta1_power))) / (sqrt(v / (1 - beta2_power)) + epsilon)."""
    m_hat = state["m"] / (1.0 - state["beta1_power"])
    v_hat = state["v"] / (1.0 - state["beta2_power"])
    return options["learning_rate"] * m_hat / (np.sqrt(v_hat) + options["epsilon"])


def move_hat(state: State, options: Options) -> Array:
    """(rate * m) / (sqrt(v) + epsilon), with rate = (learning_rate * sqrt(1 - beta2_power)) / (1 -
    beta1_power).
    """
    rate = (
        options["learning_rate"]
        * np.sqrt(1.0 - state["beta2_power"])
        / (1.0 - state["beta1_power"])
    )
    return rate * state["m"] / (np.sqrt(state["v"]) + options["epsilon"])


ADAM_MOVES = {"outside": move_outside, "hat": move_hat}
