"""Whole runs made anew by the oracle's equations with a mistake in them, for traces that do not say what a wrong value was made from."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any, Iterable, Iterator

import numpy as np

from ..judge.evidence import Run, value_in
from ..judge.local_check import Place
from ..spec.walk_run import trajectory
from ..spec.walk_search import is_search
from ..truth import balls
from .mistake import Fit, Mistake
from .plain import Phase
from .reruns import steps_until

Array = np.ndarray

BITS = 64
REMADE_STEPS = 40  # a longer run takes too long with every mistake
CLOSE = 1e-9
KINDS = {"W": "parameter", "b": "parameter", "gW": "given", "gb": "given"}


class Rerun:
    """Evaluates a run as the oracle does; `effective` has the mistakes that would change something, by id; if `planted`, they do."""

    def __init__(self, base: Phase, mistakes: Iterable[Mistake], planted: bool) -> None:
        self.base, self.mistakes, self.planted = base, list(mistakes), planted
        self.effective: set[int] = set()
        count = len(base.case["network"]["layers"])
        self.layers: list[dict[str, Any]] = [{} for _ in range(count)]
        self.before: list[dict[str, Any]] = [{} for _ in range(count)]
        self.made: dict[Any, Any] = {}
        self.step, self.n = 0, 0

    def __call__(self, place: tuple[Any, ...], quantity: Any, *inputs: Any) -> Any:
        name, l = place[0], place[1]
        if name == "Z":
            if l == 0:
                self.made, self.n = {}, len(inputs[0])
                self.layers = [{} for _ in self.layers]
            self.before[l] = {
                "W": balls.nearest(inputs[1]),
                "b": None if inputs[2] is None else balls.nearest(inputs[2]),
            }
        self.made[place] = quantity, tuple(dict(v) if isinstance(v, dict) else v for v in inputs)
        value = quantity.value(*inputs)
        label = ".".join(map(str, (name, *place[2:])))
        for mistake in self.mistakes:
            if label in mistake.on and (self.planted or id(mistake) not in self.effective):
                value = self.mistaken(mistake, label, l, value)
        if l is not None and len(place) == 2:
            self.layers[l][name] = balls.nearest(value)
        if place == ("W", 0):
            self.step += 1
        return value

    def mistaken(self, mistake: Mistake, label: str, l: int | None, value: Any) -> Any:
        """The mistaken value, where there is one that is not the right one."""
        last = len(self.layers) - 1
        phase = replace(
            self.base,
            quantity=label,
            l=last if l is None else l,
            rows=np.arange(self.n),
            layers=self.layers,
            before=self.before,
            step=self.step,
            own=None,
            right=np.atleast_1d(balls.nearest(value)),
            true=None,
            around={},
            made=self.made,
        )
        found = mistake.tried(phase)
        if (
            found is None
            or found.shape != phase.right.shape
            or np.array_equal(found, phase.right)
            or not np.isfinite(found).all()
        ):
            return value
        if not self.planted:
            self.effective.add(id(mistake))
        return balls.exact(found.reshape(np.shape(value))) if self.planted else value


def remade_fits(run: Run, place: Place, phase: Phase, mistakes: Iterable[Mistake]) -> Iterator[Fit]:
    """The mistakes with which a run from the start arrives at the value of a place."""
    if steps_until(run, place) > REMADE_STEPS or is_search(run.case):  # no row is made for a search
        return
    key = "reruns", place[0]
    if key not in run.made:
        run.made[key] = dict(enumerate(records(run, place, phase, mistakes)))
    for mistake, record in run.made[key].values():
        value = value_at(record, place, phase.l)
        if value is None or value.shape != phase.own.shape or phase.own.shape != phase.right.shape:
            continue
        close = CLOSE * np.max(np.abs(value), initial=0.0)
        if np.any(np.abs(value - phase.right) > close) and np.all(
            np.abs(value - phase.own) <= close
        ):
            yield Fit(mistake.code, f"{mistake.says} (in {mistake.on[0]})", mistake.mend)


def records(
    run: Run, place: Place, phase: Phase, mistakes: Iterable[Mistake]
) -> Iterator[tuple[Mistake, dict[str, Any]]]:
    """What a run has at the step of a place, or at its end, with each mistake that changes it."""
    first, case = [exactly(layer) for layer in run.first], until(run, place)
    known = [variant for mistake in mistakes if not mistake.detail for variant in variants(mistake)]
    with balls.precision(BITS):
        right = Rerun(phase, known, planted=False)
        trajectory(case, first, right, nearest)
        for mistake in (mistake for mistake in known if id(mistake) in right.effective):
            try:
                yield (
                    mistake,
                    trajectory(case, first, Rerun(phase, [mistake], planted=True), nearest),
                )
            except (ArithmeticError, ValueError):  # what the mistake gives cannot be gone on with
                continue


def variants(mistake: Mistake) -> list[Mistake]:
    """A mistake made everywhere, and made in one kind of quantity only."""
    kinds: dict[str, list[str]] = {}
    for name in mistake.on:
        kinds.setdefault(KINDS.get(name, name.split(".")[-1]), []).append(name)
    return [
        mistake,
        *(mistake._replace(on=tuple(names)) for names in kinds.values() if len(kinds) > 1),
    ]


def exactly(layer: dict[str, Any]) -> dict[str, Any]:
    """W and b as balls."""
    return {name: None if layer[name] is None else balls.exact(layer[name]) for name in ("W", "b")}


def nearest(value: Any) -> Array:
    """A value as doubles."""
    return np.atleast_1d(balls.nearest(value))


def until(run: Run, place: Place) -> dict[str, Any]:
    """The case, as far as a place, of which nothing else is recorded."""
    case = deepcopy(run.case)
    case["record"] = {"steps": [] if place[0] is None else [place[0]]}
    if place[0] is not None:
        size = case["training"].get("batch_size") or len(case["data"]["X"])
        case["training"]["epochs"] = place[0] // -(-len(case["data"]["X"]) // size) + 1
    return case


def value_at(record: dict[str, Any], place: Place, l: int) -> Array | None:
    """The value of a place in a run."""
    if place[0] is not None:
        return value_in(record["steps"][0], l, place[3])
    if place[3] == "losses":
        return np.concatenate(record["losses"])
    if place[3] == "final loss":
        return record["final"]["loss"]
    return record["final"]["parameters"][l][place[3].removeprefix("final ")]
