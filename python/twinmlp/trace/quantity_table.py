"""The table of recorded quantities, in the order of computation: fixtures/quantities.json."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..base.files import fixture_table

Entry = dict[str, Any]


def quantity_table() -> Entry:
    """The table of quantities."""
    return fixture_table("quantities")


def entries_of_scope(*scopes: str) -> list[Entry]:
    """The entries of one or several scopes, in the order of the table."""
    return [entry for entry in quantity_table()["quantities"] if entry["scope"] in scopes]


@cache
def names_of_scope(scope: str) -> tuple[str, ...]:
    """Return the names of a scope's quantities as a trace has them."""
    return tuple(entry["name"].removeprefix("final ") for entry in entries_of_scope(scope))


@cache
def numbers_of_step() -> tuple[str, ...]:
    """The names of the numbers of a step that are not whole."""
    entries = entries_of_scope("step")
    return tuple(
        entry["name"] for entry in entries if entry["shape"] == "number" and "whole" not in entry
    )


@cache
def trial_entries() -> tuple[Entry, ...]:
    """The entries of what a trial of a search computes, in its order."""
    entries = {entry["name"]: entry for entry in quantity_table()["quantities"]}
    return tuple(entries[name] for name in quantity_table()["trial"])


@cache
def whole_numbers() -> tuple[str, ...]:
    """The names of the quantities that are whole numbers, which are exact."""
    return tuple(entry["name"] for entry in quantity_table()["quantities"] if "whole" in entry)


def stop_reasons() -> list[str | None]:
    """Why a run may have ended; these are compared by their place in this list."""
    entries = quantity_table()["quantities"]
    return next(entry["one_of"] for entry in entries if entry["name"] == "stopped")


def state_parts(kind: str) -> list[str]:
    """The parts of an optimizer's state that are "lists", one array for each pair, or "numbers"."""
    return quantity_table()["state"][kind]
