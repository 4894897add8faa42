"""A case and its traces as the data of the page, which computes all else itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..plots.curves import thinned
from .sources import Traces, source_names

RECORDED = ("Z", "A", "mask", "dA", "dZ", "W", "b")


def page_data(case: dict[str, Any], traces: Traces) -> dict[str, Any]:
    """Return the case, who computed its traces, what they recorded, and the curve of the loss."""
    return {
        "case": case,
        "names": source_names(traces),
        "traces": {side: trace_data(trace) for side, trace in traces._asdict().items()},
        "curve": curve_data(traces.own["losses"]),
    }


def trace_data(trace: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return of a trace what the page shows, or None."""
    return None if trace is None else {"steps": [step_data(step) for step in trace["steps"]]}


def step_data(step: dict[str, Any]) -> dict[str, Any]:
    """Return of a recorded step what the page shows: its numbers and its layers' matrices."""
    names = [name for name in ("step", "epoch", "rows", "loss", "learning_rate") if name in step]
    layers = [{name: layer.get(name) for name in RECORDED} for layer in step["layers"]]
    return {**{name: step[name] for name in names}, "layers": layers}


def curve_data(losses: Any) -> dict[str, Any]:
    """Return the curve of the loss, thinned to every fourth point of a picture and the last."""
    epochs = thinned(len(losses)) if len(losses) else np.empty(0)
    epochs = np.unique(np.append(epochs[::4], epochs[-1:]))
    return {"epochs": epochs, "losses": np.asarray(losses, dtype=float)[epochs.astype(int)]}
