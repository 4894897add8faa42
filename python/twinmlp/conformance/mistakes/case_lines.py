"""The lines of a quantity in a case: those of the step, without what the case does not have."""

from __future__ import annotations

from .moment import is_penalized, options_of
from .optimizers import HAT, OPTIMIZERS
from .step import BELOW, CLIPPING, FUSED, LOSSES, OF_LOSS, PENALTY, SCHEDULES, STEP, Case

# the names that the lines of raw and moved give
OF_RAW, OF_MOVE = ("raw", "kept"), ("start", "moved", "after")


def raw(case: Case) -> str:
    """The lines of a gradient before clipping."""
    penalized = " + l1 * sgn(w) + l2 * w" if is_penalized(case) else ""
    kept = "where(trained == 0, 0 * raw, raw)" if case.get("masks") else "raw"
    return f"raw = d{penalized}; kept = {kept};"


def moved(case: Case) -> str:
    """The lines of a parameter after its move."""
    start = "w * (1 - rate * decay)" if options_of(case)["weight_decay"] else "w"
    after = "where(trained == 0, w, moved)" if case.get("masks") else "moved"
    return f"start = {start}; moved = start - move; after = {after}"


def lines(case: Case, l: int, quantity: str) -> str:
    """The lines of a quantity of layer l (counted from 0) in a case; none where the case has no
    such quantity."""
    layers, loss = case["network"]["layers"], case["loss"]["name"]
    is_last, fused = l == len(layers) - 1, loss in FUSED
    error = f"error = {LOSSES[loss][1]}; E = error * weight / divisor"
    if quantity == "loss":
        return f"terms = {LOSSES[loss][0]}; {OF_LOSS}{PENALTY if is_penalized(case) else ''}"
    if quantity == "dA":
        dropped = "" if is_last or not layers[l].get("dropout") else " * mask / (1 - drop)"
        return BELOW + dropped if not is_last else "" if fused else error
    if quantity == "dZ":
        return error if is_last and fused else "dZ = back(dA, Z, A)"
    if quantity in ("gW", "gb"):
        return raw(case) + CLIPPING[next(iter(case.get("clipping") or {}), "none")]
    if quantity == "learning_rate":
        factor = SCHEDULES[case["optimizer"]["schedule"]["name"]]
        warm = "warm = where(time + 1 < warmup, (time + 1) / maximum(warmup, 1), 1)"
        return f"{factor}; {warm}; rate = base_rate * factor * warm"
    parameter, _, part = quantity.partition(".")
    if parameter in ("W", "b"):
        optimizer = case["optimizer"]["name"]
        parts = OPTIMIZERS.get(optimizer, {})
        if optimizer in ("adam", "adamw") and case["optimizer"].get("epsilon_mode") == "hat":
            parts = {**parts, "move": HAT}
        if part:
            return parts.get(part, "")
        return f"{parts['move']}; {moved(case)}" if parts else ""
    return STEP.get(quantity, "")
