"""The steps of training as spreadsheet formulas."""

from __future__ import annotations

from typing import NamedTuple

from ..base.checks import check_choice
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


def check_formulas(parts: Case) -> None:
    """Refuse what the workbook has no formulas for."""
    check_choice(parts.config.loss, "loss", LOSS_FORMULAS)
    check_choice(parts.config.optimizer, "optimizer", OPTIMIZER_FORMULAS)
    check_choice(parts.config.reduction, "reduction", DIVISORS)
    for layer in parts.network:
        check_choice(layer.activation, "activation", ACTIVATION_FORMULAS)


def sum_of_rows(name: str) -> str:
    """Sum the columns of a block by a product, which an array formula writes as one row."""
    return f"MMULT(TRANSPOSE(ROW({name})^0),{name})"
