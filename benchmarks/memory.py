"""Two small tables besides speed: the peak of the memory, and what tracing, callbacks and metrics cost."""

from __future__ import annotations

from pathlib import Path

from interleave import Contestant, Worker, ratio, take_turns
from table import TITLES, milliseconds
from workloads import WORKLOADS, remove_task, write_task

MEMORY_HEAD = ("peak of the memory", "", "MiB", "ours / it", "target", "met")
MEMORY_TARGET = 1.25  # over the tuned loop
HOOKS_HEAD = ("what is asked for", "", "ms an epoch", "it / fit alone", "least-most")
HOOKS = {
    "twinmlp": "fit alone",
    "empty_calls": "calls of an empty function",
    "with_on_epoch": "on_epoch, empty",
    "with_a_look": "on_epoch, which looks at the loss",
    "with_a_look_inside": "on_epoch, which looks at W_1",
    "with_full_loss": "full_loss",
    "with_metrics": "metrics",
    "with_validation": "validation, a quarter",
    "with_patience": "patience",
    "with_checkpoint": "ten checkpoints",
    "steps_alone": "the bare steps",
    "with_on_step": "on_step",
    "with_trace": "a trace of every step",
}
# These go step by step; the others run for ten times as many epochs on W1, so that a clock can tell.
STEPS = ("steps_alone", "with_on_step", "with_trace")


def memory(
    name: str, contestants: list[Contestant], folder: Path, threads: int
) -> list[tuple[str, ...]]:
    """The peak of a process that trains one epoch, one process a contestant."""
    peaks, lines = {}, []
    write_task(name, folder)
    for contestant in contestants:
        worker = Worker(contestant.process, folder, threads)
        worker.ask("run", name, contestant.name, 1)
        peaks[contestant] = int(worker.ask("peak")) / 1024
        worker.close()
    remove_task(name, folder)
    ours = {c.language: value for c, value in peaks.items() if c.name == "twinmlp"}
    for contestant, value in peaks.items():
        over = ours[contestant.language] / value
        target = (
            (f"{MEMORY_TARGET:.2f}", "yes" if over <= MEMORY_TARGET else "NO")
            if contestant.name == "tuned"
            else ("", "")
        )
        shown = "" if contestant.name == "twinmlp" else f"{over:.2f}"
        lines.append(
            (
                f"{name} {contestant.language}",
                TITLES.get(contestant.name, contestant.name),
                f"{value:.0f}",
                shown,
                *target,
            )
        )
    return lines


def hooks(
    name: str, languages: list[str], workers: dict[str, Worker], folder: Path, rounds: int
) -> list[tuple[str, ...]]:
    """Training with something asked for over training alone, in turns."""
    lines = []
    write_task(name, folder)
    for language in languages:
        asked = [
            Contestant(
                language, key, language, times=() if key in STEPS else (("W1", 10), ("W3", 1))
            )
            for key in HOOKS
            if name != "W3" or key not in STEPS
        ]
        times = take_turns(name, asked, workers, rounds, WORKLOADS[name].epochs)
        alone = times[asked[0]]
        for contestant, seconds in times.items():
            value, least, most = ratio(seconds, alone)
            shown = (
                ("", "")
                if contestant.name == "twinmlp"
                else (f"{value:.2f}", f"{least:.2f}-{most:.2f}")
            )
            lines.append(
                (f"{name} {language}", HOOKS[contestant.name], milliseconds(seconds), *shown)
            )
    remove_task(name, folder)
    return lines
