"""Look up entries of a table, such as activations: by name, or by name with parameters.

A choice is "relu", {"name": "leaky_relu", "alpha": 0.02}, or, after choose_entry, an entry.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

from .checks import check_choice
from .errors import describe, fail
from .structures import as_object, refuse_unknown


class Family(NamedTuple):
    """Entries that differ in their parameters: how to make one, and the check of each parameter."""

    make: Callable[..., Any]
    parameters: dict[str, Callable[[Any, str], float]]


def choose_entry(choice: Any, argument: str, table: dict[str, Any]) -> Any:
    """Check a choice: return its name, or the entry if the choice has parameters.

    Errors: E_CHOICE for a name, E_FORMAT for a parameter that the entry's family does not know, and
    those of the parameters' checks.
    """
    choice = as_object(choice)
    if not isinstance(choice, dict):
        return check_choice(choice, argument, table)
    name = check_choice(choice.get("name"), argument + ".name", table)
    parameters = {key: value for key, value in choice.items() if key != "name"}
    family = table[name].family
    known = {} if family is None else family.parameters
    refuse_unknown(parameters, argument, ["name", *known])
    if not parameters:
        return name
    return family.make(
        **{key: known[key](value, f"{argument}.{key}") for key, value in parameters.items()}
    )


def lookup(chosen: Any, table: dict[str, Any]) -> Any:
    """Look up an entry by name; return an entry unchanged."""
    return table[chosen] if isinstance(chosen, str) else chosen


def entry_name(chosen: Any) -> str:
    """Return the name of an entry, or a name unchanged."""
    return chosen if isinstance(chosen, str) else chosen.name


def entry_label(chosen: Any) -> str:
    """Describe an entry in words, such as leaky_relu(alpha = 0.02)."""
    if isinstance(chosen, str) or not chosen.parameters:
        return entry_name(chosen)
    values = [f"{key} = {describe(value)}" for key, value in chosen.parameters.items()]
    return f"{chosen.name}({', '.join(values)})"


def entry_record(chosen: Any, argument: str, table: dict[str, Any]) -> Any:
    """Describe an entry for a file: its name, or an object with its name and parameters."""
    if entry_name(chosen) not in table:
        fail(
            "E_CHOICE",
            argument,
            "one of " + ", ".join(table) + " to be written to a file",
            "a function of your own",
        )
    return chosen if isinstance(chosen, str) else {"name": chosen.name, **chosen.parameters}
