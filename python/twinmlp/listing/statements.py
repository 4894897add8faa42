"""The statements of a program, independent of a language: the parts of a listing."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..base.registry import entry_name, lookup
from ..base.text import fill_template
from ..nn.losses import LOSSES, is_fused
from ..trace.case import Case
from ..trace.formulas import formula_table, with_parameters
from .expressions import activation_lines, in_brackets
from .names import Naming, listing_names, slope_function
from .table import listing_table


class Statement(NamedTuple):
    """A statement: its kind in the table, and the values of the fields in its template."""

    kind: str
    fields: dict[str, Any]


class Plan(NamedTuple):
    """What every part of a listing needs: the case, the style, and the names of its matrices.

    functions: for each layer the name of its activation as a function.
    """

    parts: Case
    style: str
    name: Naming
    functions: list[str]


def make_plan(parts: Case, style: str) -> Plan:
    """Choose the names of a listing."""
    return Plan(parts, style, listing_names(style, len(parts.network)), function_names(parts))


def statement(kind: str, **fields: Any) -> Statement:
    """Make a statement."""
    return Statement(kind, fields)


def listed_note(plan: Plan, key: str, **fields: Any) -> list[Statement]:
    """Make a comment of the table, if the style has one."""
    text = listing_table()["notes"][plan.style].get(key)
    if text is None:
        return []
    return [statement("gap"), statement("note", text=fill_template(text, fields))]


def function_names(parts: Case) -> list[str]:
    """Name the activation of each layer; one with other parameters has a number, too."""
    seen: dict[str, list[Any]] = {}
    names = []
    for layer in parts.network:
        name = entry_name(layer.activation)
        lines = activation_lines(layer.activation, "value")
        known = seen.setdefault(name, [])
        if lines not in known:
            known.append(lines)
        place = known.index(lines)
        names.append(name if place == 0 else f"{name}_{place + 1}")
    return names


def value_of(plan: Plan, l: int) -> str | None:
    """Write A of layer l by its Z; None for softmax, which takes whole rows."""
    layer, Z = plan.parts.network[l - 1], "#" + plan.name("Z", l)
    first, formula = activation_lines(layer.activation, "value")
    function = plan.functions[l - 1]
    if function == "softmax":
        return None
    if formula == "z" and not first:
        return Z
    return f"{function}({Z})"


def is_written(plan: Plan, l: int) -> bool:
    """Say whether the program has a function for the activation of layer l."""
    _, formula = activation_lines(plan.parts.network[l - 1].activation, "value")
    return formula not in ("z", plan.functions[l - 1] + "(z)") and value_of(plan, l) is not None


def has_slope(plan: Plan, l: int) -> bool:
    """Say whether layer l needs its slope: not beside a fused loss, nor for softmax."""
    last = l == len(plan.parts.network)
    return not (last and is_fused(plan.parts.config.loss)) and plan.functions[l - 1] != "softmax"


def slope_arguments(plan: Plan, l: int) -> list[str]:
    """Name what the slope of layer l is computed from: z, a, both or nothing."""
    first, formula = activation_lines(plan.parts.network[l - 1].activation, "derivative")
    text = " ".join([*first, formula])
    return [name for name in ("z", "a") if re.search(rf"\b{name}\b", text)]


def slope_of(plan: Plan, l: int) -> str:
    """Write the slope of layer l by its Z and A; a constant as it is."""
    _, formula = activation_lines(plan.parts.network[l - 1].activation, "derivative")
    names = {"z": plan.name("Z", l), "a": plan.name("A", l)}
    arguments = ", ".join("#" + names[name] for name in slope_arguments(plan, l))
    name = slope_function(plan.style, plan.functions[l - 1])
    return f"{name}({arguments})" if arguments else formula


def loss_text(plan: Plan, part: str) -> str:
    """A formula of the loss, by the names of the program."""
    config, L = plan.parts.config, len(plan.parts.network)
    text = formula_table("losses")[entry_name(config.loss)][part]
    text = with_parameters(text, lookup(config.loss, LOSSES).parameters, in_brackets)
    Z, A = plan.name("Z", L), plan.name("A", L)
    for word, name in {"log_a": "log_" + A, "a": A, "y": "y", "z": Z}.items():
        text = re.sub(rf"(?<!#)\b{word}\b", "#" + name, text)
    return text
