"""Known mistakes of the losses: J and its derivative at the outputs, divisors and weights of samples."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..spec.activation_rows import activation_of
from ..spec.before_update import penalty_of
from ..spec.loss_rows import LOSSES, over_samples, weighted
from .made import Change, Made, doubles, exact, mistakes, remade
from .mistake import Mistake
from .plain import Array

LOSS = "J and its derivative are those of the case's loss and reduction; SPEC.md has the table of losses."
WEIGHTS = "A row's weight multiplies its part of J and of the derivative; the mean is over the rows, not over the weights."
J, SLOPE, BOTH = ("loss",), ("dA", "dZ"), ("loss", "dA", "dZ")
FUSED = ("binary_cross_entropy", "cross_entropy")


def at_output(change: Change) -> Change:
    """A mistake of J, or of what comes from it."""
    return lambda u: change(u) if "outputs" in u.inputs else None


def divided(divisor: Callable[[Made], Any]) -> Change:
    """Another divisor."""
    return at_output(lambda u: {"divisor": divisor(u)})


def weights(change: Callable[[Made], Any]) -> Change:
    """Other weights, where there are some."""
    return at_output(lambda u: None if u.weight is None else {"weight": change(u)})


def of_first_rows(u: Made) -> Any:
    """The weights of the first rows of the data, in place of those of the batch."""
    return exact(np.asarray(u.p.case["data"]["sample_weight"], dtype=float)[: u.n, np.newaxis])


def loss_name(u: Made) -> str:
    """The name of the case's loss."""
    return u.p.case["loss"]["name"]


def terms(value: Callable[[Array, Array, float], Array], *losses: str) -> Change:
    """Other terms of J, or another derivative, from outputs and targets as doubles and delta."""

    def change(u: Made) -> Any:
        if "outputs" not in u.inputs or (losses and loss_name(u) not in losses):
            return None
        found = value(doubles(u.outputs), doubles(u.y), u.p.case["loss"].get("delta", 1.0))
        return rest(u, exact(found))

    return change


def rest(u: Made, values: Any) -> Any:
    """Terms with weights and divisor, summed to J with its penalty, or as they are for a derivative."""
    if u.key[0] != "loss":
        return weighted(values / u.divisor, u.weight)
    total = over_samples(weighted(values, u.weight)) / u.divisor
    return total + penalty_of(u.weights, u.penalty) if "weights" in u.inputs else total


def probabilities(change: Callable[[Array, Array], Array], loss: str) -> Change:
    """Other terms of J, made from the outputs' A."""
    return lambda u: (
        rest(u, exact(change(u.p.layers[-1]["A"], doubles(u.y))))
        if u.key[0] == "loss" and loss_name(u) == loss
        else None
    )


def of_loss(name: str) -> Change:
    """J and the derivative of another loss."""

    def change(u: Made) -> Any:
        if "outputs" not in u.inputs or loss_name(u) == name:
            return None
        if u.key[0] != "loss":
            return LOSSES[name].gradient.value(u.outputs, u.y, u.weight, u.divisor)
        outputs = exact(u.p.layers[-1]["A"])
        total = LOSSES[name].loss.value(outputs, u.y, u.weight, u.divisor)
        return total + penalty_of(u.weights, u.penalty) if "weights" in u.inputs else total

    return change


def slope_again(u: Made) -> Any:
    """dZ of a fused loss taken for dA, and through the output's derivative."""
    row = activation_of(u.p.case["network"]["layers"][-1]["activation"])
    return (
        row.dZ.value(u.right, exact(u.p.layers[-1]["Z"]), u.outputs)
        if "outputs" in u.inputs and u.key[0] == "dZ"
        else None
    )


def clipped(epsilon: float) -> list[Change]:
    """Cross entropies whose probabilities are held within epsilon and 1 - epsilon, or have epsilon added."""
    held = lambda A: np.clip(A, epsilon, 1 - epsilon)
    binary = lambda low, high, y: -(y * np.log(low) + (1 - y) * np.log(high))
    return [
        probabilities(lambda A, y: binary(held(A), 1 - held(A), y), FUSED[0]),
        probabilities(lambda A, y: -y * np.log(held(A)), FUSED[1]),
        probabilities(lambda A, y: binary(A + epsilon, 1 - A + epsilon, y), FUSED[0]),
        probabilities(lambda A, y: -y * np.log(A + epsilon), FUSED[1]),
    ]


MISTAKES = [
    *mistakes(
        LOSS,
        (
            "TWO_MISSING",
            BOTH,
            "half squared error, a - y, in the place of squared error, 2 (a - y)",
            at_output(
                lambda u: (
                    of_loss("half_squared_error")(u) if loss_name(u) == "squared_error" else None
                )
            ),
        ),
        ("SUM_FOR_MEAN", BOTH, "summed over the rows, not averaged", divided(lambda u: 1)),
        ("MEAN_FOR_SUM", BOTH, "averaged over the rows, not summed", divided(lambda u: u.n)),
        (
            "MEAN_OVER_ALL",
            BOTH,
            "averaged over rows and outputs (MSELoss): over every number",
            divided(lambda u: u.n * u.p.outputs),
        ),
        (
            "OVER_OUTPUTS",
            BOTH,
            "divided by the number of outputs",
            divided(lambda u: u.divisor * u.p.outputs),
        ),
        (
            "OVER_ALL_ROWS",
            BOTH,
            "divided by all rows of the data, not by those of the batch",
            divided(lambda u: u.p.all_rows),
        ),
        (
            "OVER_BATCH_SIZE",
            BOTH,
            "divided by the batch size where the last batch has fewer rows",
            divided(lambda u: u.p.case["training"].get("batch_size") or u.n),
        ),
        (
            "MEAN_TWICE",
            BOTH,
            "divided by the number of rows twice",
            divided(lambda u: u.divisor * u.n),
        ),
        (
            "ERROR_SIGN",
            SLOPE,
            "the error is taken as y - A, not A - y (the article's sign)",
            at_output(lambda u: -u.right),
        ),
        (
            "TARGET_MISSING",
            SLOPE,
            "the target is not subtracted",
            at_output(lambda u: {"y": u.y * 0}),
        ),
        (
            "ERROR_OF_Z",
            SLOPE,
            "Z of the last layer is compared with y, not A",
            at_output(lambda u: {"outputs": exact(u.p.layers[-1]["Z"])}),
        ),
        (
            "FUSED_SLOPE_TWICE",
            ("dZ",),
            "the derivative of the output's activation is multiplied in again: A - y is dZ already",
            slope_again,
        ),
        (
            "PROBABILITIES_FOR_LOGITS",
            J,
            "the loss of logits is fed with probabilities: A, not Z",
            lambda u: {"outputs": exact(u.p.layers[-1]["A"])} if loss_name(u) in FUSED else None,
        ),
        (
            "ONE_TERM_ONLY",
            J,
            "-(1 - y) log(1 - a) is missing",
            lambda u: (
                rest(u, exact(doubles(u.y) * np.logaddexp(0, -doubles(u.outputs))))
                if loss_name(u) == FUSED[0]
                else None
            ),
        ),
        (
            "LOG_CLIPPED",
            J,
            "probabilities are held away from 0 and 1, or have an epsilon added, before the logarithm",
            *(
                change
                for epsilon in (1e-7, 1e-8, 1e-6, 1e-10, 1e-12, 1e-15, 1e-16, 2.0**-52)
                for change in clipped(epsilon)
            ),
        ),
        (
            "LOG_CLIPPED",
            J,
            "logarithms are held above -100 (PyTorch's BCELoss)",
            probabilities(
                lambda A, y: (
                    -(y * np.maximum(np.log(A), -100) + (1 - y) * np.maximum(np.log(1 - A), -100))
                ),
                FUSED[0],
            ),
        ),
    ),
    *mistakes(
        WEIGHTS,
        (
            "WEIGHTS_IGNORED",
            BOTH,
            "the weights of the samples are not used",
            weights(lambda u: None),
        ),
        (
            "WEIGHTS_SQUARED",
            BOTH,
            "the weights of the samples are multiplied in twice",
            weights(lambda u: u.weight * u.weight),
        ),
        (
            "MEAN_OVER_WEIGHTS",
            BOTH,
            "divided by the sum of the weights, not by the number of rows (PyTorch's CrossEntropyLoss, scikit-learn)",
            at_output(lambda u: None if u.weight is None else {"divisor": u.weight.sum()}),
        ),
        (
            "WEIGHTS_OF_OTHER_ROWS",
            BOTH,
            "the weights are those of the first rows of the data, not of the rows of the batch",
            weights(of_first_rows),
        ),
        (
            "WEIGHTS_ROOT",
            BOTH,
            "the roots of the weights are multiplied in",
            weights(lambda u: np.sqrt(u.weight)),
        ),
    ),
    *(
        Mistake("OTHER_LOSS", BOTH, f"another loss: {name}", LOSS, remade(of_loss(name)))
        for name in LOSSES
        if name not in FUSED
    ),
]
