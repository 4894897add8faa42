"""A case and its traces as the data of the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Array
from ..base.registry import entry_label
from ..nn.layers import Layer
from ..plots.case import case_error
from ..plots.curves import thinned
from ..plots.notation import Place, name_places, symbol
from ..plots.steps import row_labels, step_notation, step_title, unit_labels
from ..trace.article_steps import NamedStep, article_steps
from ..trace.case import Case, case_parts
from .rules import checked_rule, rule_of, rule_record, updated
from .sources import Traces, gather_traces

Values = dict[str, Array]


def page_data(case: dict[str, Any], r: str | None = None) -> dict[str, Any]:
    """Return everything that the page shows."""
    parts = case_parts(case)
    traces = gather_traces(case, parts.record, r)
    records = [record_data(parts, traces, number) for number in parts.record]
    first = named_steps(parts, traces.python, parts.record[0])
    assert first is not None
    return {
        "case": case["id"],
        "title": case.get("title", case["id"]),
        "learning_rate": parts.config.options.get("learning_rate"),
        "layers": [
            {
                "inputs": layer.W.shape[0],
                "units": layer.W.shape[1],
                "activation": entry_label(layer.activation),
            }
            for layer in parts.network
        ],
        "optimizer": parts.config.optimizer,
        "loss": entry_label(parts.config.loss),
        "reduction": parts.config.reduction,
        "languages": {name: trace is not None for name, trace in traces._asdict().items()},
        "matrices": matrix_data(parts, first),
        "steps": step_data(first, len(parts.network)),
        "records": records,
        "curve": curve_data(traces.python["losses"]),
    }


def find_step(trace: dict[str, Any], number: int) -> dict[str, Any] | None:
    """Return the record of one step of a trace, or None."""
    return next((step for step in trace["steps"] if step["step"] == number), None)


def weights_before(parts: Case, trace: dict[str, Any], number: int) -> list[Layer] | None:
    """Return the network from which a step starts, or None if the trace does not tell.

    It is the case's network, or the one after the step before.
    """
    if number == 0:
        return parts.network
    before = find_step(trace, number - 1)
    if before is None:
        return None
    pairs = zip(before["layers"], parts.network)
    return [
        Layer(np.asarray(r["W"]), None if r["b"] is None else np.asarray(r["b"]), layer.activation)
        for r, layer in pairs
    ]


def named_steps(parts: Case, trace: dict[str, Any] | None, number: int) -> list[NamedStep] | None:
    """Return the named steps of one step of a trace.

    Weights before it that are not known are NaN.
    """
    record = None if trace is None else find_step(trace, number)
    if trace is None or record is None:
        return None
    rows = np.asarray(record["rows"]).astype(int)
    before = weights_before(parts, trace, number)
    if before is None:
        before = [
            Layer(layer.W * np.nan, None if layer.b is None else layer.b * np.nan, layer.activation)
            for layer in parts.network
        ]
    return article_steps(parts.X[rows], parts.y[rows], before, record, case_error(parts))


def all_values(steps: list[NamedStep] | None) -> Values:
    """Return the matrices of all named steps; an updated one has a second name."""
    found: Values = {}
    for step in steps or []:
        for name, matrix in step.computes.items():
            found[updated(name) if name in found else name] = np.asarray(matrix, dtype=float)
    return found


def record_data(parts: Case, traces: Traces, number: int) -> dict[str, Any]:
    """Return the values of one recorded step from every trace; a slope has no true value."""
    record = find_step(traces.python, number)
    assert record is not None
    sides = {
        side: all_values(named_steps(parts, trace, number))
        for side, trace in traces._asdict().items()
    }
    values = {
        key: {
            side: None if "slope" in key and side == "true" else as_lists(matrices.get(key))
            for side, matrices in sides.items()
        }
        for key in sides["python"]
    }
    options = {
        "learning_rate": parts.config.options.get("learning_rate", np.nan),
        "divisor": float(len(record["rows"])) if parts.config.reduction == "mean" else 1.0,
    }
    places = name_places(len(parts.network))
    rules = {}
    for key, matrix in sides["python"].items():
        name = key.removesuffix(updated(""))
        rule = rule_of(places[name], key != name, parts.network, parts.config.loss)
        rules[key] = rule_record(checked_rule(rule, matrix, sides["python"], options))
    labels = {
        key: row_labels(
            places[key.removesuffix(updated(""))], len(parts.network), record["rows"], len(matrix)
        )
        for key, matrix in sides["python"].items()
    }
    return {
        "step": int(number),
        "epoch": int(record["epoch"]),
        "loss": float(record["loss"]),
        "divisor": options["divisor"],
        "rows": labels,
        "rules": rules,
        "values": values,
    }


def as_lists(matrix: Array | None) -> Any:
    """Return a matrix as lists, or None if it is missing or not known."""
    return None if matrix is None or np.isnan(matrix).any() else matrix.tolist()


def matrix_data(parts: Case, steps: list[NamedStep]) -> dict[str, Any]:
    """Return what each matrix is called and stands for."""
    L, places = len(parts.network), name_places(len(parts.network))
    found = {}
    for key, matrix in all_values(steps).items():
        place: Place = places[key.removesuffix(updated(""))]
        found[key] = {
            "symbol": symbol(*place),
            "quantity": place.quantity,
            "layer": place.l,
            "columns": unit_labels(place.l, L, matrix.shape[1]),
        }
    return found


def step_data(steps: list[NamedStep], L: int) -> list[dict[str, Any]]:
    """Return the named steps, their formulas, and the matrices they compute and use."""
    known: Values = {}
    found = []
    for step in filter(lambda step: step.computes, steps):
        computes = [updated(name) if name in known else name for name in step.computes]
        known.update(step.computes)
        found.append(
            {
                "number": step.number,
                "title": step_title(step, L),
                "formulas": step.formula.split("; ") if step.formula else [],
                "notation": step_notation(step, known, L),
                "computes": computes,
                "uses": step.uses,
            }
        )
    return found


def curve_data(losses: list[float]) -> dict[str, list[float]]:
    """Return the curve of the loss, thinned."""
    epochs = thinned(len(losses)) if len(losses) else np.empty(0)
    return {"epochs": epochs.tolist(), "losses": [float(losses[int(epoch)]) for epoch in epochs]}
