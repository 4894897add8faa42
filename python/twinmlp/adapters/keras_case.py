"""Python only: what a model of Keras is compiled with, as parts of a case."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import describe, describe_class, fail
from .keras_checks import OF_LOSSES, OF_OPTIMIZERS, check_without
from .modules import as_doubles
from .torch_checks import check_labels
from .torch_loss import one_hot_rows, smoothed

Record = dict[str, Any]


class Compiled(NamedTuple):
    """A loss as a case has it: its record, how it is reduced, the output activation that it has in
    it, and the share of the targets that is spread over all classes.
    """

    loss: Any
    reduction: str
    activation: str | None
    smoothing: float


# The losses of Keras, by the names of their functions and classes: what each is here.
LOSSES_OF_KERAS = {
    "mean_squared_error": "squared_error",
    "mean_absolute_error": "absolute_error",
    "huber": "huber",
    "huber_loss": "huber",
    "binary_crossentropy": "binary_cross_entropy",
    "categorical_crossentropy": "cross_entropy",
    "sparse_categorical_crossentropy": "cross_entropy",
}
REDUCTIONS = {"sum_over_batch_size": "mean", "sum": "sum"}
OF_LOGITS = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}
SHORT = {"mse": "mean_squared_error", "mae": "mean_absolute_error"}

# The optimizers of Keras: name and options here, of the configuration there.
OPTIMIZERS_OF_KERAS: dict[str, Callable[[Record], Any]] = {
    "SGD": lambda o: (
        {"name": "nesterov" if o["nesterov"] else "momentum", "momentum": o["momentum"]}
        if o["momentum"]
        else "sgd"
    ),
    "Adam": lambda o: {
        "name": "adam",
        "beta1": o["beta_1"],
        "beta2": o["beta_2"],
        "epsilon": o["epsilon"],
        "epsilon_mode": "hat",
    },
}


def meant_loss(loss: Any) -> Compiled:
    """The loss that a model is compiled with."""
    name = loss if isinstance(loss, str) else getattr(loss, "name", getattr(loss, "__name__", ""))
    name = SHORT.get(name, name)
    if name not in LOSSES_OF_KERAS:
        found = str(name) or describe_class(loss)
        fail("E_CHOICE", "model", "compiled with one of " + ", ".join(LOSSES_OF_KERAS), found)
    settings = {**getattr(loss, "_fn_kwargs", {})}  # the configuration of Huber has not its delta
    settings |= {} if not hasattr(loss, "get_config") else loss.get_config()
    settings["ignore_class"] = settings.get("ignore_class") is not None  # it may be 0
    check_without(settings, OF_LOSSES, "compiled with a loss")
    reduction = settings.get("reduction", "sum_over_batch_size")
    if reduction not in REDUCTIONS:
        requirement = "compiled with a loss that is a mean or a sum"
        fail("E_CHOICE", "model", requirement, describe(reduction))
    meant: Any = LOSSES_OF_KERAS[name]
    activation = OF_LOGITS[meant] if settings.get("from_logits") else None
    if meant == "huber":
        meant = {"name": "huber", "delta": float(settings.get("delta", 1.0))}
    smoothing = float(settings.get("label_smoothing") or 0.0)
    return Compiled(meant, REDUCTIONS[reduction], activation, smoothing)


def targets_of(meant: Compiled, targets: Array, outputs: int) -> tuple[Array, Array | None]:
    """The targets as a case has them, and the weights of the samples: a loss of several outputs is
    their mean.
    """
    if meant.loss == "cross_entropy":
        if targets.size == len(targets):
            targets = targets.ravel()
            check_labels(targets, outputs)
        return smoothed(one_hot_rows(targets, outputs), meant.smoothing), None
    targets = targets.reshape(len(targets), -1)
    targets = targets * (1.0 - meant.smoothing) + 0.5 * meant.smoothing
    return targets, None if outputs == 1 else np.full(len(targets), 1.0 / outputs)


def meant_optimizer(optimizer: Any) -> Record:
    """The optimizer that a model is compiled with, as arguments of a model."""
    kind = type(optimizer).__name__
    if kind not in OPTIMIZERS_OF_KERAS:
        fail("E_CHOICE", "model", "compiled with one of " + ", ".join(OPTIMIZERS_OF_KERAS), kind)
    options = optimizer.get_config()
    check_without(options, OF_OPTIMIZERS, "compiled with an optimizer")
    if isinstance(options["learning_rate"], dict):
        fail("E_CHOICE", "model", "compiled with one learning rate", "a schedule")
    rate = float(as_doubles(optimizer.learning_rate))
    return {"optimizer": OPTIMIZERS_OF_KERAS[kind](options), "learning_rate": rate}
