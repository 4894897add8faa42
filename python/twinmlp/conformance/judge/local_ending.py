"""Recompute the validation losses and the end of a run from the trace's own records."""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np

from ...trace.quantities import Quantity, quantities
from ...trace.quantity_table import stop_reasons

Array = np.ndarray
Record = dict[str, Any]
Case = dict[str, Any]


def judged_ending(
    case: Case, trace: Record, golden: Record, first: list[Record]
) -> Iterator[tuple[Quantity, Quantity]]:
    """Validation losses and end, and what the recorded weights, losses and gradients lead to."""
    names: tuple[str, ...] = ("validation_losses", "stopping")
    kept = {name: trace[name] for name in names if name in trace}
    found = {entry.quantity: entry for entry in quantities(kept)}
    if "validation_losses" in found and "validation_losses" in golden:
        yield from judged_losses(found["validation_losses"], case, trace, golden, first)
    expected = expected_end(case, trace, golden)
    for name, value in expected.items():
        if name in found:
            number = float(stop_reasons().index(value) if name == "stopped" else value)
            yield found[name], found[name]._replace(values=np.array([number]), allowed=np.zeros(1))


def judged_losses(
    entry: Quantity, case: Case, trace: Record, golden: Record, first: list[Record]
) -> Iterator[tuple[Quantity, Quantity]]:
    """The validation loss of each epoch whose weights are recorded; the others are not judged."""
    from ..spec.walk import in_balls, only, samples
    from ..spec.walk_epochs import split
    from ..spec.walk_run import training_stream, validation_loss
    from ..truth import balls
    from ..truth.resync import RESYNC_BITS

    own = np.asarray(entry.values, dtype=float)
    values, bounds = own.copy(), np.zeros(own.shape)
    if own.ndim != 1:
        return
    _, tested = split(case["training"], case["data"]["y"], training_stream(case["training"]))
    with balls.precision(RESYNC_BITS), np.errstate(all="ignore"):
        for row, layers in known_weights(case, trace, golden, first).items():
            if row >= len(own):
                continue
            bound = np.zeros(())

            def judge(place: Any, quantity: Any, *inputs: Any) -> Any:
                nonlocal bound
                if place[0] == "loss":
                    bound = bound + np.sum(quantity.bound(*balls.doubles(inputs)))
                return quantity.value(*inputs)

            parameters = in_balls(only(layers, "W", "b"))
            try:
                true = validation_loss(case, parameters, samples(case, tested), judge)
            except balls.Undecided:
                continue
            # errors of Z and A grow as in the true run, within the tolerance of that epoch
            allowed = np.ravel(golden["validation_losses_tolerance"])
            values[row] = float(balls.nearest(true))
            bounds[row] = bound + (allowed[row] if row < len(allowed) else np.max(allowed))
    yield entry._replace(values=own), entry._replace(values=values, allowed=bounds)


def known_weights(
    case: Case, trace: Record, golden: Record, first: list[Record]
) -> dict[int, list[Record]]:
    """Epoch -> W and b before it: at the start, and after the last step of the epoch before."""
    from .recorded import whole_layers

    training, n = case["training"], trained_rows(case)
    per_epoch = -(-n // (training.get("batch_size") or n))
    known = {0: first}
    for step in trace["steps"]:
        epoch, place = divmod(step["step"], per_epoch)
        layers = whole_layers(case, step["layers"]) if place == per_epoch - 1 else None
        if layers is not None:
            known[epoch + 1] = layers
    return known


def trained_rows(case: Case) -> int:
    """How many rows are trained on."""
    n, fraction = len(case["data"]["X"]), case["training"].get("validation_fraction")
    return n if fraction is None else n - int(np.ceil(fraction * n))


def expected_end(case: Case, trace: Record, golden: Record) -> Record:
    """When the run should have ended by its recorded losses and gradients, and why."""
    training, own = case["training"], trace.get("stopping", {})
    n, found = trained_rows(case), {}
    per_epoch = -(-n // (training.get("batch_size") or n))
    rows = monitored(training, trace)
    has_patience = training.get("patience") is not None
    if has_patience and rows is not None and is_list(rows):
        best, over = patience_of(rows, training)
        found = {"best": best}
        # the threshold was met before that row
        by_step = own.get("stopped") == "gradient" and over == own.get("epochs")
        if over is not None and not by_step:
            return {"stopped": "patience", "epochs": over, "steps": over * per_epoch, "best": best}
        # its row is not in the record
        unseen = own.get("epochs") == len(rows) and len(rows) - best >= training["patience"]
        if own.get("stopped") == "patience" and not unseen:
            found |= {name: golden["stopping"][name] for name in ("stopped", "epochs", "steps")}
    if training.get("threshold") is not None:
        found |= expected_by_threshold(case, trace, golden, per_epoch)
    return found


def is_list(rows: Array) -> bool:
    """Whether it is a list of numbers, and not empty."""
    return bool(np.ndim(rows) == 1 and len(rows) and np.isfinite(rows).all())


def monitored(training: Record, trace: Record) -> Array | None:
    """The monitored losses, epoch by epoch; without validation the last is the final loss."""
    if training.get("validation_fraction") is not None:
        return trace.get("validation_losses")
    rows, last = trace.get("losses"), trace.get("final", {}).get("loss")
    own = trace.get("stopping", {})
    is_restored = training.get("restore_best", True) and own.get("best") != own.get("epochs")
    if rows is None or is_restored:
        return rows
    return None if last is None or np.ndim(rows) != 1 else np.append(rows, last)


def patience_of(rows: Array, training: Record) -> tuple[int, int | None]:
    """The best row, and the row at which patience is over, if it is among these."""
    best = 0
    for row, value in enumerate(rows):
        if row and value < rows[best] - training.get("min_delta", 0):
            best = row
        if row - best >= training["patience"]:
            return best, row
    return best, None


def expected_by_threshold(case: Case, trace: Record, golden: Record, per_epoch: int) -> Record:
    """The end by the threshold: a step is the last if no recorded gradient is above it."""
    own = trace.get("stopping", {})
    for step in trace["steps"]:
        of = lambda layer, name: layer.get("g" + name, layer.get("d" + name, np.nan))
        with_b = [layer for layer in step["layers"] if "db" in layer or "gb" in layer]
        found = [of(layer, "W") for layer in step["layers"]] + [of(layer, "b") for layer in with_b]
        sizes = [np.max(np.abs(gradient)) for gradient in found]
        small = max(sizes) <= case["training"]["threshold"] if np.isfinite(sizes).all() else None
        count = step["step"] + 1
        if small:
            return {"stopped": "gradient", "epochs": -(-count // per_epoch), "steps": count}
        if small is False and own.get("stopped") == "gradient" and own.get("steps") == count:
            return {name: golden["stopping"][name] for name in ("stopped", "epochs", "steps")}
    return {}
