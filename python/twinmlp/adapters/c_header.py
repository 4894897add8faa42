"""A network as a header of C that predicts, and needs nothing but the mathematics of C99."""

from __future__ import annotations

import re
from typing import Any

from ..arithmetic.kinds import Array
from ..base.errors import describe, fail
from ..base.files import write_text
from ..base.json_text import to_number
from ..base.registry import entry_name
from ..base.version import __version__
from ..model.mlp import MLP
from ..model.summary import describe_network
from ..nn.layers import Layer
from .export_table import check_exported, exported_activation

# What an activation that is no function of one z is written as, after z stands in its place.
SOFTMAX = """  {
    double largest = a%(l)d[0], total = 0;
    for (j = 1; j < %(units)d; j++) if (a%(l)d[j] > largest) largest = a%(l)d[j];
    for (j = 0; j < %(units)d; j++) total += a%(l)d[j] = exp(a%(l)d[j] - largest);
    for (j = 0; j < %(units)d; j++) a%(l)d[j] /= total;
  }"""

HEAD = """/* A %(network)s, written by twinmlp %(version)s.
   %(name)s_predict(x, y) computes the %(outputs)d outputs y of the %(inputs)d inputs x. */
#ifndef TWINMLP_%(name)s_H
#define TWINMLP_%(name)s_H

#include <math.h>

#define %(name)s_INPUTS %(inputs)d
#define %(name)s_OUTPUTS %(outputs)d
"""


def c_numbers(values: Array) -> str:
    """Numbers between braces, with the digits from which they are read exactly."""
    return "{" + ", ".join(to_number(float(value)) for value in values) + "}"


def c_vector(name: str, values: Array) -> str:
    """A vector as a constant array."""
    return f"static const double {name}[{len(values)}] = {c_numbers(values)};"


def c_matrix(name: str, values: Array) -> str:
    """A matrix as a constant array, a line a row."""
    rows = ",\n".join("  " + c_numbers(row) for row in values)
    return f"static const double {name}[{values.shape[0]}][{values.shape[1]}] = {{\n{rows}\n}};"


def c_expression(chosen: Any, l: int) -> str | None:
    """The activation of layer l as an expression of z; None if it is no function of one z."""
    entry = exported_activation(chosen, f"layers[{l - 1}].activation")
    text = entry["c"]
    for name, value in entry["parameters"].items():
        text = re.sub(rf"\b{name}\b", f"({to_number(value)})", text)
    return text


def c_layer(layer: Layer, l: int, name: str) -> list[str]:
    """What computes the values of layer l."""
    (inputs, units), expression = layer.W.shape, c_expression(layer.activation, l)
    start = "0" if layer.b is None else f"{name}_b{l}[j]"
    below, W = f"a{l - 1}", f"{name}_W{l}"
    lines = [
        f"  /* layer {l}: {entry_name(layer.activation)} */",
        f"  for (j = 0; j < {units}; j++) {{",
        f"    double z = {start};",
        f"    for (i = 0; i < {inputs}; i++) z += {below}[i] * {W}[i][j];",
        f"    a{l}[j] = {expression or 'z'};",
        "  }",
    ]
    return lines + ([] if expression else [SOFTMAX % {"l": l, "units": units}])


def c_header(model: MLP, name: str) -> str:
    """The text of the header."""
    network, scale = model.trained(), model.scale
    L, inputs, outputs = len(network), len(network[0].W), network[-1].W.shape[1]
    targets = None if scale is None else scale.targets
    lines = [
        HEAD
        % {
            "network": describe_network(network),
            "version": __version__,
            "name": name,
            "inputs": inputs,
            "outputs": outputs,
        }
    ]
    for part, scaling in (("", None if scale is None else scale.inputs), ("target_", targets)):
        if scaling is not None:
            lines.append(c_vector(f"{name}_{part}shift", scaling.shift))
            lines.append(c_vector(f"{name}_{part}divisor", scaling.divisor))
    for l, layer in enumerate(network, start=1):
        lines.append(c_matrix(f"{name}_W{l}", layer.W))
        lines += [] if layer.b is None else [c_vector(f"{name}_b{l}", layer.b)]
    widths = [inputs, *(layer.W.shape[1] for layer in network)]
    arrays = ", ".join(f"a{l}[{width}]" for l, width in enumerate(widths))
    scaled = f"(x[i] - {name}_shift[i]) / {name}_divisor[i]"
    unscaled = f"a{L}[j] * {name}_target_divisor[j] + {name}_target_shift[j]"
    lines += [
        "",
        f"static inline void {name}_predict(const double x[{inputs}], double y[{outputs}]) {{",
        f"  double {arrays};",
        "  int i, j;",
        f"  for (i = 0; i < {inputs}; i++) a0[i] = {'x[i]' if scale is None else scaled};",
        *(line for l, layer in enumerate(network, start=1) for line in c_layer(layer, l, name)),
        f"  for (j = 0; j < {outputs}; j++) y[j] = {unscaled if targets else f'a{L}[j]'};",
        "}",
        "",
        "#endif",
    ]
    return "\n".join(lines) + "\n"


def to_c(model: MLP, path: str, name: str = "network") -> None:
    """Write a network as a header of C99 that needs no library but that of mathematics.

    It has NAME_predict(x, y), which computes what `predict` gives of one sample, and the counts
    NAME_INPUTS and NAME_OUTPUTS.

    model: A trained model.
    path: The file, a path.
    name: What the names in it begin with: letters, digits and underscores; default "network".
    Returns: nothing.
    Errors: E_FILE for a file that cannot be written, E_CHOICE for a name that C does not have, or
        where an activation is a function of your own.

    >>> model = MLP(hidden=2, epochs=10).fit([[0], [1]], [0, 1])
    >>> to_c(model, "network.h")
    """
    check_exported(model)
    if not isinstance(name, str) or not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name):
        fail("E_CHOICE", "name", "letters, digits and underscores, no digit first", describe(name))
    write_text(path, c_header(model, name), "path")
