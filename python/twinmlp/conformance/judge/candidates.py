"""Which mistakes are worth a look in a quantity or a run, and what they would have to explain."""

from __future__ import annotations

import contextlib
from functools import lru_cache

import numpy as np

from ...trace.quantity_table import names_of_scope
from ..mistakes.applicable import NotApplicable
from ..mistakes.moment import Moment, Patch
from ..mistakes.names import Names, evaluate
from ..mistakes.replay import chosen_rows
from ..mistakes.table import Mistake, all_mistakes
from .runs import KINDS


def kinds_of(mistake: Mistake, explained: set[str]) -> set[str]:
    """The quantities that a mistake has to explain all of: those that it explains, and the other
    parameter's of the same kind."""
    kind = lambda name: KINDS.get(name, name.rpartition(".")[2])
    kinds = {kind(name) for name in explained}
    return explained | {name for name in mistake.on if kind(name) in kinds}


@lru_cache(maxsize=None)
def applicable(quantity: str) -> list[Mistake]:
    """The mistakes that can be in a quantity, in the order in which they are named."""
    if quantity in names_of_scope("stopping"):
        return []
    can_be = lambda m: m.is_on(quantity) or "rows" in m.on and not m.how
    known = [m for m in all_mistakes() if can_be(m) and "rule" not in m.tags]
    return sorted(known, key=lambda m: 2 * ("any" in m.tags) + ("general" in m.tags))


def changes_something(moments: list[Moment], patch: Patch) -> bool:
    """Whether a quantity of the right run would be another with a mistake."""
    if "memory" in patch.text or "_earlier" in patch.text:
        return True
    for moment in moments:
        if "rows" in patch.quantities:
            with contextlib.suppress(NotApplicable):
                if not np.array_equal(chosen_rows(moment, patch, moment.rows), moment.rows):
                    return True
        for (quantity, l), right in moment.predicted.items():
            if quantity in patch.quantities:
                names = Names(moment, l, quantity, patch)
                try:
                    value = np.atleast_1d(evaluate(names))
                except NotApplicable:
                    continue
                right = np.atleast_1d(right)
                apart = lambda a, b: not np.all(np.abs(a - b) <= 1e-12 * np.abs(b))
                if value.shape != right.shape or apart(value, right):
                    return True
    return False
