"""The oracle: a whole training run, or one step of it, in arbitrary precision, and how every double
of it is certified: by a ball around the true value, or by two precisions that agree.

The numbers of a case are the exact values of its doubles; what comes out is the true value, rounded
once to double.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Context, Decimal
from typing import Any

import numpy as np

from ..spec.walk import Array, Case, tree
from ..spec.walk_epochs import check_margins, margins
from ..spec.walk_run import starting_layers, trajectory
from . import balls
from .ensemble import deviations
from .resync import resync

ENCLOSURE_BITS = 4096  # a run that needs more is certified by agreement instead

AGREEMENT_BITS = 16384  # a run that needs more is given up


def certified(case: Case, bits: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The run, and how its doubles are certified: by enclosure, else by agreement of two
    precisions."""
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
    evaluate = lambda _, quantity, *inputs: balls.midpoint(quantity.value(*inputs))
    return decided(case, bits, evaluate, balls.nearest)


def as_lists(record: Any) -> Any:
    """A record with plain lists and numbers in place of arrays."""
    listed = lambda value: value if isinstance(value, str) else np.asarray(value).tolist()
    return tree(listed, record)


WHO = {"name": "twinmlp-oracle", "version": "1", "language": "python", "arithmetic": "exact"}
TRAVEL = 4  # times the ensemble's largest deviation


def run(case: Case, bits: int = 256) -> dict[str, Any]:
    """The golden trace of a case: every value, its tolerances, and how the values are certified."""
    if isinstance(case["parameters"], dict):
        raise NotImplementedError("the oracle does not know parameters drawn by an initializer yet")
    result, certificate = certified(case, bits)
    travelled = deviations(case, result)
    check_margins(result["decisions"], tree(free, travelled["decisions"]))
    steps = zip(result["before"], result["steps"], travelled["steps"])
    return {
        "format": "twinmlp-golden",
        "version": 1,
        "case": case["id"],
        "implementation": WHO,
        "certificate": certificate,
        "steps": [golden_step(case, *three) for three in steps],
        **ending(result, travelled),
        "losses": as_lists(result["losses"]),
        "losses_tolerance": tree(free, travelled["losses"]),
        "final": {**as_lists(result["final"]), "tolerance": tree(free, travelled["final"])},
    }


def ending(result: dict[str, Any], travelled: dict[str, Any]) -> dict[str, Any]:
    """The validation loss of every row, if there is validation; when and why the run ended, if it
    can end early."""
    name, found = "validation_losses", {}
    if name in result:
        found = {name: as_lists(result[name]), name + "_tolerance": tree(free, travelled[name])}
    return found | ({"stopping": result["stopping"]} if "stopping" in result else {})


def golden_step(
    case: Case, before: Any, step: dict[str, Any], travelled: dict[str, Any]
) -> dict[str, Any]:
    """The record of one step and, for every quantity, its tolerance from its own inputs and from
    the start."""

    def tolerance(deviation: float, judged: tuple[Array, Array]) -> dict[str, float]:
        local = float(np.max(judged[1]))
        return {"free": free(deviation, local), "local": ceiling(local)}

    bounds = resync(case, before, step)
    record = as_lists(step)
    numbers = [name for name in step if name not in ("step", "epoch", "rows", "layers", "search")]
    record["tolerance"] = {name: tolerance(travelled[name], bounds[name]) for name in numbers}
    searches = (
        [[part["search"] for part in (record, travelled, bounds)]] if "search" in step else []
    )
    trials = [row for search in searches for row in zip(*(part["trials"] for part in search))]
    for part, deviation, bound in (*searches, *trials):
        numbers = [name for name in part if name not in ("trials", "layers")]
        part["tolerance"] = {name: tolerance(deviation[name], bound[name]) for name in numbers}
    for part, *others in ((record, travelled, bounds), *trials):
        for layer, deviation, bound in zip(part["layers"], *(other["layers"] for other in others)):
            layer["tolerance"] = tree(tolerance, deviation, bound)
    return record


def free(deviation: float, local: float = 0.0) -> float:
    """The tolerance of a quantity that errors have travelled to from the start."""
    return ceiling(local + TRAVEL * deviation)


def ceiling(value: float) -> float:
    """A tolerance with three digits, rounded up."""
    return float(Context(prec=3, rounding=ROUND_CEILING).create_decimal(Decimal(value)))
