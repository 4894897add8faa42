"""Check that a checkpoint fits its own network and optimizer."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base.checks import check_matrix, check_vector, is_number
from ..base.errors import describe, fail

Record = dict[str, Any]


def check_progress(document: Record) -> None:
    """Check that the epoch, the step, the losses and what was monitored fit each other."""
    epoch, step, watch = document["epoch"], document["step"], document["watch"]
    if len(document["losses"]) != epoch:
        fail("E_SHAPE", "losses", f"a list of {epoch:.0f}", describe(document["losses"]))
    largest = epoch * document["rows"]
    if not epoch <= step <= largest:
        fail("E_RANGE", "step", f"from {epoch:.0f} to {largest:.0f}", describe(step))
    if watch is None:
        return
    rows = len(next(iter(watch["columns"].values()), []))
    if rows > epoch + 1:
        fail("E_SHAPE", "watch.columns", f"lists of {epoch + 1:.0f} or less", f"{rows}")
    for name, column in watch["columns"].items():
        check_vector(column, "watch.columns." + name, rows)
    if watch["weights"] and len(watch["weights"]) != rows:
        fail("E_SHAPE", "watch.weights", f"a list of {rows}", describe(watch["weights"]))
    if watch["best"] is not None and watch["best"]["epoch"] > epoch:
        fail(
            "E_RANGE", "watch.best.epoch", f"{epoch:.0f} or less", describe(watch["best"]["epoch"])
        )


def check_state(start: Any, state: Any, parameter: Any, argument: str) -> Any:
    """Read a state with the types and shapes of the optimizer's starting state."""
    if isinstance(start, dict):
        if not isinstance(state, dict) or set(state) != set(start):
            names = "an object of " + (", ".join(start) or "no names")
            fail("E_FORMAT", argument, names, describe_names(state))
        return {
            name: check_state(part, state[name], parameter, f"{argument}.{name}")
            for name, part in start.items()
        }
    if isinstance(start, list):
        if not isinstance(state, list):
            fail("E_TYPE", argument, "a list", describe(state))
        return [
            check_state(np.asarray(parameter), part, parameter, f"{argument}[{k}]")
            for k, part in enumerate(state)
        ]
    shape = np.shape(start)
    if len(shape) == 2:
        return check_matrix(state, argument, *shape)
    size = int(np.prod(shape))
    vector = check_vector([state] if size == 1 and is_number(state) else state, argument, size)
    return vector if isinstance(start, np.ndarray) and shape else type(start)(vector[0])


def describe_names(value: Any) -> str:
    """Describe an object by its names, and anything else as `describe` does."""
    if not isinstance(value, dict):
        return describe(value)
    return "an object of " + (", ".join(value) or "no names")
