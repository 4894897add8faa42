"""The article's twelve named steps, as a view on a recorded step."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..arithmetic.kinds import REPRODUCIBLE, Array
from ..base.registry import lookup
from ..base.text import format_matrix
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Layer
from .article_names import article_name


class NamedStep(NamedTuple):
    """One of the steps 0 to 11: its formula, the matrices it computes, the names of its inputs."""

    number: int
    title: str
    formula: str
    computes: dict[str, Array]
    uses: list[str]


def article_steps(
    X: Array, y: Array, before: list[Layer], record: dict[str, Any], error: str = "y - output"
) -> list[NamedStep]:
    """All named steps of one recorded step, with the article's sign, E = -dA_L.

    error: what error_formula says.
    """
    L = len(before)
    layers = [article_layer(layer, values) for layer, values in zip(before, record["layers"])]
    start = gather(layers, ["W", "b"], range(1, L + 1))
    steps = [
        NamedStep(0, "Read input and output", "", {"X": X, "y": y}, []),
        NamedStep(1, "Initialize weights and biases", "", start, []),
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
    E = gather(layers, ["dA"], [L])
    fused = "no E; the loss is fused with the output activation, see step 7"
    title = "Gradient of error at the output layer"
    steps.append(NamedStep(5, title, f"E = {error}" if E else fused, E, ["y", "output"]))
    slopes = gather(layers, ["slope"], down)
    activations = [article_name("A", l, L) for l in down if layers[l - 1]["slope"] is not None]
    formula = "; ".join(f"{s} = derivative at {A}" for s, A in zip(slopes, activations))
    title = "Slope at the output and hidden layers"
    steps.append(NamedStep(6, title, formula, slopes, activations))
    steps.append(output_delta_step(7, layers, error))
    for l in range(L - 1, 0, -1):
        steps += [error_step(8, layers, l), delta_step(9, layers, l)]
    steps.append(update_step(10, "Update weights", "W", layers, record))
    steps.append(update_step(11, "Update biases", "b", layers, record))
    return steps


def article_layer(layer: Layer, values: dict[str, Any]) -> dict[str, Array | None]:
    """One layer's matrices with the article's sign; a fused loss leaves no dA, softmax no slope."""
    Z, A = np.asarray(values["Z"]), np.asarray(values["A"])
    derivative = lookup(layer.activation, ACTIVATIONS).derivative
    return {
        "W": layer.W,
        "b": None if layer.b is None else layer.b[np.newaxis, :],
        "Z": Z,
        "A": A,
        "slope": None if derivative is None else derivative(Z, A, REPRODUCIBLE),
        "dA": None if values["dA"] is None else -np.asarray(values["dA"]),
        "dZ": -np.asarray(values["dZ"]),
    }


def gather(
    layers: list[dict[str, Array | None]], quantities: list[str], places: Any
) -> dict[str, Array]:
    """The matrices of some quantities of some layers, by the article's names, where they exist."""
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
    bias = f" + {uses[2]}" if len(uses) > 2 else ""
    product = f"matrix_dot_product({uses[0]}, {uses[1]})"
    formula = f"{article_name('Z', l, L)} = {product}{bias}"
    title = "Linear transformation at the hidden layer"
    return NamedStep(number, title, formula, gather(layers, ["Z"], [l]), uses)


def activation_step(number: int, layers: list[dict[str, Array | None]], l: int) -> NamedStep:
    """A = f(Z)."""
    Z, A = article_name("Z", l, len(layers)), article_name("A", l, len(layers))
    title = "Non-linear transformation at the hidden layer"
    return NamedStep(number, title, f"{A} = activation({Z})", gather(layers, ["A"], [l]), [Z])


def error_step(number: int, layers: list[dict[str, Array | None]], l: int) -> NamedStep:
    """dA_l = dZ_{l+1} W_{l+1}^T, with W_{l+1} from before its update."""
    L = len(layers)
    uses = [article_name("dZ", l + 1, L), article_name("W", l + 1, L)]
    product = f"matrix_dot_product({uses[0]}, {uses[1]}.Transpose)"
    formula = f"{article_name('dA', l, L)} = {product}"
    title = "Error at the hidden layer"
    return NamedStep(number, title, formula, gather(layers, ["dA"], [l]), uses)


def delta_step(number: int, layers: list[dict[str, Array | None]], l: int) -> NamedStep:
    """dZ = dA * f'(Z)."""
    uses = list(gather(layers, ["dA", "slope"], [l]))
    where = "output" if l == len(layers) else "hidden"
    delta = article_name("dZ", l, len(layers))
    formula = f"{delta} = {' * '.join(uses)}" if len(uses) == 2 else ""
    title = f"Delta at the {where} layer"
    return NamedStep(number, title, formula, gather(layers, ["dZ"], [l]), uses)


def output_delta_step(number: int, layers: list[dict[str, Array | None]], error: str) -> NamedStep:
    """dZ_L = dA_L * f'(Z_L); of a fused loss the error; of softmax over all outputs of a row."""
    L = len(layers)
    step = delta_step(number, layers, L)
    if layers[-1]["dA"] is None:
        return step._replace(formula=f"d_output = {error}", uses=["y", "output"])
    if layers[-1]["slope"] is None:
        formula = "d_output = output * (E - row sums of E * output)"
        return step._replace(formula=formula, uses=["E", "output"])
    return step


def update_step(
    number: int,
    title: str,
    quantity: str,
    layers: list[dict[str, Array | None]],
    record: dict[str, Any],
) -> NamedStep:
    """W <- W + A^T delta * learning_rate, b <- b + column sums of delta * learning_rate."""
    L, computes, formulas, uses = len(layers), {}, [], []
    for l in range(L, 0, -1):
        if layers[l - 1][quantity] is None:
            continue
        name = article_name(quantity, l, L)
        A, delta = article_name("A", l - 1, L), article_name("dZ", l, L)
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
