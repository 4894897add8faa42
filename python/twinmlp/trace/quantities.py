"""Every quantity of a trace with its place, in the order in which training computes them."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Iterator, NamedTuple, Sequence

import numpy as np

from ..base.errors import describe, fail
from .quantity_table import Entry, entries_of_scope, state_parts, stop_reasons, trial_entries


class Quantity(NamedTuple):
    """One recorded quantity: its place, its values, and how far each may be from the truth.

    `allowed` is one tolerance for all values or one for each, or None where none is stated.
    """

    step: int | None
    phase: str
    layer: int | None
    quantity: str
    values: Any
    allowed: Any


def quantities(trace: dict[str, Any]) -> Iterator[Quantity]:
    """Every quantity of a trace in the order in which training computes them."""
    step_groups = grouped(entries_of_scope("step", "layer", "search"))
    for step in trace.get("steps", []):
        for entries in step_groups:
            yield from step_quantities(step, entries)
    for entry in entries_of_scope("run", "stopping"):
        yield from run_quantity(trace, entry)
    if "final" in trace:
        yield from final_quantities(trace["final"])


def grouped(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries of the table that are listed together, layer by layer."""

    def group(entry: Entry) -> tuple[str, str, str]:
        return entry["phase"], entry["scope"], entry["shape"] if entry["shape"] in LISTINGS else ""

    return [list(members) for _, members in groupby(entries, group)]


def step_quantities(step: dict[str, Any], entries: list[Entry]) -> Iterator[Quantity]:
    """The quantities of a step that are listed together."""
    first = entries[0]
    if first["shape"] in LISTINGS:
        yield from LISTINGS[first["shape"]](step)
    elif first["scope"] == "layer":
        yield from layer_quantities(step, step["step"], first["phase"], entries)
    else:
        record = (step.get("search") or {}) if first["scope"] == "search" else step
        yield from number_quantities(record, step["step"], first["phase"], entries)


def number_quantities(
    record: dict[str, Any], step: int, phase: str, entries: list[Entry]
) -> Iterator[Quantity]:
    """The quantities of a step or of a trial that are not a layer's; what is absent is left out."""
    for name in (entry["name"] for entry in entries):
        if record.get(name) is not None:
            allowed = allowed_in(record, name)
            yield Quantity(step, phase, None, name, np.atleast_1d(record[name]), allowed)


def layer_quantities(
    record: dict[str, Any], step: int, phase: str, entries: list[Entry]
) -> Iterator[Quantity]:
    """The quantities of the layers, from the first to the last, or back, where they exist."""
    layers = list(enumerate(record.get("layers") or [], start=1))
    for l, layer in layers[::-1] if entries[0]["phase"] == "backward" else layers:
        for name in (entry["name"] for entry in entries):
            if layer.get(name) is not None:
                yield Quantity(step, phase, l, name, layer[name], allowed_in(layer, name))


def trial_quantities(step: dict[str, Any]) -> Iterator[Quantity]:
    """List the quantities of every trial of a step's search, with t and the parameters."""
    for k, trial in enumerate((step.get("search") or {}).get("trials") or []):
        for entries in grouped(trial_entries()):
            of = layer_quantities if entries[0]["scope"] == "layer" else number_quantities
            yield from of(trial, step["step"], f"trial {k}", entries)


def state_quantities(step: dict[str, Any]) -> Iterator[Quantity]:
    """The optimizer's state of every layer, part by part: W.velocity, or of lists W.s[0]."""
    for l, layer in enumerate(step.get("layers", []), start=1):
        tolerances = layer.get("tolerance", {}).get("state", {})
        for name in ("W", "b"):
            for part, values in layer.get("state", {}).get(name, {}).items():
                stated = tolerances.get(name, {}).get(part)
                for place, value, tolerance in state_places(f"{name}.{part}", values, stated):
                    allowed = None if tolerance is None else tolerance["free"]
                    yield Quantity(step["step"], "update", l, place, np.atleast_1d(value), allowed)


def state_places(place: str, values: Any, stated: Any) -> list[tuple[str, Any, Any]]:
    """The place, the values and the tolerance of a part of a state, or of each array of a list."""
    if place.split(".")[1] not in state_parts("lists"):
        return [(place, values, stated)]
    tolerances = [None] * len(values) if stated is None else stated
    return [(f"{place}[{k}]", *pair) for k, pair in enumerate(zip(values, tolerances))]


# Shapes that are listed one by one, not as an array.
LISTINGS = {"trials": trial_quantities, "parts": state_quantities}


def run_quantity(trace: dict[str, Any], entry: Entry) -> Iterator[Quantity]:
    """A list of losses, or one number that says when the run ended."""
    name = entry["name"]
    record = (trace.get("stopping") or {}) if entry["scope"] == "stopping" else trace
    if name not in record or np.size(record[name]) == 0:
        return
    values = stop_reasons().index(record[name]) if entry["shape"] == "word" else record[name]
    allowed = trace.get(name + "_tolerance")
    if entry["shape"] == "epochs":
        check_allowed(allowed, values, name + "_tolerance")
    yield Quantity(None, entry["phase"], None, name, np.atleast_1d(values), allowed)


def final_quantities(final: dict[str, Any]) -> Iterator[Quantity]:
    """The loss and the parameters at the end of a trace."""
    layers = final.get("parameters", [])
    allowed = final.get("tolerance", {"loss": None, "parameters": [{}] * len(layers)})
    check_allowed(allowed["parameters"], layers, "final.tolerance.parameters")
    records: list[tuple[int | None, Any, Any]] = [(None, final, allowed)]
    records += [(l, *pair) for l, pair in enumerate(zip(layers, allowed["parameters"]), start=1)]
    for l, record, stated in records:
        for entry in entries_of_scope("final" if l is None else "final layer"):
            name = entry["name"].removeprefix("final ")
            if record.get(name) is not None:
                values = np.atleast_1d(record[name])
                yield Quantity(None, "final", l, entry["name"], values, stated.get(name))


def check_allowed(allowed: Any, values: Any, argument: str) -> None:
    """Accept one tolerance for each value, or none."""
    if allowed is not None and len(allowed) != len(values):
        fail("E_SHAPE", argument, f"a list of {len(values)}", describe(allowed))


def allowed_in(record: dict[str, Any], name: str) -> float | None:
    """The tolerance of a quantity in a run from the start, if the record states one."""
    stated = record.get("tolerance", {}).get(name)
    return None if stated is None else stated["free"]


def place_name(quantity: Quantity) -> str:
    """The place of a quantity, in words."""
    parts = [] if quantity.step is None else [f"step {quantity.step:.0f}"]
    parts += [quantity.phase]
    parts += [] if quantity.layer is None else [f"layer {quantity.layer:.0f}"]
    return ", ".join(parts + [quantity.quantity])
