"""Known mistakes in where the masks of dropout come from."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..spec.walk_run import STREAMS, draw_masks, epoch_batches
from .mistake import Mistake
from .plain import Array, Phase

DRAWN = "Of the training stream, after the epoch's permutation if there is one: for each layer n x n_l uniforms, row by row; 0 where u < rate."


class Unruly:
    """A stream whose draws are changed on their way."""

    def __init__(
        self,
        stream: Any,
        uniforms: Callable[[Any, int], Any] | None = None,
        permutation: Callable[[Any, int], Any] | None = None,
    ) -> None:
        self.stream, self.uniforms, self.order = stream, uniforms, permutation

    def random_sample(self, n: int) -> Any:
        return (
            self.stream.random_sample(n) if self.uniforms is None else self.uniforms(self.stream, n)
        )

    def permutation(self, n: int) -> Any:
        return self.stream.permutation(n) if self.order is None else self.order(self.stream, n)


def masks_of(p: Phase, stream: Any, case: Any = None) -> list[Array | None]:
    """The masks of all layers in a step, drawn from a stream."""
    case, step = p.case if case is None else case, 0
    for batches in epoch_batches(case["training"], p.all_rows, stream):
        for rows in batches:
            masks = draw_masks(case, len(rows), stream)
            if step == p.step:
                return [None if mask is None else np.asarray(mask, dtype=float) for mask in masks]
            step += 1
    return []


def from_stream(
    change: Callable[[Any], Any], seed: int = 0, other: bool = False
) -> Callable[[Phase], Array | None]:
    """The mask from a stream that is changed, of another seed, or of the other generator."""

    def value(p: Phase) -> Array | None:
        training = p.case["training"]
        name = training.get("generator", "numpy")
        name = {"numpy": "r", "r": "numpy"}[name] if other else name
        return masks_of(p, change(STREAMS[name](training.get("seed", 42) + seed)))[p.l]

    return value


def new_numpy(p: Phase) -> Array | None:
    """Uniforms of numpy.random.default_rng."""
    stream = np.random.default_rng(p.case["training"].get("seed", 42))
    return masks_of(p, Unruly(stream, lambda s, n: s.random(n)))[p.l]


def step_anew(p: Phase) -> Array | None:
    """The masks of the first step in every step."""
    training = p.case["training"]
    stream = STREAMS[training.get("generator", "numpy")](training.get("seed", 42))
    return np.asarray(draw_masks(p.case, p.n, stream)[p.l], dtype=float)


def column_by_column(p: Phase) -> Array | None:
    """The same uniforms, but n_l of n for each unit."""
    return p.true.ravel().reshape(p.true.shape, order="F")


def layers_reversed(p: Phase) -> Array | None:
    """Layers draw from the last to the first."""
    layers = p.case["network"]["layers"][::-1]
    case = {**p.case, "network": {"layers": layers}}
    training = p.case["training"]
    return masks_of(p, STREAMS[training.get("generator", "numpy")](training.get("seed", 42)), case)[
        ::-1
    ][p.l]


def compared_at_keep(p: Phase) -> Array | None:
    """1 - u in the place of u, and so 0 where u >= 1 - rate; or kept where u < 1 - rate."""
    kept = {
        **p.case,
        "network": {
            "layers": [
                {**layer, "dropout": 1 - layer.get("dropout", 0) if layer.get("dropout") else 0}
                for layer in p.case["network"]["layers"]
            ]
        },
    }
    training = p.case["training"]
    return (
        1
        - masks_of(p, STREAMS[training.get("generator", "numpy")](training.get("seed", 42)), kept)[
            p.l
        ]
    )


MASKS = [
    ("DROPOUT_INVERTED", "the mask is inverted: 1 where u < rate", lambda p: 1 - p.true),
    ("MASK_COMPARED_AT_KEEP", "u >= 1 - rate is kept, not u >= rate", compared_at_keep),
    (
        "MASK_COLUMN_BY_COLUMN",
        "the uniforms fill the mask column by column, not row by row",
        column_by_column,
    ),
    ("MASK_ANEW", "every step has the masks of the first: the seed is set anew", step_anew),
    (
        "MASK_OTHER_SEED",
        "the masks are those of the seed after the case's",
        from_stream(lambda s: s, 1),
    ),
    (
        "MASK_OTHER_GENERATOR",
        "the masks are those of the other generator (numpy, r)",
        from_stream(lambda s: s, 0, True),
    ),
    ("MASK_NEW_NUMPY", "the masks are those of numpy.random.default_rng", new_numpy),
    (
        "MASK_ONE_FOR_ALL",
        "all rows have the mask of the first",
        lambda p: np.broadcast_to(p.true[:1], p.true.shape),
    ),
    ("MASK_LAYERS_REVERSED", "the layers draw from the last to the first", layers_reversed),
    (
        "MASK_WITHOUT_ORDER",
        "the epochs' permutations are not drawn from the same stream",
        from_stream(lambda s: Unruly(s, None, lambda _, n: np.arange(n))),
    ),
    ("MASK_OF_ONES", "nothing is dropped", lambda p: np.ones_like(p.true)),
]
MISTAKES = [Mistake(code, ("mask",), says, DRAWN, value) for code, says, value in MASKS]
