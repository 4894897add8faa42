"""How activations are written where a network goes to: fixtures/exports.json."""

from __future__ import annotations

from typing import Any

from ..base.checks import check_choice
from ..base.errors import describe, fail
from ..base.files import fixture_table
from ..base.registry import entry_name, entry_record, lookup
from ..model.mlp import MLP
from ..nn.activations import ACTIVATIONS


def check_exported(model: Any) -> MLP:
    """Accept a trained model."""
    if not isinstance(model, MLP):
        more = ", whose `model_` is one" if hasattr(model, "model_") else ""
        fail("E_TYPE", "model", "a trained model", describe(model) + more)
    model.trained()
    return model


def export_table() -> dict[str, Any]:
    """The table of exports."""
    return fixture_table("exports")


def exported_activation(chosen: Any, argument: str) -> dict[str, Any]:
    """How an activation is written, with the values of its parameters; one that is no entry of the
    table is refused.
    """
    entry_record(chosen, argument, ACTIVATIONS)
    table = export_table()["activations"]
    entry = table[check_choice(entry_name(chosen), argument, table)]
    return {**entry, "parameters": dict(lookup(chosen, ACTIVATIONS).parameters)}
