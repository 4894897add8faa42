"""Which places of a run are right, wrong or missing, and which wrong ones are not explained."""

from __future__ import annotations

from typing import Any

from ...trace.compare import Difference
from .recorded import Place

RIGHT, OFF, WRONG, MISSING = "right", "off", "wrong", "missing"


def state_of(place: Place, free: dict[Place, Difference], judged: dict[Place, Any]) -> str:
    """Right, wrong by its own inputs, off because something before is wrong, or missing."""
    if place not in free:
        return MISSING
    if place in judged and is_wrong(judged[place][0]):
        return WRONG
    if not is_wrong(free[place]):
        return RIGHT
    return WRONG if place[1] == "batch" else OFF  # a batch has no inputs but the case


def is_wrong(difference: Difference) -> bool:
    """Whether a difference is more than is allowed."""
    return not difference.difference <= difference.allowed


def unexplained(states: dict[Place, str], judged: dict[Place, Any]) -> list[Place]:
    """The wrong places that no wrong place before explains, in the order of the run."""
    order = {place: i for i, place in enumerate(states)}

    def training_order(place: Place) -> tuple[int, bool, int]:
        """State before parameter, which is computed from it."""
        parameter, *part = place[3].split(".")
        whole = (*place[:3], parameter)
        return order[whole], not part, order[place]

    wrong = sorted((place for place, state in states.items() if state == WRONG), key=training_order)
    differing = [place for place, state in states.items() if state in (OFF, WRONG)]
    is_off = lambda place: states[place] == OFF and place in judged
    # an activation in another form, which loses more, is right, and so is what it leads to
    in_form = bool(differing) and is_off(differing[0]) and differing[0][3] in ("A", "dZ")

    def follows(place: Place) -> bool:
        """Whether it is what its own inputs give: an end that the recorded losses ask for, or what
        another form has led to; a D whose mask is told from itself is not."""
        return is_off(place) and (place[1] == "watch" or in_form and place[3] != "D")

    others = (place for place in differing if not follows(place))
    first = next(others, None if in_form else next(iter(differing), None))
    if first is None or states[first] == WRONG:
        return wrong
    blind = (p for p, state in states.items() if state == OFF and p not in judged)
    found = [place for place in blind if at_same_time(place, first)]
    explained = first in judged and any(place[:2] == first[:2] for place in wrong)
    return sorted({*(found or ([] if explained else [first])), *wrong}, key=training_order)


def at_same_time(place: Place, first: Place) -> bool:
    """The place itself, or another of the same update, whose parameters are independent."""
    together = place[:2] == first[:2] and first[1] in ("update", "final")
    return place == first or (together and "final loss" not in (place[3], first[3]))
