"""One table: name -> starting weights, drawn from a stream."""

from __future__ import annotations

import math
from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import NATIVE, Arithmetic, Array
from ..base.checks import (
    check_choice,
    check_count,
    check_flag,
    check_matrix,
    check_number,
    check_vector,
)
from ..base.errors import describe, fail
from ..base.files import read_json
from ..rng.mersenne import Draw, Stream
from ..rng.streams import normal, stream, uniform
from ..rng.streams import skip as skip_uniforms

Options = dict[str, Any]


class Parameters(NamedTuple):
    """The parameters of one layer: W is inputs x units, b has `units` values or is None."""

    W: Array
    b: Array | None


class Initializer(NamedTuple):
    """The options with their defaults, and `draw(stream, n, inputs, units, options, ops)`: n values."""

    options: Options
    draw: Callable[[Stream, int, int, int, Options, Arithmetic], Draw]


def uniform_within(stream: Stream, n: int, limit: float) -> Draw:
    """Draw n numbers uniform in [-limit, limit)."""
    return uniform(stream, n, -limit, limit)


INITIALIZERS = {
    "zeros": Initializer({}, lambda stream, n, inputs, units, o, ops: Draw(np.zeros(n), stream)),
    "constant": Initializer(
        {"value": 0.0},
        lambda stream, n, inputs, units, o, ops: Draw(np.full(n, o["value"]), stream),
    ),
    "uniform": Initializer(
        {"low": 0.0, "high": 1.0},
        lambda stream, n, inputs, units, o, ops: uniform(stream, n, o["low"], o["high"]),
    ),
    "normal": Initializer(
        {"mean": 0.0, "sd": 1.0},
        lambda stream, n, inputs, units, o, ops: normal(stream, n, o["mean"], o["sd"], ops),
    ),
    # limit = sqrt(6 / (inputs + units))
    "glorot_uniform": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: uniform_within(
            stream, n, math.sqrt(6 / (inputs + units))
        ),
    ),
    # sd = sqrt(2 / (inputs + units))
    "glorot_normal": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: normal(
            stream, n, 0, math.sqrt(2 / (inputs + units)), ops
        ),
    ),
    # limit = sqrt(6 / inputs)
    "he_uniform": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: uniform_within(stream, n, math.sqrt(6 / inputs)),
    ),
    # sd = sqrt(2 / inputs)
    "he_normal": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: normal(stream, n, 0, math.sqrt(2 / inputs), ops),
    ),
    # limit = sqrt(3 / inputs)
    "lecun_uniform": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: uniform_within(stream, n, math.sqrt(3 / inputs)),
    ),
    # sd = sqrt(1 / inputs)
    "lecun_normal": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: normal(stream, n, 0, math.sqrt(1 / inputs), ops),
    ),
}


def initialize(
    layers: Sequence[Options],
    initializer: Any,
    seed: int = 42,
    generator: str = "numpy",
    skip: int = 0,
    ops: Arithmetic = NATIVE,
) -> list[Parameters]:
    """Draw W_1, b_1, W_2, b_2, ... after `skip` uniforms of the stream; W row by row, b only where a layer has a bias."""
    if isinstance(initializer, dict) and initializer.get("name") == "file":
        return parameters_from_file(layers, initializer)
    weights = check_initializer(initializer, "initializer", ["bias"])
    given = initializer.get("bias") if isinstance(initializer, dict) else None
    biases = check_initializer("zeros" if given is None else given, "initializer.bias")
    draws = skip_uniforms(stream(seed, generator), check_count(skip, "skip", 0))
    parameters = []
    for layer in layers:
        inputs, units = int(layer["inputs"]), int(layer["units"])
        W = INITIALIZERS[weights["name"]].draw(draws, inputs * units, inputs, units, weights, ops)
        draws, b = W.stream, None
        if check_flag(layer.get("bias", True), "bias"):
            b, draws = INITIALIZERS[biases["name"]].draw(draws, units, inputs, units, biases, ops)
        parameters.append(Parameters(W.values.reshape(inputs, units), b))
    return parameters


def check_initializer(initializer: Any, argument: str, more: Sequence[str] = ()) -> Options:
    """Accept a name, or an object of a name and options; the result has all options."""
    given = {"name": initializer} if isinstance(initializer, str) else initializer
    if not isinstance(given, dict):
        fail("E_TYPE", argument, "a name or an object", describe(initializer))
    name = check_choice(given.get("name"), argument + ".name", [*INITIALIZERS])
    options = {"name": name, **INITIALIZERS[name].options}
    for option in given:
        check_choice(option, argument + " option", [*options, *more])
    for option in INITIALIZERS[name].options:
        options[option] = check_number(given.get(option, options[option]), f"{argument}.{option}")
    return options


def parameters_from_file(layers: Sequence[Options], initializer: Options) -> list[Parameters]:
    """Read W and b of every layer from the "parameters" of a JSON file, such as {"parameters": [{"W": [[...]], "b": [...]}]}."""
    for option in initializer:
        check_choice(option, "initializer option", ["name", "path"])
    if not isinstance(initializer.get("path"), str):
        fail("E_TYPE", "initializer.path", "the path of a file", describe(initializer.get("path")))
    document = read_json(initializer["path"], "initializer.path")
    given = document.get("parameters") if isinstance(document, dict) else None
    if (
        not isinstance(given, list)
        or len(given) != len(layers)
        or not all(isinstance(one, dict) for one in given)
    ):
        fail(
            "E_FORMAT",
            "parameters",
            f"a list of {len(layers)} objects with W and b",
            describe(given),
        )
    parameters = []
    for l, (layer, one) in enumerate(zip(layers, given)):
        inputs, units, bias = int(layer["inputs"]), int(layer["units"]), layer.get("bias", True)
        W = check_matrix(one.get("W"), f"parameters[{l}].W", inputs, units)
        b = check_vector(one.get("b"), f"parameters[{l}].b", units) if bias else None
        parameters.append(Parameters(W, b))
    return parameters
