"""Every quantity of a recorded step, recomputed from the record's own direct inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..spec.quantities import Quantity
from ..spec.walk import Array, Case, in_balls, samples, training_step
from ..spec.walk_search import SEARCH_NUMBERS
from . import balls

RESYNC_BITS = 256


def resync(case: Case, before: list[dict[str, Any]], step: dict[str, Any]) -> dict[str, Any]:
    """Every quantity of a recorded step as (reference, bound), each recomputed from the record's
    own direct inputs.

    `before` holds W and b (and the state, if any) of every layer before the step; `step` may be
    anybody's.
    """

    def judge(place: Any, quantity: Quantity, *inputs: Any) -> Array | None:
        if place[0] == "trial" and place[1] == len(step["search"]["trials"]):
            return None
        container, name = slot(judged, place)
        value, bound = quantity.value(*inputs), quantity.bound(*balls.doubles(inputs))
        container[name] = balls.nearest(value), bound
        container, name = slot(step, place)
        return balls.exact(container[name])

    judged = {name: step[name] for name in ("step", "epoch", "rows")}
    judged.update(loss=None, layers=judged_layers(step["layers"]))
    if "search" in step:
        trials = step["search"]["trials"]
        judged["search"] = {"trials": [{"layers": judged_layers(t["layers"])} for t in trials]}
    with balls.precision(RESYNC_BITS), np.errstate(all="ignore"):
        kept = [layer.get("mask") for layer in step["layers"]]
        masks = [None if mask is None else balls.exact(mask) for mask in kept]
        data, time = samples(case, step["rows"]), (step["epoch"], step["step"])
        training_step(case, in_balls(before), data, time, judge, masks)
    for layer, recorded in zip(judged["layers"], step["layers"]):
        if "mask" in recorded:
            mask = np.asarray(recorded["mask"], dtype=float)
            layer["mask"] = mask, np.zeros(mask.shape)
    return judged


def judged_layers(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Layers to be filled in: what is absent stays None, and pairs that are not there an empty
    list."""
    empty: Any = lambda parts: {part: [] for part, v in parts.items() if isinstance(v, list)}
    state = lambda layer: {name: empty(parts) for name, parts in layer.get("state", {}).items()}
    names = lambda layer: (name for name in layer if name not in ("mask", "tolerance"))
    return [{**dict.fromkeys(names(layer)), "state": state(layer)} for layer in layers]


def slot(step: dict[str, Any], place: tuple[Any, ...]) -> tuple[Any, Any]:
    """The part of a step's record that holds a place, and the place's name in it."""
    if place[0] == "trial":
        return slot(step["search"]["trials"][place[1]], place[2:])
    name, l, *state = place
    if l is None:
        in_search = name in SEARCH_NUMBERS and "search" in step
        return step["search"] if in_search else step, name
    if not state:
        return step["layers"][l], name
    parts = step["layers"][l]["state"].setdefault(name, {})
    if len(state) == 1:
        return parts, state[0]
    kept = parts.setdefault(state[0], [])
    kept.extend([None] * (state[1] + 1 - len(kept)))
    return kept, state[1]
