"""The rows and the masks of dropout that other streams, seeds and orders would give: words of
patched lines."""

from __future__ import annotations

import random
from typing import Any, Callable

import numpy as np

from ..truth.r_stream import RStream
from .applicable import NotApplicable, need

Array = np.ndarray
Names = Any


GENERATORS: dict[str, Callable[[int], Any]] = {
    "numpy": lambda seed: np.random.RandomState(seed % 2**32),
    "r": RStream,
}


def in_order(names: Names) -> Any:
    return lambda epoch: list(range(names["all_rows"]))


def shuffled(names: Names, skip: int = 0, seed: int = 0, anew: bool = False) -> Any:
    """The permutations of the case's stream: one more every epoch, or the first one every time."""
    training = names.case["training"]

    def order(epoch: int) -> list[int]:
        draws = GENERATORS[training.get("generator", "numpy")](names["seed"] + seed)
        orders = [draws.permutation(names["all_rows"]) for _ in range(1 + (skip if anew else 0))]
        if not anew:
            orders += [draws.permutation(names["all_rows"]) for _ in range(epoch + skip)]
        return orders[-1]

    return order


def shuffled_again(names: Names) -> Any:
    """Each epoch shuffles the rows as the last one left them."""
    training = names.case["training"]

    def order(epoch: int) -> list[int]:
        draws = GENERATORS[training.get("generator", "numpy")](names["seed"])
        rows = np.arange(names["all_rows"])
        for _ in range(epoch + 1):
            rows = rows[draws.permutation(len(rows))]
        return rows.tolist()

    return order


def default_rng(names: Names) -> Any:
    """Permutations of numpy.random.default_rng."""

    def order(epoch: int) -> list[int]:
        need(names["seed"] >= 0)  # R's seeds may be below
        draws = np.random.default_rng(names["seed"])
        return [draws.permutation(names["all_rows"]) for _ in range(epoch + 1)][-1].tolist()

    return order


def python_shuffle(names: Names) -> Any:
    """Shuffles of Python's own random."""

    def order(epoch: int) -> list[int]:
        draws, rows = random.Random(names["seed"]), []
        for _ in range(epoch + 1):
            rows = list(range(names["all_rows"]))
            draws.shuffle(rows)
        return rows

    return order


def seed_per_epoch(names: Names) -> Any:
    """A new generator every epoch, seeded with seed + epoch."""
    kind = GENERATORS[names.case["training"].get("generator", "numpy")]
    return lambda epoch: kind(names["seed"] + epoch).permutation(names["all_rows"])


def python_sample(names: Names) -> Any:
    """random.sample of Python, seeded with seed + epoch."""
    rows = range(names["all_rows"])
    return lambda epoch: random.Random(names["seed"] + epoch).sample(rows, len(rows))


def inverse(names: Names) -> Any:
    """Where each row goes, not which row comes."""
    order = shuffled(names)
    return lambda epoch: np.argsort(order(epoch))


def usual(names: Names) -> Any:
    """The case's own order."""
    shuffles = names.case["training"].get("order") == "shuffled"
    need(not shuffles or not any(l.get("dropout") for l in names.case["network"]["layers"]))
    return shuffled(names) if shuffles else in_order(names)


ORDERS: dict[str, Callable[..., Any]] = {
    "usual": usual,
    "in_order": in_order,
    "shuffled": shuffled,
    "shuffled_again": shuffled_again,
    "default_rng": default_rng,
    "python_shuffle": python_shuffle,
    "python_sample": python_sample,
    "seed_per_epoch": seed_per_epoch,
    "inverse": inverse,
}


def batch_of(
    names: Names, order: str, *arguments: Any, by_epoch: bool = False, **named: Any
) -> Array:
    """The rows of the step's batch, if the epochs go through the rows in another order; or of the
    batch with the number of the epoch."""
    need(names.case["training"].get("validation_fraction") is None)
    size, n = names["batch_size"], names["all_rows"]
    epoch, batch = divmod(names.moment.step, -(-n // size))
    batch = epoch % -(-n // size) if by_epoch else batch
    rows = ORDERS[order](names, *arguments, **named)(epoch)
    return np.asarray(rows[batch * size : (batch + 1) * size], dtype=int)


def without_remainder(names: Names, what: str = "rows") -> Any:
    """The rows, or the epoch, if the last, smaller batch of every epoch is left out."""
    size, n, training = names["batch_size"], names["all_rows"], names.case["training"]
    full = n // size
    need(full and full * size < n and training.get("validation_fraction") is None)
    epoch, batch = divmod(names.moment.step, full)
    if what == "epoch":
        return float(epoch)
    rows = usual(names)(epoch)
    return np.asarray(rows[batch * size : (batch + 1) * size], dtype=int)


def remainder_filled(names: Names) -> Array:
    """The rows, if the last batch is filled up with the first rows."""
    missing = names["batch_size"] - len(names["batch"])
    need(missing > 0)
    return np.concatenate([names["batch"], np.arange(missing)]).astype(int)


def mask_by(
    names: Names,
    seed: int = 0,
    generator: str = "",
    is_reversed: bool = False,
    ordered: bool = True,
    anew: bool = False,
    keep: bool = False,
) -> Array:
    """The mask of the layer in the step, from a stream that is another, or is used in another
    way."""
    training, layers = names.case["training"], names.case["network"]["layers"]
    need(names["drop"] and training.get("validation_fraction") is None)
    usual = training.get("generator", "numpy")
    kind = {"numpy": "r", "r": "numpy"}[usual] if generator == "other" else usual
    number = names["seed"] + seed
    if generator == "default_rng":
        new = np.random.default_rng(number)
        permute, draw = new.permutation, new.random
    else:
        draws = GENERATORS[kind](number)
        permute, draw = draws.permutation, draws.random_sample
    size, n = names["batch_size"], names["all_rows"]
    step, mask = 0, None
    while step <= names.moment.step:
        if training.get("order") == "shuffled" and ordered and not anew:
            permute(n)
        for first in range(0, n, size):
            count = len(names["batch"]) if anew else min(size, n - first)
            for l in reversed(range(len(layers))) if is_reversed else range(len(layers)):
                rate = layers[l].get("dropout")
                if rate:
                    u = np.array(draw(count * layers[l]["units"])).reshape(count, -1)
                    here = (u < 1 - rate if keep else u >= rate).astype(float)
                    mask = here if l == names.l else mask
            if anew or step == names.moment.step:
                return mask
            step += 1
    raise NotApplicable


WORDS: dict[str, Callable[..., Any]] = {
    "batch_of": batch_of,
    "without_remainder": without_remainder,
    "remainder_filled": remainder_filled,
    "mask_by": mask_by,
}
