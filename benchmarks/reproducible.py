"""What the reproducible arithmetic costs: time of one training step, reproducible over native, in Python and in R.

    python benchmarks/reproducible.py [seconds for each measurement, default 1]

Processor time on one thread, so that other work of the machine does not count; the two arithmetics take turns.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy is loaded

import numpy as np  # noqa: E402
from twinmlp.arithmetic.kinds import ARITHMETICS, Arithmetic  # noqa: E402
from twinmlp.nn.layers import Layer, backward, forward  # noqa: E402
from twinmlp.nn.losses import loss_gradient, loss_value  # noqa: E402

ROOT = Path(__file__).parents[1]
# Samples of a batch, and the units of every layer.
WORKLOADS = {"moons 1000 x 2-10-1": (1000, (2, 10, 1)), "batch 32 x 64-128-10": (32, (64, 128, 10))}


def step(network: list[Layer], X: np.ndarray, y: np.ndarray, ops: Arithmetic) -> list[Layer]:
    """Forward, loss, backward and update, as training does it."""
    values = forward(network, X, ops)
    loss_value(values[-1].A, y, "half_squared_error", "mean", ops)
    gradients = backward(
        network, X, values, loss_gradient(values[-1].A, y, "half_squared_error", "mean", ops), ops
    )
    return [
        Layer(l.W - 0.1 * g.dW, l.b - 0.1 * g.db, l.activation) for l, g in zip(network, gradients)
    ]


def seconds(n: int, units: tuple[int, ...], budget: float) -> list[float]:
    """The least time of one step, native and reproducible."""
    random = np.random.RandomState(1)
    X, y = random.normal(size=(n, units[0])), random.uniform(size=(n, units[-1]))
    start = [
        Layer(random.normal(size=(a, b)), np.zeros(b), "sigmoid") for a, b in zip(units, units[1:])
    ]
    best, networks, end = (
        dict.fromkeys(ARITHMETICS, float("inf")),
        dict.fromkeys(ARITHMETICS, start),
        time.process_time() + 2 * budget,
    )
    while time.process_time() < end:
        for name, ops in ARITHMETICS.items():
            began = time.process_time()
            for _ in range(20):
                networks[name] = step(networks[name], X, y, ops)
            best[name] = min(best[name], (time.process_time() - began) / 20)
    return list(best.values())


R_SCRIPT = r"""
invisible(list2env(as.list(asNamespace("twinmlp")), globalenv()))
arguments <- commandArgs(TRUE)
budget <- as.numeric(arguments[1])
n <- as.integer(arguments[2])
units <- as.integer(arguments[-(1:2)])
set.seed(1)
X <- matrix(rnorm(n * units[1]), n)
y <- matrix(runif(n * units[length(units)]), n)
start <- lapply(seq_len(length(units) - 1), function(l) {
  list(W = matrix(rnorm(units[l] * units[l + 1]), units[l]), b = rep(0, units[l + 1]), activation = "sigmoid")
})
step <- function(network, ops) {
  values <- forward(network, X, ops)
  A <- values[[length(values)]]$A
  loss_value(A, y, "half_squared_error", "mean", ops)
  gradients <- backward(network, X, values, loss_gradient(A, y, "half_squared_error", "mean", ops), ops)
  Map(function(l, g) list(W = l$W - 0.1 * g$dW, b = l$b - 0.1 * g$db, activation = l$activation), network, gradients)
}
now <- function() sum(proc.time()[1:2])
best <- c(native = Inf, reproducible = Inf)
networks <- lapply(best, function(ignored) start)
end <- now() + 2 * budget
while (now() < end) {
  for (name in names(best)) {
    began <- now()
    for (i in 1:40) networks[[name]] <- step(networks[[name]], ARITHMETICS[[name]])
    best[[name]] <- min(best[[name]], (now() - began) / 40)
  }
}
cat(best)
"""


def r_seconds(n: int, units: tuple[int, ...], budget: float) -> list[float]:
    """The least time of one step in R, native and reproducible."""
    environment = {**os.environ, "R_LIBS": str(ROOT / ".rlib")}
    command = ["Rscript", "--vanilla", "-e", R_SCRIPT, str(budget), str(n), *map(str, units)]
    return [
        float(line)
        for line in subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout.split()
    ]


def main() -> None:
    budget = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print(
        f"{'one step of':<22}{'language':<10}{'native us':>10}{'reproducible us':>17}{'ratio':>8}"
    )
    for title, (n, units) in WORKLOADS.items():
        measured = {"Python": seconds(n, units, budget), "R": r_seconds(n, units, budget)}
        for language, (native, reproducible) in measured.items():
            print(
                f"{title:<22}{language:<10}{native * 1e6:>10.0f}{reproducible * 1e6:>17.0f}{reproducible / native:>8.1f}"
            )


if __name__ == "__main__":
    main()
