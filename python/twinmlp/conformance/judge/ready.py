"""A trace made ready to be judged: lists for arrays, steps counted from 0, and what is too much."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...trace.compare import compare_quantities
from ...trace.quantities import quantities
from .precision import Precision, recognised, widened_quantity

Record = dict[str, Any]


def steps_from_zero(
    trace: Record, golden: Record, precision: Precision | None = None
) -> tuple[Record, list[str]]:
    """The trace with its steps counted from 0, if they are counted from 1, and that this is so:
    their numbers show it, or every step is right as the one before it alone."""
    own = {step["step"] for step in trace["steps"]}
    true = {step["step"] for step in golden["steps"]}
    if not own or min(own) < 1:
        return trace, []
    steps = [{**step, "step": step["step"] - 1} for step in trace["steps"]]
    before = {**trace, "steps": steps}
    if own <= true:
        precision = precision or recognised(trace)
        is_so = are_right(before, golden, precision) and not are_right(trace, golden, precision)
    else:
        is_so = {number - 1 for number in own} <= true
    said = ["that steps are counted from 1 (read as counted from 0)"]
    return (before, said) if is_so else (trace, [])


def are_right(trace: Record, golden: Record, precision: Precision) -> bool:
    """Whether the steps of a trace that the case records are there, and right."""
    true = (widened_quantity(one, precision) for one in quantities(golden) if one.step is not None)
    found = compare_quantities(quantities(trace), true)
    return bool(found.worst) and found.wrong == 0


def extra_steps(trace: Record, golden: Record) -> list[str]:
    """The steps that the case does not record."""
    numbers = {step["step"] for step in golden["steps"]}
    extra = (step["step"] for step in trace["steps"] if step["step"] not in numbers)
    return [f"step {number}, which the case does not record" for number in extra]


def extra_trials(trace: Record, golden: Record) -> list[str]:
    """The trials that the true run does not make."""
    trials = lambda step: step.get("search", {}).get("trials", [])
    counts = {step["step"]: len(trials(step)) for step in golden["steps"]}
    return [
        f"step {step['step']}, trial {k}, which the true run does not make"
        for step in trace["steps"]
        for k in range(counts.get(step["step"], len(trials(step))), len(trials(step)))
    ]


def listed(value: Any) -> Any:
    """Arrays as lists."""
    if isinstance(value, dict):
        return {name: listed(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        if any(isinstance(item, (dict, np.ndarray)) for item in value):
            return [listed(item) for item in value]
        return list(value)
    return value.tolist() if isinstance(value, np.ndarray) else value
