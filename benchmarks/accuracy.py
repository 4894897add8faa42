"""Largest error of the reproducible functions, in units in the last place, against ball arithmetic at 160 bits.

python benchmarks/accuracy.py [points for each function, default 1000000]
"""

from __future__ import annotations

import math
import sys

import flint
import numpy as np
from flint import arb
from twinmlp.arithmetic.kinds import REPRODUCIBLE

EXACT = {
    "exp": arb.exp,
    "expm1": arb.expm1,
    "log": arb.log,
    "log1p": arb.log1p,
    "tanh": arb.tanh,
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
    "softplus": lambda x: x.exp().log1p(),
}
LIMIT = {"exp": 1.0, "log": 1.0}


def points(name: str, n: int, random: np.random.RandomState) -> np.ndarray:
    """Where the function is neither constant nor out of range: everywhere, close to 0 and around the steps of ln 2 / 32."""
    if name == "log":
        far, usual = np.exp(random.uniform(-744.0, 709.0, n // 3)), random.uniform(0.3, 3.0, n // 3)
        return np.concatenate([far, usual, 1.0 + random.normal(size=n - 2 * (n // 3)) * 1e-3])
    if name == "log1p":
        far, usual = (
            np.exp(random.uniform(-700.0, 700.0, n // 4)),
            random.uniform(-0.999, 1.5, n // 2),
        )
        return np.concatenate([far, usual, random.normal(size=n - n // 4 - n // 2) * 1e-2])
    widest = {"tanh": 20.0, "expm1": 40.0}.get(name, 700.0)
    steps = (
        random.randint(-200, 200, n // 4)
        * (math.log(2.0) / 64.0)
        * (1.0 + random.normal(size=n // 4) * 1e-3)
    )
    near = np.concatenate(
        [
            random.normal(size=n // 4) * 3.0,
            random.uniform(-0.6, 0.6, n // 4),
            steps / (2.0 if name == "tanh" else 1.0),
        ]
    )
    return np.concatenate([random.uniform(-widest, widest, n - len(near)), near])


def worst(name: str, x: np.ndarray) -> tuple[float, float]:
    """The largest error, and where it is."""
    y = getattr(REPRODUCIBLE, name)(x)
    units = np.spacing(np.abs(y))
    exact = EXACT[name]
    largest, place = 0.0, 0.0
    for value, result, unit in zip(x.tolist(), y.tolist(), units.tolist()):
        error = abs(float((exact(arb(value)) - arb(result)) / arb(unit)))
        if error > largest:
            largest, place = error, value
    return largest, place


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    flint.ctx.prec = 160
    print(f"{'function':<10}{'points':>10}{'max ULP':>10}  at")
    good = True
    for seed, name in enumerate(EXACT):
        x = points(name, n, np.random.RandomState(seed))
        x = x[x != 0.0]
        largest, place = worst(name, x)
        good = good and largest < LIMIT.get(name, 3.0)
        print(f"{name:<10}{len(x):>10}{largest:>10.4f}  {place.hex()}", flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
