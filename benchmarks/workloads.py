"""The five workloads: data, starting weights and how to train, written to files that Python and R read as they are.

W1 and W2 have sigmoids and half the squared error, summed; the others relu, softmax and the mean cross-entropy. All are
trained by plain gradient descent in float64, with the rows in their order.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, NamedTuple

import numpy as np

Array = Any


class Workload(NamedTuple):
    """`epochs`: of a run with checkpoints, one where it takes long; `batch` is None where a step takes all rows."""

    title: str
    units: tuple[int, ...]
    kind: str
    batch: int | None
    rate: float
    epochs: int
    data: Callable[[], tuple[Array, Array]]


class Task(NamedTuple):
    """What a contestant is given: parameters are [W_1, b_1, W_2, b_2, ...]."""

    X: Array
    y: Array
    units: list[int]
    kind: str
    batch: int
    rate: float
    parameters: list[Array]


def article() -> tuple[Array, Array]:
    """The article's three samples."""
    return np.array([[1.0, 0, 1, 0], [1, 0, 1, 1], [0, 1, 0, 1]]), np.array([[1.0], [1], [0]])


def two_moons() -> tuple[Array, Array]:
    """1000 samples of two moons, scaled as the article scales them."""
    from sklearn.datasets import make_moons

    X, y = make_moons(n_samples=1000, random_state=42, noise=0.1)
    X -= X.min()
    return X / X.max(), y.reshape(-1, 1).astype(np.float64)


def digits() -> tuple[Array, Array]:
    """The 1797 digits of 8 x 8 that scikit-learn ships, from 0 to 1."""
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return X / 16.0, np.eye(10)[y]


def random_images(n: int) -> tuple[Array, Array]:
    """n random samples of 784 inputs, from 0 to 1, in 10 random classes."""
    random = np.random.RandomState(1)
    X = random.random_sample((n, 784))
    return X, np.eye(10)[random.randint(10, size=n)]


WORKLOADS = {
    "W1": Workload("article, 3 x 4-3-1", (4, 3, 1), "sigmoid", None, 0.1, 2000, article),
    "W2": Workload("moons, 1000 x 2-10-1", (2, 10, 1), "sigmoid", None, 0.01, 300, two_moons),
    "W3": Workload("digits, 1797 x 64-128-10 by 32", (64, 128, 10), "softmax", 32, 0.1, 10, digits),
    "W4": Workload(
        "20000 x 784-512-512-10 by 128",
        (784, 512, 512, 10),
        "softmax",
        128,
        0.05,
        1,
        lambda: random_images(20000),
    ),
    "W5": Workload(
        "60000 x 784-256-10", (784, 256, 10), "softmax", None, 0.05, 1, lambda: random_images(60000)
    ),
}


def starting_weights(units: tuple[int, ...]) -> list[Array]:
    """Glorot's uniform weights, and small biases that are not 0."""
    random = np.random.RandomState(7)
    parameters = []
    for a, b in zip(units, units[1:]):
        parameters += [
            random.uniform(-1, 1, (a, b)) * np.sqrt(6.0 / (a + b)),
            random.uniform(-0.1, 0.1, b),
        ]
    return parameters


def write_task(
    name: str,
    folder: Path,
    data: tuple[Array, Array] | None = None,
    units: tuple[int, ...] | None = None,
) -> None:
    """Write a workload, with data and units of its own or with others.

    NAME.json says what is in NAME.X.npy, NAME.y.npy, NAME.<k>.npy and, column by column for R, in NAME.bin.
    """
    workload = WORKLOADS[name]
    X, y = data or workload.data()
    units = units or workload.units
    parameters = starting_weights(units)
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "rows": len(X),
        "units": units,
        "kind": workload.kind,
        "batch": workload.batch or len(X),
        "rate": workload.rate,
    }
    (folder / f"{name}.json").write_text(json.dumps(record))
    np.save(folder / f"{name}.X.npy", X)
    np.save(folder / f"{name}.y.npy", y)
    for k, values in enumerate(parameters):
        np.save(folder / f"{name}.{k}.npy", values)
    with open(folder / f"{name}.bin", "wb") as file:
        for values in (X, y, *parameters):
            values.T.tofile(file)


def read_task(name: str, folder: Path) -> Task:
    """What write_task wrote."""
    record = json.loads((folder / f"{name}.json").read_text())
    count = 2 * (len(record["units"]) - 1)
    parameters = [np.load(folder / f"{name}.{k}.npy") for k in range(count)]
    X, y = np.load(folder / f"{name}.X.npy"), np.load(folder / f"{name}.y.npy")
    return Task(X, y, record["units"], record["kind"], record["batch"], record["rate"], parameters)


def remove_task(name: str, folder: Path) -> None:
    """Remove the files of write_task."""
    for path in folder.glob(f"{name}.*"):
        path.unlink()
