"""The article's twelve named steps, as a view on a recorded step."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..arithmetic.kinds import NATIVE, Array
from ..base.registry import lookup
from ..base.text import format_matrix
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Layer


class NamedStep(NamedTuple):
    """One of the steps 0 to 11: its formula, the matrices it computes, and the names of those it
    computes them from.
    """

    number: int
    title: str
    formula: str
    computes: dict[str, Array]
    uses: list[str]


# The article's names of layer l; {} is empty in a network with one hidden layer, else the layer's
# number.
HIDDEN_NAMES = {
    "Z": "hidden_layer_input{}",
    "A": "hiddenlayer_activations{}",
    "slope": "slope_hidden_layer{}",
    "dA": "Error_at_hidden_layer{}",
    "dZ": "d_hiddenlayer{}",
    "W": "wh{}",
    "b": "bh{}",
}
OUTPUT_NAMES = {
    "Z": "output_layer_input",
    "A": "output",
    "slope": "slope_output_layer",
    "dA": "E",
    "dZ": "d_output",
    "W": "wout",
    "b": "bout",
}


def article_name(quantity: str, l: int, L: int) -> str:
    """The article's name for a quantity of layer l of L; layer 0 is the input X."""
    if l == 0:
        return "X"
    return OUTPUT_NAMES[quantity] if l == L else HIDDEN_NAMES[quantity].format("" if L == 2 else l)


def article_steps(
    X: Array, y: Array, before: list[Layer], record: dict[str, Any]
) -> list[NamedStep]:
    """All named steps of one recorded step; E, d_output and so on have the article's sign, E =
    -dA_L.
    """
    L = len(before)
    layers = [article_layer(layer, values) for layer, values in zip(before, record["layers"])]
    steps = [
        NamedStep(0, "Read input and output", "", {"X": X, "y": y}, []),
        NamedStep(
            1, "Initialize weights and biases", "", gather(layers, ["W", "b"], range(1, L + 1)), []
        ),
    ]
    for l in range(1, L):
        steps += [linear_step(2, layers, l), activation_step(3, layers, l)]
    Z, A = linear_step(4, layers, L), activation_step(4, layers, L)
    steps.append(
        Z._replace(
            title="Linear and non-linear transformation at the output layer",
            formula=Z.formula + "; " + A.formula,
            computes={**Z.computes, **A.computes},
        )
    )
    down = range(L, 0, -1)
    error = gather(layers, ["dA"], [L])
    formula = (
        "E = y - output"
        if error
        else "d_output = y - output; the loss is fused with the output activation"
    )
    steps.append(
        NamedStep(5, "Gradient of error at the output layer", formula, error, ["y", "output"])
    )
    slopes = gather(layers, ["slope"], down)
    sloped = [l for l in down if layers[l - 1]["slope"] is not None]
    formula = "; ".join(
        f"{name} = derivative at {article_name('A', l, L)}" for name, l in zip(slopes, sloped)
    )
    steps.append(
        NamedStep(
            6,
            "Slope at the output and hidden layers",
            formula,
            slopes,
            [article_name("A", l, L) for l in sloped],
        )
    )
    steps.append(delta_step(7, layers, L))
    for l in range(L - 1, 0, -1):
        steps += [error_step(8, layers, l), delta_step(9, layers, l)]
    steps.append(update_step(10, "Update weights", "W", layers, record))
    steps.append(update_step(11, "Update biases", "b", layers, record))
    return steps


def article_layer(layer: Layer, values: dict[str, Any]) -> dict[str, Array | None]:
    """One layer's matrices in the article's sign convention; a loss fused with the output
    activation leaves no dA, softmax no slope.
    """
    Z, A = np.asarray(values["Z"]), np.asarray(values["A"])
    derivative = lookup(layer.activation, ACTIVATIONS).derivative
    return {
        "W": layer.W,
        "b": None if layer.b is None else layer.b[np.newaxis, :],
        "Z": Z,
        "A": A,
        "slope": None if derivative is None else derivative(Z, A, NATIVE),
        "dA": None if values["dA"] is None else -np.asarray(values["dA"]),
        "dZ": -np.asarray(values["dZ"]),
    }


def gather(
    layers: list[dict[str, Array | None]], quantities: list[str], places: Any
) -> dict[str, Array]:
    """The matrices of some quantities of some layers, by the article's names; what a layer lacks is
    left out.
    """
    return {
        article_name(q, l, len(layers)): layers[l - 1][q]
        for l in places
        for q in quantities
        if layers[l - 1][q] is not None
    }


def linear_step(number: int, layers: list[dict[str, Array | None]], l: int) -> NamedStep:
    """Z = A W + b."""
    L = len(layers)
    uses = [article_name("A", l - 1, L), *gather(layers, ["W", "b"], [l])]
    formula = f"{article_name('Z', l, L)} = matrix_dot_product({uses[0]}, {uses[1]})" + "".join(
        f" + {b}" for b in uses[2:]
    )
    return NamedStep(
        number,
        "Linear transformation at the hidden layer",
        formula,
        gather(layers, ["Z"], [l]),
        uses,
    )


def activation_step(number: int, layers: list[dict[str, Array | None]], l: int) -> NamedStep:
    """A = f(Z)."""
    Z, A = article_name("Z", l, len(layers)), article_name("A", l, len(layers))
    return NamedStep(
        number,
        "Non-linear transformation at the hidden layer",
        f"{A} = activation({Z})",
        gather(layers, ["A"], [l]),
        [Z],
    )


def error_step(number: int, layers: list[dict[str, Array | None]], l: int) -> NamedStep:
    """dA_l = dZ_{l+1} W_{l+1}^T, with W_{l+1} from before its update."""
    uses = [article_name("dZ", l + 1, len(layers)), article_name("W", l + 1, len(layers))]
    formula = (
        f"{article_name('dA', l, len(layers))} = matrix_dot_product({uses[0]}, {uses[1]}.Transpose)"
    )
    return NamedStep(
        number, "Error at the hidden layer", formula, gather(layers, ["dA"], [l]), uses
    )


def delta_step(number: int, layers: list[dict[str, Array | None]], l: int) -> NamedStep:
    """dZ = dA * f'(Z)."""
    uses = list(gather(layers, ["dA", "slope"], [l]))
    where = "output" if l == len(layers) else "hidden"
    formula = f"{article_name('dZ', l, len(layers))} = {' * '.join(uses)}" if len(uses) == 2 else ""
    return NamedStep(
        number, f"Delta at the {where} layer", formula, gather(layers, ["dZ"], [l]), uses
    )


def update_step(
    number: int,
    title: str,
    quantity: str,
    layers: list[dict[str, Array | None]],
    record: dict[str, Any],
) -> NamedStep:
    """W <- W + A^T delta * learning_rate, b <- b + column sums of delta * learning_rate, in the
    article's sign.
    """
    L, computes, formulas, uses = len(layers), {}, [], []
    for l in range(L, 0, -1):
        if layers[l - 1][quantity] is None:
            continue
        name, A, delta = (
            article_name(quantity, l, L),
            article_name("A", l - 1, L),
            article_name("dZ", l, L),
        )
        gradient = (
            f"matrix_dot_product({A}.Transpose, {delta})"
            if quantity == "W"
            else f"sum({delta}, axis=0)"
        )
        computes[name] = np.atleast_2d(np.asarray(record["layers"][l - 1][quantity]))
        formulas.append(f"{name} = {name} + {gradient} * learning_rate")
        uses += [name, A, delta] if quantity == "W" else [name, delta]
    return NamedStep(number, title, "; ".join(formulas), computes, list(dict.fromkeys(uses)))


def format_steps(steps: list[NamedStep], decimals: int = 4) -> list[str]:
    """All steps as text."""
    lines: list[str] = []
    for step in steps:
        lines += ["", f"Step {step.number}: {step.title}"] + [
            "  " + part for part in step.formula.split("; ") if part
        ]
        for name, matrix in step.computes.items():
            lines += [f"  {name}"] + ["    " + line for line in format_matrix(matrix, decimals)]
    return lines[1:]
