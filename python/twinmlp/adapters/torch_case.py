"""Python only: what a loss and an optimizer of PyTorch are meant to compute, as parts of a case."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import describe, fail
from .modules import as_doubles
from .torch_checks import check_groups, check_labels

Record = dict[str, Any]


class Meant(NamedTuple):
    """A loss as a case has it: its record, the output activation it has in it, the targets, the
    weights of the samples.
    """

    loss: Any
    reduction: str
    activation: str | None
    y: Array
    weight: Array | None


# The losses of PyTorch by their classes and functions: what each is here, of the loss itself.
LOSSES_OF_TORCH: dict[str, Callable[[Any], Any]] = {
    "MSELoss": lambda loss: "squared_error",
    "L1Loss": lambda loss: "absolute_error",
    "HuberLoss": lambda loss: {"name": "huber", "delta": float(loss.delta)},
    "SmoothL1Loss": lambda loss: {"name": "huber", "delta": float(loss.beta)},
    "BCELoss": lambda loss: "binary_cross_entropy",
    "BCEWithLogitsLoss": lambda loss: "binary_cross_entropy",
    "CrossEntropyLoss": lambda loss: "cross_entropy",
    "mse_loss": lambda loss: "squared_error",
    "l1_loss": lambda loss: "absolute_error",
    "binary_cross_entropy": lambda loss: "binary_cross_entropy",
    "binary_cross_entropy_with_logits": lambda loss: "binary_cross_entropy",
    "cross_entropy": lambda loss: "cross_entropy",
}

# Those that begin with the sums of the last layer, and the activation that they have in them.
OF_LOGITS = {
    "BCEWithLogitsLoss": "sigmoid",
    "binary_cross_entropy_with_logits": "sigmoid",
    "CrossEntropyLoss": "softmax",
    "cross_entropy": "softmax",
}

# name of the optimizer -> its name here and its options, of the options of PyTorch.
OPTIMIZERS_OF_TORCH: dict[str, Callable[[Record], Record]] = {
    "SGD": lambda o: sgd_record(o),
    "Adam": lambda o: {"name": "adam", **betas(o)},
    "AdamW": lambda o: {"name": "adamw", **betas(o)},
    "RMSprop": lambda o: {"name": "rmsprop", "rho": o["alpha"], "epsilon": o["eps"]},
    "Adagrad": lambda o: {"name": "adagrad", "epsilon": o["eps"]},
    "Adadelta": lambda o: {"name": "adadelta", "rho": o["rho"], "epsilon": o["eps"]},
}

# Settings of these optimizers that there is no counterpart for, where they are not off.
WITHOUT_COUNTERPART = (
    "amsgrad",
    "maximize",
    "centered",
    "lr_decay",
    "initial_accumulator_value",
    "capturable",
    "differentiable",
)


def betas(options: Record) -> Record:
    """The options of Adam."""
    beta1, beta2 = options["betas"]
    return {"beta1": beta1, "beta2": beta2, "epsilon": options["eps"]}


def sgd_record(options: Record) -> Record:
    """Plain gradient descent, or with one of the two momenta."""
    if not options["momentum"]:
        return {"name": "sgd"}
    name = "nesterov" if options["nesterov"] else "momentum"
    return {"name": name, "momentum": options["momentum"]}


def meant_loss(loss: Any, loss_is: Any, y: Any, outputs: int) -> Meant:
    """What a loss is meant to compute; `loss_is` says it of one's own: a name, or a name with
    parameters and the reduction.
    """
    kind = getattr(loss, "__name__", type(loss).__name__)
    if loss_is is None and kind not in LOSSES_OF_TORCH:
        requirement = "one of " + ", ".join(LOSSES_OF_TORCH) + ", or said by `loss_is`"
        fail("E_CHOICE", "loss", requirement, kind)
    if getattr(loss, "weight", None) is not None or getattr(loss, "pos_weight", None) is not None:
        fail("E_CHOICE", "loss", "one without weights", "one with weights")
    said = LOSSES_OF_TORCH[kind](loss) if loss_is is None else loss_is
    said = {"name": said} if isinstance(said, str) else dict(said)
    if said.get("delta") == 0:
        fail("E_CHOICE", "loss", "one whose beta is above 0, or L1Loss", "beta 0")
    reduction = said.pop("reduction", getattr(loss, "reduction", "mean"))
    targets, activation = as_doubles(y), OF_LOGITS.get(kind) if loss_is is None else None
    if said["name"] == "cross_entropy":
        if targets.ndim == 1:
            check_labels(targets, outputs, getattr(loss, "ignore_index", None))
        targets = smoothed(one_hot_rows(targets, outputs), getattr(loss, "label_smoothing", 0.0))
        activation, factor = "softmax", 1.0
    else:
        targets = targets.reshape(len(targets), -1)
        factor = 1.0 / targets.shape[1] if reduction == "mean" and loss_is is None else 1.0
        if kind == "SmoothL1Loss":
            factor /= said["delta"]
    weight = None if factor == 1.0 else np.full(len(targets), factor)
    return Meant(said, reduction, activation, targets, weight)


def one_hot_rows(targets: Array, outputs: int) -> Array:
    """Numbers of classes as rows of 0 and 1; such rows as they are."""
    return targets if targets.ndim > 1 else np.eye(outputs)[targets.astype(int)]


def smoothed(targets: Array, share: float) -> Array:
    """Targets of which a share is spread over all classes."""
    return targets * (1.0 - share) + share / targets.shape[1]


def meant_optimizer(optimizer: Any, optimizer_is: Any, biases: list[Any]) -> Record:
    """What an optimizer is meant to do, as arguments of a model: optimizer, learning_rate, penalty.

    biases: the parameters that are biases; a decay is of the weights, or of all.
    """
    groups = optimizer.param_groups
    kind, first = type(optimizer).__name__, groups[0]
    check_groups(groups)
    kind = "AdamW" if first.get("decoupled_weight_decay") else kind
    if optimizer_is is not None:
        return {"optimizer": optimizer_is, "learning_rate": float(first["lr"])}
    if kind not in OPTIMIZERS_OF_TORCH:
        requirement = "one of " + ", ".join(OPTIMIZERS_OF_TORCH) + ", or said by `optimizer_is`"
        fail("E_CHOICE", "optimizer", requirement, kind)
    settings = [name for name in WITHOUT_COUNTERPART if first.get(name)]
    settings += ["momentum"] * bool(kind == "RMSprop" and first["momentum"])
    settings += ["dampening"] * bool(first.get("momentum") and first.get("dampening"))
    if settings:
        fail("E_CHOICE", "optimizer", "one that is said by `optimizer_is`", settings[0])
    found: Record = {
        "optimizer": OPTIMIZERS_OF_TORCH[kind](first),
        "learning_rate": float(first["lr"]),
    }
    of_biases = {id(b) for b in biases}
    decays = {
        is_bias: {
            g["weight_decay"]
            for g in groups
            for p in g["params"]
            if (id(p) in of_biases) is is_bias
        }
        for is_bias in (False, True)
    }
    decay = max(decays[False], default=0.0)
    if len(decays[False]) > 1 or not decays[True] <= {0.0, decay}:
        fail("E_CHOICE", "optimizer", "one with one weight_decay", describe(sorted(decays[False])))
    if kind == "AdamW":
        if decays[True] - {0.0}:
            requirement = (
                "one whose biases do not decay, as in a group with weight_decay 0, or said"
            )
            fail("E_CHOICE", "optimizer", f"{requirement} by `optimizer_is`", "a decay of biases")
        found["optimizer"]["weight_decay"] = decay
    elif decay:
        found["penalty"] = {"l2": decay, "biases": bool(decays[True] - {0.0})}
    return found
