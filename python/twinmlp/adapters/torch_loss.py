"""Python only: what a loss of PyTorch is meant to compute, as parts of a case."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import describe, fail
from .modules import as_doubles
from .torch_checks import check_labels


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
    "NLLLoss": lambda loss: "cross_entropy",
    "mse_loss": lambda loss: "squared_error",
    "l1_loss": lambda loss: "absolute_error",
    "huber_loss": lambda loss: "huber",
    "smooth_l1_loss": lambda loss: "huber",
    "binary_cross_entropy": lambda loss: "binary_cross_entropy",
    "binary_cross_entropy_with_logits": lambda loss: "binary_cross_entropy",
    "cross_entropy": lambda loss: "cross_entropy",
    "nll_loss": lambda loss: "cross_entropy",
}

# Those that begin with the sums of the last layer, or with the logarithm of its softmax, and the
# activation that they have in them.
OF_LOGITS = {
    "BCEWithLogitsLoss": "sigmoid",
    "binary_cross_entropy_with_logits": "sigmoid",
    "CrossEntropyLoss": "softmax",
    "cross_entropy": "softmax",
    "NLLLoss": "softmax",
    "nll_loss": "softmax",
}


def meant_loss(loss: Any, loss_is: Any, y: Any, outputs: int) -> Meant:
    """What a loss is meant to compute; `loss_is` says it of one's own: a name, or a name with
    parameters and the reduction.
    """
    kind = getattr(loss, "__name__", type(loss).__name__)
    if loss_is is None and kind not in LOSSES_OF_TORCH:
        requirement = "one of " + ", ".join(LOSSES_OF_TORCH) + ", or said by `loss_is`"
        fail("E_CHOICE", "loss", requirement, kind)
    if not (loss_is is None or isinstance(loss_is, (str, dict))):
        fail("E_TYPE", "loss_is", "a name, or an object with one", describe(loss_is))
    said = LOSSES_OF_TORCH[kind](loss) if loss_is is None else loss_is
    said = {"name": said} if isinstance(said, str) else dict(said)
    if said.get("delta") == 0:
        fail("E_CHOICE", "loss", "one whose beta is above 0, or L1Loss", "beta 0")
    reduction = said.pop("reduction", getattr(loss, "reduction", "mean"))
    if reduction not in ("mean", "sum"):
        fail("E_CHOICE", "loss", "one that is reduced to a mean or a sum", str(reduction))
    targets, activation = as_doubles(y), OF_LOGITS.get(kind) if loss_is is None else None
    smoothing, of_classes = getattr(loss, "label_smoothing", 0.0), getattr(loss, "weight", None)
    is_labels = said.get("name") == "cross_entropy" and targets.ndim == 1
    has_weights = of_classes is not None and not (is_labels and smoothing == 0.0)
    if has_weights or getattr(loss, "pos_weight", None) is not None:
        requirement = (
            "one without weights, or with weights of classes, labels and no label_smoothing"
        )
        fail("E_CHOICE", "loss", requirement, "other weights")
    if is_labels:
        ignored = getattr(loss, "ignore_index", None)
        weight = weights_of_labels(targets, outputs, of_classes, ignored, reduction)
        targets = smoothed(
            one_hot_rows(np.where(targets == ignored, 0, targets), outputs), smoothing
        )
        return Meant(said, reduction, "softmax", targets, weight)
    if said.get("name") == "cross_entropy":
        return Meant(said, reduction, "softmax", smoothed(targets, smoothing), None)
    targets = targets.reshape(len(targets), -1)
    factor = 1.0 / targets.shape[1] if reduction == "mean" and loss_is is None else 1.0
    if kind == "SmoothL1Loss":
        factor /= said["delta"]
    weight = None if factor == 1.0 else np.full(len(targets), factor)
    return Meant(said, reduction, activation, targets, weight)


def weights_of_labels(
    labels: Array, outputs: int, of_classes: Any, ignored: Any, reduction: str
) -> Array | None:
    """The weight of each sample: that of its class, 0 where it is ignored; a mean is over the sum
    of them. None where they are all 1.
    """
    used = labels != ignored
    check_labels(labels[used], outputs)
    each = np.ones(outputs) if of_classes is None else as_doubles(of_classes)
    weight = np.where(used, each[np.where(used, labels, 0).astype(int)], 0.0)
    if reduction == "mean":
        weight = weight * (len(weight) / weight.sum())
    return None if (weight == 1.0).all() else weight


def one_hot_rows(targets: Array, outputs: int) -> Array:
    """Numbers of classes as rows of 0 and 1; such rows as they are."""
    return targets if targets.ndim > 1 else np.eye(outputs)[targets.astype(int)]


def smoothed(targets: Array, share: float) -> Array:
    """Targets of which a share is spread over all classes."""
    return targets * (1.0 - share) + share / targets.shape[1]
