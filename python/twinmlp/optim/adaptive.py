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
    """Adagrad: divide by the root of the sum of all squared gradients (Duchi et al. 2011).

    squares <- squares + g * g; w <- w - (learning_rate * g) / (sqrt(squares) + epsilon).
    """
    squares = state["squares"] + g * g
    return w - options["learning_rate"] * g / (np.sqrt(squares) + options["epsilon"]), {
        "squares": squares
    }


def rmsprop(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """RMSprop: divide by the root of a running mean of squared gradients (Tieleman and Hinton
    2012).

    squares <- rho * squares + (1 - rho) * (g * g); w <- w - (learning_rate * g) / (sqrt(squares) +
    epsilon).
    """
    squares = options["rho"] * state["squares"] + (1.0 - options["rho"]) * (g * g)
    return w - options["learning_rate"] * g / (np.sqrt(squares) + options["epsilon"]), {
        "squares": squares
    }


def adadelta(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """Adadelta: as rmsprop, times the root of a running mean of squared moves (Zeiler 2012).

    squares <- rho * squares + (1 - rho) * (g * g); move = g * (sqrt(moves + epsilon) / sqrt(squares
    + epsilon)); moves <- rho * moves + (1 - rho) * (move * move); w <- w - learning_rate * move.
    """
    rho, epsilon = options["rho"], options["epsilon"]
    squares = rho * state["squares"] + (1.0 - rho) * (g * g)
    move = g * (np.sqrt(state["moves"] + epsilon) / np.sqrt(squares + epsilon))
    moves = rho * state["moves"] + (1.0 - rho) * (move * move)
    return w - options["learning_rate"] * move, {"squares": squares, "moves": moves}


def start_adam(parameter: Array, options: Options) -> State:
    """Start with m and v zero, and with beta1 and beta2 to the power 0.

    The powers are numbers; m and v have the shape of the parameter.
    """
    return {
        "m": np.zeros_like(parameter),
        "v": np.zeros_like(parameter),
        "beta1_power": 1.0,
        "beta2_power": 1.0,
    }


def adam(
    w: Array, g: Array, state: State, options: Options, ops: Arithmetic
) -> tuple[Array, State]:
    """Adam: a running mean of gradients over the root of one of their squares (Kingma and Ba 2015).

    m <- beta1 * m + (1 - beta1) * g; v <- beta2 * v + (1 - beta2) * (g * g); beta1_power <-
    beta1_power * beta1, and the same for beta2; w <- w - the move of epsilon_mode. After step t the
    powers are beta1^t and beta2^t: they make up for means that start at 0.

    AdamW (Loshchilov and Hutter 2019) is this update with another default for the decay of weights,
    which all optimizers here have decoupled from the gradient (update.decay_weights).
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
    """Adam's move with epsilon outside the root of the corrected mean (Kingma and Ba 2015,
    Algorithm 1).

    (learning_rate * (m / (1 - beta1_power))) / (sqrt(v / (1 - beta2_power)) + epsilon).
    """
    m_hat = state["m"] / (1.0 - state["beta1_power"])
    v_hat = state["v"] / (1.0 - state["beta2_power"])
    return options["learning_rate"] * m_hat / (np.sqrt(v_hat) + options["epsilon"])


def move_hat(state: State, options: Options) -> Array:
    """Adam's move with both corrections in the learning rate (Kingma and Ba 2015, end of section
    2).

    (rate * m) / (sqrt(v) + epsilon), with rate = (learning_rate * sqrt(1 - beta2_power)) / (1 -
    beta1_power). The epsilon is what they call epsilon hat.
    """
    rate = (
        options["learning_rate"]
        * np.sqrt(1.0 - state["beta2_power"])
        / (1.0 - state["beta1_power"])
    )
    return rate * state["m"] / (np.sqrt(state["v"]) + options["epsilon"])


ADAM_MOVES = {"outside": move_outside, "hat": move_hat}
