"""A sheet of formulas for each training step, and one for the network after it."""

from __future__ import annotations

from typing import Sequence

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..plots.notation import equation, symbol
from ..plots.steps import sample_labels, unit_labels
from ..trace.article_names import article_name
from ..trace.case import Case
from .blocks import (
    Block,
    cell_name,
    fill_array,
    fill_cells,
    fill_links,
    place_block,
    print_on_one_page,
)
from .formulas import ACTIVATION_FORMULAS, DIVISORS, LOSS_FORMULAS, OPTIMIZER_FORMULAS, sum_of_rows

Blocks = dict[str, Block]


class FormulaSheet:
    """A sheet being written: blocks go from left to right, one part below the other."""

    def __init__(self, book: Workbook, parts: Case, title: str, rows: Sequence[int]) -> None:
        self.sheet: Worksheet = book.create_sheet(title)
        self.parts, self.rows, self.L = parts, list(rows), len(parts.network)
        self.blocks: Blocks = {}
        self.row, self.column, self.height = 1, 1, 0
        self.sheet.sheet_view.showGridLines = False
        print_on_one_page(self.sheet)

    def part(self, title: str) -> None:
        """Start a part below what is already written."""
        self.row += self.height
        self.sheet.cell(self.row, 1, title).font = Font(name="Calibri", bold=True, size=13)
        self.row, self.column, self.height = self.row + 1, 1, 0

    def block(self, quantity: str, l: int, role: str = "computed", after: bool = False) -> Block:
        """Write a block for a quantity of layer l, with its equation beside its name."""
        name = self.name(quantity, l) + ("_updated" if after else "")
        units = self.parts.network[l - 1].W.shape[1] if l else self.parts.X.shape[1]
        below = self.parts.network[l - 1].W.shape[0] if l else 0
        samples = sample_labels(self.rows, len(self.rows))
        heads = {"W": unit_labels(l - 1, self.L, below), "b": ["bias"]}.get(
            quantity.removeprefix("d"), samples
        )
        note = self.note(quantity, l, after)
        block = place_block(
            self.sheet,
            name,
            self.row,
            self.column,
            heads,
            unit_labels(l, self.L, units),
            role,
            note,
        )
        self.blocks[name] = block
        self.column += max(units + 2, 2 + len(f"{name}   {note}") // 9)
        self.height = max(self.height, len(heads) + 3)
        return block

    def note(self, quantity: str, l: int, after: bool) -> str:
        """Return the text beside a name: an equation of what is computed, a symbol of an input."""
        if quantity in ("dW", "db"):
            return f"-{quantity}_{l}"
        if quantity == "y" or l == 0 or (quantity in "Wb" and not after):
            return symbol(quantity, l)
        return equation(quantity, l, self.L, self.parts.network[l - 1].b is not None).split(", ")[0]

    def name(self, quantity: str, l: int) -> str:
        """Return the cell name of a quantity."""
        if quantity == "y":
            return "y"
        kind = quantity[1:] if quantity in ("dW", "db") else quantity
        return ("gradient_" if kind != quantity else "") + cell_name(article_name(kind, l, self.L))

    def write_loss(self, X: Block, y: Block, weights: Blocks) -> None:
        """Write the forward pass and the loss.

        X and y are the blocks of all samples, `weights` those of the network.
        """
        self.part("Inputs, targets and weights")
        fill_links(self.sheet, self.block("A", 0, "source"), X, self.rows)
        fill_links(self.sheet, self.block("y", self.L, "source"), y, self.rows)
        for l, layer in enumerate(self.parts.network, start=1):
            for quantity, matrix in (("W", layer.W), ("b", layer.b)):
                if matrix is not None:
                    fill_links(
                        self.sheet,
                        self.block(quantity, l, "source"),
                        weights[self.name(quantity, l)],
                    )
        self.part("Forward")
        for l in range(1, self.L + 1):
            self.forward(l)
        self.part("Error")
        self.loss()
        for column in range(1, self.sheet.max_column + 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = 10

    def write_step(self, X: Block, y: Block, weights: Blocks) -> None:
        """Write a whole training step."""
        self.write_loss(X, y, weights)
        divisor = DIVISORS[self.parts.config.reduction]
        fill_array(
            self.sheet, self.block("dA", self.L), f"(y-output){divisor}" if divisor else "y-output"
        )
        self.part("Backward")
        for l in range(self.L, 0, -1):
            self.backward(l)
        self.part("Update")
        for l in range(self.L, 0, -1):
            self.update(l)

    def forward(self, l: int) -> None:
        """Write Z = A W + b and A = f(Z)."""
        layer = self.parts.network[l - 1]
        product = f"MMULT({self.name('A', l - 1)},{self.name('W', l)})"
        Z = self.block("Z", l)
        fill_array(self.sheet, Z, product + ("" if layer.b is None else f"+{self.name('b', l)}"))
        fill_cells(self.sheet, self.block("A", l), Z, ACTIVATION_FORMULAS[layer.activation].value)

    def loss(self) -> None:
        """Write J of the outputs and targets."""
        config = self.parts.config
        loss = place_block(self.sheet, "loss", self.row, self.column, ["J"], [""], "computed")
        self.sheet[loss.cell(0, 0)] = "=" + LOSS_FORMULAS[config.loss] + DIVISORS[config.reduction]
        self.sheet[loss.cell(0, 0)].number_format = "0.00000"
        self.blocks["loss"] = loss
        self.column, self.height = self.column + 3, 4

    def backward(self, l: int) -> None:
        """Write the error of a hidden layer, the slope and the delta."""
        if l < self.L:
            fill_array(
                self.sheet,
                self.block("dA", l),
                f"MMULT({self.name('dZ', l + 1)},TRANSPOSE({self.name('W', l + 1)}))",
            )
        slope = ACTIVATION_FORMULAS[self.parts.network[l - 1].activation].derivative
        fill_cells(self.sheet, self.block("slope", l), self.blocks[self.name("A", l)], slope)
        fill_array(self.sheet, self.block("dZ", l), f"{self.name('dA', l)}*{self.name('slope', l)}")

    def update(self, l: int) -> None:
        """Write the gradients in the article's sign, and W and b after the step."""
        config, delta = self.parts.config, self.name("dZ", l)
        gradients = {
            "W": f"MMULT(TRANSPOSE({self.name('A', l - 1)}),{delta})",
            "b": sum_of_rows(delta),
        }
        for quantity, gradient in gradients.items():
            if quantity == "b" and self.parts.network[l - 1].b is None:
                continue
            name = self.name(quantity, l)
            fill_array(self.sheet, self.block("d" + quantity, l), gradient)
            formula = OPTIMIZER_FORMULAS[config.optimizer].format(
                name=name, gradient="gradient_" + name
            )
            fill_array(self.sheet, self.block(quantity, l, after=True), formula)

    def updated(self) -> Blocks:
        """Return the weights after the step, by the names that the next step has for them."""
        return {
            name.removesuffix("_updated"): block
            for name, block in self.blocks.items()
            if name.endswith("_updated")
        }
