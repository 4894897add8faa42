"""The formula of each quantity of a sheet, in the table's words, and its inputs."""

from __future__ import annotations

from typing import Any

from ..base.errors import describe
from ..base.registry import entry_name, lookup
from ..base.text import fill_template
from ..nn.losses import LOSSES
from ..trace.case import Case
from ..trace.formulas import activation_formula, formula_table, update_formulas, with_parameters
from .table import worksheet_table


def block_formula(parts: Case, record: dict[str, Any], quantity: str, l: int, kind: str) -> str:
    """The formula of a quantity of layer l."""
    config, activation = parts.config, parts.network[l - 1].activation
    rate = record.get("learning_rate")
    lines = update_formulas(config, quantity, rate) if kind in ("W", "b") else []
    if lines:
        fields = {"own": f"{quantity}{l}", "gradient": f"d{quantity}{l}", "lines": "; ".join(lines)}
        return fill_template(worksheet_table()["formulas"]["other"], fields)
    fields = {
        "l": f"{l}",
        "above": f"{l + 1}",
        "below": "X" if l == 1 else f"A{l - 1}",
        "value": activation_formula(activation, "value", short=True) or "",
        "derivative": activation_formula(activation, "derivative", short=True) or "",
        "term": loss_formula(parts, "short"),
        "gradient": gradient_formula(parts),
        "divided": " / n" if config.reduction == "mean" else "",
        "rate": describe(config.options["learning_rate"] if rate is None else float(rate)),
    }
    text = fill_template(worksheet_table()["formulas"][kind], fields)
    return text + penalty_formula(parts) if kind == "loss" else text


def loss_formula(parts: Case, part: str) -> str:
    """A formula of the loss, of a and y, times the weight of the sample where there are any."""
    entry = formula_table("losses")[entry_name(parts.config.loss)]
    text = with_parameters(
        entry.get(part, entry["term"]), lookup(parts.config.loss, LOSSES).parameters
    )
    return text if parts.weight is None else f"({text}) * weight"


def gradient_formula(parts: Case) -> str:
    """The derivative by the outputs."""
    text = loss_formula(parts, "gradient")
    if parts.config.reduction == "sum":
        return text
    return f"({text}) / n" if parts.weight is None else f"{text} / n"


def penalty_formula(parts: Case) -> str:
    """Write what the penalty adds to the loss."""
    penalty = parts.config.penalty
    if penalty is None:
        return ""
    which = "all w" if penalty["biases"] else "all weights w"
    factors = describe(penalty["l1"]), describe(penalty["l2"])
    return f" + the sum over {which} of {factors[0]} * abs(w) + {factors[1]} / 2 * w^2"
