"""Mistakes that are the run of another case: one of its settings, its data or the parameters
that it starts with are others."""

from __future__ import annotations

from typing import Any, Iterator

from .moment import is_penalized
from .operands import DATA
from .optimizers import OPTIMIZERS, OPTIONS
from .settings import SETTING, START, exchanged, number, one
from .step import ACTIVATIONS, ALPHA, FUSED, LOSSES, SCHEDULES, TIMES, name_of
from .table import Mistake

Case = dict[str, Any]


def changed_data(case: Case) -> Iterator[Mistake]:
    """Other inputs, other targets, and other parameters at the start."""
    for name, changes in DATA.items():
        for text, says in changes.items():
            whose = {"X": "the inputs are", "y": "the targets are"}.get(name)
            said = f"{whose} {says}" if whose else f"the run starts with {says}"
            path = f"{SETTING}data.{name}" if whose else f"{START}{name}"
            yield one("data", 0, "as it stands")._replace(patch=f"{path} = {text}", says=said)


def changed_settings(case: Case) -> Iterator[Mistake]:
    """The case with one setting changed, in every way that a port gets wrong."""
    yield from changed_data(case)
    optimizer, loss = case["optimizer"], case["loss"]
    yield number("optimizer.learning_rate", optimizer["learning_rate"])
    yield from settings_of_optimizer(optimizer)
    if optimizer.get("schedule"):
        yield from settings_of_schedule(optimizer["schedule"])
    yield from settings_of_gradient(case)
    yield from settings_of_layers(case["network"]["layers"])
    if "delta" in loss:
        yield number("loss.delta", loss["delta"])
    for reduction in {"sum", "mean"} - {loss.get("reduction", "sum")}:
        yield one("loss.reduction", reduction, loss.get("reduction", "sum"))
    for other in LOSSES:
        if other != loss["name"] and (other in FUSED) <= (loss["name"] in FUSED):
            yield one("loss.name", other, loss["name"])


def settings_of_optimizer(optimizer: Case) -> Iterator[Mistake]:
    """Another optimizer, other options, and decay."""
    name, own = optimizer["name"], optimizer
    defaults = {**OPTIONS[name], "weight_decay": OPTIONS[name].get("weight_decay", 0.0)}
    options = {**defaults, **own}
    for option, usual in defaults.items():
        value = options[option]
        if isinstance(value, float) or isinstance(value, int) and not isinstance(value, bool):
            if value != usual:
                yield one(f"optimizer.{option}", usual, value, ", the default")
            yield number(f"optimizer.{option}", value)
            if 0 < value < 1:
                yield one(f"optimizer.{option}", 1 - value, value, f", 1 - {option}")
            for other in defaults:
                known = options[other]
                if other < option and isinstance(known, float) and known != value:
                    yield exchanged(option, value, other, known)
        elif isinstance(value, bool):
            yield one(f"optimizer.{option}", not value, value)
    decay = options["weight_decay"]
    for wrong in {0, 0.01} - {decay}:
        yield one("optimizer.weight_decay", wrong, decay)
    kept = {key: own[key] for key in ("learning_rate", "schedule") if key in own}
    for other in OPTIMIZERS:
        same = {key: own[key] for key in OPTIONS[other] if key in own}
        if other not in (name, {"adam": "adamw", "adamw": "adam"}.get(name)):
            value = {"name": other, **kept, **same, "weight_decay": decay}
            yield one("optimizer", value, name)._replace(
                says=f"the update is that of {other}, not of {name}"
            )


def settings_of_schedule(schedule: Case) -> Iterator[Mistake]:
    """No schedule, another one, and other options."""
    yield one("optimizer.schedule", None, schedule["name"])
    by = schedule.get("by", "epoch")
    wrong = {"epoch": "step", "step": "epoch"}[by]
    yield one("optimizer.schedule.by", wrong, by)._replace(
        says=f"t is counted in {wrong}s, not in {by}s"
    )
    for other in SCHEDULES:
        if other != schedule["name"]:
            yield one("optimizer.schedule.name", other, schedule["name"])
    for option, usual in TIMES.items():
        value = schedule.get(option, usual)
        if value != usual:
            yield one(f"optimizer.schedule.{option}", usual, value, ", the default")
        yield number(f"optimizer.schedule.{option}", value)


def settings_of_gradient(case: Case) -> Iterator[Mistake]:
    """Penalty, clipping and frozen parameters: left out, other numbers, or in each other's
    place."""
    penalty, clipping = case.get("penalty") or {}, case.get("clipping") or {}
    l1, l2 = penalty.get("l1", 0), penalty.get("l2", 0)
    if is_penalized(case):
        yield one("penalty", None, penalty)
        yield one("penalty.biases", not penalty.get("biases", False), penalty.get("biases", False))
        yield one("penalty", {**penalty, "l1": l2, "l2": l1}, penalty)._replace(
            says="l1 and l2 are exchanged"
        )
        yield from (number(f"penalty.{name}", penalty[name]) for name in ("l1", "l2") if penalty)
    for kind, limit in clipping.items():
        yield one("clipping", None, clipping)
        for other in ("norm", "value", "norm + 1e-6"):
            if other != kind:
                yield one("clipping", {other: limit}, clipping)
        yield number(f"clipping.{kind}", limit)
    if case.get("masks"):
        yield one("masks", None, "the case's")


def settings_of_layers(layers: list[Case]) -> Iterator[Mistake]:
    """Another activation, or another alpha, in the layers that have one of a kind."""
    for entry in {str(layer["activation"]): layer["activation"] for layer in layers}.values():
        name = name_of(entry)
        places = [l for l, layer in enumerate(layers) if layer["activation"] == entry]
        changed = lambda value, places=places: "; ".join(
            f"{SETTING}network.layers.{l}.activation = {value}" for l in places
        )
        for other in ACTIVATIONS:
            if other != name and "softmax" not in (other, name):
                says = f"the activation is {other}, not {name}"
                yield one("activation", other, name)._replace(patch=changed(repr(other)), says=says)
        if name in ALPHA and name != "selu":
            alpha = ALPHA[name] if isinstance(entry, str) else entry.get("alpha", ALPHA[name])
            value = f"{{'name': {name!r}, 'alpha': fitted}}"
            yield number("alpha", alpha)._replace(patch=changed(value))
