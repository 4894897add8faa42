"""Whole runs made anew with a mistake in them, for traces that do not say what a wrong value was made from."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterable, Iterator

import numpy as np

from ..judge.evidence import Run
from ..judge.local_check import Place
from . import run as mistakes_run
from .mistake import Fit, Mistake
from .plain import Phase, plain_step

Array = np.ndarray

SIMULATED_STEPS = 100  # a longer run takes too long with every mistake


def simulated(run: Run, place: Place, phase: Phase, mistakes: Iterable[Mistake]) -> Iterator[Fit]:
    """The mistakes with which a whole run, made anew in plain doubles, arrives at the value of a place."""
    steps = steps_until(run, place)
    if steps > SIMULATED_STEPS:
        return
    for mistake in mistakes:
        if (
            not set(mistake.on) & set(("Z", "A", "dA", "dZ", "dW", "db", "W", "b"))
            or mistake.detail
        ):
            continue
        try:
            value = run_with(mistake, phase, place, steps)
        except ValueError:  # what the mistake gives does not fit what comes after it
            continue
        if value is None or value.shape != phase.own.shape:
            continue
        close = 1e-9 * np.max(np.abs(value), initial=0.0)
        differs = value.shape != phase.right.shape or np.any(np.abs(value - phase.right) > close)
        if differs and np.all(np.abs(value - phase.own) <= close):
            yield Fit(mistake.code, f"{mistake.says} (in {mistake.on[0]})", mistake.mend)


def steps_until(run: Run, place: Place) -> int:
    """How many steps lead to a place."""
    size = run.case["training"].get("batch_size") or len(run.case["data"]["X"])
    whole_run = run.case["training"]["epochs"] * -(-len(run.case["data"]["X"]) // size)
    return whole_run if place[0] is None else place[0] + 1


def run_with(mistake: Mistake, phase: Phase, place: Place, steps: int) -> Array | None:
    """What a run with a mistake, made in every layer and step, has at a place."""
    training = phase.case["training"]
    order = (
        mistakes_run.numpy_orders(phase, anew=False)
        if training.get("order") == "shuffled"
        else lambda _: list(range(phase.all_rows))
    )
    everything, before, layers, losses = np.arange(phase.all_rows), phase.around["start"], [], []
    per_epoch = -(-phase.all_rows // (training.get("batch_size") or phase.all_rows))
    for step in range(steps):
        start = replace(
            phase,
            step=step,
            before=before,
            after=None,
            earlier=layers or None,
            own=None,
            true=None,
            around={},
        )
        rows = mistakes_run.cut(start, order).astype(int)
        if step % per_epoch == 0 and place[3] == "losses":
            losses.append(plain_step(replace(start, rows=everything), None, mistake)[-1]["loss"][0])
        layers = plain_step(replace(start, rows=rows), None, mistake)
        before = [{"W": layer["W"], "b": layer["b"]} for layer in layers]
    if place[3] == "losses":
        return np.array(losses)
    if place[3] == "final loss":
        return plain_step(
            replace(phase, before=before, after=None, own=None, rows=everything, around={}),
            None,
            mistake,
        )[-1]["loss"]
    value = layers[phase.l][place[3].removeprefix("final ")]
    return None if value is None else np.atleast_1d(value)
