"""What a training run did, row by row: row k was taken after k epochs."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..arithmetic.kinds import Arithmetic
from ..base.text import align, format_value
from ..data.preprocessing import steps_per_epoch
from ..nn.layers import Layer
from .config import TrainConfig, Training
from .step import config_at

SHOWN = 5  # rows at either end of a long table


class History(NamedTuple):
    """epoch, loss, learning_rate and whatever was monitored, a list each; the network at every row,
    if asked for; why the run ended early.
    """

    columns: dict[str, list[float]]
    weights: list[list[Layer]]
    stopped: str | None

    def __getitem__(self, name: Any) -> Any:
        return self.columns[name] if isinstance(name, str) else tuple(self)[name]

    def __repr__(self) -> str:
        return "\n".join(format_history(self))


def training_history(training: Training, config: TrainConfig, n: int, ops: Arithmetic) -> History:
    """The history of a run on n samples, from its first epoch on."""
    losses, monitored = training.losses, training.state.monitored
    last = len(losses)
    if monitored is None:
        columns: dict[str, list[Any]] = {"epoch": list(range(last + 1))}
        columns["loss"] = [*losses, training.final_loss]
        if "learning_rate" in config.options:
            steps = steps_per_epoch(n, config.batch_size)
            rates = [config.options["learning_rate"]] * len(columns["epoch"])
            if config.schedule is not None:
                rates = [
                    config_at(config, k, k * steps, ops).options["learning_rate"]
                    for k in columns["epoch"]
                ]
            columns["learning_rate"] = rates
        return History(columns, [], training.stopped)
    first = last + 1 - len(monitored.columns["loss"])  # rows before it were not monitored
    columns = {"epoch": list(range(first, last + 1)), **monitored.columns}
    return History(columns, list(monitored.weights), training.stopped)


def format_history(history: History) -> list[str]:
    """The history as a table; of a long one the first and the last rows."""
    rows = len(history.columns["epoch"])
    shown = list(range(rows))
    if rows > 2 * SHOWN + 1:
        shown = [*range(SHOWN), -1, *range(rows - SHOWN, rows)]
    table = [list(history.columns)]
    for row in shown:
        values = [(name, column[row]) for name, column in history.columns.items()]
        cells = [
            str(int(value)) if name == "epoch" else format_value(value, 6) for name, value in values
        ]
        table.append(["..."] * len(cells) if row == -1 else cells)
    lines = align(table, left=0)
    return lines if history.stopped is None else [*lines, f"stopped by {STOPPED[history.stopped]}"]


# Why a run can end before its last epoch, in words.
STOPPED = {
    "patience": "patience: no improvement for long enough",
    "gradient": "threshold: no gradient larger than it",
    "line_search": "line_search: nowhere along the direction is J lower",
    "on_step": "on_step",
    "on_epoch": "on_epoch",
}
