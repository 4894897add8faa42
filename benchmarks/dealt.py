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
    "W5": ([256], 60000, None, 3),
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


def clocks(client: Client | None) -> np.ndarray:
    """Seconds of the clock, of this process's processor time, and of that of every worker."""
    workers = [] if client is None else list(client.run(time.process_time).values())
    return np.array([time.perf_counter(), time.process_time(), *workers])


def seconds_of_step(
    X: Any, y: Any, hidden: list[int], batch: int | None, epochs: int, client: Client | None = None
) -> np.ndarray:
    """What one step takes: two trainings, one of an epoch more; what begins and ends is left out."""
    taken = []
    for more in (0, epochs):
        begin = clocks(client)
        model(hidden, batch, more).fit(X, y)
        taken.append(clocks(client) - begin)
    return (taken[1] - taken[0]) / (epochs * -(-len(y) // (batch or len(y))))


def show(name: str, where: str, spent: np.ndarray, here: np.ndarray) -> None:
    """The clock's time over that of a training without workers, and who had a processor how long."""
    print(
        f"{name} {where:10} {spent[0]:8.3f} s a step, {spent[0] / here[0]:5.2f} of here; "
        f"processors: {spent[1]:.3f} s here, workers {' '.join(f'{s:.3f}' for s in spent[2:]) or '-'}"
    )


def main() -> None:
    """Print the seconds of a step, the ratio to a training without workers, and processor times."""
    random = np.random.RandomState(1)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for name, (hidden, n, batch, epochs) in STEPS.items():
        n = int(sys.argv[1]) if name == "W5" and len(sys.argv) > 1 else n
        X = random.uniform(size=(n, 784))
        y = np.eye(10)[random.randint(10, size=n)]
        here = seconds_of_step(X, y, hidden, batch, epochs)
        show(name, "here", here, here)
        for workers in (1, 2):
            with LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            ) as cluster:
                with Client(cluster) as client:
                    rows = deal(X, shares=workers)
                    seconds_of_step(rows, y, hidden, batch, epochs)  # the workers keep their rows
                    there = seconds_of_step(rows, y, hidden, batch, epochs, client)
            show(name, f"{workers} workers", there, here)


if __name__ == "__main__":
    main()
