"""A worksheet as a notebook: a function to write for each quantity, and a check below it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..base.errors import one_line
from ..base.json_text import to_json
from ..base.text import fill_template
from .blanks import SheetBlock
from .cells import cell_text, fact_texts, sheet_text
from .form import boxes_of
from .sheet import Worksheet, make_worksheet
from .table import worksheet_table

# The numbers that a function is tried on, too, are those of another variant.
OTHER_VARIANT = 1000
TRIAL_DECIMALS = 6
# How near a result has to be: the inputs are rounded.
CLOSE_ENOUGH = "1e-4"


class NotebookCell(NamedTuple):
    """A cell: "markdown", "code" to be written, "setup", or "check" with its points."""

    kind: str
    name: str
    text: str
    points: int = 0


def layout_notebook(sheet: Worksheet, language: str, key: bool = False) -> list[NotebookCell]:
    """The cells of a notebook in a language."""
    words = worksheet_table()["notebooks"][language]
    setup = fill_template("\n".join(words["setup"]), {"close": CLOSE_ENOUGH})
    head = ["# " + sheet_text("heading"), markdown_text(sheet.title), "; ".join(fact_texts(sheet))]
    text = "\n\n".join([*head, sheet_text("functions"), sheet_text("letters")])
    cells = [NotebookCell("markdown", "", text), NotebookCell("setup", "setup", setup)]
    asked = [block for block in sheet.blocks if block.blank.any()]
    keys = ",".join(block.key for block in asked)
    other = make_worksheet(sheet.case, keys, sheet.decimals, sheet.seed + OTHER_VARIANT)
    for block in asked:
        points = int(block.blank.sum())
        name = "J" if block.key == "loss" else block.key
        arguments = function_inputs(sheet, block)
        said = f"### {name}\n\n`{block.formula}`"
        fields = {
            "name": name,
            "arguments": ", ".join(arguments),
            "formula": block.formula,
            "first": trial_text(sheet, block, arguments, words),
            "second": trial_text(other, block, arguments, words),
        }
        stub = fill_template("\n".join(words["function"]), fields)
        check = fill_template("\n".join(words["check"]), fields)
        cells.append(NotebookCell("markdown", name, said))
        cells.append(NotebookCell("code", name, stub, points))
        cells.append(NotebookCell("check", name, check, points))
    if key:
        labels = {b: markdown_text(f"{b.key} {b.row} {b.column}") for b in boxes_of(sheet)}
        answers = [f"- {label}: {box.answer}" for box, label in labels.items()]
        text = "\n".join([f"## {sheet_text('key')}", "", *answers])
        cells.append(NotebookCell("markdown", "key", text))
    return cells


def markdown_text(text: str) -> str:
    """Return a text so that Markdown and knitr show it literally: on one line, no code, no tags."""
    return one_line(text).replace("`", "'").replace("<", "&lt;")


def function_inputs(sheet: Worksheet, block: SheetBlock) -> list[str]:
    """The keys of the blocks that a block is computed from."""
    kind = {"Z_without": "Z", "dZ_softmax": "dZ"}.get(block.kind or "", block.kind)
    keys = {b.key for b in sheet.blocks}
    found = []
    for name in worksheet_table()["inputs"][kind]:
        l = block.l + {"-": -1, "+": 1}.get(name[-1], 0)
        key = "y" if name == "y" else f"{name.rstrip('+-')}{l}"
        key = "X" if key == "A0" else key
        found += [key] if key in keys else []
    return found


def trial_text(
    sheet: Worksheet, block: SheetBlock, arguments: list[str], words: dict[str, Any]
) -> str:
    """Write out a function's inputs and its result."""
    known = {b.key: b for b in sheet.blocks}
    return ", ".join(block_literal(known[key], words) for key in [*arguments, block.key])


def block_literal(block: SheetBlock, words: dict[str, Any]) -> str:
    """The numbers of a block in a language: a matrix, the vector of a bias, or the loss."""
    texts = [[short_text(value) for value in row] for row in block.values.tolist()]
    if block.quantity == "loss":
        return texts[0][0]
    if block.quantity in ("b", "db"):
        return fill_template(words["vector"], {"values": ", ".join(texts[0])})
    rows = [fill_template(words["row"], {"values": ", ".join(row)}) for row in texts]
    return fill_template(words["matrix"], {"rows": ", ".join(rows)})


def short_text(value: float) -> str:
    """A number with the decimals of a trial, without zeros at its end."""
    text = cell_text(value, TRIAL_DECIMALS).rstrip("0").rstrip(".")
    return text or "0"


def worksheet_ipynb(sheet: Worksheet, key: bool = False) -> str:
    """The notebook of a sheet for Python, with the points as nbgrader keeps them."""
    cells = []
    for i, cell in enumerate(layout_notebook(sheet, "python", key)):
        lines = cell.text.split("\n")
        source = [line + "\n" for line in lines[:-1]] + lines[-1:]
        one: dict[str, Any] = {
            "cell_type": "markdown" if cell.kind == "markdown" else "code",
            "id": f"cell-{i + 1}",
            "metadata": nbgrader_metadata(cell),
            "source": source,
        }
        if cell.kind != "markdown":
            one |= {"execution_count": None, "outputs": []}
        cells.append(one)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return (
        to_json({"cells": cells, "metadata": metadata, "nbformat": 4.0, "nbformat_minor": 5.0})
        + "\n"
    )


def nbgrader_metadata(cell: NotebookCell) -> dict[str, Any]:
    """Return the metadata by which nbgrader knows a cell."""
    if cell.kind not in ("code", "check"):
        return {"editable": False}
    check = cell.kind == "check"
    known = {
        "grade": check,
        "grade_id": ("check-" if check else "write-") + cell.name,
        "locked": check,
        "schema_version": 3.0,
        "solution": not check,
        "task": False,
    }
    return {"nbgrader": {**known, "points": float(cell.points)} if check else known}


def worksheet_rmd(sheet: Worksheet, key: bool = False) -> str:
    """The notebook of a sheet for R."""
    title = sheet_text("heading").replace('"', "'")
    lines = ["---", f'title: "{title}"', "output: html_document", "---", ""]
    for cell in layout_notebook(sheet, "r", key):
        if cell.kind == "markdown":
            text = cell.text.split("\n\n", 1)[1] if cell.text.startswith("# ") else cell.text
            lines += [text, ""]
            continue
        name = {"check": f"check-{cell.name}, error = TRUE"}.get(cell.kind, cell.name)
        lines += ["```{r " + name + "}", cell.text, "```", ""]
    return "\n".join(lines)
