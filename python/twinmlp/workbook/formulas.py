"""The steps of training as spreadsheet formulas."""

from __future__ import annotations

import re
from typing import Any

from ..base.checks import check_choice
from ..base.errors import fail
from ..base.registry import entry_name
from ..nn.activations import ACTIVATIONS
from ..trace.case import Case
from ..trace.formulas import activation_formula, refuse_settings

# What a sum over the n samples of a batch is divided by.
DIVISORS = {"sum": "", "mean": "/ROWS(y)"}
# J of the outputs and targets of a sheet.
LOSS_FORMULAS = {"half_squared_error": "SUMXMY2(y,output)/2"}
OPTIMIZER_FORMULAS = {"sgd": "{name}+{gradient}*learning_rate"}


# Settings that the formulas know nothing of: a workbook of them would be wrong.
UNWRITTEN = (
    "dropout", "validation_fraction", "patience", "threshold", "schedule", "clipping", "penalty",
    "frozen",
)  # fmt: skip


def check_formulas(parts: Case) -> None:
    """Refuse what the workbook has no formulas for."""
    requirement = "left out in a workbook, which has no formulas for it"
    refuse_settings(parts.config, UNWRITTEN, requirement)
    if parts.weight is not None:
        fail("E_CHOICE", "sample_weight", requirement, "weights")
    check_choice(entry_name(parts.config.loss), "loss", LOSS_FORMULAS)
    check_choice(parts.config.optimizer, "optimizer", OPTIMIZER_FORMULAS)
    check_choice(parts.config.reduction, "reduction", DIVISORS)
    elementwise = [name for name, entry in ACTIVATIONS.items() if entry.derivative is not None]
    for layer in parts.network:
        check_choice(entry_name(layer.activation), "activation", elementwise)


def cell_formula(activation: Any, part: str) -> str:
    """Write f, the part "value", or f', "derivative", with # for the cell of z, or of a."""
    text = re.sub(r"\b[az]\b", "#", activation_formula(activation, part) or "")
    return re.sub(r"[a-z]+(?=\()", lambda name: name.group().upper(), text).replace(" ", "")


def sum_of_rows(name: str) -> str:
    """Sum the columns of a block by a product, which an array formula writes as one row."""
    return f"MMULT(TRANSPOSE(ROW({name})^0),{name})"
