"""What is looked at between epochs and after steps, and when that ends a run early."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Arithmetic
from .config import Samples, Step, TrainConfig, TrainingState
from .rows import (
    Best,
    EpochRow,
    MonitorConfig,
    Monitored,
    Rows,
    add_rows,
    epoch_row,
    find_best,
    some_rows,
)


class Monitor(NamedTuple):
    """before_epoch(state, loss) and after_step(step) return why to stop, or None; None where
    nothing is asked.

    take_rows(rows, whole) takes the rows of several epochs, and returns which of them ends the run,
    and why; whole() is the state at the first. keeps: whether it takes their networks. monitored()
    is what has been recorded so far, or None; last() is after how many epochs the last row was
    taken, act(state) is to be called with a state that a run was interrupted at.
    """

    before_epoch: Callable[..., str | None] | None
    after_step: Callable[[Step], str | None] | None
    monitored: Callable[[], Any]
    take_rows: Callable[..., tuple[int, str | None]] | None
    keeps: bool
    last: Callable[[], int]
    act: Callable[[TrainingState], None]
    wanted: MonitorConfig


NO_MONITOR = Monitor(
    None, None, lambda: None, None, False, lambda: -1, lambda state: None, MonitorConfig()
)


def takes_rows(config: TrainConfig, wanted: MonitorConfig) -> bool:
    """Say whether anything is recorded between epochs."""
    asked = (config.patience, wanted.validation, wanted.on_epoch)
    return any(part is not None for part in asked) or bool(wanted.metrics) or wanted.keep_weights


def make_monitor(
    samples: Samples,
    config: TrainConfig,
    wanted: MonitorConfig,
    ops: Arithmetic,
    monitored: Monitored | None = None,
) -> Monitor:
    """The monitor of a run on these samples; `monitored`, what was recorded before, grows."""
    recorded = Monitored({}, [], None) if monitored is None else monitored
    records, last = takes_rows(config, wanted), -1

    def is_known(epoch: int) -> bool:
        return records and epoch < len(recorded.columns.get("loss", []))

    def act(state: TrainingState) -> None:
        for one in wanted.after:
            one(state._replace(monitored=recorded if records else None))

    def record(rows: Rows) -> tuple[int, str | None]:
        nonlocal recorded, last
        best, over = find_best(recorded.best, rows, config)
        end, stopped = rows.number if over is None else over + 1, None
        on_epoch: Any = wanted.on_epoch
        taken = end if on_epoch is None else 0
        try:
            for place in range(taken, end):
                answer = on_epoch(EpochRow(rows, place))
                taken = place + 1
                if answer is not None and asks_to_stop(answer):
                    stopped = "on_epoch"
                    break
        finally:
            rows = rows if taken == rows.number else some_rows(rows, 0, taken)
            if taken < end:
                best = find_best(recorded.best, rows, config)[0]
            add_rows(recorded, rows, wanted.keep_weights)
            recorded, last = recorded._replace(best=best), rows.epoch + taken - 1
        return taken - 1, "patience" if over is not None and taken == end else stopped

    def take_rows(rows: Rows, whole: Callable[[], TrainingState]) -> tuple[int, str | None]:
        stopped = None
        if is_known(rows.epoch):
            if is_out_of_patience(recorded.best, rows.epoch, config):
                return 0, "patience"
        else:
            if records:
                stopped = record(some_rows(rows, 0, 1))[1]
            if wanted.after:
                act(whole())
        if stopped is not None or not records or rows.number == 1:
            return 0, stopped
        place, stopped = record(some_rows(rows, 1, rows.number))
        return place + 1, stopped

    def before_epoch(
        state: TrainingState, loss: float | None, known: dict[str, float] | None = None
    ) -> str | None:
        columns = {}
        if records and not is_known(state.epoch):
            row = epoch_row(state, loss, samples, config, wanted, ops, known)
            columns = {name: [value] for name, value in row.items()}
        return take_rows(Rows(state.epoch, 1, columns, [state.network]), lambda: state)[1]

    asked = records or bool(wanted.after)
    return Monitor(
        before_epoch if asked else None,
        step_monitor(config, wanted.on_step),
        lambda: recorded if records else None,
        take_rows if asked else None,
        wanted.on_epoch is not None or wanted.keep_weights or config.patience is not None,
        lambda: last,
        act,
        wanted,
    )


def is_out_of_patience(best: Best | None, epoch: int, config: TrainConfig) -> bool:
    """Say whether the best row is `patience` epochs old."""
    if best is None or config.patience is None:
        return False
    return epoch - best.epoch >= config.patience


def with_patience_anew(state: TrainingState) -> TrainingState:
    """The state with no best row, so that patience counts from here."""
    if state.monitored is None:
        return state
    return state._replace(monitored=state.monitored._replace(best=None))


def step_monitor(
    config: TrainConfig, on_step: Callable[[Step], Any] | None
) -> Callable[[Step], str | None] | None:
    """What is asked after every step, or None: "gradient" if no gradient exceeds the threshold, or
    what on_step asks for.
    """
    if config.threshold is None and on_step is None:
        return None

    def after_step(step: Step) -> str | None:
        if config.threshold is not None and largest_gradient(step) <= config.threshold:
            return "gradient"
        return "on_step" if on_step is not None and asks_to_stop(on_step(step)) else None

    return after_step


def largest_gradient(step: Step) -> float:
    """The largest absolute gradient of all layers, after penalty, freezing and clipping."""
    gradients = step.gradients_for_update or step.gradients
    parts = [part for layer in gradients for part in (layer.dW, layer.db) if part is not None]
    return max(float(abs(part).max()) for part in parts)


def asks_to_stop(answer: Any) -> bool:
    """Say whether a function of the user's asked for the end: it returned true."""
    return answer is True or isinstance(answer, np.bool_) and bool(answer)
