"""An entry of a table, chosen by its name, by its name with parameters, or as the entry itself."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

from .checks import check_choice
from .errors import describe, fail


class Family(NamedTuple):
    """Entries that differ in their parameters: `make` builds one; each parameter has its check."""

    make: Callable[..., Any]
    parameters: dict[str, Callable[[Any, str], float]]


def choose_entry(choice: Any, argument: str, table: dict[str, Any]) -> Any:
    """Accept a name in the table, or a name with parameters that its entry's family knows.

    The result is the name, or the entry that has these parameters. Errors: E_CHOICE for a name,
    E_FORMAT for a parameter that is not in the table, and those of the parameters' checks.
    """
    if not isinstance(choice, dict):
        return check_choice(choice, argument, table)
    name = check_choice(choice.get("name"), argument + ".name", table)
    parameters = {key: value for key, value in choice.items() if key != "name"}
    family = table[name].family
    known = {} if family is None else family.parameters
    for key in parameters:
        if key not in known:
            fail(
                "E_FORMAT",
                f"{argument}.{key}",
                "one of " + ", ".join(["name", *known]),
                "an unknown name",
            )
    if not parameters:
        return name
    return family.make(
        **{key: known[key](value, f"{argument}.{key}") for key, value in parameters.items()}
    )


def lookup(chosen: Any, table: dict[str, Any]) -> Any:
    """Look up an entry by its name; an entry is returned unchanged."""
    return table[chosen] if isinstance(chosen, str) else chosen


def entry_name(chosen: Any) -> str:
    """The name of what choose_entry gave."""
    return chosen if isinstance(chosen, str) else chosen.name


def entry_label(chosen: Any) -> str:
    """What choose_entry gave, in words, such as leaky_relu(alpha = 0.02)."""
    if isinstance(chosen, str) or not chosen.parameters:
        return entry_name(chosen)
    return f"{chosen.name}({', '.join(f'{key} = {describe(value)}' for key, value in chosen.parameters.items())})"


def entry_record(chosen: Any, argument: str, table: dict[str, Any]) -> Any:
    """What choose_entry gave, as a file holds it: a name, or a name with parameters."""
    if entry_name(chosen) not in table:
        fail(
            "E_CHOICE",
            argument,
            "one of " + ", ".join(table) + " to be written to a file",
            "a function of your own",
        )
    return chosen if isinstance(chosen, str) else {"name": chosen.name, **chosen.parameters}
