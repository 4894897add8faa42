"""Five workloads, ours against what people would pick instead, in Python and in R: one table of ratios.

    python benchmarks/speed.py [--quick] [--workloads W1 W2 ...] [--languages Python R] [--threads 1] [--rounds N] [--paste]

The contestants take turns, one call each a round; a ratio is the median of the rounds' ratios, ours over the other's: below 1 we
are faster. The time of an epoch is that of a call of many epochs, less that of a call without any, divided. Before the
turns the parameters and losses of every contestant are compared with ours in Python; where the last column says a number, that
is the largest difference, relative to the largest of its matrix, and more than 1e-9 stops the run.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from installed import present, r_kernels
from interleave import HERE, ROOT, Contestant, Worker, difference, take_turns
from memory import HOOKS_HEAD, MEASURED, MEMORY_HEAD, hooks, memory, memory_rows
from summary import Measured, summary
from table import HEAD, format_rows, rows, title
from workloads import WORKLOADS, remove_task, write_task

SMALL, LARGE = ("W1", "W2", "W3"), ("W4", "W5")
OURS = ["twinmlp", "reproducible"]
BY_HAND = ["tutorial", "tuned", "bare_products"]
CONTESTANTS = [
    *[Contestant("Python", name, "Python") for name in OURS],
    # On W4 and W5 the reproducible plain twin takes minutes, and the native one is a loop on a BLAS.
    *[Contestant("Python", f"{name}_plain", "Python", SMALL) for name in OURS],
    *[Contestant("Python", name, "Python") for name in BY_HAND],
    Contestant("Python", "sklearn", "Python", least=1),
    Contestant("Python", "pytorch", "PyTorch"),
    Contestant("Python", "jax_scan", "JAX"),
    *[Contestant("R", name, "R") for name in OURS],
    *[Contestant("R", f"{name}_plain", "R", SMALL) for name in OURS],
    *[Contestant("R", name, "R") for name in BY_HAND],
    # On W4 and W5 the matrix of BFGS would not fit into memory.
    Contestant("R", "nnet", "R", SMALL),
    Contestant("R", "neuralnet", "R"),
    # RSNNS computes unit by unit: on W4 and W5 an epoch takes minutes.
    Contestant("R", "rsnns", "R", SMALL, 1),
]
TOLERANCE = 1e-9
ROUNDS = {"W1": 11, "W2": 11, "W3": 7, "W4": 3, "W5": 3}
# Seconds for the rounds of a workload, and for those of watching it.
BUDGET = {"W1": 35.0, "W2": 35.0, "W3": 45.0, "W4": 100.0, "W5": 120.0}
WATCHING = 15.0
FOLDER = ROOT / "out" / "bench"


def compare(
    name: str, contestants: list[Contestant], workers: dict[str, Worker], epochs: int
) -> dict[Contestant, float]:
    """How far everybody's result is from ours in Python; stops where it is too far."""
    found, units = {}, WORKLOADS[name].units
    ours = next((c for c in contestants if c.name == "twinmlp"))
    reference = workers[ours.process].result(name, ours, epochs)
    for contestant in contestants:
        if contestant.name != "bare_products":
            found[contestant] = difference(
                workers[contestant.process].result(name, contestant, epochs),
                reference,
                units,
                epochs,
            )
            if found[contestant] > TOLERANCE:
                raise SystemExit(
                    f"{name}: {contestant.name} in {contestant.language} differs by {found[contestant]:.1e}"
                )
    return found


class Report:
    """What is printed goes into a file, too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_text("")

    def say(self, *lines: str) -> None:
        for line in lines:
            print(line, flush=True)
        with open(self.path, "a") as file:
            file.writelines(line + "\n" for line in lines)

    def table(self, head: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
        self.say("", *format_rows(head, lines))

    def paste(self, readme: Path) -> None:
        """Put the file where the figures of the README are."""
        text, mark = readme.read_text(), "## Figures\n"
        readme.write_text(text[: text.index(mark)] + mark + "\n" + self.path.read_text())


def measure(
    name: str, entered: list[Contestant], workers: dict[str, Worker], given: argparse.Namespace
) -> tuple[Measured, dict[str, list[tuple[str, ...]]]]:
    """All of one workload, and the rows of its tables."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    workload = WORKLOADS[name]
    write_task(name, FOLDER)
    here = [c for c in entered if name in c.at]
    apart = compare(name, here, workers, min(3, workload.epochs))
    most = given.rounds or (3 if given.quick else ROUNDS[name])
    times = take_turns(name, here, workers, most, BUDGET[name])
    lines, ratios = [], {}
    if name in SMALL:
        lines, ratios = hooks(name, given.languages, workers, given.rounds or 3, WATCHING)
    peaks = memory(name, [c for c in here if c.name in MEASURED], FOLDER, given.threads)
    remove_task(name, FOLDER)
    tables = {"speed": rows(name, times, apart), "watching": lines}
    return Measured(times, peaks, ratios), {**tables, "memory": memory_rows(name, peaks)}


def describe_load(workers: dict[str, Worker]) -> str:
    """How quiet the machine was."""
    clock = sum(worker.clock for worker in workers.values())
    processor = sum(worker.processor for worker in workers.values())
    return (
        f"times are the processor's; by the clock they took {clock / processor:.2f} times as long"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="W1 to W3, three rounds")
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS)
    parser.add_argument("--languages", nargs="+", choices=("Python", "R"), default=["Python", "R"])
    parser.add_argument("--threads", type=int, default=1, help="threads of the BLAS")
    parser.add_argument("--rounds", type=int)
    parser.add_argument(
        "--paste", action="store_true", help="put the tables into benchmarks/README.md"
    )
    given = parser.parse_args()
    began = time.monotonic()
    names = given.workloads or (list(SMALL) if given.quick else list(WORKLOADS))
    entered, absent = present([c for c in CONTESTANTS if c.language in given.languages])
    FOLDER.mkdir(parents=True, exist_ok=True)
    workers = {
        process: Worker(process, FOLDER, given.threads)
        for process in {c.process: None for c in entered}
    }
    measured, tables = {}, {"speed": [], "watching": [], "memory": []}
    for name in names:
        measured[name], lines = measure(name, entered, workers, given)
        for kind, more in lines.items():
            tables[kind] += more
    report = Report(ROOT / "out" / "bench.md")
    report.say(
        f"{given.threads} thread{'s' if given.threads > 1 else ''}, {time.strftime('%Y-%m-%d')}, "
        f"{(time.monotonic() - began) / 60:.0f} minutes; {describe_load(workers)}",
        "",
    )
    for process, worker in workers.items():
        report.say(f"- {worker.about}{r_kernels() if process == 'R' else ''}")
        worker.close()
    report.say(*(f"- {title(name)} is missing here: {how}" for name, how in absent.items()))
    report.say(*(f"- {name} {WORKLOADS[name].title}" for name in names))
    report.table(HEAD, tables["speed"])
    for head, kind in ((HOOKS_HEAD, "watching"), (MEMORY_HEAD, "memory")):
        if tables[kind]:
            report.table(head, tables[kind])
    head, *lines = summary(measured, given.languages)
    report.table(head, lines)
    if given.paste:
        report.paste(HERE / "README.md")


if __name__ == "__main__":
    main()
