"""Lines with one thing changed where all that a wrong value is made from is recorded."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..mistakes.mutations import changed_lines, told
from ..mistakes.table import Mistake
from .causes import SOLVED

LINES = 4  # quantities whose lines are changed


def add_changed_lines(explanation: Any) -> None:
    """Where nothing that is known explains a spot: every line with one thing changed."""
    tried: set[str] = set()
    for i, spot in enumerate(explanation.wrong):
        quantity = spot.place[3]
        enough = spot.exact and spot.place[0] is not None and len(tried) < LINES
        if not (enough and spot.tells) or quantity in tried or explanation.causes.is_explained(i):
            continue
        tried.add(quantity)
        own = [one.own for one in explanation.wrong if one.place[3] == quantity]
        many = sum(map(np.count_nonzero, own)) >= SOLVED
        others = [one for one in explanation.wrong[i + 1 :] if one.place[3] == quantity]
        others = others[:: len(others) // LINES + 1]
        for mistake in changed_lines(explanation.evidence(spot).names()):
            if not mistake.fit or many:
                for one in explanation.fitting_at(mistake, spot):
                    if all(explanation.verdict(one, other) is not False for other in others):
                        explanation.add(told(of_both(explanation, one, quantity)))


def of_both(explanation: Any, mistake: Mistake, quantity: str) -> Mistake:
    """A changed line of W that is one of b too, or the other way round, if it explains that."""
    if quantity[0] not in "Wb":
        return mistake
    other = {"W": "b", "b": "W"}[quantity[0]] + quantity[1:]
    both = mistake._replace(quantities=(quantity, other))
    wrong = [spot for spot in explanation.wrong if spot.place[3] == other]
    fits = wrong and all(explanation.verdict(both, spot) is not False for spot in wrong)
    return both if fits else mistake
