"""The steps of a run before it is made: their epochs, their rows, and the draws of their masks."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..bits.stopping import split
from .applicable import need
from .optimizers import OPTIMIZERS
from .streams import GENERATORS

Array = np.ndarray
Case = dict[str, Any]


class Planned(NamedTuple):
    """A step to come: its number, its epoch, its rows, and the uniforms of its masks."""

    step: int
    epoch: int
    rows: Array
    uniforms: list[Any] | None


class Plan(NamedTuple):
    """All steps of a run, and the rows that are trained on and set aside."""

    steps: list[Planned]
    trained: list[int]
    tested: list[int]


def plan_of(case: Case) -> Plan:
    """The steps of a run; NotApplicable where these lines cannot follow the case: a line search,
    or a run that may end early."""
    training, layers = case["training"], case["network"]["layers"]
    need(training.get("patience") is None and training.get("threshold") is None)
    need(case["optimizer"]["name"] in OPTIMIZERS)
    draws = GENERATORS[training.get("generator", "numpy")](training.get("seed", 42))
    trained, tested = split(case, len(case["data"]["X"]), draws)
    n, found = len(trained), []
    size = training.get("batch_size") or n
    dropout = any(layer.get("dropout") for layer in layers)
    numbers = lambda layer, count: np.array(draws.random_sample(count * layer["units"]))
    drawn = lambda layer, count: numbers(layer, count).reshape(count, -1)
    for epoch in range(training["epochs"]):
        order = list(range(n))
        if training.get("order") == "shuffled":
            order = [int(row) for row in draws.permutation(n)]
        for start in range(0, n, size):
            rows = np.asarray([trained[i] for i in order[start : start + size]])
            uniforms = [
                drawn(layer, len(rows)) if layer.get("dropout") else None for layer in layers
            ]
            found.append(Planned(len(found), epoch, rows, uniforms if dropout else None))
    return Plan(found, trained, tested)
