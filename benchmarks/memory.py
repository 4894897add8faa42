"""Two small tables besides speed: the peak of the memory, and what tracing, callbacks and metrics cost."""

from __future__ import annotations

from pathlib import Path

from interleave import Contestant, Worker, ratio, take_turns
from table import milliseconds, title
from workloads import WORKLOADS

MEMORY_HEAD = ("peak of the memory", "", "MiB", "ours / it")
MEASURED = ("twinmlp", "reproducible", "tuned")
HOOKS_HEAD = ("what is asked for", "", "ms an epoch", "it / fit alone", "least-most")
HOOKS = {
    "twinmlp": "fit alone",
    "empty_calls": "calls of an empty function",
    "with_on_epoch": "on_epoch, empty",
    "with_a_look": "on_epoch, which looks at the loss",
    "with_a_look_inside": "on_epoch, which looks at W_1",
    "with_full_loss": "full_loss",
    "tuned": "the tuned loop",
    "tuned_full_loss": "the tuned loop with full_loss",
    "with_metrics": "metrics",
    "with_validation": "validation, a quarter",
    "with_patience": "patience",
    "with_checkpoint": "ten checkpoints",
    "steps_alone": "the bare steps",
    "with_on_step": "on_step",
    "with_trace": "a trace of every step",
}
# These go step by step; on W3, not. Those have batches to compare with; on W3 only.
STEPS = ("steps_alone", "with_on_step", "with_trace")
BATCHES = ("tuned", "tuned_full_loss")


def memory(
    name: str, contestants: list[Contestant], folder: Path, threads: int
) -> dict[tuple[str, str], float]:
    """The peak of a fit, MiB, of a process that has data and libraries; one process a contestant.

    Whatever is loaded by a first fit is loaded in all.
    """
    peaks = {}
    for contestant in contestants:
        worker = Worker(contestant.process, folder, threads)
        for first in ("twinmlp", contestant.name):
            worker.ask("run", name, first, 0)
        worker.ask("fresh")
        worker.ask("run", name, contestant.name, min(WORKLOADS[name].epochs, 10))
        peaks[contestant.language, contestant.name] = int(worker.ask("peak")) / 1024
        worker.close()
    return peaks


def memory_rows(name: str, peaks: dict[tuple[str, str], float]) -> list[tuple[str, ...]]:
    """One row a contestant."""
    lines = []
    for (language, other), value in peaks.items():
        over = "" if other == "twinmlp" else f"{peaks[language, 'twinmlp'] / value:.2f}"
        lines.append((f"{name} {language}", title(other), f"{value:.0f}", over))
    return lines


def hooks(
    name: str, languages: list[str], workers: dict[str, Worker], rounds: int, budget: float
) -> tuple[list[tuple[str, ...]], dict[tuple[str, str], float]]:
    """Training with something asked for over training alone, in turns: the rows, and the ratios."""
    lines, ratios = [], {}
    for language in languages:
        epochs = {"with_checkpoint": WORKLOADS[name].epochs}  # a checkpoint has all losses so far
        asked = [
            Contestant(language, key, language, epochs=epochs.get(key))
            for key in HOOKS
            if key not in (STEPS if name == "W3" else BATCHES)
        ]
        times = take_turns(name, asked, workers, rounds, budget)
        alone = times[asked[0]]
        for contestant, seconds in times.items():
            value, least, most = ratio(seconds, alone)
            shown = ("", "")
            if contestant.name != "twinmlp":
                ratios[language, contestant.name] = value
                shown = (f"{value:.2f}", f"{least:.2f}-{most:.2f}")
            lines.append(
                (f"{name} {language}", HOOKS[contestant.name], milliseconds(seconds), *shown)
            )
    return lines, ratios
