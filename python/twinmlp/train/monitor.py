"""What is watched between epochs, when that ends a run early, and the step whose gradients do."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.checks import check_number
from ..base.errors import describe, fail
from ..data.metrics import METRICS
from ..nn.layers import Layer, forward
from ..nn.losses import loss_input, loss_value
from .config import Plan, Point, Step
from .step import plan_at

Data = tuple[Array, Array, "Array | None"]  # X, y and, if there are any, the weights of the samples


def check_amount(value: Any, argument: str) -> float:
    """Accept a number that is not negative."""
    if check_number(value, argument) < 0:
        fail("E_RANGE", argument, "a finite number, 0 or more", describe(value))
    return float(value)


class Best(NamedTuple):
    """The row with the smallest monitored value so far, J of all samples there, and the network."""

    epoch: int
    value: float
    loss: float
    network: list[Layer]


class Watch(NamedTuple):
    """One column a quantity, whose row k was taken after k epochs; the network at every row, if
    asked for; the best row.
    """

    columns: dict[str, list[float]]
    weights: list[list[Layer]]
    best: Best | None


class Watching(NamedTuple):
    """What to look at between epochs: validation data, metrics, the network itself, and what else
    is called there.
    """

    validation: Data | None = None
    metrics: Sequence[str] = ()
    keep_weights: bool = False
    on_step: Callable[[Step], Any] | None = None
    on_epoch: Callable[[dict[str, Any]], Any] | None = None
    after: Sequence[Callable[[Point], None]] = ()


def look(
    point: Point, loss: float, train: Data, plan: Plan, watching: Watching, ops: Arithmetic
) -> dict[str, float]:
    """One row: loss, learning_rate, validation_loss, and every metric of the training and of the
    validation data.
    """
    row = {"loss": loss}
    if "learning_rate" in plan.options:
        row["learning_rate"] = plan_at(plan, point.epoch, point.step, ops).options["learning_rate"]
    for prefix, data in (("", train), ("validation_", watching.validation)):
        if data is None or not (prefix or watching.metrics):
            continue
        X, y, weight = data
        values = forward(point.network, X, ops)[-1]
        if prefix:
            row["validation_loss"] = loss_value(
                loss_input(values, plan.loss), y, plan.loss, plan.reduction, ops, weight
            )
        row.update({prefix + name: METRICS[name](values.A, y, ops) for name in watching.metrics})
    return row


def add_row(
    watch: Watch, row: dict[str, float], point: Point, plan: Plan, keep_weights: bool
) -> Watch:
    """Add one row to the watch; a row is best if its validation loss (else its loss) is more than
    min_delta below the best.
    """
    for name, value in row.items():
        watch.columns.setdefault(name, []).append(value)
    if keep_weights:
        watch.weights.append(list(point.network))
    best, value = watch.best, row.get("validation_loss", row["loss"])
    if plan.patience is not None and (best is None or value < best.value - plan.min_delta):
        best = Best(point.epoch, value, row["loss"], list(point.network))
    return watch._replace(best=best)


def takes_rows(plan: Plan, watching: Watching) -> bool:
    """Say whether anything looks at the rows between epochs."""
    given = (plan.patience, watching.validation, watching.on_epoch)
    return (
        any(part is not None for part in given) or bool(watching.metrics) or watching.keep_weights
    )


def follower(
    train: Data, plan: Plan, ops: Arithmetic, watching: Watching
) -> Callable[..., Any] | None:
    """What `train` asks between epochs, or None if nothing is watched; a row that is there already
    is not taken again.
    """
    rows = takes_rows(plan, watching)
    if not rows and not watching.after:
        return None

    def follow(point: Point, loss: Any) -> tuple[Watch | None, str | None]:
        if not rows:
            for act in watching.after:
                act(point)
            return None, None
        watch, asked = Watch({}, [], None) if point.watch is None else point.watch, None
        if point.epoch >= len(watch.columns.get("loss", [])):
            row = look(point, loss, train, plan, watching, ops)
            watch = add_row(watch, row, point, plan, watching.keep_weights)
            seen = {"epoch": point.epoch, **row, "network": point.network}
            if watching.on_epoch is not None and asks_to_stop(watching.on_epoch(seen)):
                asked = "on_epoch"
            for act in watching.after:
                act(point._replace(watch=watch))
        waited = (
            watch.best is not None
            and plan.patience is not None
            and point.epoch - watch.best.epoch >= plan.patience
        )
        return watch, "patience" if waited else asked

    return follow


def stepper(
    plan: Plan, on_step: Callable[[Step], Any] | None
) -> Callable[[Step], str | None] | None:
    """What `train` asks after every step, or None: "gradient" if no gradient is larger than the
    threshold, or what on_step wants.
    """
    if plan.threshold is None and on_step is None:
        return None

    def judge(step: Step) -> str | None:
        if plan.threshold is not None and largest_gradient(step) <= plan.threshold:
            return "gradient"
        return "on_step" if on_step is not None and asks_to_stop(on_step(step)) else None

    return judge


def largest_gradient(step: Step) -> float:
    """The largest absolute gradient of W and b of all layers, as the optimizer is given them."""
    parts = [
        part
        for gradient in step.given or step.gradients
        for part in (gradient.dW, gradient.db)
        if part is not None
    ]
    return max(float(abs(part).max()) for part in parts)


def asks_to_stop(given: Any) -> bool:
    """Say whether a function of the user's own asked for the end: it gave true."""
    return given is True or isinstance(given, np.bool_) and bool(given)
