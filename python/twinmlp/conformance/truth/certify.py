"""How every double of a run is certified: by a ball around the true value, or by two precisions
that agree.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..spec.walk import Case, tree
from ..spec.walk_epochs import margins
from ..spec.walk_run import starting_layers, trajectory
from . import balls

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
