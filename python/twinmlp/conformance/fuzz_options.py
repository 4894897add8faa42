"""What a random case may say besides its layers: optimizers, schedules, penalties, clipping, when
it ends.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .shrink import last_step, without_dropout

Case = dict[str, Any]


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

PENALTIES = (
    {"l1": 0.01, "l2": 0},
    {"l1": 0, "l2": 0.1},
    {"l1": 0.003, "l2": 0.02},
    {"l1": 0.003, "l2": 0.02, "biases": True},
)

CLIPPINGS = ({"value": 0.1}, {"norm": 0.5}, {"norm": 50.0})


def family(case: Case, random: np.random.RandomState) -> Case:
    """The case with what it may say besides layers, a loss and an optimizer, each now and then."""
    pick = lambda values: values[random.randint(len(values))]
    layers, shuffled = case["network"]["layers"], case["training"]["order"] == "shuffled"
    if random.uniform() < 0.2:
        weights = random.uniform(0, 2, size=len(case["data"]["X"]))
        case["data"]["sample_weight"] = np.round(weights, 2).tolist()
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
    return with_early_stopping(case, random)


def with_early_stopping(case: Case, random: np.random.RandomState) -> Case:
    """The case with samples set aside, patience or a threshold, each now and then; its steps are
    those of the run it would be to its end."""
    pick = lambda values: values[random.randint(len(values))]
    training = case["training"]
    if len(case["data"]["X"]) > 1 and random.uniform() < 0.2:
        training["validation_fraction"] = pick((0.2, 0.34, 0.5))
    if random.uniform() < 0.2:
        # min_delta is above 0: where nothing is learned any more, nobody can tell less from equal
        training |= {"patience": pick((1, 2)), "min_delta": pick((0.001, 0.01, 0.1))}
        training["restore_best"] = pick((True, False))
    if random.uniform() < 0.15:
        training["threshold"] = pick((0.01, 0.1, 1.0))
    steps = [step for step in case["record"]["steps"] if step <= last_step(case)]
    return {**case, "record": {"steps": steps}}


def one_loss(case: Case) -> Case:
    """The case without what a line search cannot have: batches, another order, dropout, clipping.

    Nor a gradient that is nothing but rounding, on which the search's decisions would hang: that of
    a softmax of one output, that of a small network after more than two steps, which may be at its
    minimum, that of a parameter of 0 with an l1 penalty; nor a change of the gradient that is: that
    of a loss with straight parts, of a single sample.
    """
    if case["optimizer"]["name"] != "lbfgs":
        return case
    loss, outputs = case["loss"]["name"], case["network"]["layers"][-1]["units"]
    straight = loss in ("huber", "absolute_error") and len(case["data"]["X"]) == 1
    if straight or loss == "cross_entropy" and outputs == 1:
        return {**case, "optimizer": dict(OPTIMIZERS[0])}
    case.pop("clipping", None)
    without_dropout(case)
    last = min(case["training"]["epochs"], 2) - 1
    case["training"] |= {"epochs": last + 1, "batch_size": None, "order": "sequential"}
    if case["penalty"]["l1"] > 0:
        for layer in case["parameters"]:
            layer["W"] = [[w or 0.5 for w in row] for row in layer["W"]]
            layer["b"] = layer["b"] and [b or 0.5 for b in layer["b"]]
    steps = sorted({min(step, last) for step in case["record"]["steps"]})
    return {**case, "record": {"steps": steps}}
