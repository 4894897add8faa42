"""Which places of a run are right, wrong or missing, and which wrong ones nothing before them explains."""

from __future__ import annotations

from typing import Any

from ...trace.compare import Difference
from .local_check import Place

RIGHT, OFF, WRONG, MISSING = "right", "off", "wrong", "missing"


def state_of(place: Place, free: dict[Place, Difference], judged: dict[Place, Any]) -> str:
    """Right, wrong from its own inputs, off because something before is, or missing."""
    if place not in free:
        return MISSING
    if place in judged and is_wrong(judged[place][0]):
        return WRONG
    if not is_wrong(free[place]):
        return RIGHT
    return WRONG if place[1] == "batch" else OFF  # a batch is made from nothing but the case


def is_wrong(difference: Difference) -> bool:
    """Whether a difference is more than is allowed."""
    return not difference.difference <= difference.allowed


def roots(states: dict[Place, str], judged: dict[Place, Any]) -> list[Place]:
    """The wrong places that no wrong place before explains, in the order of the run."""
    order = {place: i for i, place in enumerate(states)}
    # a parameter is made from its state
    made = lambda place: (
        order[(*place[:3], place[3].split(".")[0])],
        "." not in place[3],
        order[place],
    )
    wrong = sorted((place for place, state in states.items() if state == WRONG), key=made)
    differs = [place for place, state in states.items() if state in (OFF, WRONG)]
    # An end that the trace's own losses ask for is explained by these.
    unexplained = [
        place
        for place in differs
        if not (place[1] == "watch" and states[place] == OFF and place in judged)
    ]
    first = next(iter(unexplained or differs), None)
    if first is None or states[first] == WRONG:
        return wrong
    found = [
        place
        for place, state in states.items()
        if state == OFF and place not in judged and beside(place, first)
    ]
    explained = first in judged and any(place[:2] == first[:2] for place in wrong)
    return sorted({*(found or ([] if explained else [first])), *wrong}, key=made)


def beside(place: Place, first: Place) -> bool:
    """The place itself, or one that is computed at the same time: the parameters of an update do not wait for each other."""
    return place == first or (
        place[:2] == first[:2]
        and first[1] in ("update", "final")
        and place[3] != "final loss"
        and first[3] != "final loss"
    )
