"""The update of a program: penalty, frozen parameters, clipping, schedule and optimizer."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..trace.formulas import formula_table, optimizer_entry
from .literals import count_text
from .statements import Plan, Statement, listed_note, statement
from .table import listing_table


class Parameter(NamedTuple):
    """A parameter of a layer: W or b of layer l."""

    q: str
    l: int


def listed_order(plan: Plan) -> list[Parameter]:
    """The parameters of all layers: W and b of layer 1, of layer 2, ..."""
    layers = enumerate(plan.parts.network, start=1)
    return [
        Parameter(q, l) for l, layer in layers for q in ("W", "b") if getattr(layer, q) is not None
    ]


def count_of(plan: Plan, parameter: Parameter) -> str:
    """Write the expression for the number of elements of a parameter."""
    inputs, units = plan.parts.network[parameter.l - 1].W.shape
    return count_text(inputs, units) if parameter.q == "W" else str(units)


def optimizer_lines(plan: Plan, quantity: str) -> list[str]:
    """Formulas of the optimizer for W or b, called w, with its gradient, called g."""
    config = plan.parts.config
    entry = optimizer_entry(config.optimizer, config.options)
    lines = listing_table()["optimizers"].get(entry) or formula_table("optimizers")[entry]
    decays = quantity == "W" and config.options.get("weight_decay", 0) > 0
    decay = formula_table("before")["weight_decay"]
    if config.frozen is not None:
        decay = decay.replace("decay)", "decay * (1 - frozen))")
    return [decay, *lines] if decays else list(lines)


def before_lines(plan: Plan, parameter: Parameter) -> list[str]:
    """Formulas that change a gradient before the optimizer, except clipping by norm."""
    config, before = plan.parts.config, formula_table("before")
    lines = []
    if config.penalty is not None and (parameter.q == "W" or config.penalty["biases"]):
        lines.append(before["penalty"])
    if mask_of(plan, parameter) is not None:
        lines.append(before["frozen"])
    if "value" in (config.clipping or {}):
        lines.append(before["clipping_value"])
    return lines


def mask_of(plan: Plan, parameter: Parameter) -> Any:
    """Return the mask of a parameter, or None."""
    frozen = plan.parts.config.frozen
    return None if frozen is None else getattr(frozen[parameter.l - 1], parameter.q)


def schedule_lines(plan: Plan) -> list[str]:
    """Formulas of the learning rate of a step."""
    schedule, table = plan.parts.config.schedule, listing_table()["schedules"]
    if schedule is None:
        return []
    lines = [*table[schedule["name"]], *(table["warmup"] if schedule["warmup"] > 0 else [])]
    time = "t" if schedule["by"] == "step" else "epoch"
    return [re.sub(r"\btime\b", time, line) for line in lines]


def update_lines(plan: Plan) -> list[str]:
    """All formulas of the update."""
    found = [*schedule_lines(plan), *optimizer_lines(plan, "W")]
    for parameter in listed_order(plan):
        found += before_lines(plan, parameter)
    return [*found, "limit"] if "norm" in (plan.parts.config.clipping or {}) else found


def counts_steps(plan: Plan) -> bool:
    """Say whether the steps are counted."""
    return re.search(r"\bt\b", " ".join(update_lines(plan))) is not None


def kept_names(plan: Plan) -> list[str]:
    """Name the parts of the optimizer's state."""
    text = " ".join(optimizer_lines(plan, "W"))
    return [name for name in listing_table()["kept"] if re.search(rf"\b{name}\b", text)]


def of_parameter(plan: Plan, parameter: Parameter, text: str) -> str:
    """Write a formula of w and g for one parameter."""
    w = plan.name(*parameter)
    named = {"w": w, "g": plan.name("d" + parameter.q, parameter.l)}
    named |= {name: f"{name}_{w}" for name in kept_names(plan)}
    if mask_of(plan, parameter) is None:
        text = text.replace(" * (1 - frozen)", "")
    named["frozen"] = "frozen_" + w
    words = "|".join(named)
    return re.sub(rf"\b({words})\b", lambda at: "#" + named[at[1]], text)


def assign_elements(plan: Plan, parameter: Parameter, line: str) -> Statement:
    """One line for all elements of a parameter."""
    target, text = of_parameter(plan, parameter, line).split(" = ")
    count = count_of(plan, parameter)
    return statement("each", target=target.removeprefix("#"), text=text, count=count, columns=1)


def listed_update(plan: Plan) -> list[Statement]:
    """All of the update, of the style "plain"."""
    config, found = plan.parts.config, []
    for parameter in listed_order(plan):
        found += [assign_elements(plan, parameter, line) for line in before_lines(plan, parameter)]
    if "norm" in (config.clipping or {}):
        found += listed_norm(plan)
    if config.schedule is not None:
        found += listed_note(plan, "rate")
        for target, text in (line.split(" = ") for line in schedule_lines(plan)):
            found.append(statement("scalar", target=target, text=text))
    if counts_steps(plan):
        found += [*listed_note(plan, "count"), statement("count")]
    name = "w = w - learning_rate * g" if config.optimizer == "sgd" else config.optimizer
    found += listed_note(plan, "update", optimizer=name)
    for parameter in listed_order(plan):
        lines = optimizer_lines(plan, parameter.q)
        found += [assign_elements(plan, parameter, lines[0])] if len(lines) == 1 else []
        found += listed_block(plan, parameter, lines) if len(lines) > 1 else []
    return found


def listed_norm(plan: Plan) -> list[Statement]:
    """The norm of all gradients, and its limit."""
    found, kind = listed_note(plan, "clip"), "sum"
    for parameter in listed_order(plan):
        text, count = of_parameter(plan, parameter, "g^2"), count_of(plan, parameter)
        found.append(statement(kind, target="norm", text=text, count=count, columns=1))
        kind = "sum_more"
    found.append(statement("scalar", target="norm", text="sqrt(norm)"))
    line = formula_table("before")["clipping_norm"].replace("norm of all gradients", "norm")
    return found + [assign_elements(plan, parameter, line) for parameter in listed_order(plan)]


def listed_block(plan: Plan, parameter: Parameter, lines: list[str]) -> list[Statement]:
    """Several lines for each element of a parameter."""
    found = [statement("block", count=count_of(plan, parameter))]
    for line in lines:
        target, text = of_parameter(plan, parameter, line).split(" = ")
        kind = "line" if target.startswith("#") else "forgotten"
        found.append(statement(kind, target=target.removeprefix("#"), text=text, columns=1))
    return [*found, statement("end_block")]
