"""Recompute each recorded quantity from its own recorded inputs."""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np

from ...trace.quantities import Quantity, quantities
from . import recorded
from .local_ending import judged_ending
from .other_forms import of_other_forms
from .precision import DOUBLE, Precision
from .recorded_masks import dropout_masks

Array = np.ndarray
Record = dict[str, Any]
Case = dict[str, Any]

# What dZ is computed from besides dA; for all other activations Z and A.
SLOPE_INPUTS: dict[str, tuple[str, ...]] = {
    "identity": (),
    "sigmoid": ("A",),
    "tanh": ("A",),
    "relu": ("Z",),
}


def judged_step(
    case: Case,
    step: Record,
    true: Record,
    start: list[Record] | None,
    seen: dict[recorded.Place, Any] | None = None,
    precision: Precision = DOUBLE,
) -> dict[recorded.Place, tuple[Array, Array]]:
    """Place -> the value that a step's own recorded inputs lead to, and its rounding bound.

    A place is (name, layer) or (name, layer, part), in a trial after ("trial", k). `seen` is filled
    with the equation and the inputs of each.
    """
    from ..spec.walk import samples, training_step
    from ..truth import balls
    from ..truth.resync import RESYNC_BITS

    rows = recorded.rows_of(step, true, case)
    here = recorded.RecordedStep(case, step, len(rows), precision)
    found: dict[recorded.Place, tuple[Array, Array]] = {}

    def evaluate(place: recorded.Place, quantity: Any, *inputs: Any) -> Any:
        if place[0] == "trial" and place[1] == len(here.trials):
            return None  # no more trials are recorded
        without_trials = place[0] == "taken" and "trials" not in step.get("search", {})
        inputs = needed_inputs(case, place, inputs)
        if recorded.is_known(inputs) and not without_trials:
            if seen is not None:
                seen[place] = quantity, tuple(dict(v) if isinstance(v, dict) else v for v in inputs)
            try:
                value, doubles = quantity.value(*inputs), balls.doubles(inputs)
                if precision.factor > 1:  # what is exact in doubles is not, as sums of single ones
                    doubles = with_digits(doubles)
                bound = quantity.bound(*doubles) + of_other_forms(case, place, doubles)
                if not precision.is_double:
                    spread = np.asarray(balls.radius(value), dtype=float)
                    bound = precision.widened(bound, balls.nearest(value)) + spread
                found[place] = balls.nearest(value), bound
            except balls.Undecided:
                pass
        return here.value(place)

    with balls.precision(RESYNC_BITS), np.errstate(all="ignore"):
        training_step(
            case,
            recorded.exact_start(case, start, step["step"] == 0, precision),
            widened_samples(samples(case, rows.tolist()), precision),
            (true["epoch"], step["step"]),
            evaluate,
            dropout_masks(case, step, true, len(rows)),
            lambda values: ends_run(case, values, true),
        )
    return found


def with_digits(inputs: Any) -> Any:
    """The arrays among the inputs of a quantity with another last bit: none is a short number."""
    if isinstance(inputs, tuple):
        return tuple(map(with_digits, inputs))
    return inputs * (1 + 2.0**-52) if isinstance(inputs, np.ndarray) else inputs


def widened_samples(samples: Any, precision: Precision) -> tuple[Any, Any, Any]:
    """X, y and weights, as far as they are rounded themselves."""
    from ..truth import balls

    if precision.is_double:
        return samples
    doubles = [None if one is None else balls.nearest(one) for one in samples]
    widened = lambda x: None if x is None else recorded.in_balls(x, precision.slack_of_case)
    X, y, weight = map(widened, doubles)
    return X, y, weight


def ends_run(case: Case, values: list[Record], true: Record) -> bool:
    """Whether a step's gradients, or else the true ones, end the run by the threshold."""
    from ..spec.walk_epochs import excess, surely

    def gradients(layers: list[Record]) -> list[Any]:
        return [layer.get("g" + name, layer["d" + name]) for layer in layers for name in ("W", "b")]

    if all(g is not recorded.UNKNOWN for g in gradients(values)):
        return not surely(excess(values, case["training"]["threshold"]))
    known = [np.asarray(g, dtype=float) for g in gradients(true["layers"]) if g is not None]
    return bool(max(np.max(np.abs(g)) for g in known) <= case["training"]["threshold"])


def needed_inputs(case: Case, place: recorded.Place, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The inputs, with dA for Z or A where dZ is computed from dA without it and it is unknown."""
    name, l = place[2:4] if place[0] == "trial" else place[:2]
    if name != "dZ" or len(inputs) != 3:  # from the loss it has four
        return inputs
    activation = case["network"]["layers"][l]["activation"]
    named = activation if isinstance(activation, str) else activation["name"]
    needed = SLOPE_INPUTS.get(named, ("Z", "A"))
    dA, *values = inputs
    return dA, *(
        dA if v is recorded.UNKNOWN and n not in needed else v for n, v in zip("ZA", values)
    )


def place_in_step(quantity: Quantity) -> recorded.Place:
    """The place of a listed quantity in the walk through a step."""
    name, *part = quantity.quantity.removesuffix("]").replace("[", ".").split(".")
    layer = None if quantity.layer is None else quantity.layer - 1
    place = (name, layer, *part[:1], *map(int, part[1:]))
    if quantity.phase.startswith("trial"):
        return ("trial", int(quantity.phase.split()[1]), *place)
    return place


def judged_quantities(
    case: Case, trace: Record, golden: Record, first: list[Record], precision: Precision = DOUBLE
) -> Iterator[tuple[Quantity, Quantity]]:
    """Each quantity whose inputs are recorded, and what these lead to, with its rounding bound."""
    if precision.is_double:  # else nobody can say which of two losses is less
        yield from judged_ending(case, trace, golden, first)
    before = recorded.starts(case, trace["steps"], first)
    true = {step["step"]: step for step in golden["steps"]}
    for step in trace["steps"]:
        number = step["step"]
        if number not in true:
            continue
        judged = judged_step(case, step, true[number], before[number], precision=precision)
        for quantity in quantities({"steps": [step]}):
            place = place_in_step(quantity)
            if quantity.quantity == "mask" and quantity.layer is not None:
                layer = true[number]["layers"][quantity.layer - 1]
                mask = np.asarray(layer.get("mask", np.nan), dtype=float)
                yield quantity, quantity._replace(values=mask, allowed=np.zeros(mask.shape))
            elif quantity.phase != "batch" and place in judged:
                yield with_reference(quantity, *map(np.atleast_1d, judged[place]))


def with_reference(quantity: Quantity, reference: Array, bound: Array) -> tuple[Quantity, Quantity]:
    """A quantity and its reference; any value is right where no double holds the reference."""
    reference, bound = np.asarray(reference, dtype=float), np.asarray(bound, dtype=float)
    values = np.asarray(quantity.values, dtype=float)
    beyond = ~np.isfinite(reference) | ~np.isfinite(bound)
    if values.shape == reference.shape and beyond.any():
        parts = values, reference, bound
        values, reference, bound = (np.where(beyond, 0.0, part) for part in parts)
    return quantity._replace(values=values), quantity._replace(values=reference, allowed=bound)
