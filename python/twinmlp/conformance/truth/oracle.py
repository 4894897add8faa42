"""The oracle: a whole training run, or one step of it, in arbitrary precision.

The numbers of a case are the exact values of its doubles; what comes out is the true value, rounded once to double.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Context, Decimal
from typing import Any

import numpy as np

from ..spec.quantities import Quantity
from ..spec.walk import (
    Array,
    Case,
    in_balls,
    samples,
    starting_layers,
    training_step,
    trajectory,
    tree,
)
from ..spec.walk_rows import check_margins, margins
from ..spec.walk_search import SEARCH_NUMBERS
from . import balls
from .ensemble import deviations

IMPLEMENTATION = {
    "name": "twinmlp-oracle",
    "version": "1",
    "language": "python",
    "arithmetic": "exact",
}
ENCLOSURE_BITS = 4096  # a run that needs more is certified by agreement instead
AGREEMENT_BITS = 16384  # a run that needs more is given up
RESYNC_BITS = 256
TRAVEL = 4  # times the ensemble's largest deviation


def run(case: Case, bits: int = 256) -> dict[str, Any]:
    """The golden trace of a case: every value, its tolerances, and how the values are certified."""
    check_supported(case)
    result, certificate = certified(case, bits)
    travelled = deviations(case, result)
    check_margins(result["decisions"], tree(free, travelled["decisions"]))
    return {
        "format": "twinmlp-golden",
        "version": 1,
        "case": case["id"],
        "implementation": IMPLEMENTATION,
        "certificate": certificate,
        "steps": [
            golden_step(case, *pair)
            for pair in zip(result["before"], result["steps"], travelled["steps"])
        ],
        **watched(result, travelled),
        "losses": as_lists(result["losses"]),
        "losses_tolerance": tree(free, travelled["losses"]),
        "final": {**as_lists(result["final"]), "tolerance": tree(free, travelled["final"])},
    }


def watched(result: dict[str, Any], travelled: dict[str, Any]) -> dict[str, Any]:
    """The validation loss of every row, if there is validation; when and why the run ended, if it can end early."""
    name, found = "validation_losses", {}
    if name in result:
        found = {name: as_lists(result[name]), name + "_tolerance": tree(free, travelled[name])}
    return found | ({"stopping": result["stopping"]} if "stopping" in result else {})


def golden_step(
    case: Case, before: Any, step: dict[str, Any], travelled: dict[str, Any]
) -> dict[str, Any]:
    """The record of one step and, for every quantity, its tolerance from its own inputs and from the start."""

    def tolerance(deviation: float, judged: tuple[Array, Array]) -> dict[str, float]:
        local = float(np.max(judged[1]))
        return {"free": free(deviation, local), "local": ceiling(local)}

    bounds = resync(case, before, step)
    record = as_lists(step)
    record["tolerance"] = {
        name: tolerance(travelled[name], bounds[name])
        for name in step
        if name not in ("step", "epoch", "rows", "layers", "search")
    }
    searches = (
        [(record["search"], travelled["search"], bounds["search"])] if "search" in record else []
    )
    trials = [row for search in searches for row in zip(*(part["trials"] for part in search))]
    for part, deviation, bound in (*searches, *trials):
        numbers = (name for name in part if name not in ("trials", "layers"))
        part["tolerance"] = {name: tolerance(deviation[name], bound[name]) for name in numbers}
    for part, *others in ((record, travelled, bounds), *trials):
        for layer, deviation, bound in zip(part["layers"], *(other["layers"] for other in others)):
            layer["tolerance"] = tree(tolerance, deviation, bound)
    return record


def resync(case: Case, before: list[dict[str, Any]], step: dict[str, Any]) -> dict[str, Any]:
    """Every quantity of a recorded step as (reference, bound), each recomputed from the record's own direct inputs.

    `before` holds W and b (and the state, if any) of every layer before the step; `step` may be anybody's.
    """

    def judge(place: Any, quantity: Quantity, *inputs: Any) -> Array | None:
        if place[0] == "trial" and place[1] == len(step["search"]["trials"]):
            return None
        container, name = slot(judged, place)
        container[name] = (
            balls.nearest(quantity.value(*inputs)),
            quantity.bound(*balls.doubles(inputs)),
        )
        container, name = slot(step, place)
        return balls.exact(container[name])

    judged = {name: step[name] for name in ("step", "epoch", "rows")}
    judged.update(loss=None, layers=judged_layers(step["layers"]))
    if "search" in step:
        judged["search"] = {
            "trials": [
                {"layers": judged_layers(trial["layers"])} for trial in step["search"]["trials"]
            ]
        }
    with balls.precision(RESYNC_BITS), np.errstate(all="ignore"):
        masks = [
            balls.exact(layer["mask"]) if "mask" in layer else None for layer in step["layers"]
        ]
        training_step(
            case,
            in_balls(before),
            *samples(case, step["rows"]),
            step["epoch"],
            step["step"],
            judge,
            masks,
        )
    for layer, given in zip(judged["layers"], step["layers"]):
        if "mask" in given:
            layer["mask"] = (
                np.asarray(given["mask"], dtype=float),
                np.zeros(np.shape(given["mask"])),
            )
    return judged


def judged_layers(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Layers to be filled in: what is absent stays None, and pairs that are not there an empty list."""
    empty = lambda parts: {part: [] for part, value in parts.items() if isinstance(value, list)}
    return [
        dict.fromkeys(name for name in layer if name not in ("mask", "tolerance"))
        | {"state": {name: empty(parts) for name, parts in layer.get("state", {}).items()}}
        for layer in layers
    ]


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


def certified(case: Case, bits: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The run, and how its doubles are certified: by enclosure, else by agreement of two precisions."""
    tried = bits
    while tried <= ENCLOSURE_BITS:
        try:
            return enclosure(case, tried), {"kind": "enclosure", "bits": tried}
        except balls.Undecided:
            tried *= 2
    result = without_radii(case, bits)
    while bits < AGREEMENT_BITS:
        bits *= 2
        previous, result = result, without_radii(case, bits)
        if as_lists(previous) == as_lists(result):
            return result, {"kind": "agreement", "bits": bits}
    raise balls.Undecided(f"no two precisions up to {AGREEMENT_BITS} bits agree")


def enclosure(case: Case, bits: int) -> dict[str, Any]:
    """The run in rigorous balls: every recorded double is proved to be the rounded true value."""
    return decided(case, bits, lambda _, quantity, *inputs: quantity.value(*inputs), balls.rounded)


def decided(case: Case, bits: int, evaluate: Any, keep: Any) -> dict[str, Any]:
    """A run and the margins of its decisions, in order; each is certified as every value is."""
    seen: list[Any] = []
    with balls.precision(bits):
        run = trajectory(case, starting_layers(case), evaluate, keep, margins(seen))
        return {**run, "decisions": [keep(margin) for margin in seen]}


def without_radii(case: Case, bits: int) -> dict[str, Any]:
    """The run in `bits` bits, radii dropped after every quantity."""
    return decided(
        case,
        bits,
        lambda _, quantity, *inputs: balls.midpoint(quantity.value(*inputs)),
        balls.nearest,
    )


def check_supported(case: Case) -> None:
    """Refuse what a case may say and the oracle cannot do yet."""
    unsupported = {
        "parameters drawn by an initializer": isinstance(case["parameters"], dict),
    }
    for what, asked_for in unsupported.items():
        if asked_for:
            raise NotImplementedError(f"the oracle does not know {what} yet")


def free(deviation: float, local: float = 0.0) -> float:
    """The tolerance of a quantity that errors have travelled to from the start."""
    return ceiling(local + TRAVEL * deviation)


def ceiling(value: float) -> float:
    """A tolerance with three digits, rounded up."""
    return float(Context(prec=3, rounding=ROUND_CEILING).create_decimal(Decimal(value)))


def as_lists(record: Any) -> Any:
    """A record with plain lists and numbers in place of arrays."""
    return tree(
        lambda value: value if isinstance(value, str) else np.asarray(value).tolist(), record
    )
