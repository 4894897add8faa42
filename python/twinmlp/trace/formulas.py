"""The formulas of formulas.json: activations with their derivatives, and updates."""

from __future__ import annotations

import re
from typing import Any, Callable, Sequence

from ..base.checks import check_choice
from ..base.errors import describe, fail
from ..base.files import fixture_table
from ..base.registry import entry_name, lookup
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Network
from ..train.config import TrainConfig


def formula_table(name: str) -> dict[str, Any]:
    """Read a table of formulas.json."""
    return fixture_table("formulas")[name]


def refuse_settings(config: TrainConfig, names: Sequence[str], requirement: str) -> None:
    """Refuse these settings where they are not None."""
    for name in names:
        if getattr(config, name) is not None:
            fail("E_CHOICE", name, requirement, "a value")


def check_has_formulas(config: TrainConfig, network: Network) -> None:
    """Accept an optimizer, a loss and activations with formulas in formulas.json; not lbfgs."""
    names = [name.split(" ")[0] for name in formula_table("optimizers") if name != "lbfgs"]
    names.insert(names.index("adam") + 1, "adamw")
    check_choice(config.optimizer, "optimizer", list(dict.fromkeys(names)))
    check_choice(entry_name(config.loss), "loss", formula_table("losses"))
    for layer in network:
        check_choice(entry_name(layer.activation), "activation", formula_table("activations"))


def activation_formula(activation: Any, part: str, short: bool = False) -> str | None:
    """Write f(z), the part "value", or f', the part "derivative", with the parameters' numbers.

    f' is of a where f' reads A alone, else of z. None for what the table does not have.
    """
    entry = formula_table("activations").get(entry_name(activation), {})
    text = entry.get("short", entry).get(part) if short else entry.get(part)
    return text and with_parameters(text, lookup(activation, ACTIVATIONS).parameters)


def with_parameters(
    text: str, parameters: dict[str, float], write: Callable[[float], str] = describe
) -> str:
    """Write the numbers of parameters in their places in a formula."""
    for name, value in parameters.items():
        text = re.sub(rf"\b{name}\b", write(value), text)
    return text


def update_formulas(config: TrainConfig, quantity: str, rate: float | None = None) -> list[str]:
    """Write how the update moves W or b by g; nothing for plain gradient descent.

    rate: the learning rate of the step, where it is not that of config.
    """
    options, before = dict(config.options), formula_table("before")
    if rate is not None:
        options["learning_rate"] = rate
    decay = quantity == "W" and options.get("weight_decay", 0) > 0
    lines = [before["weight_decay"]] if decay else []
    if config.penalty is not None and (quantity == "W" or config.penalty["biases"]):
        lines.append(before["penalty"])
        options |= config.penalty
    if config.frozen is not None:
        lines.append(before["frozen"])
    for kind, limit in (config.clipping or {}).items():
        lines.append(before["clipping_" + kind])
        options["limit"] = limit
    if config.optimizer == "sgd" and not lines:
        return []
    lines += formula_table("optimizers")[optimizer_entry(config.optimizer, options)]
    text = " ".join(lines)
    known = [name for name in options if re.search(rf"\b{name}\b", text)]
    return [*lines, ", ".join(f"{name} is {describe(options[name])}" for name in known)]


def optimizer_entry(optimizer: str, options: dict[str, Any]) -> str:
    """Name the entry of an optimizer in formulas.json, which depends on some options."""
    name = "adam" if optimizer == "adamw" else optimizer
    if options.get("epsilon_mode") == "hat":
        return name + " hat"
    return name + " backtracking" if options.get("backtracking") else name
