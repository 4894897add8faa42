"""The formulas of formulas.json: activations with their derivatives, and updates."""

from __future__ import annotations

import re
from typing import Any

from ..base.errors import describe
from ..base.files import fixture_path, read_json
from ..base.registry import entry_name, lookup
from ..nn.activations import ACTIVATIONS


def activation_formula(activation: Any, part: str) -> str | None:
    """Write f(z), the part "value", or f', the part "derivative", with the parameters' numbers.

    f' is of a where f' reads A alone, else of z. None for what the table does not have.
    """
    table = read_json(fixture_path("formulas.json"), "formulas")["activations"]
    text = table.get(entry_name(activation), {}).get(part)
    for name, value in lookup(activation, ACTIVATIONS).parameters.items():
        text = text and re.sub(rf"\b{name}\b", describe(value), text)
    return text
