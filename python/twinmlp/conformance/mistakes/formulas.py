"""Where a case computes a quantity by the formula that a mistake speaks of."""

from __future__ import annotations

from ..judge.local_check import Record
from .plain import ACTIVATIONS, Phase

ERRORS = (
    "half_squared_error",
    "squared_error",
    "absolute_error",
    "huber",
)  # the losses with a dA of the last layer


def has_plain_formula(phase: Phase) -> bool:
    """Whether a quantity is computed in the case as the mistakes say that it is."""
    case, layers, name = phase.case, phase.case["network"]["layers"], phase.quantity
    drops = [bool(layer.get("dropout")) for layer in layers]
    fused = case["loss"]["name"] not in ERRORS
    if name in ("Z", "dW"):
        return not any(drops) and not (name == "dW" and case.get("clipping"))
    if name == "A" or name == "db":
        return not (name == "db" and case.get("clipping"))
    if name == "dZ":
        return phase.activation_name in ACTIVATIONS and not (fused and phase.is_last)
    if name == "dA":
        return is_plain_loss(case) if phase.is_last else not drops[phase.l]
    if name in ("W", "b"):
        return is_plain_update(case)
    return name in ("rows", "epoch", "final W", "final b") or is_plain_loss(case)


def is_plain_loss(case: Record) -> bool:
    """Whether the loss is half squared error, without weights of samples and penalty."""
    loss = (
        case["loss"]["name"] == "half_squared_error" and case["data"].get("sample_weight") is None
    )
    return loss and not any((case.get("penalty") or {}).values())


def is_plain_update(case: Record) -> bool:
    """Whether the update is that of sgd, and nothing else."""
    optimizer = case["optimizer"]
    return optimizer["name"] == "sgd" and not (
        optimizer.get("weight_decay")
        or optimizer.get("schedule")
        or case.get("clipping")
        or case.get("masks")
        or any((case.get("penalty") or {}).values())
    )


def is_plain(case: Record) -> bool:
    """Whether a whole run can be made anew by the plain equations."""
    layers = case["network"]["layers"]
    usual = all(
        isinstance(l["activation"], str) and l["activation"] in ACTIVATIONS and not l.get("dropout")
        for l in layers
    )
    return (
        usual
        and is_plain_loss(case)
        and is_plain_update(case)
        and case["training"].get("generator", "numpy") == "numpy"
    )
