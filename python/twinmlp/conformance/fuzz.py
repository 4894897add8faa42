"""Cases drawn at random over everything the format can say, and a failing one made smaller."""

from __future__ import annotations

import math
from copy import deepcopy
from typing import Any, Callable, Iterator

import numpy as np

Case = dict[str, Any]

ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu")  # half of the layers have one of these
OTHERS = (
    "leaky_relu",
    {"name": "leaky_relu", "alpha": 0.2},
    "elu",
    {"name": "elu", "alpha": 0.5},
    "selu",
    "softplus",
    "softsign",
    "silu",
    "gelu",
    "hard_sigmoid",
)
LOSSES = (
    "half_squared_error",
    "half_squared_error",
    "squared_error",
    "absolute_error",
    "huber",
    {"name": "huber", "delta": 0.3},
    "binary_cross_entropy",
    "cross_entropy",
)
FUSED = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}
# optimizers with rates that do not diverge in a few steps
OPTIMIZERS = (
    *({"name": "sgd", "learning_rate": rate} for rate in (0.001, 0.01, 0.05, 0.1)),
    {"name": "sgd", "learning_rate": 0.05, "weight_decay": 0.1},
    {"name": "momentum", "learning_rate": 0.01},
    {"name": "momentum", "learning_rate": 0.02, "momentum": 0.5},
    {"name": "nesterov", "learning_rate": 0.01},
    {"name": "adagrad", "learning_rate": 0.05},
    {"name": "rmsprop", "learning_rate": 0.01},
    {"name": "adam", "learning_rate": 0.01},
    {"name": "adam", "learning_rate": 0.01, "epsilon_mode": "hat", "epsilon": 0.001},
    {"name": "adamw", "learning_rate": 0.01},
    {"name": "adadelta", "learning_rate": 1.0},
    {"name": "rprop", "learning_rate": 0.01},
    {"name": "rprop", "learning_rate": 0.01, "backtracking": False},
    {"name": "lbfgs", "learning_rate": 0.05},
    {"name": "lbfgs", "learning_rate": 0.3, "c2": 0.3, "memory": 2},
    {"name": "lbfgs", "learning_rate": 0.1, "evaluations": 2},
)
SCHEDULES = (
    {"name": "step", "drop": 0.5, "every": 2, "by": "step"},
    {"name": "exponential", "decay": 0.9},
    {"name": "inverse_scaling", "by": "step"},
    {"name": "cosine", "period": 5, "smallest": 0.1},
    {"name": "constant", "warmup": 3, "by": "step"},
)
PENALTIES = ({"l1": 0.01, "l2": 0}, {"l1": 0, "l2": 0.1}, {"l1": 0.003, "l2": 0.02})
CLIPPINGS = ({"value": 0.1}, {"norm": 0.5}, {"norm": 50.0})
WIDTHS = (1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 9, 17, 33)
EDGES = (0.0, 1.0, -1.0, 0.5, -0.0)  # numbers that make sums exact, zero, or relu's kink


def numbers(random: np.random.RandomState, shape: tuple[int, ...], scale: float) -> Any:
    """Numbers of about `scale`, a few of them edges."""
    values = random.uniform(-scale, scale, size=shape)
    edges = np.array(EDGES)[random.randint(len(EDGES), size=shape)]
    return np.where(random.uniform(size=shape) < 0.1, edges, values).tolist()


def alike(name: Any) -> Any:
    """What a case writes for a name with or without parameters, by itself."""
    return dict(name) if isinstance(name, dict) else {"name": name}


def targets(random: np.random.RandomState, loss: str, n: int, outputs: int) -> Any:
    """Targets that go with a loss: any numbers, 0 and 1, or one-hot rows."""
    if loss == "cross_entropy":
        return np.eye(outputs)[random.randint(outputs, size=n)].tolist()
    if loss == "binary_cross_entropy":
        return random.randint(2, size=(n, outputs)).astype(float).tolist()
    return numbers(random, (n, outputs), 1.0)


def family(case: Case, random: np.random.RandomState) -> Case:
    """The case with what it may say besides layers, a loss and an optimizer, each now and then."""
    pick = lambda values: values[random.randint(len(values))]
    layers, shuffled = case["network"]["layers"], case["training"]["order"] == "shuffled"
    if random.uniform() < 0.2:
        case["data"]["sample_weight"] = np.round(
            random.uniform(0, 2, size=len(case["data"]["X"])), 2
        ).tolist()
    if random.uniform() < 0.2:
        case["optimizer"]["schedule"] = dict(pick(SCHEDULES))
    if random.uniform() < 0.2:
        case["penalty"] = dict(pick(PENALTIES))
    if random.uniform() < 0.2:
        case["clipping"] = dict(pick(CLIPPINGS))
    if random.uniform() < 0.15:
        case["masks"] = [
            {
                "W": random.randint(2, size=(l["inputs"], l["units"])).tolist(),
                **({"b": random.randint(2, size=l["units"]).tolist()} if l["bias"] else {}),
            }
            for l in layers
        ]
    for layer in layers[:-1]:
        if random.uniform() < 0.15:
            layer["dropout"] = pick((0.2, 0.5))
    if (shuffled or any("dropout" in layer for layer in layers)) and random.uniform() < 0.5:
        case["training"]["generator"] = "r"
    return watched(case, random)


def watched(case: Case, random: np.random.RandomState) -> Case:
    """The case with samples set aside, patience or a threshold, each now and then; its steps are those of the run it would be to its end."""
    pick = lambda values: values[random.randint(len(values))]
    training = case["training"]
    if len(case["data"]["X"]) > 1 and random.uniform() < 0.2:
        training["validation_fraction"] = pick((0.2, 0.34, 0.5))
    if (
        random.uniform() < 0.2
    ):  # min_delta is above 0: where nothing is learned any more, nobody can tell less from equal
        training |= {
            "patience": pick((1, 2)),
            "min_delta": pick((0.001, 0.01, 0.1)),
            "restore_best": pick((True, False)),
        }
    if random.uniform() < 0.15:
        training["threshold"] = pick((0.01, 0.1, 1.0))
    return {
        **case,
        "record": {"steps": [step for step in case["record"]["steps"] if step <= last_step(case)]},
    }


def last_step(case: Case) -> int:
    """The number of the last step of a run to its end."""
    training, n = case["training"], len(case["data"]["X"])
    n -= math.ceil((training.get("validation_fraction") or 0) * n)
    return training["epochs"] * -(-n // (training["batch_size"] or n)) - 1


def one_loss(case: Case) -> Case:
    """The case without what a line search cannot have: batches, another order, dropout, clipping.

    Nor a gradient that is nothing but rounding, on which the search's decisions would hang: that of a softmax of one output,
    that of a small network after more than two steps, which may be at its minimum, that of a weight of 0 with an l1 penalty; nor
    a change of the gradient that is: that of a loss with straight parts, of a single sample.
    """
    if case["optimizer"]["name"] != "lbfgs":
        return case
    straight = case["loss"]["name"] in ("huber", "absolute_error") and len(case["data"]["X"]) == 1
    if (
        straight
        or case["loss"]["name"] == "cross_entropy"
        and case["network"]["layers"][-1]["units"] == 1
    ):
        return {**case, "optimizer": dict(OPTIMIZERS[0])}
    case.pop("clipping", None)
    without_dropout(case)
    last = min(case["training"]["epochs"], 2) - 1
    case["training"] |= {"epochs": last + 1, "batch_size": None, "order": "sequential"}
    if case["penalty"]["l1"] > 0:
        for layer in case["parameters"]:
            layer["W"] = [[w or 0.5 for w in row] for row in layer["W"]]
    return {
        **case,
        "record": {"steps": sorted({min(step, last) for step in case["record"]["steps"]})},
    }


def draw_case(seed: int, number: int) -> Case:
    """Case `number` of a seed: the same wherever and in whatever order it is drawn."""
    random, plain = (
        np.random.RandomState([seed, number]),
        number % 4 == 0,
    )  # every fourth asks for nothing but gradient descent
    pick = lambda values: values[random.randint(len(values))]
    depth, n = pick((1, 2, 2, 3, 4, 5)), int(pick((1, 2, 3, 4, 5, 7, 8)))
    sizes = [int(pick(WIDTHS)) for _ in range(depth + 1)]
    layers = [
        {
            "inputs": a,
            "units": b,
            "activation": pick(ACTIVATIONS if plain else pick((ACTIVATIONS, OTHERS))),
            "bias": bool(random.uniform() < 0.8),
        }
        for a, b in zip(sizes, sizes[1:])
    ]
    loss = alike(LOSSES[0] if plain else pick(LOSSES))
    layers[-1]["activation"] = FUSED.get(loss["name"], layers[-1]["activation"])
    parameters = [
        {
            "W": numbers(random, (l["inputs"], l["units"]), 1 / np.sqrt(l["inputs"])),
            "b": numbers(random, (l["units"],), 0.5) if l["bias"] else None,
        }
        for l in layers
    ]
    weights = sum(a * b for a, b in zip(sizes, sizes[1:]))
    epochs = int(
        pick((1, 2, 3, 4) if weights < 100 else (1, 2))
    )  # the true values of large networks take long
    batch = pick((None, None, 1, 2, 3, 5, n) if weights < 100 else (None, 3, 5))
    last = epochs * (1 if batch is None else -(-n // batch)) - 1
    steps = sorted({0, last, *random.randint(last + 1, size=3).tolist()})
    case = {
        "format": "twinmlp-case",
        "version": 1,
        "id": f"random_{seed}_{number}",
        "title": f"Drawn from seed {seed}, number {number}",
        "flags": ["random"],
        "network": {"layers": layers},
        "loss": {**loss, "reduction": pick(("sum", "mean"))},
        "penalty": {"l1": 0, "l2": 0},
        "optimizer": dict(pick(OPTIMIZERS[:4] if plain else OPTIMIZERS)),
        "training": {
            "epochs": epochs,
            "batch_size": batch,
            "order": pick(("sequential", "sequential", "shuffled")),
            "seed": int(random.randint(2**31)),
            "generator": "numpy",
        },
        "data": {
            "X": numbers(random, (n, sizes[0]), 1.0),
            "y": targets(random, loss["name"], n, sizes[-1]),
            "sample_weight": None,
        },
        "parameters": parameters,
        "record": {"steps": steps},
    }
    return case if plain else one_loss(family(case, random))


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
    dropping = [
        layer for layer in case["network"]["layers"] if layer.pop("dropout", None) is not None
    ]
    return case if dropping else None


SIMPLER = (
    without("masks", value=None),
    without("clipping", value=None),
    without("penalty", value=None),
    without("optimizer", "schedule", value=None),
    without("data", "sample_weight", value=None),
    without_dropout,
    without("training", "validation_fraction", value=None),
    without("training", "patience", value=None),
    without("training", "threshold", value=None),
)


def reductions(case: Case) -> Iterator[Case]:
    """The case with less of one thing."""
    for reduce in (
        *SIMPLER,
        one_epoch,
        full_batch,
        fewer_rows,
        *(without_layer(l) for l in range(len(case["parameters"]))),
        narrower,
        sequential,
    ):
        candidate = reduce(deepcopy(case))
        if candidate is not None:
            last = last_step(candidate)
            steps = [step for step in candidate["record"]["steps"] if step <= last]
            yield {
                **candidate,
                "id": case["id"].removesuffix("_small") + "_small",
                "record": {"steps": steps or [last]},
            }


def one_epoch(case: Case) -> Case | None:
    """One epoch only."""
    return (
        None
        if case["training"]["epochs"] == 1
        else {**case, "training": {**case["training"], "epochs": 1}}
    )


def full_batch(case: Case) -> Case | None:
    """All rows in one batch."""
    return (
        None
        if case["training"]["batch_size"] is None
        else {**case, "training": {**case["training"], "batch_size": None}}
    )


def sequential(case: Case) -> Case | None:
    """The rows as they stand."""
    return (
        None
        if case["training"]["order"] == "sequential"
        else {**case, "training": {**case["training"], "order": "sequential"}}
    )


def fewer_rows(case: Case) -> Case | None:
    """Half of the rows."""
    n = len(case["data"]["X"])
    per_row = [name for name in ("X", "y", "sample_weight") if case["data"].get(name) is not None]
    fewest = 1 if case["training"].get("validation_fraction") is None else 3
    return (
        None
        if n <= fewest
        else {
            **case,
            "data": {**case["data"], **{name: case["data"][name][: n // 2] for name in per_row}},
        }
    )


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
    parameters[l] = {
        "W": [row[:units] for row in parameters[l]["W"]],
        "b": None if parameters[l]["b"] is None else parameters[l]["b"][:units],
    }
    parameters[l + 1]["W"] = parameters[l + 1]["W"][:units]
    return case
