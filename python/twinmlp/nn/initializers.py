"""The table of initializers: name -> starting weights, drawn from a random stream.

An entry is an `Initializer`. To add one, write one entry in INITIALIZERS here and in R. For a layer
of `inputs` inputs and `units` units, n = inputs * units values are drawn for W, row by row.
"""

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
    """An entry of the table of initializers.

    options: name -> default, all numbers.
    draw(stream, n, inputs, units, options, ops): n values, and the stream after them.
    """

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
    # uniform, limit = sqrt(6 / (inputs + units)) (Glorot & Bengio 2010)
    "glorot_uniform": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: uniform_within(
            stream, n, math.sqrt(6 / (inputs + units))
        ),
    ),
    # normal, sd = sqrt(2 / (inputs + units)) (Glorot & Bengio 2010)
    "glorot_normal": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: normal(
            stream, n, 0, math.sqrt(2 / (inputs + units)), ops
        ),
    ),
    # uniform, limit = sqrt(6 / inputs) (He et al. 2015)
    "he_uniform": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: uniform_within(stream, n, math.sqrt(6 / inputs)),
    ),
    # normal, sd = sqrt(2 / inputs) (He et al. 2015)
    "he_normal": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: normal(stream, n, 0, math.sqrt(2 / inputs), ops),
    ),
    # uniform, limit = sqrt(3 / inputs) (LeCun et al. 1998)
    "lecun_uniform": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: uniform_within(stream, n, math.sqrt(3 / inputs)),
    ),
    # normal, sd = sqrt(1 / inputs) (LeCun et al. 1998)
    "lecun_normal": Initializer(
        {},
        lambda stream, n, inputs, units, o, ops: normal(stream, n, 0, math.sqrt(1 / inputs), ops),
    ),
}


# How many weights a network has at most.
MOST_WEIGHTS = 10**8


def check_weight_count(layers: Sequence[Options]) -> None:
    """Refuse layers of more weights than MOST_WEIGHTS, each or in all."""
    total = 0
    for l, layer in enumerate(layers):
        inputs, units = int(layer["inputs"]), int(layer["units"])
        if inputs * units > MOST_WEIGHTS:
            requirement = f"a matrix of at most {MOST_WEIGHTS} weights"
            fail("E_SHAPE", f"layers[{l}].W", requirement, f"{inputs} x {units}")
        total += inputs * units
    if total > MOST_WEIGHTS:
        requirement = f"layers of at most {MOST_WEIGHTS} weights in all"
        fail("E_SHAPE", "layers", requirement, str(total))


def initialize(
    layers: Sequence[Options],
    initializer: Any,
    seed: int = 42,
    generator: str = "numpy",
    skip: int = 0,
    ops: Arithmetic = NATIVE,
) -> list[Parameters]:
    """Draw the parameters of every layer in the order W_1, b_1, W_2, b_2, ...

    layers: one object a layer with inputs, units and bias (true or false, by default true).
    initializer: a name in INITIALIZERS; an object with a name, its options and, for b, a "bias"
        initializer (by default zeros); or {"name": "file", "path": ...}.
    seed, generator, skip: the stream, of which `skip` uniform numbers are passed over.
    """
    if isinstance(initializer, dict) and initializer.get("name") == "file":
        return parameters_from_file(layers, initializer)
    weights = check_initializer(initializer, "initializer", ["bias"])
    bias = initializer.get("bias") if isinstance(initializer, dict) else None
    biases = check_initializer("zeros" if bias is None else bias, "initializer.bias")
    check_weight_count(layers)
    draws = skip_uniforms(stream(seed, generator), check_count(skip, "skip", 0, 10**8))
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
    """Accept a name in INITIALIZERS, or an object of a name and options.

    The result has all options. `more` are names that the object may have besides. Errors: E_TYPE,
    E_CHOICE, and those of the options' checks.
    """
    chosen = {"name": initializer} if isinstance(initializer, str) else initializer
    if not isinstance(chosen, dict):
        fail("E_TYPE", argument, "a name or an object", describe(initializer))
    name = check_choice(chosen.get("name"), argument + ".name", [*INITIALIZERS])
    options = {"name": name, **INITIALIZERS[name].options}
    for option in chosen:
        check_choice(option, argument + " option", [*options, *more])
    for option in INITIALIZERS[name].options:
        options[option] = check_number(chosen.get(option, options[option]), f"{argument}.{option}")
    return options


def parameters_from_file(layers: Sequence[Options], initializer: Options) -> list[Parameters]:
    """Read W and b of every layer from a JSON file.

    The file looks like {"parameters": [{"W": [[...]], "b": [...]}, ...]}, one object a layer.
    Errors: E_TYPE, E_CHOICE, E_FORMAT, E_SHAPE and those of reading a file.
    """
    for option in initializer:
        check_choice(option, "initializer option", ["name", "path"])
    if not isinstance(initializer.get("path"), str):
        fail("E_TYPE", "initializer.path", "the path of a file", describe(initializer.get("path")))
    document = read_json(initializer["path"], "initializer.path")
    found = document.get("parameters") if isinstance(document, dict) else None
    is_list = isinstance(found, list) and len(found) == len(layers)
    if not is_list or not all(isinstance(one, dict) for one in found):
        requirement = f"a list of {len(layers)} objects with W and b"
        fail("E_FORMAT", "parameters", requirement, describe(found))
    parameters = []
    for l, (layer, one) in enumerate(zip(layers, found)):
        inputs, units, bias = int(layer["inputs"]), int(layer["units"]), layer.get("bias", True)
        W = check_matrix(one.get("W"), f"parameters[{l}].W", inputs, units)
        b = check_vector(one.get("b"), f"parameters[{l}].b", units) if bias else None
        parameters.append(Parameters(W, b))
    return parameters
