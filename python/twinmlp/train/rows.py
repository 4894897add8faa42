"""What is recorded between epochs: rows, and the best of them."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Mapping, NamedTuple, Sequence

from ..arithmetic.kinds import Arithmetic
from ..data.metrics import Metric
from ..data.preprocessing import Scaling, undo_scaling
from ..nn.layers import Layer, Network
from ..nn.losses import loss_input, loss_value
from .chunks import last_values
from .config import Samples, Step, TrainConfig, TrainingState
from .step import config_at


class MonitorConfig(NamedTuple):
    """What to monitor: validation data, metrics, the network of every epoch; and what to call
    there. Metrics are of the numbers before `targets` scaled them. `after` is called with the state
    of some epochs: of those that a whole number of `every` divides, if that is given.
    """

    validation: Samples | None = None
    metrics: Mapping[str, Metric] = {}
    keep_weights: bool = False
    on_step: Callable[[Step], Any] | None = None
    on_epoch: Callable[[Mapping[str, Any]], Any] | None = None
    after: Sequence[Callable[[TrainingState], None]] = ()
    targets: Scaling | None = None
    every: int | None = None


class Best(NamedTuple):
    """The row with the smallest monitored value so far, J of all samples there, and the network."""

    epoch: int
    value: float
    loss: float
    network: list[Layer]


class Monitored(NamedTuple):
    """A column a quantity, row k after k epochs; the networks, if asked for; the best row."""

    columns: dict[str, list[float]]
    weights: list[list[Layer]]
    best: Best | None


class Rows(NamedTuple):
    """The rows of several epochs, the first after `epoch` of them: a column a quantity, and the
    networks, which may not be made before somebody looks at them.
    """

    epoch: int
    number: int
    columns: dict[str, list[Any]]
    networks: Sequence[Network]


class EpochRow(Mapping[str, Any]):
    """A row as on_epoch sees it, from epoch to network: read from its place in the rows when
    somebody looks at it.
    """

    __slots__ = ("rows", "place", "network")

    def __init__(self, rows: Rows, place: int) -> None:
        self.rows, self.place = rows, place
        self.network: Network | None = None

    def __getitem__(self, name: str) -> Any:
        rows, place = self.rows, self.place
        if name == "epoch":
            return rows.epoch + place
        if name != "network":
            return rows.columns[name][place]
        if self.network is None:
            self.network = rows.networks[place]
        return self.network

    def __iter__(self) -> Iterator[str]:
        return iter(("epoch", *self.rows.columns, "network"))

    def __len__(self) -> int:
        return len(self.rows.columns) + 2

    def __repr__(self) -> str:
        return repr(dict(self))


def epoch_row(
    state: TrainingState,
    loss: float | None,
    samples: Samples,
    config: TrainConfig,
    wanted: MonitorConfig,
    ops: Arithmetic,
    known: dict[str, float] | None = None,
) -> dict[str, Any]:
    """One row: loss, learning_rate, validation_loss, and every metric of the training and of the
    validation data; `known` is all of it but learning_rate, where the core has computed it.
    """
    row: dict[str, Any] = {"loss": loss}
    if "learning_rate" in config.options:
        options = config_at(config, state.epoch, state.step, ops).options
        row["learning_rate"] = options["learning_rate"]
    if known is not None:
        return {**row, **known}
    for prefix, data in (("", samples), ("validation_", wanted.validation)):
        if data is None or not (prefix or wanted.metrics):
            continue
        values = last_values(state.network, data.X, ops)
        if prefix:
            outputs = loss_input(values, config.loss)
            row["validation_loss"] = loss_value(
                outputs, data.y, config.loss, config.reduction, ops, data.weight
            )
        A, y = undo_scaling(values.A, wanted.targets), undo_scaling(data.y, wanted.targets)
        row.update({prefix + name: f(A, y, ops) for name, f in wanted.metrics.items()})
    return row


def some_rows(rows: Rows, start: int, end: int) -> Rows:
    """The rows from `start` on, `end` left out."""
    columns = {name: column[start:end] for name, column in rows.columns.items()}
    return Rows(rows.epoch + start, end - start, columns, rows.networks[start:end])


def add_rows(monitored: Monitored, rows: Rows, keep_weights: bool) -> None:
    """Add rows to what is monitored."""
    for name, values in rows.columns.items():
        monitored.columns.setdefault(name, []).extend(values)
    if keep_weights:
        monitored.weights.extend(list(network) for network in rows.networks)


def find_best(best: Best | None, rows: Rows, config: TrainConfig) -> tuple[Best | None, int | None]:
    """The best row so far, and the first of these at which patience is over.

    A row is the best if its validation loss (else its loss) is more than min_delta below the best
    so far.
    """
    if config.patience is None:
        return best, None
    losses = rows.columns["loss"]
    values, place = rows.columns.get("validation_loss", losses), None
    lowest, epoch = (None, 0) if best is None else (best.value, best.epoch)
    over, patience, least = None, config.patience, config.min_delta
    for k, value in enumerate(values):
        if lowest is None or value < lowest - least:
            lowest, epoch, place = value, rows.epoch + k, k
        elif rows.epoch + k - epoch >= patience:
            over = k
            break
    if place is not None:
        best = Best(epoch, values[place], losses[place], list(rows.networks[place]))
    return best, over
