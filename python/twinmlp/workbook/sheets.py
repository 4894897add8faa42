"""A sheet of formulas for each training step, and one for the network after it."""

from __future__ import annotations

from typing import NamedTuple, Sequence

from ..base.registry import lookup
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Layer
from ..plots.notation import equation, symbol
from ..plots.steps import sample_labels, unit_labels
from ..trace.article_names import article_name
from ..trace.case import Case
from .cells import (
    Block,
    Sheet,
    cell_name,
    fill_array,
    fill_block,
    fill_cells,
    fill_links,
    place_block,
    start_part,
    write_cell,
)
from .formulas import DIVISORS, LOSS_FORMULAS, OPTIMIZER_FORMULAS, cell_formula, sum_of_rows

Blocks = dict[str, Block]


class StepSheet(NamedTuple):
    """A sheet of the samples of a batch, by their numbers from 0."""

    sheet: Sheet
    parts: Case
    rows: Sequence[int]


def start_sheet(parts: Case, title: str, heading: str, rows: Sequence[int]) -> StepSheet:
    """Start a sheet, with a heading that stays on the screen."""
    step = StepSheet(Sheet(title, row=3), parts, rows)
    write_cell(step.sheet, 1, 1, heading, "title")
    return step


def quantity_name(quantity: str, l: int, L: int) -> str:
    """Return the cell name of a quantity; dW and db are the gradients in the article's sign."""
    if quantity == "y":
        return "y"
    kind = quantity[1:] if quantity in ("dW", "db") else quantity
    return ("gradient_" if kind != quantity else "") + cell_name(article_name(kind, l, L))


def quantity_note(quantity: str, l: int, parts: Case, after: bool) -> str:
    """Return the text beside a name: an equation of what is computed, a symbol of an input."""
    if quantity in ("dW", "db"):
        return f"-{quantity}_{l}"
    if quantity == "y" or l == 0 or (quantity in "Wb" and not after):
        return symbol(quantity, l)
    biased = parts.network[l - 1].b is not None
    return equation(quantity, l, len(parts.network), biased).split(", ")[0]


def quantity_block(step: StepSheet, quantity: str, l: int, after: bool = False) -> Block:
    """Place a block for a quantity of layer l, with its equation beside its name."""
    parts, L = step.parts, len(step.parts.network)
    units = parts.network[l - 1].W.shape[1] if l else parts.X.shape[1]
    if quantity in ("W", "dW"):
        heads = unit_labels(l - 1, L, parts.network[l - 1].W.shape[0], parts.names)
    else:
        heads = ["bias"] if quantity in ("b", "db") else sample_labels(step.rows, len(step.rows))
    name = quantity_name(quantity, l, L) + ("_updated" if after else "")
    columns = unit_labels(l, L, units, parts.names)
    note = quantity_note(quantity, l, parts, after)
    return place_block(step.sheet, name, heads, columns, note)


def parameters_of(layer: Layer) -> list[str]:
    """Name the parameters of a layer: W, and b where there is one."""
    return ["W"] if layer.b is None else ["W", "b"]


def write_loss(step: StepSheet, X: Block, y: Block, weights: Blocks) -> None:
    """Write the forward pass and the loss.

    X and y are the blocks of all samples, `weights` those of the network.
    """
    sheet, parts, L = step.sheet, step.parts, len(step.parts.network)
    start_part(sheet, "Inputs, targets and weights (the article's steps 0 and 1)")
    fill_links(sheet, quantity_block(step, "A", 0), X, step.rows)
    fill_links(sheet, quantity_block(step, "y", L), y, step.rows)
    for l, layer in enumerate(parts.network, start=1):
        for quantity in parameters_of(layer):
            source = weights[quantity_name(quantity, l, L)]
            fill_links(sheet, quantity_block(step, quantity, l), source, range(source.rows))
    start_part(sheet, "Forward (steps 2 to 4)")
    for l in range(1, L + 1):
        write_forward(step, l)
    start_part(sheet, "Error (step 5)")
    J = LOSS_FORMULAS[parts.config.loss] + DIVISORS[parts.config.reduction]
    fill_block(sheet, place_block(sheet, "loss", ["J"], [""]), [["=" + J]], "loss")


def write_step(step: StepSheet, X: Block, y: Block, weights: Blocks) -> None:
    """Write a whole training step."""
    L, divisor = len(step.parts.network), DIVISORS[step.parts.config.reduction]
    write_loss(step, X, y, weights)
    error = f"(y-output){divisor}" if divisor else "y-output"
    fill_array(step.sheet, quantity_block(step, "dA", L), error)
    start_part(step.sheet, "Backward (steps 6 to 9)")
    for l in range(L, 0, -1):
        write_backward(step, l)
    start_part(step.sheet, "Update (steps 10 and 11)")
    for l in range(L, 0, -1):
        write_update(step, l)


def write_forward(step: StepSheet, l: int) -> None:
    """Write Z = A W + b and A = f(Z)."""
    layer, L = step.parts.network[l - 1], len(step.parts.network)
    product = f"MMULT({quantity_name('A', l - 1, L)},{quantity_name('W', l, L)})"
    Z = quantity_block(step, "Z", l)
    bias = "" if layer.b is None else f"+{quantity_name('b', l, L)}"
    fill_array(step.sheet, Z, product + bias)
    f = cell_formula(layer.activation, "value")
    fill_cells(step.sheet, quantity_block(step, "A", l), Z, f)


def write_backward(step: StepSheet, l: int) -> None:
    """Write the error of a hidden layer, the slope and the delta."""
    sheet, L = step.sheet, len(step.parts.network)
    if l < L:
        below, above = quantity_name("dZ", l + 1, L), quantity_name("W", l + 1, L)
        product = f"MMULT({below},TRANSPOSE({above}))"
        fill_array(sheet, quantity_block(step, "dA", l), product)
    activation = step.parts.network[l - 1].activation
    read = "Z" if lookup(activation, ACTIVATIONS).needs_Z else "A"
    source = sheet.blocks[quantity_name(read, l, L)]
    slope = cell_formula(activation, "derivative")
    fill_cells(sheet, quantity_block(step, "slope", l), source, slope)
    product = f"{quantity_name('dA', l, L)}*{quantity_name('slope', l, L)}"
    fill_array(sheet, quantity_block(step, "dZ", l), product)


def write_update(step: StepSheet, l: int) -> None:
    """Write the gradients in the article's sign, and W and b after the step."""
    L, config = len(step.parts.network), step.parts.config
    delta = quantity_name("dZ", l, L)
    gradients = {
        "W": f"MMULT(TRANSPOSE({quantity_name('A', l - 1, L)}),{delta})",
        "b": sum_of_rows(delta),
    }
    for quantity in parameters_of(step.parts.network[l - 1]):
        name = quantity_name(quantity, l, L)
        fill_array(step.sheet, quantity_block(step, "d" + quantity, l), gradients[quantity])
        update = OPTIMIZER_FORMULAS[config.optimizer]
        update = update.replace("{name}", name).replace("{gradient}", "gradient_" + name)
        fill_array(step.sheet, quantity_block(step, quantity, l, after=True), update)


def updated_weights(step: StepSheet) -> Blocks:
    """Return the weights after the step, under their names in the next step."""
    end = "_updated"
    blocks = step.sheet.blocks.items()
    return {name.removesuffix(end): block for name, block in blocks if name.endswith(end)}
