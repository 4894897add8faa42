"""All pictures of a case.

They are step tables, loss curve, network, heat maps, and the boundary if there are two features.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..arithmetic.kinds import Array
from ..base.errors import describe_number
from ..nn.layers import Layer
from ..trace.article_names import error_formula
from ..trace.article_steps import NamedStep, article_steps
from ..trace.case import Case, case_parts
from ..trace.formulas import update_formulas
from ..trace.record import run_parts
from .boundary import layout_boundary, layout_scatter
from .curves import layout_curve
from .heat import layout_heat
from .network import layout_network
from .shapes import Picture
from .steps import StepTable, step_tables
from .tables import layout_sheet, layout_step


class CaseStep(NamedTuple):
    """One step of a case: the network before it, its record, its batch, and the whole trace."""

    parts: Case
    before: list[Layer]
    record: dict[str, Any]
    X: Array
    y: Array
    trace: dict[str, Any]


def case_step(document: dict[str, Any], step: int = 0) -> CaseStep:
    """Train as a case says, and return the step with this number."""
    parts = case_parts({**document, "record": {"steps": [step]}})
    parts = parts._replace(record=sorted({max(step - 1, 0), step}))
    return step_of_run(parts, run_parts(parts, parts.arithmetic), step)


def step_of_run(parts: Case, trace: dict[str, Any], step: int) -> CaseStep:
    """Return a step of a case from its trace, which has the step before it, too."""
    records = {record["step"]: record for record in trace["steps"]}
    record, before = records[step], parts.network
    if step > 0:
        before = layers_of(records[step - 1]["layers"], before)
    rows = record["rows"].astype(int)
    return CaseStep(parts, before, record, parts.X[rows], parts.y[rows], trace)


def layers_of(records: list[dict[str, Any]], network: list[Layer]) -> list[Layer]:
    """Return the layers of a record with the activations of a network."""
    return [Layer(r["W"], r["b"], layer.activation) for r, layer in zip(records, network)]


def case_error(parts: Case) -> str:
    """Return the formula of the error of a case."""
    return error_formula(parts.config.loss, parts.config.reduction, parts.weight is not None)


def case_updates(parts: Case, record: dict[str, Any]) -> dict[str, list[str]]:
    """Return the formulas of the update of W and of b in a step of a case."""
    rate = record.get("learning_rate")
    return {quantity: update_formulas(parts.config, quantity, rate) for quantity in ("W", "b")}


def case_title(parts: Case) -> str:
    """Return the title of a case: its own, or its id."""
    return parts.id if parts.title is None else parts.title


def case_named_steps(found: CaseStep) -> list[NamedStep]:
    """Return the named steps of one step of a case."""
    parts, record = found.parts, found.record
    updates = case_updates(parts, record)
    return article_steps(found.X, found.y, found.before, record, case_error(parts), updates)


def case_step_tables(found: CaseStep, decimals: int = 3, max_rows: int = 8) -> list[StepTable]:
    """Return the step tables of one step of a case."""
    steps = case_named_steps(found)
    rows, names = list(found.record["rows"]), found.parts.names
    return step_tables(steps, len(found.before), rows, decimals, max_rows, names=names)


def case_pictures(
    document: dict[str, Any],
    step: int = 0,
    decimals: int = 3,
    theme: str = "light",
    grid: int = 500,
    language: str = "Python",
) -> dict[str, Picture]:
    """Return every picture of a case by the name of its file."""
    found = case_step(document, step)
    parts, tables = found.parts, case_step_tables(found, decimals)
    title, at = case_title(parts), f"before training step {describe_number(step)}"
    pictures = {"sheet": layout_sheet(tables, title, theme)}
    for table, file in zip(tables, step_files(tables)):
        pictures[file] = layout_step(table, theme)
    losses = {language: found.trace["losses"]}
    pictures["error"] = layout_curve(losses, title, None, theme, y_label="loss")
    pictures["network"] = layout_network(found.before, f"The network {at}", theme, 2, parts.names)
    layers = found.record["layers"]
    for file, quantity, when in (("weights", "W", "after"), ("gradients", "dW", "in")):
        maps = {f"{quantity}_{l}": layer[quantity] for l, layer in enumerate(layers, start=1)}
        heading = f"{quantity} {when} training step {describe_number(step)}"
        pictures[file] = layout_heat(maps, heading, theme, names=parts.names)
    if parts.X.shape[1] == 2:
        last = layers_of(found.trace["final"]["parameters"], found.before)
        pictures["scatter"] = layout_scatter(parts.X, parts.y, "The samples", theme, parts.names)
        pictures["boundary"] = layout_boundary(
            last, parts.X, parts.y, "The boundary after training", theme, parts.names, grid
        )
    return pictures


def step_files(tables: list[StepTable]) -> list[str]:
    """Name the files of step tables: step_02, or step_02_1 and step_02_2 if a step occurs twice."""
    numbers, files = [table.number for table in tables], []
    for i, number in enumerate(numbers):
        place = numbers[: i + 1].count(number)
        files.append(f"step_{number:02d}" + (f"_{place}" if numbers.count(number) > 1 else ""))
    return files
