"""Known mistakes of adagrad, rmsprop and adadelta."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..spec.moves import decayed, like
from .made import PARAMETERS, Change, Made, exact, mistakes, parts

ROOT = "adagrad, rmsprop: lr g / (sqrt(squares) + epsilon); adadelta: lr g sqrt(moves + epsilon) / sqrt(squares + epsilon)."
MEAN = "squares <- rho squares + (1 - rho) g^2; of adagrad squares + g^2, which begin at 0; SPEC.md has the equations."
MOVES = "move is made with the moves of before; then moves <- rho moves + (1 - rho) move^2; then w <- w - learning_rate move."
SUMMED, AVERAGED, ALL = ("adagrad",), ("rmsprop", "adadelta"), ("adagrad", "rmsprop", "adadelta")


def size(u: Made) -> Any:
    """sqrt(moves + epsilon) / sqrt(squares + epsilon), with the moves of before."""
    return np.sqrt(u.moves + u.epsilon) / np.sqrt(u.squares + u.epsilon)


def moved_by(move: Callable[[Made], Any]) -> Change:
    """Another move of adadelta, in the parameter or in moves."""

    def change(u: Made) -> Any:
        if u.key[-1] == "moves":
            return u.rho * u.moves + (1 - u.rho) * move(u) * move(u)
        return decayed(u.w, u.options) - move(u) * like(u.learning_rate, u.w)

    return change


def moves_first(u: Made) -> Any:
    """The moves as this step makes them."""
    return u.rho * u.moves + (1 - u.rho) * (u.g * size(u)) ** 2


def from_start(value: float) -> Change:
    """Squares that begin at some number."""
    return lambda u: {"squares": u.squares + value} if u.p.step == 0 else None


ADADELTA = PARAMETERS + parts("moves")
MISTAKES = [
    *mistakes(
        ROOT,
        (
            "EPSILON_IN_ROOT",
            PARAMETERS,
            "epsilon is added under the root, not beside it (Keras)",
            lambda u: {"epsilon": exact(0), "squares": u.squares + u.epsilon},
        ),
        ("EPSILON_MISSING", PARAMETERS, "epsilon is not added", lambda u: {"epsilon": exact(0)}),
        (
            "ROOT_MISSING",
            PARAMETERS,
            "divided by squares, not by their root",
            lambda u: {"squares": u.squares * u.squares},
        ),
        optimizers=("adagrad", "rmsprop"),
    ),
    *mistakes(
        MEAN,
        (
            "RHO_EXCHANGED",
            parts("squares", "moves"),
            "rho and 1 - rho are exchanged",
            lambda u: {"rho": 1 - u.rho},
        ),
        (
            "SHARE_MISSING",
            parts("squares"),
            "g^2 is added without the factor 1 - rho",
            lambda u: u.rho * u.squares + u.g * u.g,
        ),
        (
            "SQUARES_SUMMED",
            parts("squares"),
            "the squares are summed (adagrad), not averaged",
            lambda u: u.squares + u.g * u.g,
        ),
        optimizers=AVERAGED,
    ),
    *mistakes(
        MEAN,
        (
            "SQUARES_AVERAGED",
            parts("squares"),
            "the squares are averaged with rho = 0.9 (rmsprop), not summed",
            lambda u: (9 * u.squares + u.g * u.g) / 10,
        ),
        (
            "SQUARES_FROM_TENTH",
            parts("squares"),
            "the squares begin at 0.1 (Keras), not at 0",
            from_start(0.1),
        ),
        optimizers=SUMMED,
    ),
    *mistakes(
        MEAN,
        (
            "SQUARES_OF_SIZE",
            parts("squares"),
            "squares are made from abs(g), not from g^2",
            lambda u: {"g": np.sqrt(np.abs(u.g))},
        ),
        ("SQUARES_FROM_ONE", parts("squares"), "the squares begin at 1, not at 0", from_start(1.0)),
        optimizers=ALL,
    ),
    *mistakes(
        MOVES,
        (
            "EPSILON_OUTSIDE_ROOT",
            ADADELTA,
            "epsilon is added beside the roots, not under them",
            moved_by(
                lambda u: u.g * (np.sqrt(u.moves) + u.epsilon) / (np.sqrt(u.squares) + u.epsilon)
            ),
        ),
        (
            "MOVES_UPDATED_FIRST",
            ADADELTA,
            "moves are updated before the move is made with them",
            moved_by(
                lambda u: u.g * np.sqrt(moves_first(u) + u.epsilon) / np.sqrt(u.squares + u.epsilon)
            ),
        ),
        (
            "ROOTS_EXCHANGED",
            ADADELTA,
            "the two roots are exchanged",
            moved_by(lambda u: u.g / size(u)),
        ),
        (
            "MOVES_NOT_USED",
            ADADELTA,
            "the move is g / sqrt(squares + epsilon): the moves are not used",
            moved_by(lambda u: u.g / np.sqrt(u.squares + u.epsilon)),
        ),
        (
            "MOVES_OF_GRADIENT",
            parts("moves"),
            "moves are made from the gradient, not from the move",
            lambda u: u.rho * u.moves + (1 - u.rho) * u.g * u.g,
        ),
        (
            "STATE_NOT_KEPT",
            parts("moves"),
            "the optimizer's state is not kept from step to step",
            lambda u: (1 - u.rho) * (u.g * size(u)) ** 2,
        ),
        (
            "MOVES_WITH_RATE",
            parts("moves"),
            "moves are made from learning_rate move",
            lambda u: u.rho * u.moves + (1 - u.rho) * (u.g * size(u) * u.learning_rate) ** 2,
        ),
        optimizers=("adadelta",),
    ),
]
