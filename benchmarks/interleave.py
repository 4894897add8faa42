"""Processes that take turns: only one of them works at a time."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from workloads import WORKLOADS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# Where make bench-setup installs other people's software for Python.
PEERS = ROOT / "out" / "peers" / "bin" / "python"
# A timed call lasts at least half of so many seconds, by the processor's clock on one thread.
ENOUGH = 0.3
# What a call does once is timed in the first round only, where a call takes longer than so many seconds.
LONG = 0.8


class Contestant(NamedTuple):
    """`at`: the workloads that it can do; `least`: the epochs of the call that is taken off the longer one; `epochs`: those of the longer one, where they matter."""

    language: str
    name: str
    process: str
    at: tuple[str, ...] = tuple(WORKLOADS)
    least: int = 0
    epochs: int | None = None


def environment(threads: int) -> dict[str, str]:
    """The variables of a contestant's process: so many threads for every BLAS, and where R finds packages."""
    debian = ROOT / "out" / "peers" / "debian" / "usr" / "lib" / "R"
    given = [os.environ.get(name, "") for name in ("R_LIBS", "PEERS_RLIB")]
    libraries = [
        str(ROOT / ".rlib"),
        *given,
        str(ROOT / "out" / "peers" / "rlib"),
        *(str(debian / of) for of in ("site-library", "library")),
    ]
    count = dict.fromkeys(
        ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(threads)
    )
    return {**os.environ, **count, "R_LIBS": os.pathsep.join(filter(None, libraries))}


class Worker:
    """One process of worker.py or worker.R."""

    def __init__(self, process: str, folder: Path, threads: int) -> None:
        commands = {
            "Python": [sys.executable, HERE / "worker.py"],
            "PyTorch": [PEERS, HERE / "worker.py"],
            "JAX": [PEERS, HERE / "worker.py"],
            "R": ["Rscript", "--vanilla", HERE / "worker.R"],
        }
        self.folder, self.threads = folder, threads
        self.once: dict[tuple[str, Contestant], float] = {}
        self.epochs: dict[tuple[str, Contestant], int] = {}
        self.clock, self.processor = 0.0, 0.0  # seconds of all timed calls
        self.process = subprocess.Popen(
            [*map(str, commands[process]), str(folder), process],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(threads),
        )
        self.about = self.answer()

    def answer(self) -> str:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"A contestant stopped: {' '.join(map(str, self.process.args))}")
        return line.strip()

    def ask(self, *words: object) -> str:
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def call(self, name: str, contestant: Contestant, epochs: int) -> float:
        """The seconds of one call: those of the processor on one thread, of the clock on several."""
        clock, processor = map(float, self.ask("run", name, contestant.name, epochs).split())
        self.clock += clock
        self.processor += processor
        return processor if self.threads == 1 else clock

    def enough(self, name: str, contestant: Contestant) -> int:
        """So many epochs that a clock can tell them from none; one where a workload has large epochs."""
        if WORKLOADS[name].epochs == 1:
            return 1
        epochs, once = 1, self.call(name, contestant, contestant.least)
        while (took := self.call(name, contestant, contestant.least + epochs) - once) < ENOUGH / 2:
            epochs = math.ceil(epochs * min(max(ENOUGH / max(took, 1e-6), 1.5), 200))
        return epochs

    def seconds(self, name: str, contestant: Contestant) -> float:
        """Seconds an epoch: a call of many epochs, less one that does what a call does once."""
        epochs = self.epochs[name, contestant]
        once = self.once.get((name, contestant))
        if once is None:
            # The first call after the others' turns pays for their having had the caches and the memory: it is not
            # counted.
            for _ in range(2):
                once = self.call(name, contestant, contestant.least)
        more = self.call(name, contestant, contestant.least + epochs)
        if more > LONG:
            self.once[name, contestant] = once
        return (more - once) / epochs

    def result(self, name: str, contestant: Contestant, epochs: int) -> np.ndarray:
        """The parameters and the losses after so many epochs; empty if it trains by other rules."""
        path = self.folder / "result.bin"
        self.ask("check", name, contestant.name, epochs, path)
        return np.fromfile(path)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def difference(result: np.ndarray, ours: np.ndarray, units: tuple[int, ...], epochs: int) -> float:
    """The largest difference from our parameters and losses, each relative to the largest of its matrix."""
    if not len(result):
        return float("nan")
    sizes = [size for a, b in zip(units, units[1:]) for size in (a * b, b)] + [epochs]
    edges = np.cumsum([0, *sizes])
    if len(ours) != edges[-1]:
        raise SystemExit(f"twinmlp gave {len(ours)} numbers instead of {edges[-1]}")
    parts = [(result[a:b], ours[a:b]) for a, b in zip(edges, edges[1:]) if len(result) >= b]
    return max(float(np.max(np.abs(r - o)) / np.max(np.abs(o))) for r, o in parts)


def take_turns(
    name: str,
    contestants: list[Contestant],
    workers: dict[str, Worker],
    rounds: int,
    budget: float,
) -> dict[Contestant, list[float]]:
    """Seconds an epoch of every contestant, one a round; no round begins that would end after so many seconds."""
    times: dict[Contestant, list[float]] = {contestant: [] for contestant in contestants}
    for contestant in contestants:
        worker = workers[contestant.process]
        worker.epochs[name, contestant] = contestant.epochs or worker.enough(name, contestant)
    began = time.monotonic()
    for done in range(rounds):
        if done and (time.monotonic() - began) * (done + 1) / done > budget:
            break
        for contestant in contestants:
            times[contestant].append(workers[contestant.process].seconds(name, contestant))
    return times


def ratio(times: list[float], others: list[float]) -> tuple[float, float, float]:
    """The median, the least and the largest of the rounds' ratios."""
    ratios = [a / b for a, b in zip(times, others)]
    return statistics.median(ratios), min(ratios), max(ratios)
