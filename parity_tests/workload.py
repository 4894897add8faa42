"""python workload.py ARITHMETIC: the golden functions, products and trainings again, a line and a checksum for each.

In the reproducible arithmetic these are the lines of the golden files; in the native one they change with the machine.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Iterator

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "python"))

from twinmlp.arithmetic.kinds import Arithmetic, choose_arithmetic  # noqa: E402
from twinmlp.trace.case import case_parts  # noqa: E402
from twinmlp.train.config import Samples  # noqa: E402
from twinmlp.train.loop import train  # noqa: E402

FUNCTIONS = ("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus")
SHORT = 300
# The article's moons, for so many epochs; the weights are uniforms 31 to 60 of the stream.
MOONS = {
    "id": "moons",
    "network": {
        "layers": [
            {"inputs": m, "units": n, "activation": "sigmoid", "bias": False}
            for m, n in ((2, 10), (10, 1))
        ]
    },
    "loss": {"name": "half_squared_error", "reduction": "sum"},
    "optimizer": {"name": "sgd", "learning_rate": 0.1},
    "training": {"epochs": SHORT, "order": "sequential"},
    "parameters": {
        "initializer": {"name": "uniform"},
        "seed": 42,
        "generator": "numpy",
        "skip": 30,
    },
}


def read(path: str) -> Any:
    return json.loads((ROOT / "fixtures" / path).read_text(encoding="utf-8"))


def patterns(*arrays: Any) -> list[str]:
    """Bit patterns of every number, row by row; every NaN the same."""
    flat = np.concatenate([np.ravel(A) for A in arrays])
    return [
        f"{word:016x}" for word in np.where(np.isnan(flat), np.nan, flat).view(np.uint64).tolist()
    ]


def checksum(*arrays: Any) -> str:
    return hashlib.md5("".join(word + "\n" for word in patterns(*arrays)).encode()).hexdigest()


def matrix(rows: int, columns: int, seed: int) -> np.ndarray:
    """The inputs of the large products, as products.json says."""
    i = np.arange(rows * columns, dtype=np.float64).reshape(rows, columns)
    return ((7919 * i + 104729 * seed) % 2003 - 1001) / 997.0


def functions(ops: Arithmetic) -> Iterator[str]:
    k = np.arange(-25000.0, 25001.0)
    x = np.array(
        [int(word, 16) for word in read("golden/bits/functions.json")["x"]], dtype=np.uint64
    ).view(np.float64)
    for name in FUNCTIONS:
        function = getattr(ops, name)
        yield f"{name} {checksum(function(x))} {checksum(function(np.concatenate([k / 4999.0, k / 2499999.0])))}"


def products(ops: Arithmetic) -> Iterator[str]:
    for row in read("golden/bits/products.json")["large"]:
        A, B = matrix(row["M"], row["K"], 1), matrix(row["K"], row["N"], 2)
        for name, value in (
            ("product", ops.product(A, B)),
            ("crossprod", ops.crossprod(A.T, B)),
            ("tcrossprod", ops.tcrossprod(A, B.T)),
        ):
            yield f"{name} {checksum(value)}"
        yield f"sums {checksum(ops.row_sums(A))} {checksum(ops.column_sums(A))} {patterns(ops.total(A))[0]}"


def trainings(ops: Arithmetic) -> Iterator[str]:
    every = read("golden/bits/article_c.json")["every"]
    parts = case_parts({**MOONS, "data": read("data/moons_c.json")})
    record = list(range(every - 1, SHORT, every))
    for step in train(parts.network, Samples(parts.X, parts.y), parts.config, ops, record).steps:
        yield f"moons {checksum(*(layer.W for layer in step.network))}"
    parts = case_parts(read("cases/article_a_uniform.json"))
    network = train(parts.network, Samples(parts.X, parts.y), parts.config, ops).network
    yield f"article A {checksum(*(value for layer in network for value in (layer.W, layer.b)))}"


def golden() -> Iterator[str]:
    """The lines of the golden files."""

    def of(words: list[str]) -> str:
        return hashlib.md5("".join(word + "\n" for word in words).encode()).hexdigest()

    file = read("golden/bits/functions.json")
    for name in FUNCTIONS:
        yield f"{name} {of(file[name])} {file['many'][name]}"
    for row in read("golden/bits/products.json")["large"]:
        for name in ("product", "crossprod", "tcrossprod"):
            yield f"{name} {row['product']}"
        yield f"sums {row['row_sums']} {row['column_sums']} {row['total']}"
    file = read("golden/bits/article_c.json")
    for checkpoint in file["checkpoints"][: SHORT // file["every"]]:
        yield f"moons {checkpoint}"
    layers = read("golden/bits/training.json")["runs"]["article_a_uniform"]["final"]["parameters"]
    yield f"article A {of([word for layer in layers for row in [*layer['W'], layer['b']] for word in row])}"


@np.errstate(all="ignore")
def main() -> None:
    ops = choose_arithmetic(sys.argv[1], "plain")
    for part in (functions, products, trainings):
        for line in part(ops):
            print(line)


if __name__ == "__main__":
    main()
