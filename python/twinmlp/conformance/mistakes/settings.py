"""Settings, data and starting parameters of a case that a mistake changes, and how that is said."""

from __future__ import annotations

import ast
import copy
from typing import Any

import numpy as np

from .applicable import need
from .moment import Layers
from .optimizers import OPTIMIZERS, OPTIONS
from .step import ALPHA, TIMES
from .table import Mistake
from .words import lines_of, value_of

Case = dict[str, Any]
OTHER_SETTING = "OTHER_SETTING"
SETTING = "case."  # before the path of what is another, in the place of a line's name
START = "first."  # before W, b or w, both, which are others before the first step


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
    patch, mend = f"{SETTING}{path} = {wrong!r}", f"Use `{path}` of the case: {right!r}."
    return Mistake(OTHER_SETTING, (), patch, said, mend, tags=("general",))


def exchanged(option: str, value: Any, other: str, known: Any) -> Mistake:
    """Two options of the optimizer in each other's place."""
    both = f"{SETTING}optimizer.{option} = {known!r}; {SETTING}optimizer.{other} = {value!r}"
    mistake = one(f"optimizer.{option}", known, value)
    return mistake._replace(patch=both, says=f"{other} and {option} are exchanged")


def number(path: str, right: Any) -> Mistake:
    """A setting whose number is another, which is to be found."""
    known = one(path, 0, right)
    option = path.rpartition(".")[2]
    tags, patch = ("general", "solved"), f"{SETTING}{path} = fitted"
    return known._replace(patch=patch, says=f"{path} is %s", tags=tags, fit=option)
