"""Small data sets: three of the article's, XOR, iris, cars, and moons and blobs as scikit-learn
draws them.

The article is "Understanding and coding Neural Networks From Scratch in Python and R".
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import NATIVE, Arithmetic, Array, check_arithmetic
from ..base.checks import check_count, check_flag, check_matrix, check_not_negative, check_vector
from ..base.errors import describe, fail
from ..base.files import fixture_path, read_json
from ..base.structures import is_many
from ..rng.limits import MOST_SAMPLES, check_room
from ..rng.mersenne import Stream
from ..rng.streams import normal, permutation, stream, uniform


class DataSet(NamedTuple):
    """Inputs X, n x n_0, and targets y, n x n_L."""

    X: Array
    y: Array


def data_set(X: Any, y: Any) -> DataSet:
    """Build a data set from two lists of rows."""
    return DataSet(check_matrix(X, "X"), check_matrix(y, "y"))


def stored_data_set(name: str) -> DataSet:
    """Read the data set `name` from the fixtures."""
    document = read_json(fixture_path(f"data/{name}.json"), "data")
    return data_set(document["X"], document["y"])


def linspace(start: float, stop: float, n: int) -> Array:
    """Return n numbers start + i (stop - start) / (n - 1), the last of them exactly stop."""
    step = (stop - start) / max(n - 1, 1)
    values = start + np.arange(n) * step
    if n > 1:
        values[n - 1] = stop
    return values


def moons(
    n_samples: int = 100,
    noise: float = 0,
    seed: int = 42,
    shuffled: bool = True,
    generator: str = "numpy",
    ops: Arithmetic = NATIVE,
) -> DataSet:
    """Draw points on two half circles, one for each class, in shuffled order and with normal noise.

    Class 0 is at (cos t, sin t), class 1 at (1 - cos t, 1 - sin t - 0.5), for t from 0 to pi. With
    the generator "numpy", they are as scikit-learn's make_moons draws them from the same seed.

    n_samples: How many samples: a count, 2 or more; default 100.
    noise: Standard deviation of the noise, 0 or more; default 0.
    seed: A whole number, 0 to 4294967295; for generator "r" -2147483647 to 2147483647; default
        42.
    shuffled: Whether the samples are in shuffled order; default True.
    generator: "numpy" or "r"; default "numpy".
    ops: The arithmetic whose logarithm is used, as choose_arithmetic gives it; default native.
    Returns: X, n x 2, and y, n x 1, of 0 and 1.
    Errors: E_TYPE or E_RANGE for another number of samples or noise.
    Source: make_moons of scikit-learn, which draws the same.

    >>> data = moons(100, noise=0.1)
    >>> data.X.shape, data.y.shape
    ((100, 2), (100, 1))
    """
    n = check_count(n_samples, "n_samples", 2, MOST_SAMPLES)
    noise = check_not_negative(noise, "noise")
    check_arithmetic(ops)
    outer, inner = linspace(0.0, np.pi, n // 2), linspace(0.0, np.pi, n - n // 2)
    X = np.column_stack(
        [
            np.concatenate([np.cos(outer), 1.0 - np.cos(inner)]),
            np.concatenate([np.sin(outer), 1.0 - np.sin(inner) - 0.5]),
        ]
    )
    y = np.repeat([[0.0], [1.0]], [n // 2, n - n // 2], axis=0)
    X, y, draws = shuffled_rows(X, y, shuffled, stream(seed, generator))
    return DataSet(X + normal(draws, 2 * n, 0, noise, ops).values.reshape(n, 2), y)


def blobs(
    n_samples: int | Sequence[int] = 100,
    n_features: int = 2,
    centers: Any = 3,
    cluster_std: Any = 1,
    seed: int = 42,
    shuffled: bool = True,
    center_box: Sequence[float] = (-10, 10),
    generator: str = "numpy",
    ops: Arithmetic = NATIVE,
) -> DataSet:
    """Draw normal clouds of points around centers, one cloud for each class, in shuffled order.

    Centers are rows, or how many to draw uniform in center_box. With the generator "numpy", they
    are as scikit-learn's make_blobs draws them from the same seed.

    n_samples: How many samples: a count, 1 or more, or a list of one for each center; default
        100.
    n_features: How many features, where centers are drawn: a count, 1 or more; default 2.
    centers: How many centers to draw, or the centers themselves, k x n_features; default 3.
    cluster_std: Standard deviation of the clouds, 0 or more: a number, or a list of one for each
        center; default 1.
    seed: A whole number, 0 to 4294967295; for generator "r" -2147483647 to 2147483647; default
        42.
    shuffled: Whether the samples are in shuffled order; default True.
    center_box: The limits between which centers are drawn: two numbers; default -10 and 10.
    generator: "numpy" or "r"; default "numpy".
    ops: The arithmetic whose logarithm is used, as choose_arithmetic gives it; default native.
    Returns: X, n x n_features, and y, n x 1, the classes 0, 1, ...
    Errors: E_TYPE, E_RANGE or E_SHAPE for other numbers, or lists of another length.
    Source: make_blobs of scikit-learn, which draws the same.

    >>> data = blobs(30, centers=[[0, 0], [3, 3]], cluster_std=0.5)
    >>> data.X.shape, sorted(set(data.y[:, 0].tolist()))
    ((30, 2), [0.0, 1.0])
    """
    draws, sizes = stream(seed, generator), None
    check_flag(shuffled, "shuffled")
    check_arithmetic(ops)
    if is_many(n_samples):
        counts = check_vector(n_samples, "n_samples").tolist()
        sizes = [check_count(n, "n_samples", 0, MOST_SAMPLES) for n in counts]
    if not is_many(centers):
        k = check_count(centers, "centers", 1, MOST_SAMPLES) if sizes is None else len(sizes)
        columns = check_count(n_features, "n_features", 1, MOST_SAMPLES)
        check_room(k, columns)
        low, high = check_vector(center_box, "center_box", 2)
        drawn = uniform(draws, k * columns, low, high)
        centers, draws = drawn.values.reshape(k, columns), drawn.stream
    centers = check_matrix(centers, "centers")
    k = len(centers)
    if sizes is None:
        n = check_count(n_samples, "n_samples", 1, MOST_SAMPLES)
        sizes = [n // k + (1 if i < n % k else 0) for i in range(k)]
    spreads: Any = [cluster_std] * k
    if is_many(cluster_std):
        spreads = check_vector(cluster_std, "cluster_std").tolist()
    stds = [check_not_negative(s, "cluster_std") for s in spreads]
    if len(sizes) != k or len(stds) != k:
        short = ("n_samples", sizes) if len(sizes) != k else ("cluster_std", stds)
        fail(
            "E_SHAPE",
            short[0],
            f"one number or a list of {k}, one for each center",
            describe(short[1]),
        )
    check_room(sum(sizes), centers.shape[1])
    clouds = []
    for center, size, std in zip(centers, sizes, stds):
        drawn = normal(draws, size * len(center), 0, std, ops)
        clouds.append(center + drawn.values.reshape(size, len(center)))
        draws = drawn.stream
    y = np.repeat(np.arange(k, dtype=np.float64)[:, np.newaxis], sizes, axis=0)
    return DataSet(*shuffled_rows(np.concatenate(clouds), y, shuffled, draws)[:2])


def shuffled_rows(X: Array, y: Array, shuffled: bool, draws: Stream) -> tuple[Array, Array, Stream]:
    """Put the rows of X and y in the order of a permutation, or leave them if they are not to be
    shuffled.
    """
    if not check_flag(shuffled, "shuffled"):
        return X, y, draws
    rows = permutation(draws, len(X))
    return X[rows.values], y[rows.values], rows.stream


DATA_SETS: dict[str, Callable[..., DataSet]] = {
    "article_a": lambda: data_set([[1, 0, 1, 0], [1, 0, 1, 1], [0, 1, 0, 1]], [[1], [1], [0]]),
    "article_b": lambda: data_set([[1, 0, 0, 0], [1, 0, 1, 1], [0, 1, 0, 1]], [[1], [1], [0]]),
    # moons(1000, 0.1), then the whole array min-max scaled; 17 digits, because sin, cos and log are
    # not the same everywhere.
    "article_c": lambda: stored_data_set("moons_c"),
    "xor": lambda: data_set([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]),
    # 150 flowers: sepal length and width, petal length and width (cm); setosa 0, versicolor 1,
    # virginica 2.
    "iris": lambda: stored_data_set("iris"),
    # 50 cars: speed (mph); stopping distance (ft).
    "cars": lambda: stored_data_set("cars"),
    "moons": moons,
    "blobs": blobs,
}
