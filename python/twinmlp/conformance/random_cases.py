"""Cases drawn at random over everything the format can say, and a failing one made smaller."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Callable, Iterator

import numpy as np

Case = dict[str, Any]

ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu")
WIDTHS = (1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 9, 17, 33)
EDGES = (0.0, 1.0, -1.0, 0.5, -0.0)  # numbers that make sums exact, zero, or relu's kink


def numbers(random: np.random.RandomState, shape: tuple[int, ...], scale: float) -> Any:
    """Numbers of about `scale`, a few of them edges."""
    values = random.uniform(-scale, scale, size=shape)
    edges = np.array(EDGES)[random.randint(len(EDGES), size=shape)]
    return np.where(random.uniform(size=shape) < 0.1, edges, values).tolist()


def draw_case(seed: int, number: int) -> Case:
    """Case `number` of a seed: the same wherever and in whatever order it is drawn."""
    random = np.random.RandomState([seed, number])
    pick = lambda values: values[random.randint(len(values))]
    depth, n = pick((1, 2, 2, 3, 4, 5)), int(pick((1, 2, 3, 4, 5, 7, 8)))
    sizes = [int(pick(WIDTHS)) for _ in range(depth + 1)]
    layers = [
        {"inputs": a, "units": b, "activation": pick(ACTIVATIONS), "bias": bool(random.uniform() < 0.8)} for a, b in zip(sizes, sizes[1:])
    ]
    parameters = [
        {"W": numbers(random, (l["inputs"], l["units"]), 1 / np.sqrt(l["inputs"])), "b": numbers(random, (l["units"],), 0.5) if l["bias"] else None}
        for l in layers
    ]
    weights = sum(a * b for a, b in zip(sizes, sizes[1:]))
    epochs = int(pick((1, 2, 3, 4) if weights < 100 else (1, 2)))  # the true values of large networks take long
    batch = pick((None, None, 1, 2, 3, 5, n) if weights < 100 else (None, 3, 5))
    last = epochs * (1 if batch is None else -(-n // batch)) - 1
    steps = sorted({0, last, *random.randint(last + 1, size=3).tolist()})
    return {
        "format": "twinmlp-case", "version": 1, "id": f"random_{seed}_{number}", "title": f"Drawn from seed {seed}, number {number}",
        "flags": ["random"], "network": {"layers": layers},
        "loss": {"name": "half_squared_error", "reduction": pick(("sum", "mean"))}, "penalty": {"l1": 0, "l2": 0},
        "optimizer": {"name": "sgd", "learning_rate": float(pick((0.001, 0.01, 0.05, 0.1)))},
        "training": {"epochs": epochs, "batch_size": batch, "order": pick(("sequential", "sequential", "shuffled")),
                     "seed": int(random.randint(2**31)), "generator": "numpy"},
        "data": {"X": numbers(random, (n, sizes[0]), 1.0), "y": numbers(random, (n, sizes[-1]), 1.0), "sample_weight": None},
        "parameters": parameters, "record": {"steps": steps},
    }


def draw_cases(count: int, seed: int) -> Iterator[Case]:
    """So many cases of a seed."""
    return (draw_case(seed, number) for number in range(count))


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


def reductions(case: Case) -> Iterator[Case]:
    """The case with less of one thing."""
    for reduce in (one_epoch, full_batch, fewer_rows, *(without_layer(l) for l in range(len(case["parameters"]))), narrower, sequential):
        candidate = reduce(deepcopy(case))
        if candidate is not None:
            training, n = candidate["training"], len(candidate["data"]["X"])
            last = training["epochs"] * -(-n // (training["batch_size"] or n)) - 1
            steps = [step for step in candidate["record"]["steps"] if step <= last]
            yield {**candidate, "id": case["id"].removesuffix("_small") + "_small", "record": {"steps": steps or [last]}}


def one_epoch(case: Case) -> Case | None:
    """One epoch only."""
    return None if case["training"]["epochs"] == 1 else {**case, "training": {**case["training"], "epochs": 1}}


def full_batch(case: Case) -> Case | None:
    """All rows in one batch."""
    return None if case["training"]["batch_size"] is None else {**case, "training": {**case["training"], "batch_size": None}}


def sequential(case: Case) -> Case | None:
    """The rows as they stand."""
    return None if case["training"]["order"] == "sequential" else {**case, "training": {**case["training"], "order": "sequential"}}


def fewer_rows(case: Case) -> Case | None:
    """Half of the rows."""
    n = len(case["data"]["X"])
    return None if n == 1 else {**case, "data": {**case["data"], **{name: case["data"][name][: n // 2] for name in ("X", "y")}}}


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
    parameters[l] = {"W": [row[:units] for row in parameters[l]["W"]], "b": None if parameters[l]["b"] is None else parameters[l]["b"][:units]}
    parameters[l + 1]["W"] = parameters[l + 1]["W"][:units]
    return case
