"""The walk through an update: gradients for it, the learning rate, then the state and
the parameters, layer by layer.
"""

from __future__ import annotations

from typing import Any, Callable

from ..truth import balls, bounds
from .before_update import GRADIENT_FOR_UPDATE, LEARNING_RATE, NORM, penalty_in
from .quantities import Case, Evaluate, Layers, Quantity
from .updates import OPTIMIZERS, frozen, optimizer_options
from .walk_epochs import excess, surely

Time = tuple[int, int]  # epoch and step


def gradients_for_update(case: Case, parameters: Layers, values: Any, evaluate: Evaluate) -> Any:
    """gW and gb of every layer, where they are not the derivatives; and the
    norm, if clipped by it."""
    penalty, clipping = penalty_in(case), case.get("clipping") or {}
    masks = case.get("masks") or [{}] * len(values)
    if not (penalty or clipping or case.get("masks")):
        return None
    inputs: dict[tuple[str, int], tuple[Any, ...]] = {}
    for l, here in enumerate(values):
        for name in ("W", "b"):
            on = penalty and (name == "W" or penalty.get("biases"))
            w = parameters[l][name] if on else None
            if here["d" + name] is not None:
                inputs[name, l] = here["d" + name], w, masks[l].get(name), penalty
    norm = None
    if "norm" in clipping:
        of = lambda name: tuple(one for (kind, _), one in inputs.items() if kind == name)
        norm = evaluate(("gradient_norm", None), NORM, of("W"), of("b"))
    for l, here in enumerate(values):
        here["gb"] = None
        for name in ("W", "b"):
            if (name, l) in inputs:
                here["g" + name] = evaluate(
                    ("g" + name, l), GRADIENT_FOR_UPDATE, *inputs[name, l], clipping, norm
                )
    return norm


def kept(part: str) -> Quantity:
    """A parameter, or a part of its state, that stays what it is."""
    value = lambda w, g, s, o: w if part == "parameter" else s[part]
    return Quantity(value, lambda *inputs: bounds.exactly(value(*inputs)))


def is_last(case: Case, values: Any, ends: Callable[[Any], bool] | None) -> bool:
    """Whether no gradient is larger than the threshold: the step ends the run, and its update is
    not made."""
    threshold = case["training"].get("threshold")
    if threshold is None:
        return False
    return not surely(excess(values, threshold)) if ends is None else ends(values)


def update(
    case: Case,
    parameters: Layers,
    values: list[Any],
    time: Time,
    evaluate: Evaluate,
    ends: Callable[[Any], bool] | None = None,
) -> dict[str, Any]:
    """W, b and the optimizer's state after the step, added to the values; the norm and the learning
    rate, where they vary."""
    entry, before = OPTIMIZERS[case["optimizer"]["name"]], optimizer_options(case["optimizer"])
    norm = gradients_for_update(case, parameters, values, evaluate)
    extra, options = rate_at_step(case, before, time, evaluate)
    masks, last = case.get("masks") or [{}] * len(values), is_last(case, values, ends)
    extra = {**extra, "stopped": "gradient"} if last else extra
    for l, here in enumerate(values):
        here.update(W=None, b=None, state={})
        for name in ("W", "b"):
            old, gradient = parameters[l][name], here.get("g" + name, here["d" + name])
            if old is None:
                continue
            known = parameters[l].get("state", {}).get(name)
            state = known or {part: start(old, before) for part, start in entry.start.items()}
            decay = options if name == "W" else {**options, "weight_decay": balls.exact(0)}
            for part, quantity in entry.parts.items():
                place = (name, l) if part == "parameter" else (name, l, part)
                mask = masks[l].get(name) if part == "parameter" else None
                quantity = kept(part) if last else frozen(quantity, mask)
                state = {**state, part: evaluate(place, quantity, old, gradient, state, decay)}
            here[name] = state.pop("parameter")
            if state:
                here["state"][name] = state
    return extra if norm is None else {"gradient_norm": norm, **extra}


def rate_at_step(
    case: Case, options: Any, time: Time, evaluate: Evaluate
) -> tuple[dict[str, Any], Any]:
    """The learning rate of a step as a part of it, where it varies; and the options with it."""
    schedule = case["optimizer"].get("schedule")
    if schedule is None:
        return {}, options
    epoch, step = time
    t = step if schedule.get("by", "epoch") == "step" else epoch
    rate = evaluate(("learning_rate", None), LEARNING_RATE, options["learning_rate"], t, schedule)
    recorded = {"learning_rate": rate}
    return recorded, {**options, "learning_rate": rate}
