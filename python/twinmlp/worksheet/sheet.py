"""Lay out a worksheet as data: one training step as blocks of numbers, some of them empty."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_count
from ..base.errors import one_line
from ..base.registry import entry_label
from ..model.summary import describe_network
from ..nn.losses import is_fused
from ..plots.case import case_title
from ..plots.notation import Place
from ..plots.steps import row_labels, unit_labels
from ..trace.case import Case, case_parts
from ..trace.record import run_parts
from .blanks import SheetBlock, choose_blanks
from .formulas import block_formula
from .table import check_worksheet
from .variant import variant_case


class Worksheet(NamedTuple):
    """Everything on a sheet, independent of its file format.

    facts: what is said of the network above the numbers, by name; case: the case of its numbers.
    """

    id: str
    title: str
    facts: dict[str, str]
    blocks: list[SheetBlock]
    decimals: int
    seed: int
    case: dict[str, Any]


def make_worksheet(
    case: dict[str, Any], blank: Any = None, decimals: int = 3, seed: int = 0
) -> Worksheet:
    """Lay out the first training step of a case, with some boxes empty.

    blank: names of quantities, dZ for all layers or dZ2 for one, or a share such as "40%"; None
        for those of the table. seed: 0 for the case's own weights; else a variant's.
    """
    check_worksheet(case_parts(case))
    decimals, seed = check_count(decimals, "decimals", 1, 6), check_count(seed, "seed", 0)
    document = variant_case(case, seed, decimals)
    parts = case_parts(document)
    record = run_parts(parts, parts.arithmetic)["steps"][0]
    blocks = until_last(choose_blanks(layout_blocks(parts, record), blank, seed))
    rate = record.get("learning_rate", parts.config.options["learning_rate"])
    widths = [len(parts.network[0].W), *(layer.W.shape[1] for layer in parts.network)]
    activations = ", ".join(entry_label(layer.activation) for layer in parts.network)
    facts = {
        "network": "-".join(f"{width:.0f}" for width in widths) + ": " + activations,
        "loss": f"{entry_label(parts.config.loss)}, {parts.config.reduction}",
        "rate": f"{rate:.15g}",
    }
    title = case_title(parts) if seed == 0 else describe_network(parts.network)
    return Worksheet(parts.id, one_line(title), facts, blocks, decimals, seed, document)


def until_last(blocks: list[SheetBlock]) -> list[SheetBlock]:
    """Return the blocks up to the last asked one; later ones would reveal it."""
    last = max(i for i, block in enumerate(blocks) if block.blank.any())
    return blocks[: last + 1]


def layout_blocks(parts: Case, record: dict[str, Any]) -> list[SheetBlock]:
    """Return all blocks of a step, none of them empty yet."""
    L, rows = len(parts.network), np.asarray(record["rows"]).astype(int)
    found = [make_block(parts, record, "given", "A", 0, None, parts.X[rows])]
    found.append(make_block(parts, record, "given", "y", L, None, parts.y[rows]))
    for l, layer in enumerate(parts.network, start=1):
        found.append(make_block(parts, record, "given", "W", l, None, layer.W))
        if layer.b is not None:
            found.append(make_block(parts, record, "given", "b", l, None, layer.b))
    for l, layer in enumerate(parts.network, start=1):
        kind = "Z_without" if layer.b is None else "Z"
        found.append(of_layer(parts, record, "forward", "Z", l, kind))
        found.append(of_layer(parts, record, "forward", "A", l, "A"))
    loss = np.array([[float(record["loss"])]])
    found.append(make_block(parts, record, "loss", "loss", L, "loss", loss))
    fused = is_fused(parts.config.loss)
    for l in range(L, 0, -1):
        if not (fused and l == L):
            found.append(of_layer(parts, record, "backward", "dA", l, asked_kind(parts, "dA", l)))
        found.append(of_layer(parts, record, "backward", "dZ", l, asked_kind(parts, "dZ", l)))
        found.append(of_layer(parts, record, "backward", "dW", l, "dW"))
        if parts.network[l - 1].b is not None:
            found.append(of_layer(parts, record, "backward", "db", l, "db"))
    for l, layer in enumerate(parts.network, start=1):
        found.append(of_layer(parts, record, "update", "W", l, "W"))
        if layer.b is not None:
            found.append(of_layer(parts, record, "update", "b", l, "b"))
    return found


def asked_kind(parts: Case, quantity: str, l: int) -> str:
    """Return which formula dA or dZ of a layer has."""
    last = l == len(parts.network)
    if quantity == "dA":
        return "dA_output" if last else "dA"
    if last and is_fused(parts.config.loss):
        return "dZ_fused"
    return "dZ_softmax" if entry_label(parts.network[l - 1].activation) == "softmax" else "dZ"


def of_layer(
    parts: Case, record: dict[str, Any], part: str, quantity: str, l: int, kind: str
) -> SheetBlock:
    """Make a block of a recorded quantity of a layer."""
    values = np.asarray(record["layers"][l - 1][quantity], dtype=float)
    return make_block(parts, record, part, quantity, l, kind, values)


def make_block(
    parts: Case,
    record: dict[str, Any],
    part: str,
    quantity: str,
    l: int,
    kind: str | None,
    values: Array,
) -> SheetBlock:
    """A block with its labels and its formula."""
    L, values = len(parts.network), np.atleast_2d(values)
    shape = {"dW": "W", "db": "b"}.get(quantity, quantity)
    rows = row_labels(Place(shape, l), L, list(record["rows"]), len(values), parts.names)
    columns = unit_labels(l, L, values.shape[1], parts.names)
    if quantity == "loss":
        rows, columns = [""], [""]
    key = {"y": "y", "loss": "loss"}.get(quantity, f"{quantity}{l}")
    key = "X" if (quantity, l) == ("A", 0) else "new_" + key if part == "update" else key
    formula = "" if kind is None else block_formula(parts, record, quantity, l, kind)
    blank = np.zeros(values.shape, dtype=bool)
    return SheetBlock(key, part, quantity, l, kind, values, rows, columns, formula, blank)


def number_of_blanks(sheet: Worksheet) -> int:
    """Count the empty boxes."""
    return int(sum(block.blank.sum() for block in sheet.blocks))
