"""Cases drawn at random over everything the format can say, and a failing one made smaller."""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np

from .fuzz_options import OPTIMIZERS, family, one_loss

Case = dict[str, Any]

ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu")  # half of the layers have one of these
OTHERS = (
    *("leaky_relu", {"name": "leaky_relu", "alpha": 0.2}, "elu", {"name": "elu", "alpha": 0.5}),
    *("selu", "softplus", "softsign", "silu", "gelu", "hard_sigmoid"),
)
LOSSES = (
    *("half_squared_error", "half_squared_error", "squared_error", "absolute_error"),
    *("huber", {"name": "huber", "delta": 0.3}, "binary_cross_entropy", "cross_entropy"),
)
FUSED = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}
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


def draw_case(seed: int, number: int) -> Case:
    """Case `number` of a seed: the same wherever and in whatever order it is drawn."""
    random = np.random.RandomState([seed, number])
    plain = number % 4 == 0  # every fourth asks for nothing but gradient descent
    pick = lambda values: values[random.randint(len(values))]
    depth, n = pick((1, 2, 2, 3, 4, 5)), int(pick((1, 2, 3, 4, 5, 7, 8)))
    sizes = [int(pick(WIDTHS)) for _ in range(depth + 1)]
    activation = lambda: pick(ACTIVATIONS if plain else pick((ACTIVATIONS, OTHERS)))
    has_bias = lambda: bool(random.uniform() < 0.8)
    layers = [
        {"inputs": a, "units": b, "activation": activation(), "bias": has_bias()}
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
    # the true values of large networks take long
    epochs = int(pick((1, 2, 3, 4) if weights < 100 else (1, 2)))
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
