"""A run of whole epochs in the compiled core: begun, looked at, going on, and set back."""

from __future__ import annotations

from math import nan
from typing import Any, Iterator, NamedTuple

import numpy as np

from ..arithmetic.compiled import address, check_memory
from ..arithmetic.kinds import Arithmetic, Array
from ..data.metrics import LABEL_METRICS, METRICS
from ..data.preprocessing import steps_per_epoch
from ..optim.clipping import check_norm
from .config import Samples, TrainConfig, TrainingState
from .core_settings import core_settings, place_of
from .core_state import CoreState, count_numbers, flat_masks
from .objective import check_loss
from .rows import MonitorConfig
from .step import config_at

# Learning rates in one call at most.
RATES_AT_ONCE = 1024
# Numbers of rows, or of the parameters of their networks, in one call at most.
NUMBERS_AT_ONCE = 262144
# After so many seconds the core comes back, so that Ctrl-C is heard.
SECONDS = 0.03
# What it reports then.
TIME_IS_UP, NORM_NOT_FINITE = 1, 3


class CoreRun(NamedTuple):
    """A run: its place in the core, the columns of its rows, and what the core reads while it goes
    on.
    """

    place: Any
    config: TrainConfig
    ops: Arithmetic
    columns: list[str]
    size: int
    steps_an_epoch: int
    kept: list[Any]


class Piece(NamedTuple):
    """Epochs and steps done in one call, the rows before each epoch, a list a column, their
    parameters if they are kept, and learning rates; a run that cannot go on has one row more, and
    says why in `failed`.
    """

    epochs: int
    steps: int
    columns: list[list[float]]
    parameters: Array | None
    rates: list[float]
    failed: tuple[int, float] | None


def core_metrics(wanted: MonitorConfig, library: Any) -> list[float]:
    """The places of the metrics that are wanted; no number for one that the core does not know."""
    places = []
    for name, metric in wanted.metrics.items():
        known = {METRICS[name]: name, LABEL_METRICS.get(name): f"label_{name}"}
        places.append(place_of(library, "metrics", known.get(metric)))
    return places


def start_run(
    state: TrainingState,
    at: CoreState,
    samples: Samples,
    config: TrainConfig,
    ops: Arithmetic,
    source: str,
    wanted: MonitorConfig,
) -> CoreRun:
    """Begin a run at a state; `at` is the same as the core takes it. Samples are not copied."""
    n, library = len(samples.y), ops.core
    settings = core_settings(state.network, n, config, source, ops)
    kept = doubles(samples)
    lists = [at.parameters, flat_masks(state.network, config), at.arrays, at.numbers]
    place = library.core_run_new(
        address(settings),
        0,
        *layouts(kept),
        *(None if values is None else address(values) for values in lists),
        None if state.stream is None else address(at.key),
        int(at.position[0]),
    )
    if not place:
        raise MemoryError
    steps = steps_per_epoch(n, config.batch_size)
    size = count_numbers(state.network)
    run = CoreRun(place, config, ops, ["loss"], size, steps, [*kept])
    return watch(run, wanted)


def doubles(samples: Samples) -> Samples:
    """The samples as the core reads them."""
    X, y = (np.asarray(part, dtype=np.float64) for part in samples[:2])
    weight = None if samples.weight is None else np.array(samples.weight, dtype=np.float64)
    return Samples(X, y, weight)


def layouts(samples: Samples) -> list[Any]:
    """Where X and y are, with the distances of their rows and columns, and the weights."""
    parts = [(address(A), A.strides[0] // 8, A.strides[1] // 8) for A in samples[:2]]
    return [*parts[0], *parts[1], None if samples.weight is None else address(samples.weight)]


def watch(run: CoreRun, wanted: MonitorConfig) -> CoreRun:
    """The run with rows that have the metrics, and those and the loss of validation data."""
    names, held_out, targets = list(wanted.metrics), wanted.validation, wanted.targets
    if not names and held_out is None:
        return run
    data = None if held_out is None else doubles(held_out)
    places = np.array(core_metrics(wanted, run.ops.core) or [0.0])
    scale = (
        [None, None]
        if targets is None
        else [doubles_of(targets.shift), doubles_of(targets.divisor)]
    )
    check_memory(
        run.ops.core.core_run_watch(
            run.place,
            address(places),
            len(names),
            *(None if part is None else address(part) for part in scale),
            *([0, None, 0, 0, None, 0, 0, None] if data is None else [len(data.y), *layouts(data)]),
        )
    )
    held = [] if data is None else [f"validation_{name}" for name in ("loss", *names)]
    return run._replace(columns=["loss", *names, *held], kept=[*run.kept, data, scale])


def doubles_of(values: Any) -> Array:
    """Numbers in one piece."""
    return np.ascontiguousarray(values, dtype=np.float64)


def go_on(run: CoreRun, state: TrainingState, epochs: int, keep: bool) -> Piece:
    """So many epochs, or fewer: where learning rates change, numbers are many, or time is up."""
    width, config = len(run.columns), run.config
    epochs = min(epochs, max(1, NUMBERS_AT_ONCE // max(width, run.size if keep else 1)))
    rates = [float(config.options["learning_rate"])]
    if config.schedule is not None:
        epochs = min(epochs, max(1, RATES_AT_ONCE // run.steps_an_epoch))
        rates = list(rates_of_steps(run, state, epochs))
    rows, report, given = np.empty((epochs, width)), np.empty(3), np.array(rates)
    kept = np.empty((epochs, run.size)) if keep else None
    to = address(rows), None if kept is None else address(kept), SECONDS, address(report)
    status = TIME_IS_UP
    while status == TIME_IS_UP:
        status = run.ops.core.core_run(run.place, epochs, address(given), len(given), *to)
    finished, steps = int(report[0]), int(report[1])
    failed = None if status == 0 else (status, float(report[2]))
    end = finished + (failed is not None)
    every = rates[:: run.steps_an_epoch] if config.schedule is not None else rates * end
    columns, parameters = rows[:end].T.tolist(), None if kept is None else kept[:end]
    return Piece(finished, steps, columns, parameters, every[:end], failed)


def check_piece(piece: Piece, state: TrainingState) -> None:
    """Refuse to go on from where the core could not; the piece began at `state`."""
    if piece.failed is not None:
        status, norm = piece.failed
        if status == NORM_NOT_FINITE:
            check_norm(norm)
        check_loss(nan, state.step + piece.steps)


def look_now(run: CoreRun) -> dict[str, float]:
    """The row of the network as the run has it."""
    row, status = np.empty(len(run.columns)), TIME_IS_UP
    while status == TIME_IS_UP:
        status = run.ops.core.core_run_look(run.place, address(row), SECONDS)
    return dict(zip(run.columns, row.tolist()))


def rates_of_steps(run: CoreRun, state: TrainingState, epochs: int) -> Iterator[float]:
    """The learning rate of every step of the next epochs."""
    for epoch in range(epochs):
        for step in range(epoch * run.steps_an_epoch, (epoch + 1) * run.steps_an_epoch):
            at = config_at(run.config, state.epoch + epoch, state.step + step, run.ops)
            yield float(at.options["learning_rate"])


def set_back(run: CoreRun, found: CoreState) -> None:
    """Go back to a state that the run had."""
    *lists, position = found
    run.ops.core.core_run_set(run.place, *map(address, lists), int(position[0]))


def end_run(run: CoreRun) -> None:
    """Give the core's memory back."""
    run.ops.core.core_run_free(run.place)
