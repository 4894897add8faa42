"""The workbook: the inputs, one sheet for each step, and the error with its chart."""

from __future__ import annotations

import io
import os
from typing import Any

from openpyxl.chart import Reference, ScatterChart, Series
from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from ..base.writing import write_bytes
from ..data.preprocessing import batches
from ..plots.steps import sample_labels, unit_labels
from ..rng.streams import stream
from ..trace.case import Case, case_parts
from .blocks import Block, cell_name, fill_values, place_block, print_on_one_page
from .formulas import check_formulas
from .sheets import Blocks, FormulaSheet

GUIDE = [
    "Blue cells are inputs: change them, and everything else follows.",
    "On the sheets of the steps, yellow cells are computed, orange cells are what the step "
    "starts from.",
    "Each step starts from the weights that the step before it has updated.",
]


def build_workbook(case: dict[str, Any], epochs: int = 20) -> Workbook:
    """Return the first epochs of a case's training as formulas."""
    parts = case_parts(case)
    check_formulas(parts)
    book = Workbook()
    X, y, weights = write_inputs(book, parts, case.get("title", case["id"]))
    every_row, before_epoch, step = range(len(parts.X)), [], 0
    for epoch, epoch_rows in enumerate(rows_by_epoch(parts, epochs)):
        if not is_whole(parts):
            before_epoch.append(FormulaSheet(book, parts, f"Epoch {epoch}", every_row))
            before_epoch[-1].write_loss(X, y, weights)
        for rows in epoch_rows:
            sheet = FormulaSheet(book, parts, f"Step {step}", rows)
            sheet.write_step(X, y, weights)
            weights, step = sheet.updated(), step + 1
        if is_whole(parts):
            before_epoch.append(sheet)
    final = FormulaSheet(book, parts, "Final", every_row)
    final.write_loss(X, y, weights)
    write_error(book, [*before_epoch, final])
    return book


def is_whole(parts: Case) -> bool:
    """Say whether each epoch is one step over all samples in their order."""
    return parts.config.order == "sequential" and (parts.config.batch_size or len(parts.X)) >= len(
        parts.X
    )


def rows_by_epoch(parts: Case, epochs: int) -> list[list[list[int]]]:
    """Return the samples of each step of each of the first epochs, as training takes them."""
    config, found = parts.config, []
    draws = stream(config.seed, config.generator) if config.order == "shuffled" else None
    for _ in range(min(epochs, config.epochs)):
        epoch, draws = batches(len(parts.X), config.batch_size, config.order, draws)
        found.append([rows.astype(int).tolist() for rows in epoch])
    return found


def write_inputs(book: Workbook, parts: Case, title: str) -> tuple[Block, Block, Blocks]:
    """Write the first sheet: samples, targets, learning rate and starting weights.

    All of them can be changed, and every number of the other sheets follows.
    """
    sheet, L = book.active, len(parts.network)
    sheet.title = "Inputs"
    sheet.sheet_view.showGridLines = False
    print_on_one_page(sheet)
    sheet["A1"] = title
    sheet["A1"].data_type = "s"  # text, also where it begins as a formula does
    sheet["A1"].font = Font(name="Calibri", bold=True, size=14)
    for i, text in enumerate(GUIDE):
        sheet.cell(2 + i, 1, text)
    rate = place_block(sheet, "learning_rate", 6, 1, ["rate"], [""], "input")
    fill_values(sheet, rate, [[parts.config.options["learning_rate"]]])
    del sheet.defined_names["learning_rate"]
    book.defined_names.add(DefinedName("learning_rate", attr_text=rate.absolute()))
    weights: Blocks = {}
    row = 10
    for l, layer in enumerate(parts.network, start=1):
        column = 1
        names = [
            cell_name(("wout", "bout")[i] if l == L else f"{kind}{'' if L == 2 else l}")
            for i, kind in enumerate(("wh", "bh"))
        ]
        for name, heads, matrix in (
            (names[0], unit_labels(l - 1, L, len(layer.W)), layer.W),
            (names[1], ["bias"], layer.b),
        ):
            if matrix is None:
                continue
            columns = unit_labels(l, L, layer.W.shape[1])
            weights[name] = place_block(sheet, name, row, column, heads, columns, "input")
            fill_values(sheet, weights[name], matrix.reshape(-1, len(columns)))
            column += len(columns) + 2
        row += len(layer.W) + 3
    samples = sample_labels(None, len(parts.X))
    X = place_block(sheet, "X", row, 1, samples, unit_labels(0, L, parts.X.shape[1]), "input")
    y = place_block(
        sheet, "y", row, parts.X.shape[1] + 3, samples, unit_labels(L, L, parts.y.shape[1]), "input"
    )
    fill_values(sheet, X, parts.X)
    fill_values(sheet, y, parts.y)
    sheet.column_dimensions["A"].width = 14
    return X, y, weights


def write_error(book: Workbook, sheets: list[FormulaSheet]) -> None:
    """Write the loss before each epoch and at the end, as links, and its chart."""
    sheet = book.create_sheet("Error", 1)
    sheet["A1"], sheet["B1"] = "epoch", "loss"
    for i, epoch in enumerate(sheets):
        sheet.cell(2 + i, 1, i)
        sheet.cell(2 + i, 2, "=" + epoch.blocks["loss"].elsewhere(0, 0)).number_format = "0.000000"
    chart = ScatterChart()
    chart.title, chart.style, chart.height, chart.width = "The loss before each epoch", 13, 9, 18
    chart.x_axis.title, chart.y_axis.title, chart.legend = "epoch", "loss", None
    chart.x_axis.delete = chart.y_axis.delete = False
    last = len(sheets) + 1
    series = Series(
        Reference(sheet, min_col=2, min_row=2, max_row=last),
        Reference(sheet, min_col=1, min_row=2, max_row=last),
    )
    series.marker.symbol, series.marker.size = "circle", 6
    chart.series.append(series)
    sheet.add_chart(chart, "D2")


def write_workbook(case: dict[str, Any], path: str | os.PathLike[str], epochs: int = 20) -> None:
    """Write the workbook of a case."""
    book = build_workbook(case, epochs)
    stream = io.BytesIO()
    book.save(stream)
    write_bytes(path, stream.getvalue(), "out")
