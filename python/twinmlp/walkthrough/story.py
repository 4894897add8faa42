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
from ..trace.case import Case
from .rules import checked_rule, rule_of, rule_record, updated
from .sources import Traces, source_names

Values = dict[str, Array]
RECORDED = ("Z", "A", "dA", "dZ", "W", "b")


def page_data(parts: Case, traces: Traces) -> dict[str, Any]:
    """Return everything that the page shows."""
    records = [record_data(parts, traces, number) for number in parts.record]
    first = named_steps(parts, traces.own, parts.record[0])
    return {
        "names": source_names(traces),
        "learning_rate": parts.config.options["learning_rate"],
        "layers": [layer_data(layer) for layer in parts.network],
        "matrices": matrix_data(parts, first),
        "steps": step_data(first, len(parts.network)),
        "records": records,
        "curve": curve_data(traces.own["losses"]),
    }


def layer_data(layer: Layer) -> dict[str, Any]:
    """Return the size of a layer and the name of its activation."""
    inputs, units = layer.W.shape
    return {"inputs": inputs, "units": units, "activation": entry_label(layer.activation)}


def step_of(trace: dict[str, Any] | None, number: float) -> dict[str, Any] | None:
    """Return the record of one step of a trace, with arrays, or None."""
    steps = [] if trace is None else trace["steps"]
    found = next((step for step in steps if step["step"] == number), None)
    if found is None:
        return None
    layers = [{name: as_array(layer[name]) for name in RECORDED} for layer in found["layers"]]
    return {**found, "rows": np.asarray(found["rows"]), "layers": layers}


def as_array(values: Any) -> Array | None:
    """Return a matrix or a list of a trace as an array."""
    return None if values is None else np.asarray(values, dtype=float)


def weights_before(parts: Case, trace: dict[str, Any], number: float) -> list[Layer]:
    """Return the network from which a step starts: the case's, or that after the step before.

    Weights are NaN where the trace does not tell.
    """
    if number == 0:
        return parts.network
    before = step_of(trace, number - 1)
    if before is None:
        unknown = [None if layer.b is None else layer.b * np.nan for layer in parts.network]
        return [
            Layer(layer.W * np.nan, b, layer.activation) for layer, b in zip(parts.network, unknown)
        ]
    pairs = zip(before["layers"], parts.network)
    return [Layer(r["W"], r["b"], layer.activation) for r, layer in pairs]


def named_steps(parts: Case, trace: dict[str, Any] | None, number: float) -> list[NamedStep]:
    """Return the named steps of one step of a trace; none where the trace does not have it."""
    record = step_of(trace, number)
    if trace is None or record is None:
        return []
    rows = record["rows"].astype(int)
    before = weights_before(parts, trace, number)
    return article_steps(parts.X[rows], parts.y[rows], before, record, case_error(parts))


def all_values(steps: list[NamedStep]) -> Values:
    """Return the matrices of all named steps; an updated one has a second name."""
    found: Values = {}
    for step in steps:
        for name, matrix in step.computes.items():
            found[updated(name) if name in found else name] = matrix
    return found


def all_formulas(steps: list[NamedStep]) -> dict[str, str]:
    """Return what the named steps say on the right of each name's equals sign."""
    found: dict[str, str] = {}
    for text in (text for step in steps for text in step.formula.split("; ")):
        name, _, formula = text.partition(" = ")
        found[name] = formula
    return found


def record_data(parts: Case, traces: Traces, number: float) -> dict[str, Any]:
    """Return the values of one recorded step from every trace; a slope has no true value."""
    record, L = step_of(traces.own, number), len(parts.network)
    assert record is not None
    steps = {side: named_steps(parts, trace, number) for side, trace in traces._asdict().items()}
    sides, formulas = {side: all_values(s) for side, s in steps.items()}, all_formulas(steps["own"])
    divisor = float(len(record["rows"])) if parts.config.reduction == "mean" else 1.0
    options = {"learning_rate": parts.config.options["learning_rate"], "divisor": divisor}
    places, values, rules, labels = name_places(L), {}, {}, {}
    for key, matrix in sides["own"].items():
        name = key.removesuffix(updated(""))
        values[key] = {
            side: None if side == "true" and "slope" in key else known(found.get(key))
            for side, found in sides.items()
        }
        rule = rule_of(places[name], key != name, parts.network, parts.config.loss)
        rule = checked_rule(rule, matrix, sides["own"], options)
        rules[key] = rule_record(rule, formulas.get(name, ""))
        rows = list(record["rows"])
        labels[key] = row_labels(places[name], L, rows, len(matrix), parts.names)
    return {
        "step": number,
        "epoch": record["epoch"],
        "loss": record["loss"],
        "divisor": divisor,
        "rows": labels,
        "rules": rules,
        "values": values,
    }


def known(matrix: Array | None) -> Array | None:
    """Return a matrix, or None if it is missing or not known."""
    return None if matrix is None or np.isnan(matrix).any() else matrix


def matrix_data(parts: Case, steps: list[NamedStep]) -> dict[str, Any]:
    """Return what each matrix is called and stands for."""
    L, found = len(parts.network), {}
    for key, matrix in all_values(steps).items():
        place: Place = name_places(L)[key.removesuffix(updated(""))]
        found[key] = {
            "symbol": symbol(*place),
            "quantity": place.quantity,
            "layer": place.l,
            "columns": unit_labels(place.l, L, matrix.shape[1], parts.names),
        }
    return found


def step_data(steps: list[NamedStep], L: int) -> list[dict[str, Any]]:
    """Return the named steps, their formulas, and the matrices they compute and use."""
    seen: Values = {}
    found = []
    for step in filter(lambda step: step.computes or step.formula, steps):
        computes = [updated(name) if name in seen else name for name in step.computes]
        seen.update(step.computes)
        found.append(
            {
                "number": step.number,
                "title": step_title(step, L),
                "formulas": step.formula.split("; ") if step.formula else [],
                "notation": step_notation(step, seen, L),
                "computes": computes,
                "uses": step.uses,
            }
        )
    return found


def curve_data(losses: Any) -> dict[str, Any]:
    """Return the curve of the loss, thinned."""
    epochs = thinned(len(losses)) if len(losses) else np.empty(0)
    return {"epochs": epochs, "losses": np.asarray(losses, dtype=float)[epochs.astype(int)]}
