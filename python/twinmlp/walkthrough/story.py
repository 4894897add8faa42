"""Data for the page: a case and its traces; the page computes all else itself."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..plots.curves import thinned
from .sources import Traces, source_names

PARAMETERS = ("W", "b")
RECORDED = ("Z", "A", "mask", "dA", "dZ", "W", "b")


def page_data(case: dict[str, Any], traces: Traces) -> dict[str, Any]:
    """Return the case, who computed its traces, what they recorded, and the curve of the loss."""
    return {
        "case": case,
        "names": source_names(traces),
        "traces": {
            side: trace_data(trace, case["record"]["steps"], None if side == "own" else traces.own)
            for side, trace in traces._asdict().items()
        },
        "curve": curve_data(traces.own["losses"]),
    }


def trace_data(
    trace: dict[str, Any] | None, wanted: Sequence[float], own: dict[str, Any] | None = None
) -> dict[str, Any] | None:
    """Return what the page shows of a trace, or None.

    Of a step that is not wanted, but is before one that is, these are the parameters after it; of
    another trace than `own` what is not the same there.
    """
    if trace is None:
        return None
    known = {} if own is None else {step["step"]: step["layers"] for step in own["steps"]}
    return {
        "steps": [
            step_data(step, RECORDED if step["step"] in wanted else PARAMETERS, known)
            for step in trace["steps"]
        ]
    }


def step_data(
    step: dict[str, Any], recorded: Sequence[str], known: dict[float, Any]
) -> dict[str, Any]:
    """Return what the page shows of a recorded step: its numbers and its layers' matrices.

    Matrices (not b) that are equal to those of the layers of this step in `known` are left out.
    """
    names = [name for name in ("step", "epoch", "rows", "loss", "learning_rate") if name in step]
    layers = [{name: layer.get(name) for name in recorded} for layer in step["layers"]]
    for layer, other in zip(layers, known.get(step["step"], [])):
        for name in recorded:
            if name != "b" and same_numbers(layer[name], other.get(name)):
                del layer[name]
    return {**{name: step[name] for name in names}, "layers": layers}


def same_numbers(a: Any, b: Any) -> bool:
    """Say whether two matrices have the same numbers, or are both absent."""
    if a is None or b is None:
        return a is b
    return bool(np.array_equal(np.asarray(a, dtype=float), np.asarray(b, dtype=float)))


def curve_data(losses: Any) -> dict[str, Any]:
    """Return the curve of the loss, thinned to every eighth point of a picture and the last."""
    epochs = thinned(len(losses)) if len(losses) else np.empty(0)
    epochs = np.unique(np.append(epochs[::8], epochs[-1:]))
    return {"epochs": epochs, "losses": np.asarray(losses, dtype=float)[epochs.astype(int)]}
