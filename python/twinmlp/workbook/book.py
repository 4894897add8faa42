"""The workbook: the inputs, one sheet for each step, and the error."""

from __future__ import annotations

from typing import Any, Sequence

from ..data.preprocessing import batches
from ..plots.case import case_title
from ..plots.steps import sample_labels, unit_labels
from ..rng.streams import stream
from ..trace.case import Case, case_parts
from .cells import Sheet, cell_address, fill_block, place_block, start_line, write_cell
from .formulas import check_formulas
from .sheets import Blocks, quantity_name, start_sheet, updated_weights, write_loss, write_step

GUIDE = [
    "Blue cells are inputs: change them, and everything else follows.",
    "On the sheets of the training steps, yellow cells are computed, orange cells are what the step"
    " starts from.",
    "Each training step starts from the weights that the one before it has updated.",
]


def layout_workbook(case: dict[str, Any], epochs: int = 20) -> list[Sheet]:
    """Lay out the first epochs of a case's training as sheets of formulas."""
    parts = case_parts(case)
    check_formulas(parts)
    inputs = layout_inputs(parts)
    weights: Blocks = inputs.blocks
    X, y = weights["X"], weights["y"]
    every_row, steps, before_epoch, number = range(len(parts.X)), [], [], 0
    for epoch, epoch_rows in enumerate(rows_by_epoch(parts, epochs)):
        if not is_full_batch(parts):
            whole = start_sheet(parts, f"Epoch {epoch + 1}", f"Before epoch {epoch + 1}", every_row)
            write_loss(whole, X, y, weights)
            steps.append(whole.sheet)
            before_epoch.append(whole.sheet)
        for rows in epoch_rows:
            heading = f"Training step {number + 1}, in epoch {epoch + 1}: {len(rows)} samples"
            step = start_sheet(parts, f"Step {number + 1}", heading, rows)
            write_step(step, X, y, weights)
            weights, number = updated_weights(step), number + 1
            steps.append(step.sheet)
        if is_full_batch(parts):
            before_epoch.append(step.sheet)
    final = start_sheet(parts, "Final", "After the last of these training steps", every_row)
    write_loss(final, X, y, weights)
    return [inputs, layout_error([*before_epoch, final.sheet]), *steps, final.sheet]


def is_full_batch(parts: Case) -> bool:
    """Say whether each epoch is one step over all samples in their order."""
    n, size = len(parts.X), parts.config.batch_size
    return parts.config.order == "sequential" and (size is None or size >= n)


def rows_by_epoch(parts: Case, epochs: int) -> list[list[list[int]]]:
    """Return the samples of each step of each of the first epochs, as training takes them."""
    config, found = parts.config, []
    draws = stream(config.seed, config.generator) if config.order == "shuffled" else None
    for _ in range(min(epochs, config.epochs)):
        epoch, draws = batches(len(parts.X), config.batch_size, config.order, draws)
        found.append([rows.astype(int).tolist() for rows in epoch])
    return found


def layout_inputs(parts: Case) -> Sheet:
    """Lay out the first sheet: learning rate, starting weights, samples and targets.

    All of them can be changed, and every number of the other sheets follows.
    """
    sheet, L = Sheet("Inputs", row=len(GUIDE) + 3), len(parts.network)
    write_cell(sheet, 1, 1, case_title(parts), "title")
    for i, text in enumerate(GUIDE):
        write_cell(sheet, 2 + i, 1, text, "text")
    input_block(sheet, "learning_rate", ["rate"], [""], [[parts.config.options["learning_rate"]]])
    for l, layer in enumerate(parts.network, start=1):
        start_line(sheet)
        columns = unit_labels(l, L, layer.W.shape[1], parts.names)
        heads = unit_labels(l - 1, L, len(layer.W), parts.names)
        input_block(sheet, quantity_name("W", l, L), heads, columns, layer.W)
        if layer.b is not None:
            b = layer.b.reshape(1, -1)
            input_block(sheet, quantity_name("b", l, L), ["bias"], columns, b)
    start_line(sheet)
    samples = sample_labels(None, len(parts.X))
    for name, l, matrix in (("X", 0, parts.X), ("y", L, parts.y)):
        columns = unit_labels(l, L, matrix.shape[1], parts.names)
        input_block(sheet, name, samples, columns, matrix)
    return sheet


def input_block(
    sheet: Sheet, name: str, rows: Sequence[str], columns: Sequence[str], matrix: Any
) -> None:
    """Place a block of numbers that can be changed."""
    block = place_block(sheet, name, rows, columns)
    fill_block(sheet, block, [[float(value) for value in row] for row in matrix], "input")


def layout_error(sheets: Sequence[Sheet]) -> Sheet:
    """Lay out the loss before each epoch and at the end, as links."""
    sheet = Sheet("Error")
    write_cell(sheet, 1, 1, "epochs done", "head")
    write_cell(sheet, 1, 2, "loss", "head")
    for i, epoch in enumerate(sheets):
        write_cell(sheet, 2 + i, 1, float(i), "text")
        link = f"='{epoch.title}'!{cell_address(epoch.blocks['loss'], 0, 0)}"
        write_cell(sheet, 2 + i, 2, link, "loss")
    return sheet
