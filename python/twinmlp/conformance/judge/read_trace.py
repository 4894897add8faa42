"""Somebody's trace as arrays: any part of it may be missing, and what cannot be understood is named or refused."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from ...base.errors import TwinMLPError, describe, fail
from ...optim.optimizers import OPTIMIZERS
from ...trace.quantities import PAIRS, REASONS, STOPPING

Array = np.ndarray
Record = dict[str, Any]

LAYER_NAMES = ("Z", "A", "mask", "D", "dA", "dZ", "dW", "db", "gW", "gb", "pW", "pb", "W", "b")
STEP_NUMBERS = ("loss", "gradient_norm", "learning_rate")
STEP_NAMES = ("step", "epoch", "rows", *STEP_NUMBERS, "layers", "search")
SEARCH_NUMBERS, TRIAL_NUMBERS = ("slope", "taken"), ("t", "loss", "slope")
TRIAL_LAYER_NAMES = ("W", "b", "Z", "A", "dA", "dZ", "dW", "db", "gW", "gb")
TRACE_NAMES = (
    "format",
    "version",
    "case",
    "implementation",
    "steps",
    "validation_losses",
    "stopping",
    "losses",
    "final",
)
# What JSON has no number for: Python's json writes these words bare, R's jsonlite in quotes.
WORDS = {
    "NaN": np.nan,
    "NA": np.nan,
    "Inf": np.inf,
    "Infinity": np.inf,
    "-Inf": -np.inf,
    "-Infinity": -np.inf,
}


def read_document_of_trace(path: str | os.PathLike[str]) -> Any:
    """A trace file as it stands; NaN and infinities are let through, to be shown where they first appear."""
    try:
        return json.loads(Path(path).read_bytes().decode("utf-8-sig"))
    except OSError:
        fail("E_FILE", "trace", "a readable file", describe(str(path)))
    except (ValueError, RecursionError):
        fail("E_FORMAT", "trace", "a JSON file", f"{describe(str(path))}, which is not valid JSON")


def given_trace(document: Any, case: Record) -> tuple[Record, list[str]]:
    """A trace as arrays, and the names in it that mean nothing here."""
    unknown: list[str] = []
    check_object(document, "trace")
    if document.get("format", "twinmlp-trace") != "twinmlp-trace":
        fail("E_CHOICE", "format", '"twinmlp-trace"', describe(document["format"]))
    if document.get("case", case["id"]) != case["id"]:
        fail(
            "E_CHOICE",
            "case",
            f"{describe(case['id'])}, the case it is held against",
            describe(document["case"]),
        )
    unknown += names_besides(document, TRACE_NAMES, "")
    implementation = document.get("implementation")
    trace: Record = {"implementation": implementation if isinstance(implementation, dict) else {}}
    steps = check_list([] if document.get("steps") is None else document["steps"], "steps")
    trace["steps"] = [
        given_step(step, case, f"steps[{i}]", unknown) for i, step in enumerate(steps)
    ]
    numbers = [step["step"] for step in trace["steps"]]
    if len(set(numbers)) < len(numbers):
        fail("E_CHOICE", "steps", "all different", f"step {max(numbers, key=numbers.count)} twice")
    trace["steps"].sort(key=lambda step: step["step"])
    for name in ("validation_losses", "losses"):
        if document.get(name) is not None:
            trace[name] = as_array(document[name], name)
    if document.get("stopping") is not None:
        trace["stopping"] = given_stopping(document["stopping"], unknown)
    if document.get("final") is not None:
        trace["final"] = given_final(document["final"], case, unknown)
    return trace, unknown


def given_step(step: Any, case: Record, path: str, unknown: list[str]) -> Record:
    """One step as arrays."""
    check_object(step, path)
    unknown += names_besides(step, STEP_NAMES, path + ".")
    number = step.get("step")
    if (
        isinstance(number, bool)
        or not isinstance(number, (int, float))
        or number != np.floor(number)
    ):
        fail("E_TYPE", path + ".step", "a whole number", describe(number))
    found: Record = {"step": int(number)}
    for name in ("epoch", "rows"):
        if step.get(name) is not None:
            found[name] = np.atleast_1d(as_array(step[name], f"{path}.{name}"))
    found |= given_numbers(step, STEP_NUMBERS, path)
    found["layers"] = given_layers(step.get("layers"), case, path + ".layers", LAYER_NAMES, unknown)
    if step.get("search") is not None:
        found["search"] = given_search(step["search"], case, path + ".search", unknown)
    return found


def given_numbers(record: Record, names: tuple[str, ...], path: str) -> Record:
    """The single numbers of these names that are there."""
    return {
        name: as_single(record[name], f"{path}.{name}")
        for name in names
        if record.get(name) is not None
    }


def given_search(search: Any, case: Record, path: str, unknown: list[str]) -> Record:
    """The line search of a step as arrays."""
    check_object(search, path)
    unknown += names_besides(search, (*SEARCH_NUMBERS, "trials"), path + ".")
    found = given_numbers(search, SEARCH_NUMBERS, path)
    if search.get("trials") is not None:
        trials = enumerate(check_list(search["trials"], path + ".trials"))
        found["trials"] = [
            given_trial(trial, case, f"{path}.trials[{k}]", unknown) for k, trial in trials
        ]
    return found


def given_trial(trial: Any, case: Record, path: str, unknown: list[str]) -> Record:
    """One trial of a line search as arrays."""
    check_object(trial, path)
    unknown += names_besides(trial, (*TRIAL_NUMBERS, "layers"), path + ".")
    layers = given_layers(trial.get("layers"), case, path + ".layers", TRIAL_LAYER_NAMES, unknown)
    return given_numbers(trial, TRIAL_NUMBERS, path) | {"layers": layers}


def given_final(final: Any, case: Record, unknown: list[str]) -> Record:
    """The end of a run as arrays."""
    check_object(final, "final")
    unknown += names_besides(final, ("loss", "parameters"), "final.")
    found: Record = (
        {} if final.get("loss") is None else {"loss": as_single(final["loss"], "final.loss")}
    )
    found["parameters"] = given_layers(
        final.get("parameters"), case, "final.parameters", ("W", "b"), unknown
    )
    return found


def given_stopping(stopping: Any, unknown: list[str]) -> Record:
    """When a run ended, and why; `stopped` may be null, and is one of the reasons."""
    check_object(stopping, "stopping")
    unknown += names_besides(stopping, STOPPING, "stopping.")
    found: Record = {}
    for name in STOPPING:
        if name == "stopped" and name in stopping:
            known = (
                stopping[name] in REASONS
                if isinstance(stopping[name], (str, type(None)))
                else False
            )
            found[name] = (
                stopping[name]
                if known
                else fail(
                    "E_CHOICE", "stopping.stopped", f"one of {reasons()}", describe(stopping[name])
                )
            )
        elif stopping.get(name) is not None:
            found[name] = as_single(stopping[name], f"stopping.{name}")
    return found


def reasons() -> str:
    """Why a run may have ended."""
    return ", ".join(map(describe, REASONS))


def given_layers(
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
        layer = {} if layer is None else layer
        check_object(layer, f"{path}[{l}]")
        unknown += names_besides(
            layer, (*names, "state") if names == LAYER_NAMES else names, f"{path}[{l}]."
        )
        found.append(
            {
                name: as_array(layer[name], f"{path}[{l}].{name}")
                for name in names
                if layer.get(name) is not None
            }
        )
        if names == LAYER_NAMES and layer.get("state") is not None:
            found[-1]["state"] = given_state(layer["state"], case, f"{path}[{l}].state", unknown)
    return found


def given_state(state: Any, case: Record, path: str, unknown: list[str]) -> Record:
    """What the optimizer keeps of a layer's W and b, part by part; names are those of the case's optimizer."""
    if state == []:  # an empty object of a language that has no other empty list
        return {}
    check_object(state, path)
    unknown += names_besides(state, ("W", "b"), path + ".")
    parts = tuple(OPTIMIZERS[case["optimizer"]["name"]].start(np.zeros(1), {"learning_rate": 1.0}))
    found: Record = {}
    for name in ("W", "b"):
        if state.get(name):
            given = check_object(state[name], f"{path}.{name}")
            unknown += names_besides(given, parts, f"{path}.{name}.")
            found[name] = {
                part: given_part(given[part], part, f"{path}.{name}.{part}")
                for part in parts
                if given.get(part) is not None
            }
    return found


def given_part(value: Any, part: str, path: str) -> Any:
    """One part of a state as an array, or of pairs as a list of arrays."""
    if part not in PAIRS:
        return as_array(value, path)
    return [as_array(pair, f"{path}[{k}]") for k, pair in enumerate(check_list(value, path))]


def as_single(value: Any, path: str) -> float:
    """One number, also if it stands in a list of its own."""
    array = as_array(value, path)
    if array.size != 1:
        fail("E_SHAPE", path, "one number", describe(array))
    return float(array.ravel()[0])


def as_array(value: Any, path: str) -> Array:
    """Nested lists as an array of doubles of whatever shape; null and NaN are not numbers, but they are values."""
    try:
        array = np.array(value)
        if array.dtype.kind in "OU":
            array = np.array(plain(value, path), dtype=np.float64)
    except TwinMLPError:
        raise
    except (ValueError, OverflowError):
        fail("E_SHAPE", path, "numbers in rows of one length", "rows of different lengths")
    if array.dtype.kind not in "iuf":
        fail("E_TYPE", path, "numbers", describe(value))
    return array.astype(np.float64)


def plain(value: Any, path: str) -> Any:
    """Nested lists with every value a number."""
    if isinstance(value, list):
        return [plain(item, f"{path}[{i}]") for i, item in enumerate(value)]
    if value is None:
        return np.nan
    if isinstance(value, str) and value in WORDS:
        return WORDS[value]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        fail("E_TYPE", path, "a number", describe(value))
    return float(value)


def names_besides(value: Record, names: tuple[str, ...], prefix: str) -> list[str]:
    """The names in an object that are not among these."""
    return [prefix + name for name in value if name not in names]


def check_object(value: Any, path: str) -> Any:
    """Accept an object."""
    return value if isinstance(value, dict) else fail("E_TYPE", path, "an object", describe(value))


def check_list(value: Any, path: str) -> Any:
    """Accept a list."""
    return value if isinstance(value, list) else fail("E_TYPE", path, "a list", describe(value))
