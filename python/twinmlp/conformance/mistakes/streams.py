"""The rows and the masks of dropout that other streams, seeds and orders would give: words of
patched lines. An order gives the rows of an epoch; `names` are those of a step."""

from __future__ import annotations

import random
from typing import Any, Callable

import numpy as np

from ..truth.r_stream import RStream
from .applicable import need
from .moment import cached

Array = np.ndarray
Names = Any


class NewNumpy:
    """numpy.random.default_rng, with the names of the older stream."""

    def __init__(self, seed: int) -> None:
        need(seed >= 0)  # R's seeds may be below
        draws = np.random.default_rng(seed)
        self.permutation, self.random_sample = draws.permutation, draws.random


class Python:
    """Python's own random, with the names of NumPy's."""

    def __init__(self, seed: int) -> None:
        self.draws = random.Random(seed)

    def permutation(self, n: int) -> list[int]:
        rows = list(range(n))
        self.draws.shuffle(rows)
        return rows

    def random_sample(self, n: int) -> list[float]:
        return [self.draws.random() for _ in range(n)]


GENERATORS: dict[str, Callable[[int], Any]] = {
    "numpy": lambda seed: np.random.RandomState(seed % 2**32),
    "r": RStream,
    "default_rng": NewNumpy,
    "python": Python,
}


def stream_of(names: Names, seed: int = 0, generator: str = "") -> Any:
    """A stream of the case's kind, or another, with the case's seed and more."""
    usual = names.case["training"].get("generator", "numpy")
    other = {"": usual, "other": {"numpy": "r", "r": "numpy"}[usual]}.get(generator, generator)
    return GENERATORS[other](names["seed"] + seed)


def in_order(names: Names, epoch: int) -> Any:
    return list(range(names["all_rows"]))


def shuffled(names: Names, epoch: int, skip: int = 0, anew: bool = False, **stream: Any) -> Any:
    """The permutations of a stream: one more every epoch, or the first one every time."""
    draws = stream_of(names, **stream)
    return [draws.permutation(names["all_rows"]) for _ in range(1 + skip + epoch * (not anew))][-1]


def shuffled_again(names: Names, epoch: int) -> Any:
    """Each epoch shuffles the rows as the last one left them."""
    draws, rows = stream_of(names), np.arange(names["all_rows"])
    for _ in range(epoch + 1):
        rows = rows[draws.permutation(len(rows))]
    return rows


def seed_per_epoch(names: Names, epoch: int) -> Any:
    """A new generator every epoch, seeded with seed + epoch."""
    return stream_of(names, epoch).permutation(names["all_rows"])


def python_sample(names: Names, epoch: int) -> Any:
    """random.sample of Python, seeded with seed + epoch."""
    rows = range(names["all_rows"])
    return random.Random(names["seed"] + epoch).sample(rows, len(rows))


def inverse(names: Names, epoch: int) -> Any:
    """Where each row goes, not which row comes."""
    return np.argsort(shuffled(names, epoch))


def usual(names: Names, epoch: int) -> Any:
    """The case's own order."""
    shuffles = names.case["training"].get("order") == "shuffled"
    need(not shuffles or not any(l.get("dropout") for l in names.case["network"]["layers"]))
    return shuffled(names, epoch) if shuffles else in_order(names, epoch)


OF_ROWS = usual, in_order, shuffled, shuffled_again, python_sample, seed_per_epoch, inverse
ORDERS: dict[str, Callable[..., Any]] = {order.__name__: order for order in OF_ROWS}


def batch_of(names: Names, order: str, by_epoch: bool = False, **how: Any) -> Array:
    """The rows of the step's batch, if the epochs go through the rows in another order; or of the
    batch with the number of the epoch."""
    need(names.case["training"].get("validation_fraction") is None)
    size, n = names["batch_size"], names["all_rows"]
    epoch, batch = divmod(names.moment.step, -(-n // size))
    batch = epoch % -(-n // size) if by_epoch else batch
    key = "order", order, epoch, *how.items()
    rows = cached(names.moment, key, lambda: ORDERS[order](names, epoch, **how))
    return np.asarray(rows[batch * size : (batch + 1) * size], dtype=int)


def without_remainder(names: Names, what: str = "rows") -> Any:
    """The rows, or the epoch, if the last, smaller batch of every epoch is left out."""
    size, n, training = names["batch_size"], names["all_rows"], names.case["training"]
    full = n // size
    need(full and full * size < n and training.get("validation_fraction") is None)
    epoch, batch = divmod(names.moment.step, full)
    if what == "epoch":
        return float(epoch)
    return np.asarray(usual(names, epoch)[batch * size : (batch + 1) * size], dtype=int)


def remainder_filled(names: Names) -> Array:
    """The rows, if the last batch is filled up with the first rows."""
    missing = names["batch_size"] - len(names["batch"])
    need(missing > 0)
    return np.concatenate([names["batch"], np.arange(missing)]).astype(int)


def mask_by(names: Names, how: str = "", **stream: Any) -> Array:
    """The mask of the layer in the step, from a stream that is another, or is used in another way:
    `anew` in every step, with another seed in every step (`by step`), without the permutations
    (`unordered`), from the last layer to the first (`reversed`), or with what is kept and what is
    dropped exchanged (`keep`)."""
    training, layers = names.case["training"], names.case["network"]["layers"]
    need(names["drop"] and training.get("validation_fraction") is None)
    alone, step = how in ("anew", "by step"), names.moment.step
    draws = stream_of(names, **stream, **({"seed": step} if how == "by step" else {}))
    size, n = names["batch_size"], names["all_rows"]
    batches = [len(names["batch"])] if alone else [min(size, n - i) for i in range(0, n, size)]
    order = reversed if how == "reversed" else list
    for _ in range(1 if alone else step // len(batches) + 1):
        if training.get("order") == "shuffled" and how != "unordered" and not alone:
            draws.permutation(n)
        drawn = [
            {l: draws.random_sample(count * layers[l]["units"]) for l in order([*dropping(layers)])}
            for count in batches
        ]
    u = np.reshape(
        drawn[0 if alone else step % len(batches)][names.l], (-1, layers[names.l]["units"])
    )
    return (u < 1 - names["drop"] if how == "keep" else u >= names["drop"]).astype(float)


def dropping(layers: Any) -> list[int]:
    """The layers with dropout."""
    return [l for l, layer in enumerate(layers) if layer.get("dropout")]


OF_STEP = batch_of, without_remainder, remainder_filled, mask_by
WORDS: dict[str, Callable[..., Any]] = {word.__name__: word for word in OF_STEP}
