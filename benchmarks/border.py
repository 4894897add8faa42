"""Where the compiled loop is faster than the plain twin on a BLAS: the time of the one over that of the other, for growing networks.

    python benchmarks/border.py [rounds, default 3 [widths of vectors, default 8 4 2]]

Batches of 32 rows through 64-h-h-10, in both languages, on one thread, with vectors of 8, 4 and 2 numbers (TWINMLP_LANES);
least processor time over least processor time of rounds in turns. train/epochs.py and train-epochs.R have the border, a
number of products of a step, which is not heeded here.
"""

from __future__ import annotations

import os
import sys

import numpy as np
from interleave import ROOT, Contestant, Worker, take_turns
from workloads import digits, remove_task, write_task

FOLDER, ROWS, BATCH = ROOT / "out" / "border", 640, 32
WIDTHS = (16, 64, 128, 256, 512, 1024)
LANES = ("8", "4", "2")


def products(units: tuple[int, ...]) -> int:
    """Those of the forward pass of one step."""
    return BATCH * sum(a * b for a, b in zip(units, units[1:]))


def ratios(units: tuple[int, ...], lanes: str, rounds: int) -> list[float]:
    """The compiled loop over the plain twin, in Python and in R."""
    os.environ["TWINMLP_LANES"] = lanes
    data, found = tuple(np.ascontiguousarray(values[:ROWS]) for values in digits()), []
    write_task("W3", FOLDER, data, units)
    for language in ("Python", "R"):
        worker = Worker(language, FOLDER, 1)
        names = ("twinmlp_core", "twinmlp_plain")
        both = [Contestant(language, name, language) for name in names]
        times = take_turns("W3", both, {language: worker}, rounds, 60.0)
        found.append(min(times[both[0]]) / min(times[both[1]]))
        worker.close()
    remove_task("W3", FOLDER)
    return found


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    wanted = sys.argv[2:] or LANES
    head = [f"{language}, {lanes}" for lanes in wanted for language in ("Python", "R")]
    print("| products of a step |", " | ".join(head), "|\n|---:|" + "---:|" * len(head))
    for h in WIDTHS:
        units = (64, h, h, 10)
        cells = [f"{value:.2f}" for lanes in wanted for value in ratios(units, lanes, rounds)]
        print(f"| {products(units)} |", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
