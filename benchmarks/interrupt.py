"""How soon Ctrl-C is heard in a training on W5, in both languages: seconds from the signal to the handler, the median and the
largest of some trials.

    python benchmarks/interrupt.py [trials, default 5]

A step of all 60000 rows takes a second, more or less; the signals come at random times.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import sys
import time

from interleave import ROOT, Worker
from table import format_rows
from workloads import remove_task, write_task

FOLDER = ROOT / "out" / "interrupt"
HEAD = ("Ctrl-C on W5", "threads", "median, s", "largest, s")


def seconds_to_hear(worker: Worker, contestant: str) -> float:
    """Those of one trial."""
    worker.process.stdin.write(f"endless W5 {contestant} 1000000\n")
    worker.process.stdin.flush()
    worker.answer()
    time.sleep(random.uniform(1.0, 4.0))
    sent = time.time()
    os.kill(worker.process.pid, signal.SIGINT)
    return float(worker.answer()) - sent


def main() -> None:
    trials, lines = int(sys.argv[1]) if len(sys.argv) > 1 else 5, []
    write_task("W5", FOLDER)
    for threads in (1, 2):
        os.environ["TWINMLP_THREADS"] = str(threads)
        for language in ("Python", "R"):
            worker = Worker(language, FOLDER, threads)
            for contestant in ("twinmlp", "reproducible"):
                worker.ask("run", "W5", contestant, 0)
                took = [seconds_to_hear(worker, contestant) for _ in range(trials)]
                shown = (f"{value:.3f}" for value in (statistics.median(took), max(took)))
                lines.append((f"{language}, {contestant}", str(threads), *shown))
            worker.close()
    remove_task("W5", FOLDER)
    print(*format_rows(HEAD, lines), f"load {os.getloadavg()[0]:.1f}", sep="\n")


if __name__ == "__main__":
    main()
