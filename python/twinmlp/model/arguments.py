"""The arguments of MLP, each checked against its entry in fixtures/options.json."""

from __future__ import annotations

from typing import Any, Callable, Collection

from ..arithmetic.engines import ENGINES
from ..arithmetic.kinds import ARITHMETICS
from ..base.checks import (
    check_choice,
    check_count,
    check_flag,
    check_not_negative,
    check_number,
    check_positive,
    check_word,
)
from ..base.errors import describe, fail
from ..base.files import fixture_table
from ..base.options import SHARE
from ..base.structures import check_function, check_path
from ..data.metrics import METRICS
from ..nn.activations import ACTIVATIONS, choose_activation, refuse_softmax
from ..nn.dropout import check_rates
from ..nn.initializers import INITIALIZERS
from ..nn.losses import LOSSES, REDUCTIONS, choose_loss
from ..optim.clipping import check_clipping
from ..optim.optimizers import OPTIMIZERS, check_optimizer
from ..optim.penalty import check_penalty
from ..optim.schedules import SCHEDULES, check_schedule
from ..rng.streams import GENERATORS
from ..train.config import TrainConfig

Record = dict[str, Any]

# The tables that `choices` names in options.json.
CHOICES: dict[str, Collection[str]] = {
    "ACTIVATIONS": ACTIVATIONS,
    "ARITHMETICS": ARITHMETICS,
    "ENGINES": ENGINES,
    "GENERATORS": GENERATORS,
    "INITIALIZERS": INITIALIZERS,
    "LOSSES": LOSSES,
    "METRICS": METRICS,
    "OPTIMIZERS": OPTIMIZERS,
    "REDUCTIONS": REDUCTIONS,
    "SCHEDULES": SCHEDULES,
}

# The checks that `check` names there: each takes a value and the entry, and gives what it accepts.
CHECKS: dict[str, Callable[[Any, Record], Any]] = {
    "activation": lambda value, entry: choose_activation(value, entry["name"]),
    "amount": lambda value, entry: check_not_negative(value, entry["name"]),
    "choice": lambda value, entry: check_choice(value, entry["name"], argument_choices(entry)),
    "clipping": lambda value, entry: check_clipping(value, entry["name"]),
    "count": lambda value, entry: check_count(
        value, entry["name"], int(entry["minimum"]), entry.get("maximum")
    ),
    "flag": lambda value, entry: check_flag(value, entry["name"]),
    "function": lambda value, entry: check_function(value, entry["name"]),
    "hidden_activation": lambda value, entry: refuse_softmax(
        choose_activation(value, entry["name"]), entry["name"]
    ),
    "later": lambda value, entry: value,
    "loss": lambda value, entry: choose_loss(value, entry["name"]),
    "number": lambda value, entry: check_number(value, entry["name"]),
    "optimizer": lambda value, entry: check_optimizer(value, entry["name"]),
    "path": lambda value, entry: check_path(value, entry["name"]),
    "penalty": lambda value, entry: check_penalty(value, entry["name"]),
    "positive": lambda value, entry: check_positive(value, entry["name"]),
    "rate": lambda value, entry: SHARE(value, entry["name"]),
    "schedule": lambda value, entry: check_schedule(value, entry["name"]),
    "word": lambda value, entry: check_word(value, entry["name"]),
}


def argument_table() -> list[Record]:
    """The entries of the arguments of a model in fixtures/options.json, in their order."""
    return fixture_table("options")["model"]


def argument_names(property: str) -> list[str]:
    """The names of the arguments that have a property, such as "run_only"."""
    return [entry["name"] for entry in argument_table() if entry.get(property)]


def check_recorded(arguments: Record) -> Record:
    """Accept the names of arguments in a file: none of those that only a run has."""
    of_the_run = argument_names("run_only")
    allowed = [name for name in argument_names("name") if name not in of_the_run]
    for name in arguments:
        check_choice(name, "arguments", allowed)
    return arguments


def argument_choices(entry: Record) -> list[str]:
    """Return the names that an argument accepts: those of a table, or its own list."""
    choices = entry.get("choices", [])
    return list(CHOICES[choices] if isinstance(choices, str) else choices)


def check_argument(value: Any, entry: Record, layers: int) -> Any:
    """Accept the value of an argument, or one for each layer or hidden layer."""
    if entry.get("none") and value is None:
        return None
    check = CHECKS[entry["check"]]
    if "each" not in entry:
        return check(value, entry)
    lengths = {"layer": layers, "hidden layer": layers - 1}
    each, name = entry["each"], entry["name"]
    values = as_list(value) if each == "value" else one_for_each(value, lengths[each], name)
    return [check(one, entry) for one in values]


def check_named_argument(value: Any, name: str) -> Any:
    """Accept the value of the argument of this name, one for all layers."""
    return check_argument(value, next(e for e in argument_table() if e["name"] == name), 1)


def check_arguments(arguments: Record) -> Record:
    """Accept the arguments of a model, all of them, in the order of their table."""
    layers = len(as_list(arguments["hidden"])) + 1
    return {
        entry["name"]: check_argument(arguments[entry["name"]], entry, layers)
        for entry in argument_table()
    }


def kept_arguments(arguments: Record, values: Record) -> Record:
    """Return the arguments that files hold: none that only a run has; lists as accepted."""
    entries = [entry for entry in argument_table() if not entry.get("run_only")]
    return {
        entry["name"]: (values if entry.get("each") == "value" else arguments)[entry["name"]]
        for entry in entries
    }


def run_settings(values: Record) -> TrainConfig:
    """Return the settings of a run; frozen parameters are set when the shapes are known."""
    settings = {name: values[name] for name in TrainConfig._fields if name in values}
    settings["optimizer"], options = values["optimizer"]
    settings["options"] = {"learning_rate": values["learning_rate"], **options}
    rates = [*values["dropout"], 0.0]
    settings["dropout"] = check_rates(rates, ["dropout"] * len(rates))
    return TrainConfig(**{**settings, "frozen": None})


def as_list(value: Any) -> list[Any]:
    """One value, or a list of values, as a list; a word, an object or a table is one value."""
    kind = type(value)
    whole = isinstance(value, (str, bytes, dict)) or any(
        hasattr(kind, name) for name in ("_fields", "columns")
    )
    many = hasattr(kind, "__iter__") and not whole and getattr(value, "ndim", 1) == 1
    return list(value) if many else [value]


def one_for_each(value: Any, length: int, argument: str) -> list[Any]:
    """One value repeated `length` times, or as many values."""
    values = as_list(value)
    if len(values) == 1:
        return values * length
    if len(values) != length:
        fail("E_SHAPE", argument, f"one value or a list of {length}", describe(values))
    return values
