"""The training step of filled-in answers: its blocks, and the network and the states before it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..arithmetic.kinds import REPRODUCIBLE, Array
from ..base.errors import describe, fail
from ..base.registry import lookup
from ..data.preprocessing import steps_per_epoch
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Layer
from ..nn.losses import is_fused
from ..optim.update import start_states
from ..trace.case import Case, case_parts
from ..trace.record import run_parts, step_record
from ..train.config import Samples
from ..train.fit import fit_network
from .answers import Answers
from .blanks import SheetBlock, choose_blanks
from .sheet import layout_blocks, make_block, make_worksheet
from .table import check_worksheet

# Quantities that a page does not show as matrices.
UNSHOWN = ("loss", "dW", "db")


class SheetStep(NamedTuple):
    """A training step: its blocks, the network and the states of the optimizer before it.

    case: the case of its numbers; parts: that case taken apart; step, epoch: counted from 0; rows:
        those of its samples.
    """

    case: dict[str, Any]
    parts: Case
    blocks: list[SheetBlock]
    network: list[Layer]
    states: list[Any]
    rows: Array
    step: int
    epoch: int


def answered_step(case: dict[str, Any], answers: Answers, blank: Any = None) -> SheetStep:
    """Return the step that was to be filled in: the first one of a sheet, any one of a page.

    blank: what was asked for; None for the boxes that the file has.
    """
    asked = ",".join(dict.fromkeys(key for key, _, _ in answers.numbers))
    blank = asked if blank is None else blank
    if answers.step is not None:
        return page_step(case, answers.step, blank)
    sheet = make_worksheet(case, blank, answers.decimals, answers.seed)
    parts = case_parts(sheet.case)
    rows = np.asarray(run_parts(parts, "reproducible")["steps"][0]["rows"]).astype(int)
    states = start_states(parts.network, parts.config)
    return SheetStep(sheet.case, parts, sheet.blocks, parts.network, states, rows, 0, 0)


def page_step(case: dict[str, Any], number: int, blank: Any) -> SheetStep:
    """Return a step as a page shows it, with its own numbers and the slopes."""
    parts = case_parts(case)
    check_worksheet(parts)
    epochs = number // steps_per_epoch(len(parts.X), parts.config.batch_size) + 1
    samples, config = Samples(parts.X, parts.y, parts.weight), parts.config._replace(epochs=epochs)
    wanted = frozenset({max(number - 1, 0), number})
    steps = fit_network(parts.network, samples, config, REPRODUCIBLE, wanted).steps
    if not steps or steps[-1].step != number:
        fail("E_RANGE", "answers", "of a step of this run", describe(number + 1))
    network, states = parts.network, start_states(parts.network, parts.config)
    if number > 0:
        network, states = steps[0].network, steps[0].states
    at = step_record(steps[-1])
    laid = layout_blocks(parts._replace(network=network), at)
    shown = [block for block in laid if block.quantity not in UNSHOWN]
    blocks = with_slopes(parts, at, shown)
    rows, epoch = np.asarray(at["rows"]).astype(int), int(at["epoch"])
    blocks = choose_blanks(blocks, blank, 0)
    return SheetStep(case, parts, blocks, network, states, rows, number, epoch)


def with_slopes(parts: Case, record: dict[str, Any], blocks: list[SheetBlock]) -> list[SheetBlock]:
    """Insert a slope before every dZ that is computed from one."""
    found = []
    for block in blocks:
        activation = lookup(parts.network[block.l - 1].activation, ACTIVATIONS)
        fused = block.l == len(parts.network) and is_fused(parts.config.loss)
        if block.quantity == "dZ" and not fused and activation.derivative is not None:
            layer = record["layers"][block.l - 1]
            slope = activation.derivative(layer["Z"], layer["A"], REPRODUCIBLE)
            values = np.broadcast_to(slope, layer["Z"].shape).astype(float)
            found.append(make_block(parts, record, "backward", "slope", block.l, "slope", values))
        found.append(block)
    return found
