"""Somebody's trace as arrays: any part of it may be missing, and what cannot be understood is named
or refused.
"""

from __future__ import annotations

import os
from typing import Any, Callable, Iterable

import numpy as np

from ...base.errors import describe, fail
from ...base.files import read_json
from ...optim.optimizers import OPTIMIZERS
from ...trace import quantity_table as table
from .read_numbers import as_array, as_single, check_list, check_object, names_besides

Array = np.ndarray
Record = dict[str, Any]


def read_document_of_trace(path: str | os.PathLike[str]) -> Any:
    """A trace file as it stands; NaN and infinities are let through, to be shown where they first
    appear."""
    return read_json(path, "trace", words=True)


def read_trace(document: Any, case: Record) -> tuple[Record, list[str]]:
    """A trace as arrays, and the names in it that mean nothing here."""
    unknown: list[str] = []
    check_object(document, "trace")
    for name, value in (("format", "twinmlp-trace"), ("case", case["id"])):
        if document.get(name, value) != value:
            what = describe(value) + (", the case it is held against" if name == "case" else "")
            fail("E_CHOICE", name, what, describe(document[name]))
    names = ("format", "version", "case", "implementation", "steps", "stopping", "final")
    unknown += names_besides(document, (*names, *table.names_of_scope("run")), "")
    implementation = document.get("implementation")
    trace: Record = {"implementation": implementation if isinstance(implementation, dict) else {}}
    steps = check_list([] if document.get("steps") is None else document["steps"], "steps")
    trace["steps"] = [read_step(step, case, f"steps[{i}]", unknown) for i, step in enumerate(steps)]
    numbers = [step["step"] for step in trace["steps"]]
    if len(set(numbers)) < len(numbers):
        fail("E_CHOICE", "steps", "all different", f"step {max(numbers, key=numbers.count)} twice")
    trace["steps"].sort(key=lambda step: step["step"])
    trace |= read_each(document, table.names_of_scope("run"), "", as_array)
    if document.get("stopping") is not None:
        trace["stopping"] = read_stopping(document["stopping"], unknown)
    if document.get("final") is not None:
        trace["final"] = read_final(document["final"], case, unknown)
    return trace, unknown


def read_each(
    record: Record, names: Iterable[str], prefix: str, read: Callable[[Any, str], Any]
) -> Record:
    """The values of these names that are there."""
    known = (name for name in names if record.get(name) is not None)
    return {name: read(record[name], prefix + name) for name in known}


def read_step(step: Any, case: Record, path: str, unknown: list[str]) -> Record:
    """One step as arrays."""
    check_object(step, path)
    names = table.names_of_scope("step")
    unknown += names_besides(step, ("step", *names, "layers", "search"), path + ".")
    number = step.get("step")
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    if not is_number or not np.isfinite(number) or number != np.floor(number):
        fail("E_TYPE", path + ".step", "a whole number", describe(number))
    found: Record = {"step": int(number)}
    whole = [name for name in names if name in table.whole_numbers()]
    found |= read_each(step, whole, path + ".", lambda *value: np.atleast_1d(as_array(*value)))
    found |= read_each(step, (name for name in names if name not in whole), path + ".", as_single)
    of_layer = table.names_of_scope("layer")
    found["layers"] = read_layers(step.get("layers"), case, path + ".layers", of_layer, unknown)
    if step.get("search") is not None:
        found["search"] = read_search(step["search"], case, path + ".search", unknown)
    return found


def read_search(search: Any, case: Record, path: str, unknown: list[str]) -> Record:
    """The line search of a step as arrays."""
    check_object(search, path)
    names = table.names_of_scope("search")
    unknown += names_besides(search, names, path + ".")
    found = read_each(search, (name for name in names if name != "trials"), path + ".", as_single)
    if search.get("trials") is not None:
        trials = enumerate(check_list(search["trials"], path + ".trials"))
        found["trials"] = [
            read_trial(trial, case, f"{path}.trials[{k}]", unknown) for k, trial in trials
        ]
    return found


def read_trial(trial: Any, case: Record, path: str, unknown: list[str]) -> Record:
    """One trial of a line search as arrays."""
    check_object(trial, path)
    of_layers, numbers = (
        tuple(row["name"] for row in table.trial_entries() if (row["scope"] == "layer") == wanted)
        for wanted in (True, False)
    )
    unknown += names_besides(trial, (*numbers, "layers"), path + ".")
    layers = read_layers(trial.get("layers"), case, path + ".layers", of_layers, unknown)
    return read_each(trial, numbers, path + ".", as_single) | {"layers": layers}


def read_final(final: Any, case: Record, unknown: list[str]) -> Record:
    """The end of a run as arrays."""
    check_object(final, "final")
    names, of_layers = table.names_of_scope("final"), table.names_of_scope("final layer")
    unknown += names_besides(final, (*names, "parameters"), "final.")
    layers = read_layers(final.get("parameters"), case, "final.parameters", of_layers, unknown)
    return read_each(final, names, "final.", as_single) | {"parameters": layers}


def read_stopping(stopping: Any, unknown: list[str]) -> Record:
    """When a run ended, and why; `stopped` may be null, and is one of the reasons."""
    check_object(stopping, "stopping")
    names = table.names_of_scope("stopping")
    unknown += names_besides(stopping, names, "stopping.")
    found: Record = {}
    if "stopped" in stopping:
        reason = found["stopped"] = stopping["stopped"]
        if not isinstance(reason, (str, type(None))) or reason not in table.stop_reasons():
            reasons = ", ".join(map(describe, table.stop_reasons()))
            fail("E_CHOICE", "stopping.stopped", f"one of {reasons}", describe(reason))
    numbers = (name for name in names if name != "stopped")
    return found | read_each(stopping, numbers, "stopping.", as_single)


def read_layers(
    layers: Any, case: Record, path: str, names: tuple[str, ...], unknown: list[str]
) -> list[Record]:
    """What a step or the end says of every layer; a layer may be null."""
    count = len(case["network"]["layers"])
    if layers is None:
        return [{} for _ in range(count)]
    if len(check_list(layers, path)) != count:
        fail("E_SHAPE", path, f"a list of {count}, one object a layer", describe(layers))
    found = []
    for l, layer in enumerate(layers):
        prefix = f"{path}[{l}]."
        layer = check_object({} if layer is None else layer, f"{path}[{l}]")
        unknown += names_besides(layer, names, prefix)
        arrays = (name for name in names if name != "state")
        found.append(read_each(layer, arrays, prefix, as_array))
        if "state" in names and layer.get("state") is not None:
            found[-1]["state"] = read_state(layer["state"], case, prefix + "state", unknown)
    return found


def read_state(state: Any, case: Record, path: str, unknown: list[str]) -> Record:
    """The optimizer's state for W and b of a layer; its parts are those of the case's optimizer."""
    if state == []:  # an empty object of a language that has no other empty list
        return {}
    check_object(state, path)
    unknown += names_besides(state, ("W", "b"), path + ".")
    parts = tuple(OPTIMIZERS[case["optimizer"]["name"]].start(np.zeros(1), {"learning_rate": 1.0}))
    found: Record = {}
    for name in ("W", "b"):
        if state.get(name):
            values = check_object(state[name], f"{path}.{name}")
            unknown += names_besides(values, parts, f"{path}.{name}.")
            found[name] = read_each(values, parts, f"{path}.{name}.", read_part)
    return found


def read_part(value: Any, path: str) -> Any:
    """One part of a state as an array, or a list of arrays."""
    part = path.split(".")[-1]
    if part in table.state_parts("lists"):
        pairs = enumerate(check_list(value, path))
        return [as_array(pair, f"{path}[{k}]") for k, pair in pairs]
    found = as_array(value, path)
    return found.reshape(()) if part in table.state_parts("numbers") and found.size == 1 else found
