"""Every recorded quantity held against the one that its own recorded inputs should have given."""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np

from ...trace.quantities import Quantity, quantities
from ..judge.recorded import UNKNOWN, in_full, is_known, kept, rows_of, starts, usable, usable_state
from .local_watch import judged_watch

Array = np.ndarray
Record = dict[str, Any]
Case = dict[str, Any]
Place = tuple[Any, ...]  # step, phase, layer (counted from 1), quantity

# What a derivative is made from besides dA; of all others Z and A.
SLOPE_INPUTS: dict[str, tuple[str, ...]] = {
    "identity": (),
    "sigmoid": ("A",),
    "tanh": ("A",),
    "relu": ("Z",),
}
FUSED = ("binary_cross_entropy", "cross_entropy")


def judged_step(
    case: Case,
    step: Record,
    true: Record,
    start: list[Record] | None,
    seen: dict[tuple[Any, ...], Any] | None = None,
) -> dict[tuple[Any, ...], tuple[Array, Array]]:
    """(name, layer) or (name, layer, part) -> what a step's own values should have given, and how far rounding may take it.

    `seen`, if given, is filled with the equation and the direct inputs of each.
    """
    from ..spec.walk import samples, training_step
    from ..truth import balls
    from ..truth.resync import RESYNC_BITS

    rows = rows_of(step, true, case)
    trials = step.get("search", {}).get("trials", [])
    layers = {
        record: usable(case, part["layers"], len(rows))
        for record, part in enumerate([step, *trials], start=-1)
    }
    states = [usable_state(case, layer, l) for l, layer in enumerate(step["layers"])]
    judged: dict[tuple[Any, ...], tuple[Array, Array]] = {}

    def own(name: str, l: int | None, *part: Any) -> Any:
        if name == "trial":
            return (
                number(trials[l], part[0])
                if part[1] is None
                else array(layers[l][part[1]].get(part[0]))
            )
        if l is None:
            return number({**step.get("search", {}), **step}, name)
        if not part:
            return array(layers[-1][l].get(name))
        value = states[l].get(name, {}).get(part[0])
        return array(
            value
            if len(part) == 1 or value is None
            else value[part[1]]
            if part[1] < len(value)
            else None
        )

    def number(record: Record, name: str) -> Any:
        return array(record.get(name))

    def array(value: Any) -> Any:
        return UNKNOWN if value is None or not np.isfinite(value).all() else balls.exact(value)

    def judge(place: tuple[Any, ...], quantity: Any, *inputs: Any) -> Any:
        if place[0] == "trial" and place[1] == len(trials):
            return None
        if place[0] == "taken" and "trials" not in step.get("search", {}):
            return own(*place)
        (name, l), have = (
            (place[2:4], layers[place[1]]) if place[0] == "trial" else (place[:2], layers[-1])
        )
        if name == "dZ" and len(inputs) == 3 and is_activation(case, l, have):
            needed = slope_inputs(case["network"]["layers"][l]["activation"])
            inputs = (
                inputs[0],
                *(
                    inputs[0] if v is UNKNOWN and n not in needed else v
                    for n, v in zip(("Z", "A"), inputs[1:])
                ),
            )
        if is_known(inputs):
            if seen is not None:
                seen[place] = quantity, tuple(dict(v) if isinstance(v, dict) else v for v in inputs)
            try:
                judged[place] = (
                    balls.nearest(quantity.value(*inputs)),
                    quantity.bound(*balls.doubles(inputs)),
                )
            except balls.Undecided:
                pass
        return own(*place)

    with balls.precision(RESYNC_BITS), np.errstate(all="ignore"):
        masks = [
            mask if mask is None or mask is UNKNOWN else balls.exact(mask)
            for mask in kept(case, step, true, len(rows))
        ]
        training_step(
            case,
            in_full(case, start, step["step"] == 0),
            *samples(case, rows.tolist()),
            true["epoch"],
            step["step"],
            judge,
            masks,
            lambda values: ends_run(case, values, true),
        )
    return judged


def ends_run(case: Case, values: list[Record], true: Record) -> bool:
    """Whether a step's own gradients end the run by the threshold; where they are not all there, whether those of the true run do."""
    from ..spec.walk_rows import excess, surely

    def given(layers: list[Record]) -> list[Any]:
        return [here.get("g" + name, here["d" + name]) for here in layers for name in ("W", "b")]

    if all(g is None or g is not UNKNOWN for g in given(values)):
        return not surely(excess(values, case["training"]["threshold"]))
    sizes = [
        np.max(np.abs(np.asarray(g, dtype=float))) for g in given(true["layers"]) if g is not None
    ]
    return bool(max(sizes) <= case["training"]["threshold"])


def slope_inputs(activation: Any) -> tuple[str, ...]:
    """What the derivative of an activation, by name or with parameters, is made from besides dA."""
    return SLOPE_INPUTS.get(
        activation if isinstance(activation, str) else activation["name"], ("Z", "A")
    )


def is_activation(case: Case, l: int, have: list[Record]) -> bool:
    """Whether dZ of a layer is made from dA, Z and A, not from the loss."""
    return l < len(have) - 1 or case["loss"]["name"] not in FUSED


def key_of(entry: Quantity) -> tuple[Any, ...]:
    """An entry's place in a judged step."""
    name, *part = entry.quantity.removesuffix("]").replace("[", ".").split(".")
    place = (name, None if entry.layer is None else entry.layer - 1, *part[:1], *map(int, part[1:]))
    return (
        ("trial", int(entry.phase.split()[1]), *place) if entry.phase.startswith("trial") else place
    )


def judged_entries(
    case: Case, given: Record, golden: Record, first: list[Record]
) -> Iterator[tuple[Quantity, Quantity]]:
    """Each entry of a trace whose inputs are there, and the entry its inputs should have given, with its rounding bound."""
    yield from judged_watch(case, given, golden, first)
    before = starts(case, given["steps"], first)
    true = {step["step"]: step for step in golden["steps"]}
    for step in given["steps"]:
        if step["step"] not in true:
            continue
        judged = judged_step(case, step, true[step["step"]], before[step["step"]])
        for entry in quantities({"steps": [step]}):
            if entry.quantity == "mask":
                mask = np.asarray(
                    true[step["step"]]["layers"][entry.layer - 1].get("mask", np.nan), dtype=float
                )
                yield entry, entry._replace(values=mask, allowed=np.zeros(mask.shape))
            elif entry.phase != "batch" and key_of(entry) in judged:
                yield settled(entry, *map(np.atleast_1d, judged[key_of(entry)]))


def settled(entry: Quantity, value: Array, bound: Array) -> tuple[Quantity, Quantity]:
    """An entry and its reference; where double precision has no number for it, whatever is there is right."""
    value, bound = np.asarray(value, dtype=float), np.asarray(bound, dtype=float)
    own, shown = np.asarray(entry.values, dtype=float), ~np.isfinite(value) | ~np.isfinite(bound)
    if own.shape == value.shape and shown.any():
        own, value, bound = (
            np.where(shown, 0.0, own),
            np.where(shown, 0.0, value),
            np.where(shown, 0.0, bound),
        )
    return entry._replace(values=own), entry._replace(values=value, allowed=bound)
