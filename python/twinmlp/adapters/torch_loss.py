"""Python only: what a loss of PyTorch is meant to compute, as parts of a case."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import describe, fail
from .modules import as_doubles
from .torch_checks import check_labels, describe_tensor


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


def kind_of(loss: Any) -> str:
    """The name of a loss: of its class, or of the function."""
    return getattr(loss, "__name__", type(loss).__name__)


def check_targets(loss: Any, y: Any) -> None:
    """Accept targets of a type that PyTorch's own losses take."""
    kind, has_fraction = kind_of(loss), y.is_floating_point()
    if OF_LOGITS.get(kind) == "softmax":
        if has_fraction and y.ndim < 2:
            requirement = "numbers of classes, as by y.long()"
            fail("E_TYPE", "y", requirement, describe_tensor(y))
        if not has_fraction and y.ndim > 1:
            requirement = "a list of classes, as by y.squeeze(1), or their shares, as by y.float()"
            fail("E_SHAPE", "y", requirement, describe_tensor(y))
    elif kind.startswith(("BCE", "binary_")) and not has_fraction:
        fail("E_TYPE", "y", "numbers with a fraction, as by y.float()", describe_tensor(y))


def targets_in_double(loss: Any, y: Any) -> Any:
    """Targets in double precision; numbers of classes as they are. Shares of classes that add up to
    1 in single precision add up to 1.
    """
    if not y.is_floating_point():
        return y
    doubles = y.double()
    if y.element_size() < 8 and OF_LOGITS.get(kind_of(loss)) == "softmax" and y.ndim == 2:
        total = doubles.sum(1, keepdim=True)
        if (abs(total - 1.0) < y.shape[1] * 2.0**-23).all():
            return doubles / total
    return doubles


def meant_loss(loss: Any, loss_is: Any, y: Any, outputs: int) -> Meant:
    """What a loss is meant to compute; `loss_is` says it of one's own: a name, or a name with
    parameters and the reduction.
    """
    kind = kind_of(loss)
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
    targets = as_doubles(targets_in_double(loss, y))
    activation = OF_LOGITS.get(kind) if loss_is is None else None
    smoothing, of_classes = getattr(loss, "label_smoothing", 0.0), getattr(loss, "weight", None)
    is_labels = said.get("name") == "cross_entropy" and targets.ndim == 1
    has_weights = of_classes is not None and not (is_labels and smoothing == 0.0)
    of_ones = getattr(loss, "pos_weight", None)
    is_binary = outputs == 1 and bool(np.isin(targets, (0.0, 1.0)).all())
    if has_weights or (of_ones is not None and not is_binary):
        requirement = (
            "one without weights, or with weights of classes, labels and no label_smoothing, or"
            " with pos_weight and one output of 0 and 1"
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
    if of_ones is not None:
        weight = np.where(targets[:, 0] == 1.0, as_doubles(of_ones).item(), 1.0)
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
