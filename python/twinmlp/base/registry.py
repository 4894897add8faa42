"""A row of a table, chosen by its name, by its name with parameters, or given as the row itself."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

from .checks import check_choice
from .errors import describe, fail


class Family(NamedTuple):
    """Rows that differ in their parameters: `make` gives one from its parameters; each parameter has its check."""

    make: Callable[..., Any]
    parameters: dict[str, Callable[[Any, str], float]]


def choose_entry(
    given: Any, argument: str, table: dict[str, Any], families: dict[str, Family]
) -> Any:
    """The name itself if it is one of the table's; of a name with parameters the row that has them."""
    if not isinstance(given, dict):
        return check_choice(given, argument, table)
    name = check_choice(given.get("name"), argument + ".name", table)
    parameters = {key: value for key, value in given.items() if key != "name"}
    known = families[name].parameters if name in families else {}
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
    return families[name].make(
        **{key: known[key](value, f"{argument}.{key}") for key, value in parameters.items()}
    )


def lookup(chosen: Any, table: dict[str, Any]) -> Any:
    """The row of what choose_entry gave."""
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
