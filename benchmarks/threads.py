"""How much faster two threads are on W4, and what the machine gives two processes that know nothing of each other.

    python benchmarks/threads.py [rounds, default 7 [rows, default 12800]]

In turns: fits on one thread, on two, and on one in two processes side by side; by the clock. An epoch is half of what three
take more than one, each the least of the rounds. The speed-up is an epoch on one thread over one on two, the ceiling twice
that over the longer of the two side by side. Both mean something on a machine that does nothing else.
"""

from __future__ import annotations

import sys
import time
from multiprocessing import get_context

from ours import model
from workloads import WORKLOADS, Task, random_images, starting_weights


def task_of(rows: int) -> Task:
    """W4 with so many rows."""
    w = WORKLOADS["W4"]
    X, y = random_images(rows)
    return Task(X, y, list(w.units), w.kind, w.batch, w.rate, starting_weights(w.units))


def seconds(task: Task, arithmetic: str, threads: int, epochs: int) -> float:
    """Those of a fit."""
    start = time.perf_counter()
    model(task, epochs, arithmetic=arithmetic, threads=threads).fit(task.X, task.y)
    return time.perf_counter() - start


def fits(task: Task, arithmetic: str, threads: int) -> list[float]:
    """Seconds of a fit of one epoch, and of one of three."""
    return [seconds(task, arithmetic, threads, epochs) for epochs in (1, 3)]


def serve(pipe, rows: int) -> None:
    """Fit whenever asked to."""
    task = task_of(rows)
    for arithmetic in iter(pipe.recv, None):
        pipe.send(fits(task, arithmetic, 1))


def main() -> None:
    arguments = [int(value) for value in sys.argv[1:]]
    rounds, rows = arguments + [7, 12800][len(arguments) :]
    task, spawn, pipes, processes = task_of(rows), get_context("spawn"), [], []
    for _ in range(2):
        pipe, theirs = spawn.Pipe()
        processes.append(spawn.Process(target=serve, args=(theirs, rows)))
        processes[-1].start()
        pipes.append(pipe)
    print("| arithmetic | one thread, s | two, s | speed-up | ceiling |\n|---|---:|---:|---:|---:|")
    for arithmetic in ("native", "reproducible"):
        found = []
        for _ in range(rounds + 1):  # the first does not count
            alone, shared = (fits(task, arithmetic, threads) for threads in (1, 2))
            for pipe in pipes:
                pipe.send(arithmetic)
            longer = map(max, zip(*[pipe.recv() for pipe in pipes]))
            found.append([*alone, *shared, *longer])
        least = [min(column) for column in zip(*found[1:])]
        one, two, beside = ((least[k + 1] - least[k]) / 2 for k in (0, 2, 4))
        print(
            f"| {arithmetic} | {one:.3f} | {two:.3f} | {one / two:.2f} | {2 * one / beside:.2f} |"
        )
    for pipe, process in zip(pipes, processes):
        pipe.send(None)
        process.join()


if __name__ == "__main__":
    main()
