"""What rows on Dask's workers cost and save: steps of W4 and W5, here and on 1 and 2 processes of this machine.

python benchmarks/dealt.py [ROWS_OF_W5]      needs the extra dask; run it where nothing else runs, or say what does
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import numpy as np
from distributed import Client, LocalCluster
from twinmlp import MLP, deal

# Name -> units, rows, rows of a step, epochs.
STEPS: dict[str, tuple[list[int], int, int | None, int]] = {
    "W4": ([512, 512], 1280, 128, 1),
    "W5": ([256], 60000, None, 1),
}


def model(hidden: list[int], batch: int | None, epochs: int) -> MLP:
    """The network of a workload."""
    return MLP(
        hidden,
        activation="relu",
        output_activation="softmax",
        loss="cross_entropy",
        reduction="mean",
        learning_rate=0.01,
        batch_size=batch,
        epochs=epochs,
        arithmetic="reproducible",
    )


def seconds_of_step(X: Any, y: Any, hidden: list[int], batch: int | None, epochs: int) -> float:
    """What one step takes: two trainings, one of an epoch more; what begins and ends is left out."""
    taken = []
    for more in (0, epochs):
        begin = time.perf_counter()
        model(hidden, batch, more).fit(X, y)
        taken.append(time.perf_counter() - begin)
    return (taken[1] - taken[0]) / (epochs * -(-len(y) // (batch or len(y))))


def main() -> None:
    """Print milliseconds a step, and the ratio to a training without workers."""
    random = np.random.RandomState(1)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for name, (hidden, n, batch, epochs) in STEPS.items():
        n = int(sys.argv[1]) if name == "W5" and len(sys.argv) > 1 else n
        X = random.uniform(size=(n, 784))
        y = np.eye(10)[random.randint(10, size=n)]
        here = seconds_of_step(X, y, hidden, batch, epochs)
        print(f"{name} here       {1e3 * here:9.1f} ms a step")
        for workers in (1, 2):
            with LocalCluster(workers, threads_per_worker=1, dashboard_address=None) as cluster:
                with Client(cluster):
                    rows = deal(X, shares=workers)
                    seconds_of_step(rows, y, hidden, batch, epochs)  # the workers keep their rows
                    there = seconds_of_step(rows, y, hidden, batch, epochs)
            print(
                f"{name} {workers} workers  {1e3 * there:9.1f} ms a step, {there / here:5.2f} of here"
            )


if __name__ == "__main__":
    main()
