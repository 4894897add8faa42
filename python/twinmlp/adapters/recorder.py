"""A trace written by hand: what a program of one's own computes, recorded where it is computed."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, Callable, Sequence

import numpy as np

from ..base.checks import check_choice, check_count, check_numbers, check_word
from ..base.errors import describe, fail
from ..base.files import check_document, read_document, write_json
from ..base.structures import check_path, check_plain_object
from ..conformance.judge.check import Report, check
from ..conformance.report import format_report
from ..trace.quantity_table import quantity_table, state_parts
from .modules import detached

if TYPE_CHECKING:
    from typing_extensions import Self

Record = dict[str, Any]

# The scopes of the table of quantities whose values a recorder takes.
SCOPES = ("layer", "step", "run", "stopping", "final", "final layer")


def recordable(value: Any, argument: str, shape: str) -> Any:
    """A value as a trace holds it: an array of doubles, or lists where some are not finite, which
    JSON has only words for; objects by name; a word.

    shape: as the table of quantities has it. Errors: E_TYPE and E_SHAPE for what is none.
    """
    if shape == "word":
        return check_word(value, argument)
    if shape == "parts":
        alone = state_parts("numbers")
        parts = check_plain_object(value, argument)
        kinds = {name: "number" if name in alone else "units" for name in parts}
        kinds |= {name: "parts" for name in parts if isinstance(parts[name], dict)}
        return {n: recordable(part, f"{argument}.{n}", kinds[n]) for n, part in parts.items()}
    numbers = check_numbers(detached(value), argument)
    if shape == "number":
        if numbers.size != 1:
            fail("E_SHAPE", argument, "one number", describe(numbers))
        return in_words(numbers.item())
    numbers = np.atleast_1d(numbers)
    if shape == "units" and numbers.ndim == 2 and len(numbers) == 1:  # as sums with keepdims
        numbers = numbers[0]
    return numbers if np.isfinite(numbers).all() else in_words(numbers.tolist())


def in_words(value: Any) -> Any:
    """Nested lists of numbers, with words for those that are not finite."""
    if isinstance(value, list):
        return [in_words(part) for part in value]
    return value if math.isfinite(value) else describe(value)


def recorded_entries() -> dict[str, Record]:
    """The entries of the table of quantities that can be recorded, by their names."""
    entries = quantity_table()["quantities"]
    return {entry["name"]: entry for entry in entries if entry["scope"] in SCOPES}


def start_trace(case: Record, name: str, language: str) -> Record:
    """The trace of a case in which nothing is recorded."""
    made_by = {"name": name, "version": "0", "language": language, "arithmetic": "native"}
    return {
        "format": "twinmlp-trace",
        "version": 1,
        "case": case["id"],
        "implementation": made_by,
        "steps": [],
    }


def with_part(record: Record, name: str, value: Any) -> Record:
    """A part of a trace with one more value; one that is there already is refused."""
    if name in record:
        requirement = "recorded once, or once in each step, which `step` begins"
        fail("E_USAGE", name, requirement, "a second value")
    return {**record, name: value}


def with_layer(layers: list[Any], l: int, name: str, value: Any) -> list[Any]:
    """The layers of a part of a trace with one more value of layer l, counted from 1."""
    here = with_part(layers[l - 1] or {}, name, value)
    return [*layers[: l - 1], here, *layers[l:]]


def with_step(steps: list[Record], step: int, empty: list[Any], add: Any) -> list[Record]:
    """The steps of a trace, where a value is added to one of them, in their order."""
    here = [one for one in steps if one["step"] == step] or [{"step": step, "layers": empty}]
    others = [one for one in steps if one["step"] != step]
    return sorted([*others, add(here[0])], key=lambda one: one["step"])


def check_recorded_with(name: str, values: Sequence[Any], requirement: str) -> None:
    """Accept as many values as a quantity is recorded with: "a value", "a layer and a value"."""
    if len(values) != len(requirement.split(" and ")):
        fail("E_USAGE", name, f"recorded with {requirement}", f"{len(values)} of them")


def with_value(trace: Record, case: Record, step: int, name: str, values: Sequence[Any]) -> Record:
    """A trace with one more value: of a layer, whose number goes before the value, of a step, or
    of the run. One of a step that the case does not record is left out.
    """
    entries = recorded_entries()
    entry = entries[check_choice(name, "name", entries)]
    scope, short = entry["scope"], name.removeprefix("final ")
    empty: list[Any] = [None] * len(case["network"]["layers"])
    of_layer = scope in ("layer", "final layer")
    check_recorded_with(name, values, "a layer and a value" if of_layer else "a value")
    l = int(check_count(values[0], "layer", 1, len(empty))) if of_layer else 0
    if values[-1] is None or scope in ("layer", "step") and step not in case["record"]["steps"]:
        return trace
    value = recordable(values[-1], name, entry["shape"])
    if scope == "run":
        return with_part(trace, name, value)
    if scope == "stopping":
        return {**trace, scope: with_part(trace.get(scope, {}), name, value)}
    if scope == "step":
        steps = with_step(trace["steps"], step, empty, lambda one: with_part(one, name, value))
        return {**trace, "steps": steps}
    if scope == "layer":
        add = lambda one: {**one, "layers": with_layer(one["layers"], l, name, value)}
        return {**trace, "steps": with_step(trace["steps"], step, empty, add)}
    final = trace.get("final", {"parameters": empty})
    if scope == "final":
        return {**trace, "final": with_part(final, short, value)}
    layers = with_layer(final["parameters"], l, short, value)
    return {**trace, "final": {**final, "parameters": layers}}


class Recorder:
    """Record what a program of one's own computes as the trace of a case.

    Every quantity of a trace is a method: r.Z(1, Z) of layer 1, r.loss(J) of the step, r.losses(J)
    of the run, r.final_W(1, W) of its end; r.step(3) begins step 3, and the first is 0. What the
    case does not record is left out, so a loop records every step. What there is is checked.

    case: The case: an object, or the path of its file.
    path: The file that the trace is written to at the end of a `with`, or None; default None.
    name: What the program is called; default "own program".

    >>> from twinmlp import MLP
    >>> case = MLP(hidden=2, epochs=10).case([[0], [1]], [0, 1])
    >>> with Recorder(case) as r:
    ...     r.Z(1, [[0, 0], [0, 0]])
    >>> r.check().findings[0].place
    (0, 'forward', 1, 'Z')
    """

    step_number: int = 0

    def __init__(self, case: Any, path: str | None = None, name: str = "own program") -> None:
        is_path = isinstance(case, (str, os.PathLike))
        self.case = read_document(case, "case") if is_path else case
        check_document(self.case, "case")
        self.path = path if path is None else check_path(path, "path")
        self.trace = start_trace(self.case, check_word(name, "name"), "Python")

    def record(self, name: str, *values: Any) -> None:
        """Record a value by name: ("Z", 1, Z) of a layer, ("loss", J) of a step; ("step", 1)."""
        if isinstance(name, str) and name == "step":
            check_recorded_with(name, values, "a value")
            self.step_number = check_count(values[0], "step", 0)
        else:
            self.trace = with_value(self.trace, self.case, self.step_number, name, values)

    def __getattr__(self, name: str) -> Callable[..., None]:
        known = name.replace("final_", "final ")
        if known != "step" and known not in recorded_entries():
            known = ", ".join(entry.replace(" ", "_") for entry in recorded_entries())
            raise AttributeError(f"A trace has no quantity {name}, but step, {known}.")
        return lambda *values: self.record(known, *values)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        if kind is None and self.path is not None:
            write_json(self.path, self.trace, "path")

    def check(self) -> Report:
        """What the checker finds; its `passed` is whether nothing is wrong."""
        return check(self.case, self.trace)

    def report(self) -> str:
        """What the checker finds, as text: the first wrong value, and the likely mistake."""
        return "\n".join(format_report(self.check()))
