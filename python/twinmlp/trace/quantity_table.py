"""What a trace records, in the order in which a step computes it: fixtures/quantities.json."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..base.files import fixture_path, read_json

Row = dict[str, Any]


@lru_cache(maxsize=None)
def quantity_table() -> Row:
    """The table of quantities."""
    return read_json(fixture_path("quantities.json"), "quantities")


def rows_of_scope(*scopes: str) -> list[Row]:
    """The rows of one or several scopes, in the order of the table."""
    return [row for row in quantity_table()["quantities"] if row["scope"] in scopes]


@lru_cache(maxsize=None)
def names_of_scope(scope: str) -> tuple[str, ...]:
    """The names under which the object of a trace that holds a scope has its quantities."""
    return tuple(row["name"].removeprefix("final ") for row in rows_of_scope(scope))


@lru_cache(maxsize=None)
def numbers_of_step() -> tuple[str, ...]:
    """The names of the numbers of a step that are not whole."""
    rows = rows_of_scope("step")
    return tuple(row["name"] for row in rows if row["shape"] == "number" and "whole" not in row)


@lru_cache(maxsize=None)
def trial_rows() -> tuple[Row, ...]:
    """The rows of what a trial of a search computes, in its order."""
    rows = {row["name"]: row for row in quantity_table()["quantities"]}
    return tuple(rows[name] for name in quantity_table()["trial"])


@lru_cache(maxsize=None)
def whole_numbers() -> tuple[str, ...]:
    """The names of the quantities that are whole numbers, which are exact."""
    return tuple(row["name"] for row in quantity_table()["quantities"] if "whole" in row)


def stop_reasons() -> list[str | None]:
    """Why a run may have ended; these are compared by their place in this list."""
    rows = quantity_table()["quantities"]
    return next(row["one_of"] for row in rows if row["name"] == "stopped")


def state_parts(kind: str) -> list[str]:
    """The parts of an optimizer's state that are "lists", one array for each pair, or "numbers"."""
    return quantity_table()["state"][kind]
