"""Mistakes that are the run of another case: one of its settings is another, or is left out."""

from __future__ import annotations

import ast
import copy
from typing import Any, Iterator

import numpy as np

from .applicable import need
from .moment import Layers, is_penalized
from .step import ACTIVATIONS, ALPHA, FUSED, LOSSES, OPTIMIZERS, OPTIONS, SCHEDULES, TIMES, name_of
from .table import Mistake
from .words import lines_of, value_of

Case = dict[str, Any]
OTHER_SETTING = "OTHER_SETTING"
SETTING = "case."  # before the path of what is another, in the place of a line's name
START = "first."  # before W, b or w, both, which are others before the first step
# What is taken for the inputs, the targets, and the parameters at the start.
DATA = {
    "X": {
        "standardised(X)": "standardised",
        "standardised(X, 1)": "standardised, with n - 1 (R's scale, pandas, PyTorch)",
        "to_unit_range(X)": "scaled to [0, 1]",
        "X - column_means(X)": "centred",
        "X / largest(abs(X))": "divided by the largest of them",
        "X / 255": "divided by 255",
        "half(X)": "in half precision (float16)",
        "single(X)": "in single precision (float32)",
        "trunc(X)": "cut off to whole numbers",
        "backwards(X)": "in reverse order",
        "next_row(X)": "those of the row before",
        "row_before(X)": "those of the next row",
        "units_backwards(X)": "with their columns in reverse order",
        "X / sqrt(row_sums(X * X))": "scaled to length 1, row by row",
    },
    "y": {
        "2 * y - 1": "-1 and 1 where 0 and 1 belong",
        "1 - y": "1 - y: the classes are exchanged",
        "y - 0.5": "less 0.5",
        "trunc(y)": "cut off to whole numbers",
        "ones(y)": "all 1",
        "0 * y": "all 0",
        "backwards(y)": "in reverse order",
        "next_row(y)": "those of the row before",
        "row_before(y)": "those of the next row",
        "next_class(y)": "shifted by a class",
        "units_backwards(y)": "with their classes in reverse order",
        "standardised(y)": "standardised",
        "to_unit_range(y)": "scaled to [0, 1]",
        "half(y)": "in half precision (float16)",
        "single(y)": "in single precision (float32)",
    },
    "w": {
        "single(w)": "W and b in single precision (float32)",
        "half(w)": "W and b in half precision (float16)",
        "0 * w": "W and b at 0",
        "-w": "W and b of the other sign",
    },
    "b": {"0 * w": "b at 0", "1 + 0 * w": "b at 1"},
    "W": {
        "single(w)": "W in single precision (float32)",
        "half(w)": "W in half precision (float16)",
        "t(w)": "W transposed",
        "read_by_columns(w)": "W's numbers read column by column",
        "read_by_rows(w)": "W's numbers read row by row",
        "units_backwards(w)": "the units in reverse order",
        "backwards(w)": "the inputs in reverse order",
        "w / 2": "half of W",
        "2 * w": "twice W",
    },
}


def case_with(case: Case, text: str) -> Case:
    """The case with the settings that the lines of a patch give."""
    if SETTING not in text:
        return case
    other, data = copy.deepcopy({**case, "data": None}), {**case["data"]}
    for target, value in lines_of(text):
        if target.startswith(f"{SETTING}data."):
            values = np.asarray(data[target[-1]], dtype=float)
            data[target[-1]] = np.asarray(value_of(value, {target[-1]: values}))
            need(data[target[-1]].shape == values.shape)
        elif target.startswith(SETTING):
            *path, last = target.removeprefix(SETTING).split(".")
            here: Any = other
            for name in path:
                here = here[int(name) if name.isdigit() else name]
            here[last] = ast.literal_eval(value)
    need(other["optimizer"]["name"] in OPTIMIZERS)
    return {**other, "data": data}


def started(first: Layers, text: str) -> Layers:
    """W and b before the first step, as the lines of a patch give them."""
    layers = [{**layer} for layer in first]
    for target, value in lines_of(text):
        for layer in layers:
            for name in "Wb" if target == f"{START}w" else target.removeprefix(START):
                if target.startswith(START) and layer.get(name) is not None:
                    w = np.asarray(layer[name], dtype=float)
                    layer[name] = np.asarray(value_of(value, {"w": w}))
                    need(layer[name].shape == w.shape)
    return layers


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
    for option, usual in OPTIONS[name].items():
        value = own.get(option, usual)
        if isinstance(value, float) or isinstance(value, int) and not isinstance(value, bool):
            if value != usual:
                yield one(f"optimizer.{option}", usual, value, ", the default")
            yield number(f"optimizer.{option}", value)
            if 0 < value < 1:
                yield one(f"optimizer.{option}", 1 - value, value, f", 1 - {option}")
            for other in OPTIONS[name]:
                known = own.get(other, OPTIONS[name][other])
                if other < option and isinstance(known, float) and known != value:
                    yield exchanged(option, value, other, known)
        elif isinstance(value, bool):
            yield one(f"optimizer.{option}", not value, value)
    decay = own.get("weight_decay", 0.01 if name == "adamw" else 0.0)
    for wrong in {0, 0.01} - {decay}:
        yield one("optimizer.weight_decay", wrong, decay)
    yield number("optimizer.weight_decay", decay)
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
    yield one("optimizer.schedule.by", {"epoch": "step", "step": "epoch"}[by], by)
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
        for other in {"norm", "value", "norm + 1e-6"} - {kind}:
            yield one("clipping", {other: limit}, clipping)
        yield number(f"clipping.{kind}", limit)
    if case.get("masks"):
        yield one("masks", None, "the case's")


def settings_of_layers(layers: list[Case]) -> Iterator[Mistake]:
    """Another activation, or another alpha, in the layers that have one of a kind."""
    for entry in {str(layer["activation"]): layer["activation"] for layer in layers}.values():
        name = name_of(entry)
        places = [l for l, layer in enumerate(layers) if layer["activation"] == entry]
        changed = lambda value: "; ".join(
            f"{SETTING}network.layers.{l}.activation = {value}" for l in places
        )
        for other in ACTIVATIONS:
            if other != name and "softmax" not in (other, name):
                says = f"the activation is {other}, not {name}"
                yield one("activation", other, name)._replace(
                    patch=changed(repr(other)), says=says
                )
        if name in ALPHA and name != "selu":
            alpha = ALPHA[name] if isinstance(entry, str) else entry.get("alpha", ALPHA[name])
            value = f"{{'name': {name!r}, 'alpha': fitted}}"
            yield number("alpha", alpha)._replace(patch=changed(value))


def usual_of(case: Case, mistake: Mistake) -> dict[str, Any]:
    """The name of the number that is to be found, with what it is in the case."""
    found: Any = case
    for name in lines_of(mistake.patch)[0][0].removeprefix(SETTING).split("."):
        found = found[int(name)] if name.isdigit() else found.get(name)
    usual = {**TIMES, **OPTIONS[case["optimizer"]["name"]], **ALPHA}
    if found is None or not isinstance(found, (int, float)):
        found = found.get("alpha") if isinstance(found, dict) else usual.get(found or mistake.fit)
    return {} if found is None else {mistake.fit: found}


def one(path: str, wrong: Any, right: Any, beside: str = "") -> Mistake:
    """A setting that is another."""
    said = f"{path} is {wrong!r}{beside}, not {right!r}"
    if wrong is None:
        said = f"{path} is not used: it is {right!r} in the case"
    return Mistake(
        code=OTHER_SETTING,
        quantities=(),
        patch=f"{SETTING}{path} = {wrong!r}",
        when="True",
        says=said,
        mend=f"Use `{path}` of the case: {right!r}.",
        detail="",
        plant="",
        cases=(),
        tags=("general",),
    )


def exchanged(option: str, value: Any, other: str, known: Any) -> Mistake:
    """Two options of the optimizer in each other's place."""
    both = f"{SETTING}optimizer.{option} = {known!r}; {SETTING}optimizer.{other} = {value!r}"
    mistake = one(f"optimizer.{option}", known, value)
    return mistake._replace(patch=both, says=f"{other} and {option} are exchanged")


def number(path: str, right: Any) -> Mistake:
    """A setting whose number is another, which is to be found."""
    known = one(path, 0, right)
    option = path.rpartition(".")[2]
    return known._replace(
        patch=f"{SETTING}{path} = fitted",
        says=f"{path} is %s",
        tags=("general", "solved"),
        fit=option,
    )
