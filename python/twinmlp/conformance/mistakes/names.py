"""The names at a quantity, found when a line asks for them, and the value that its lines give,
changed or not."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Callable

import numpy as np

from . import moment as of
from .applicable import NotRecorded, need
from .case_lines import OF_MOVE, OF_RAW, lines, raw
from .moment import Case, Layers, Moment, Patch
from .of_parameter import OF_PARAMETER
from .optimizers import OPTIMIZERS
from .step import TIMES
from .values import RECORDED, SIMPLE
from .words import WORDS, NotApplicable, lines_of, only_lines, value_of

Array = np.ndarray


class Names(dict[str, Any]):
    """The names at a quantity of layer l (counted from 0), found when they are asked for."""

    def __init__(self, moment: Moment, l: int, quantity: str, patch: Patch | None = None) -> None:
        self.moment, self.l, self.quantity, self.patch = moment, l, quantity, patch
        self.case: Case = moment.case
        self.layer: dict[str, Any] = self.case["network"]["layers"][l]
        self.whole, _, self.part = quantity.partition(".")
        self.parameter = self.whole[-1]  # W or b, at a quantity of one of them

    def __missing__(self, name: str) -> Any:
        if name in WORDS:
            return WORDS[name]
        value = finder(name)(self)
        if value is None:
            raise (NotApplicable if name in SIMPLE and name not in RECORDED else NotRecorded)(name)
        self[name] = value
        return value

    def other(self, suffix: str, base: str) -> Any:
        """A name of another layer, of the step before, or after the step."""
        last = len(self.moment.now) - 1
        if suffix in ("below", "above", "last"):
            l = {"below": self.l - 1, "above": self.l + 1, "last": last}[suffix]
            need(0 <= l <= last)
            return self.at(l)[base]
        if suffix == "earlier":
            need(self.moment.step)
            earlier = self.moment.earlier
            return None if earlier is None else Names(earlier, self.l, self.quantity)[base]
        after = {} if self.moment.after is None else self.moment.after[self.l]
        return of.no_bias(after["b"]) if base == "B" and after else after.get(base)

    def at(self, l: int) -> "Names":
        """The names at the same quantity of another layer."""
        return Names(self.moment, l, self.quantity, self.patch)

    def squares_of(self, chosen: Callable[[int, str], bool]) -> Array:
        """The sum of the squares of each chosen parameter's gradient, before clipping."""
        return np.array([(g * g).sum() for l, name, g in kept_of(self) if chosen(l, name)])

    def loss_of(self, layers: Layers | None, rows: Array) -> Any:
        """J of some rows, with other parameters, without dropout."""
        if layers is None:
            raise NotApplicable
        moment = Moment(self.case, self.moment.step, 0, rows, layers, [{} for _ in layers])
        for l, now in enumerate(moment.now):
            for name in ("Z", "A"):
                now[name] = evaluate(Names(moment, l, name))
            if self.case["network"]["layers"][l].get("dropout"):
                now["D"] = now["A"]
        return evaluate(Names(moment, len(layers) - 1, "loss"))

    def of_schedule(self, name: str) -> Any:
        """An option of the schedule."""
        schedule = self.case["optimizer"].get("schedule")
        name = of.RENAMED.get(name, name)
        return None if schedule is None else of.as_doubles({**TIMES, **schedule})[name]

    def of_parameter(self, name: str) -> Any:
        """A name of the update of W or b."""
        if self.whole not in ("W", "b", "gW", "gb"):
            return None
        if name in OF_PARAMETER:
            return OF_PARAMETER[name](self)
        if name in of.PARTS:
            found = self.state(name, False)
            if found is not None or name not in of.OF_OPTIMIZER:
                return found
        return of.cached(self.moment, "options", lambda: of.options_of(self.case)).get(name)

    def state(self, part: str, as_it_was: bool) -> Any:
        """A part of the state: as this step leaves it, where it comes before the quantity; else
        as it was."""
        parts = [*OPTIMIZERS.get(self.case["optimizer"]["name"], ())]
        if part not in parts:
            return None
        if not as_it_was and parts.index(part) < parts.index(self.part or "move"):
            after = self.moment.now[self.l].get("state", {}).get(self.parameter, {})
            return after.get(part)
        known = (self.moment.before[self.l].get("state") or {}).get(self.parameter)
        if known is None and self.moment.step == 0:
            known = of.start_of(self.case, of.before(self.moment, self.l, self.parameter))
        return None if known is None else known.get(part)


@lru_cache(maxsize=None)
def finder(name: str) -> Callable[[Names], Any]:
    """What finds a name, or None where it is not known; a KeyError where there is no such name."""
    base, _, suffix = name.rpartition("_")
    if name in SIMPLE:
        return SIMPLE[name]
    if name in of.OF_LAYER:
        return lambda names: names.moment.now[names.l].get(name)
    if name in of.OF_PLACE:
        return lambda names: None
    if name == "memory_before":  # what a mistaken update keeps besides the state
        return lambda n: n.moment.before[n.l].get("memory", {}).get(n.parameter, 0.0)
    if name in OF_PARAMETER or name in of.PARTS or name in of.OF_OPTIMIZER:
        return lambda names: names.of_parameter(name)
    if name in TIMES or name in of.RENAMED:
        return lambda names: names.of_schedule(name)
    if suffix == "before" and base in of.PARTS:
        return lambda names: names.state(base, True)
    elsewhere = ("below", "above", "last", "earlier")
    if suffix in elsewhere or suffix == "after" and base in ("W", "b", "B"):
        return lambda names: names.other(suffix, base)
    raise KeyError(name)


def kept_of(names: Names) -> list[tuple[int, str, Array]]:
    """Layer, W or b, and the gradient before clipping, of all parameters; with the patch, if it
    is on the norm."""
    patch = names.patch
    if patch and (names.quantity not in patch.quantities or not value_of(patch.when, names)):
        patch = None
    found, right = [], raw(names.case)
    for l in range(len(names.moment.before)):
        for name in ("W", "b"):
            if of.before(names.moment, l, name) is not None:
                on = patch and Patch(only_lines(patch.text, right), ("g" + name,))
                here = Names(names.moment, l, "g" + name)
                found.append((l, name, evaluated(here, lines_of(right), on)))
    return found


def right_lines(names: Names, quantity: str) -> Any:
    """The lines of a quantity of the layer, unchanged."""
    found = lambda: lines_of(lines(names.case, names.l, quantity))
    return of.cached(names.moment, ("lines", names.l, quantity), found)


def is_besides(target: str, names: Names, patch: Patch) -> bool:
    """Whether a line of a patch is one of its other quantities; a line search has none."""
    if target in OF_MOVE or names.quantity == "gradient_norm" and target in OF_RAW:
        return True
    others = patch.owners or patch.quantities
    return any(target == one for q in others for one, _ in right_lines(names, q))


def evaluated(names: Names, right: Any, patch: Patch | None) -> Any:
    """The value that lines give, with those of a patch in their places; other lines of the patch
    change inputs."""
    changed = dict(lines_of(patch.text)) if patch else {}
    last, place_right = right[-1][0], "right" in names and len(changed) == 1
    if patch:
        own = {target for target, _ in right} | {"value"}
        for target, expression in lines_of(patch.text):
            if target not in own and not is_besides(target, names, patch):
                found = value_of(expression, names)
                names.update(found if isinstance(found, dict) else {target: found})
    for target, expression in right:
        if target in changed:
            if "right" in changed[target] and not (place_right and target == last):
                names["right"] = value_of(expression, names)
            expression = changed[target]
        names[target] = value_of(expression, names)
    if "value" in changed:
        names.setdefault("right", names[last])
        return value_of(changed["value"], names)
    return names[last]


def evaluate(names: Names) -> Any:
    """The value of a quantity, with its patch where that is on it and can be made; NotApplicable
    where it is not known."""
    right, patch = right_lines(names, names.quantity) or (("value", "right"),), names.patch
    if patch and (names.quantity not in patch.quantities or not value_of(patch.when, names)):
        patch = None
    return evaluated(names, right, patch)
