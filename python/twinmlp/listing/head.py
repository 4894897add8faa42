"""The beginning of a program: its functions, data, starting weights and settings."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ..base.errors import one_line
from ..data.preprocessing import batches
from ..plots.case import case_title
from ..rng.mersenne import Stream
from ..rng.streams import stream
from .expressions import activation_lines
from .names import slope_function
from .statements import (
    Plan,
    Statement,
    has_slope,
    is_written,
    listed_note,
    slope_arguments,
    statement,
)
from .table import is_batched, is_shuffled
from .update import update_lines


def listing_head(plan: Plan) -> list[Statement]:
    """Everything up to the settings."""
    return [
        statement("note", text=one_line(case_title(plan.parts))),
        *listed_note(plan, "about")[1:],
        statement("import"),
        statement("helpers"),
        *listed_functions(plan),
        *listed_data(plan),
        *listed_parameters(plan),
        *listed_settings(plan),
    ]


def listed_functions(plan: Plan) -> list[Statement]:
    """The activations and their slopes, each once."""
    found: dict[str, list[Statement]] = {}
    for l in range(1, len(plan.parts.network) + 1):
        name = plan.functions[l - 1]
        if is_written(plan, l):
            found[name] = listed_function(plan, l, name, "value", ["z"])
        arguments = slope_arguments(plan, l) if has_slope(plan, l) else []
        if arguments:
            slope = slope_function(plan.style, name)
            found[slope] = listed_function(plan, l, slope, "derivative", arguments)
    if not found:
        return []
    said = listed_note(plan, "functions")[1:]
    lines = [line for lines in found.values() for line in [*lines, statement("between")]]
    return [statement("between"), *said, *lines]


def listed_function(
    plan: Plan, l: int, name: str, part: str, arguments: list[str]
) -> list[Statement]:
    """One of the functions."""
    first, formula = activation_lines(plan.parts.network[l - 1].activation, part)
    pairs = [text.split(" = ") for text in first]
    lets = [statement("let", name=name, text=text) for name, text in pairs]
    typed = ", ".join("double " + argument for argument in arguments)
    start = statement("function", name=name, arguments=", ".join(arguments), typed=typed)
    return [start, *lets, statement("return", text=formula)]


def listed_data(plan: Plan) -> list[Statement]:
    """Samples, targets, weights of samples, and the order of the rows."""
    parts, batched = plan.parts, is_batched(plan.parts)
    X, y = ("inputs", "targets") if batched else ("X", "y")
    found = [*listed_note(plan, "data"), listed_matrix(X, parts.X), listed_matrix(y, parts.y)]
    if parts.weight is not None:
        name = "weights" if batched else "weight"
        weight = parts.weight.reshape(-1, 1)
        found += [
            *listed_note(plan, "weights"),
            statement("literal", shape="weights", name=name, rows=weight),
        ]
    if is_shuffled(parts):
        order = statement("literal", shape="whole_numbers", name="order", rows=row_order(plan))
        found += [*listed_note(plan, "order"), order]
    return found


def listed_matrix(name: str, values: Any) -> Statement:
    """A matrix written out."""
    shape = "column" if values.shape[1] == 1 else "rows"
    return statement("literal", shape=shape, name=name, rows=values)


def row_order(plan: Plan) -> Any:
    """The order of the rows in every epoch."""
    config, found = plan.parts.config, []
    draws: Stream | None = stream(config.seed, config.generator)
    for _ in range(config.epochs):
        taken, draws = batches(len(plan.parts.X), config.batch_size, "shuffled", draws)
        found.append(np.concatenate(taken))
    return np.array(found)


def listed_parameters(plan: Plan) -> list[Statement]:
    """The starting weights and biases, and which of them are frozen."""
    found, frozen = listed_note(plan, "parameters"), []
    for l, layer in enumerate(plan.parts.network, start=1):
        found.append(listed_matrix(plan.name("W", l), layer.W))
        if layer.b is not None:
            found.append(listed_vector(plan.name("b", l), layer.b))
    for l, mask in enumerate(plan.parts.config.frozen or [], start=1):
        if mask.W is not None:
            frozen.append(listed_matrix("frozen_" + plan.name("W", l), 1 - mask.W))
        if mask.b is not None:
            frozen.append(listed_vector("frozen_" + plan.name("b", l), 1 - mask.b))
    return [*found, *listed_note(plan, "frozen"), *frozen] if frozen else found


def listed_vector(name: str, values: Any) -> Statement:
    """A vector written out."""
    return statement("literal", shape="vector", name=name, rows=values.reshape(1, -1))


def listed_settings(plan: Plan) -> list[Statement]:
    """Learning rate, epochs, size of the batches, and the options that formulas name."""
    config = plan.parts.config
    every = 1 if config.epochs <= 20 else -(-config.epochs // 10)
    rate = "learning_rate" if config.schedule is None else "rate"
    options = {rate: config.options["learning_rate"], **(config.penalty or {}), **config.options}
    for value in (config.clipping or {}).values():
        options["limit"] = value
    options |= config.schedule or {}
    lines = " ".join(update_lines(plan))
    named = [name for name in options if name != "learning_rate" or name == rate]
    used = [name for name in named if name == rate or re.search(rf"\b{name}\b", lines)]
    numbers = [statement("number", name=name, number=options[name]) for name in used]
    whole: dict[str, Any] = {"epochs": config.epochs, "print_every": every}
    if is_batched(plan.parts):
        whole["batch_size"] = config.batch_size
    numbers += [statement("whole_number", name=name, number=value) for name, value in whole.items()]
    return [*listed_note(plan, "settings"), *numbers]
