"""How far rounding errors travel: many runs in which every computed quantity is disturbed within
its bound.

Half of the members are disturbed anew at every step, as rounding mostly is; the other half by the
same fraction of the bound at every step, as rounding is where a parameter hardly moves, or where a
library's exp leans to one side.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..spec.quantities import Quantity
from ..spec.walk import Array, Case, tree
from ..spec.walk_epochs import as_before
from ..spec.walk_run import starting_layers, trajectory
from . import balls

MEMBERS = 16
BITS = 128  # far more than doubles have, so that the noise is all there is
SEED = 20
# parts of a state that are sums of squares: no rounding takes them below 0
NOT_NEGATIVE = ("squares", "v", "moves")


def above_zero(values: Array) -> Array:
    """0 in place of what is below."""
    return balls.elementwise(lambda ball: ball * 0 if ball < 0 else ball)(values)


def deviations(case: Case, truth: dict[str, Any]) -> dict[str, Any]:
    """The largest distance of any member from the truth, for every quantity of the truth's
    record."""
    values = {name: value for name, value in truth.items() if name != "stopping"}
    return tree(deviation, values, ensemble(case, truth["decisions"]))


def deviation(true_values: Any, member_values: Any) -> float:
    """The largest distance over members and elements."""
    with balls.precision(BITS):
        return float(np.max(np.abs(balls.nearest(member_values - balls.exact(true_values)))))


def ensemble(case: Case, decisions: Sequence[float] = ()) -> dict[str, Any]:
    """All members at once, along a leading axis; noise is uniform within plus and minus each
    element's bound.

    All take the decisions of the true run, whose margins these are; their own margins say by how
    much.
    """
    random = np.random.RandomState(SEED)
    steady: dict[Any, Array] = {}

    def fractions(place: Any, shape: tuple[int, ...]) -> Array:
        half = (MEMBERS // 2, *shape[1:])
        if (place, shape) not in steady:
            steady[place, shape] = random.uniform(-1.0, 1.0, size=half)
        return np.concatenate([random.uniform(-1.0, 1.0, size=half), steady[place, shape]])

    def disturbed(place: Any, quantity: Quantity, *inputs: Any) -> Array:
        value = np.asarray(quantity.value(*inputs), dtype=object)
        noise = fractions(place, value.shape) * quantity.bound(*balls.doubles(inputs))
        result = balls.midpoint(value + balls.exact(noise))
        return above_zero(result) if place[2:] and place[2] in NOT_NEGATIVE else result

    with balls.precision(BITS), np.errstate(all="ignore"):
        members = tree(lambda value: np.stack([value] * MEMBERS), starting_layers(case))
        seen: list[Any] = []
        run = trajectory(case, members, disturbed, lambda value: value, as_before(decisions, seen))
        return {**run, "decisions": seen}
