"""A wrong place of a trace as a phase: everything around it that it could have been made from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ..mistakes.formulas import is_plain, is_plain_update
from ..mistakes.plain import Phase, plain_step
from ..truth.reference import has_flint
from .local_check import Place, Record, judged_step
from .recorded import rows_of, usable

Array = np.ndarray


class Run(NamedTuple):
    """All there is to know about a trace: the case, the trace as arrays, the true values, W and b before each step.

    `made` keeps, of each step that was looked at, how its quantities were made, and the runs made anew up to it.
    """

    case: Record
    given: Record
    golden: Record
    first: list[Record]
    before: dict[int, list[Record] | None]
    made: dict[Any, dict[Any, Any]]


def phase_at(run: Run, place: Place, own: Array, right: Array, bound: Any) -> Phase:
    """The phase of a place, with the trace's own values, and computed ones where it has none."""
    step, _, layer, quantity = place
    count = len(run.case["network"]["layers"])
    l = count - 1 if layer is None else layer - 1
    records = {record["step"]: record for record in run.golden["steps"]}
    around: dict[str, Any] = {
        "final loss": run.golden["final"]["loss"],
        "losses": run.golden["losses"],
        "start": run.first,
        "last": arrays(run.golden["steps"][-1]["layers"]) if run.golden["steps"] else [],
    }
    base = Phase(
        run.case,
        quantity,
        l,
        np.arange(len(run.case["data"]["X"])),
        [{}] * count,
        run.first,
        own=own,
        right=right,
        bound=bound,
        true=right,
    )
    if step is None:
        return replace(base, around=around)
    given = {record["step"]: record for record in run.given["steps"]}
    for name, source, number in (
        ("true before", records, step - 1),
        ("true after", records, step + 1),
        ("own before", given, step - 1),
    ):
        if number in source:
            around[name] = value_in(source[number], l, quantity)
    around["layers"] = [
        np.asarray(np.nan if value is None else value)
        for value in (value_in(records[step], i, quantity) for i in range(count))
    ]
    around["before"] = run.before.get(step - 1)
    around["true mask"] = records[step]["layers"][l].get("mask")
    rows = rows_of(given[step], records[step], run.case)
    have = usable(run.case, given[step]["layers"], len(rows))
    after = (
        [{"W": layer.get("W"), "b": layer.get("b")} for layer in have]
        if all("W" in layer for layer in have)
        else None
    )
    earlier = (
        given[step - 1]["layers"]
        if step - 1 in given
        else arrays(records[step - 1]["layers"])
        if step - 1 in records
        else None
    )
    start = replace(
        base,
        rows=rows,
        step=step,
        before=run.before.get(step) or undone(run, records[step]),
        after=after,
        earlier=earlier,
        true=value_in(records[step], l, quantity),
        around=around,
        made=made_in(run, given[step], records[step]),
    )
    return replace(
        start,
        layers=plain_step(start, have)
        if is_plain(run.case)
        else [{"b": None, "db": None, **layer} for layer in have],
    )


def value_in(record: Record, l: int, quantity: str) -> Any:
    """A step's value of a quantity, as an array."""
    name, *part = quantity.split(".", 1)
    layer = record["layers"][l]
    if part:
        value = (layer.get("state") or {}).get(name, {}).get(part[0])
    else:
        value = record.get(quantity) if quantity in OF_STEP else layer.get(quantity)
    return None if value is None else np.atleast_1d(np.asarray(value, dtype=float))


OF_STEP = ("loss", "gradient_norm", "learning_rate", "rows", "epoch")


def arrays(layers: list[Record]) -> list[Record]:
    """Layers with their values as arrays."""
    return [
        {
            name: np.asarray(value, dtype=float)
            for name, value in layer.items()
            if isinstance(value, list)
        }
        for layer in layers
    ]


def made_in(run: Run, given: Record, true: Record) -> dict[Any, Any]:
    """The equation and the direct inputs of everything in a step that the trace lets be computed."""
    step = given["step"]
    if step not in run.made:
        run.made[step] = {}
        if has_flint():
            judged_step(run.case, given, true, run.before.get(step), run.made[step])
    return run.made[step]


def undone(run: Run, record: Record) -> list[Record]:
    """About what W and b were before a step of the true run: the update taken back, where it is that of sgd."""
    if not is_plain_update(run.case):
        return [{} for _ in record["layers"]]
    rate = run.case["optimizer"]["learning_rate"]
    return [
        {
            name: layer[name] + rate * layer["d" + name] if name in layer else None
            for name in ("W", "b")
        }
        for layer in arrays(record["layers"])
    ]
