"""The steps of training as spreadsheet formulas."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..base.checks import check_choice
from ..base.errors import fail
from ..trace.case import Case


class CellFormulas(NamedTuple):
    """An activation and its derivative as formulas.

    # is the cell of Z in the activation, and of A in the derivative.
    """

    value: str
    derivative: str


ACTIVATION_FORMULAS = {
    "identity": CellFormulas("#", "1+0*#"),
    "sigmoid": CellFormulas("1/(1+EXP(-#))", "#*(1-#)"),
    "tanh": CellFormulas("TANH(#)", "1-#*#"),
    "relu": CellFormulas("MAX(#,0)", "IF(#>0,1,0)"),
}
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


def is_used(value: Any) -> bool:
    """Say whether a setting does something: rates and factors of 0 do nothing."""
    values = value.values() if isinstance(value, dict) else value
    return any(values) if hasattr(values, "__iter__") else value is not None


def check_formulas(parts: Case) -> None:
    """Refuse what the workbook has no formulas for."""
    for name in UNWRITTEN:
        if is_used(getattr(parts.config, name)):
            fail(
                "E_CHOICE", name, "left out in a workbook, which has no formulas for it", "a value"
            )
    if parts.weight is not None:
        requirement = "left out in a workbook, which has no formulas for it"
        fail("E_CHOICE", "sample_weight", requirement, "weights")
    check_choice(parts.config.loss, "loss", LOSS_FORMULAS)
    check_choice(parts.config.optimizer, "optimizer", OPTIMIZER_FORMULAS)
    check_choice(parts.config.reduction, "reduction", DIVISORS)
    for layer in parts.network:
        check_choice(layer.activation, "activation", ACTIVATION_FORMULAS)


def sum_of_rows(name: str) -> str:
    """Sum the columns of a block by a product, which an array formula writes as one row."""
    return f"MMULT(TRANSPOSE(ROW({name})^0),{name})"
