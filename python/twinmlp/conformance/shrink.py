"""A failing case made smaller, as long as it still fails."""

from __future__ import annotations

import math
from copy import deepcopy
from typing import Any, Callable, Iterator

Case = dict[str, Any]


def last_step(case: Case) -> int:
    """The number of the last step of a run to its end."""
    training, n = case["training"], len(case["data"]["X"])
    n -= math.ceil((training.get("validation_fraction") or 0) * n)
    return training["epochs"] * -(-n // (training["batch_size"] or n)) - 1


def smaller(case: Case, fails: Callable[[Case], bool], tries: int = 60) -> Case:
    """The case after every reduction that leaves it failing."""
    progress = True
    while progress and tries > 0:
        progress = False
        for candidate in reductions(case):
            tries -= 1
            if tries < 0:
                break
            if fails(candidate):
                case, progress = candidate, True
                break
    return case


def without(*path: str, value: Any) -> Callable[[Case], Case | None]:
    """The case without one of its parts, which says nothing then."""

    def reduce(case: Case) -> Case | None:
        part = case
        for name in path[:-1]:
            part = part[name]
        if part.get(path[-1], value) == value:
            return None
        part.pop(path[-1])
        return case

    return reduce


def without_dropout(case: Case) -> Case | None:
    """No layer drops units."""
    rates = [layer.pop("dropout", None) for layer in case["network"]["layers"]]
    return case if any(rate is not None for rate in rates) else None


OPTIONAL = (
    "masks clipping penalty optimizer.schedule data.sample_weight training.validation_fraction "
    "training.patience training.threshold"
)
SIMPLER = (*(without(*path.split("."), value=None) for path in OPTIONAL.split()), without_dropout)


def reductions(case: Case) -> Iterator[Case]:
    """The case with less of one thing."""
    of_layers = (without_layer(l) for l in range(len(case["parameters"])))
    for reduce in (*SIMPLER, *FEWER, fewer_rows, *of_layers, narrower, SEQUENTIAL):
        candidate = reduce(deepcopy(case))
        if candidate is not None:
            last = last_step(candidate)
            steps = [step for step in candidate["record"]["steps"] if step <= last] or [last]
            name = case["id"].removesuffix("_small") + "_small"
            yield {**candidate, "id": name, "record": {"steps": steps}}


def trained_with(name: str, value: Any) -> Callable[[Case], Case | None]:
    """The case with the plainest value of one setting of its training."""

    def reduce(case: Case) -> Case | None:
        training = case["training"]
        return None if training[name] == value else {**case, "training": {**training, name: value}}

    return reduce


FEWER = trained_with("epochs", 1), trained_with("batch_size", None)
SEQUENTIAL = trained_with("order", "sequential")


def fewer_rows(case: Case) -> Case | None:
    """Half of the rows."""
    n = len(case["data"]["X"])
    per_row = [name for name in ("X", "y", "sample_weight") if case["data"].get(name) is not None]
    fewest = 1 if case["training"].get("validation_fraction") is None else 3
    half = {name: case["data"][name][: n // 2] for name in per_row}
    return None if n <= fewest else {**case, "data": {**case["data"], **half}}


def without_layer(l: int) -> Callable[[Case], Case | None]:
    """The layers before and after layer l put together, where their sizes allow."""

    def reduce(case: Case) -> Case | None:
        layers = case["network"]["layers"]
        if len(layers) == 1 or l == len(layers) - 1:
            return None
        units = layers[l]["inputs"]  # the next layer then takes what this one took
        following, parameters = {**layers[l + 1], "inputs": units}, case["parameters"]
        W = (parameters[l + 1]["W"] * units)[:units]
        case["network"]["layers"] = [*layers[:l], following, *layers[l + 2 :]]
        case["parameters"] = [*parameters[:l], {**parameters[l + 1], "W": W}, *parameters[l + 2 :]]
        case.pop("masks", None)
        return case

    return reduce


def narrower(case: Case) -> Case | None:
    """The widest hidden layer with half of its units."""
    layers, parameters = case["network"]["layers"], case["parameters"]
    if len(layers) == 1:
        return None
    l = max(range(len(layers) - 1), key=lambda l: layers[l]["units"])
    units = layers[l]["units"] // 2
    if units == 0:
        return None
    layers[l]["units"] = layers[l + 1]["inputs"] = units
    case.pop("masks", None)
    W, b = parameters[l]["W"], parameters[l]["b"]
    parameters[l] = {"W": [row[:units] for row in W], "b": None if b is None else b[:units]}
    parameters[l + 1]["W"] = parameters[l + 1]["W"][:units]
    return case
