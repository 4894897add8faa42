"""The article's twelve named steps, as a view of a recorded step."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.text import format_matrix
from ..nn.layers import Layer
from .article_layers import activation_text, article_layer, gather, name_below
from .article_names import article_name


class NamedStep(NamedTuple):
    """One of the steps 0 to 11: its formula, the matrices it computes, the names of its inputs."""

    number: int
    title: str
    formula: str
    computes: dict[str, Array]
    uses: list[str]


def article_steps(
    X: Array,
    y: Array,
    before: list[Layer],
    record: dict[str, Any],
    error: str = "y - output",
    updates: dict[str, list[str]] | None = None,
) -> list[NamedStep]:
    """All named steps of one recorded step, with the article's sign, E = -dA_L.

    error: what error_formula says.
    updates: what update_formulas says of W and b; None for plain gradient descent.
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
    steps.append(output_step(4, layers))
    E = gather(layers, ["dA"], [L])
    fused = "no E; the loss is fused with the output activation, see step 7"
    title = "Gradient of error at the output layer"
    steps.append(NamedStep(5, title, f"E = {error}" if E else fused, E, ["y", "output"]))
    steps += [slope_step(6, layers), output_delta_step(7, layers, error)]
    for l in range(L - 1, 0, -1):
        steps += [error_step(8, layers, l), delta_step(9, layers, l)]
    lines = {"W": [], "b": []} if updates is None else updates
    steps.append(update_step(10, "Update weights", "W", layers, record, lines["W"]))
    steps.append(update_step(11, "Update biases", "b", layers, record, lines["b"]))
    return steps


def linear_step(number: int, layers: list[dict[str, Any]], l: int) -> NamedStep:
    """Z = A W + b."""
    L = len(layers)
    uses = [article_name("A", l - 1, L), *gather(layers, ["W", "b"], [l])]
    bias = f" + {uses[2]}" if len(uses) > 2 else ""
    product = f"matrix_dot_product({name_below(layers, l)}, {uses[1]})"
    formula = f"{article_name('Z', l, L)} = {product}{bias}"
    title = "Linear transformation at the hidden layer"
    return NamedStep(number, title, formula, gather(layers, ["Z"], [l]), uses)


def activation_step(number: int, layers: list[dict[str, Any]], l: int) -> NamedStep:
    """A = f(Z)."""
    Z, A = article_name("Z", l, len(layers)), article_name("A", l, len(layers))
    title = "Non-linear transformation at the hidden layer"
    formula = f"{A} = activation({Z}){activation_text(layers[l - 1], 'value')}"
    return NamedStep(number, title, formula, gather(layers, ["A"], [l]), [Z])


def output_step(number: int, layers: list[dict[str, Any]]) -> NamedStep:
    """Z and A of the output layer."""
    L = len(layers)
    Z, A = linear_step(number, layers, L), activation_step(number, layers, L)
    return Z._replace(
        title="Linear and non-linear transformation at the output layer",
        formula=Z.formula + "; " + A.formula,
        computes={**Z.computes, **A.computes},
    )


def slope_step(number: int, layers: list[dict[str, Any]]) -> NamedStep:
    """f'(Z) of all layers that have one, from the last to the first."""
    sloped = [l for l in range(len(layers), 0, -1) if layers[l - 1]["slope"] is not None]
    slopes = gather(layers, ["slope"], sloped)
    activations = [article_name("A", l, len(layers)) for l in sloped]
    formulas = [
        f"{slope} = derivative at {A}{activation_text(layers[l - 1], 'derivative')}"
        for slope, A, l in zip(slopes, activations, sloped)
    ]
    title = "Slope at the output and hidden layers"
    return NamedStep(number, title, "; ".join(formulas), slopes, activations)


def error_step(number: int, layers: list[dict[str, Any]], l: int) -> NamedStep:
    """dA_l = dZ_{l+1} W_{l+1}^T, with W_{l+1} from before its update."""
    L = len(layers)
    uses = [article_name("dZ", l + 1, L), article_name("W", l + 1, L)]
    product = f"matrix_dot_product({uses[0]}, {uses[1]}.Transpose)"
    if layers[l - 1]["dropped"]:
        product = f"dropout({product})"
    formula = f"{article_name('dA', l, L)} = {product}"
    title = "Error at the hidden layer"
    return NamedStep(number, title, formula, gather(layers, ["dA"], [l]), uses)


def delta_step(number: int, layers: list[dict[str, Any]], l: int) -> NamedStep:
    """dZ = dA * f'(Z)."""
    uses = list(gather(layers, ["dA", "slope"], [l]))
    where = "output" if l == len(layers) else "hidden"
    delta = article_name("dZ", l, len(layers))
    formula = f"{delta} = {' * '.join(uses)}" if len(uses) == 2 else ""
    title = f"Delta at the {where} layer"
    return NamedStep(number, title, formula, gather(layers, ["dZ"], [l]), uses)


def output_delta_step(number: int, layers: list[dict[str, Any]], error: str) -> NamedStep:
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
    layers: list[dict[str, Any]],
    record: dict[str, Any],
    lines: list[str],
) -> NamedStep:
    """W <- W + A^T delta * learning_rate, b <- b + column sums of delta * learning_rate.

    lines: the update of a parameter w by its gradient g, where it is another one.
    """
    L, computes, uses = len(layers), {}, []
    formulas: list[str] = []
    for l in range(L, 0, -1):
        if layers[l - 1][quantity] is None:
            continue
        name = article_name(quantity, l, L)
        A, delta = article_name("A", l - 1, L), article_name("dZ", l, L)
        gradient = f"sum({delta}, axis=0)"
        if quantity == "W":
            gradient = f"matrix_dot_product({name_below(layers, l)}.Transpose, {delta})"
        computes[name] = np.atleast_2d(np.asarray(record["layers"][l - 1][quantity]))
        formula = f"{name} = {name} + {gradient} * learning_rate"
        formulas.append(f"of w = {name} is g = -{gradient}" if lines else formula)
        uses += [name, A, delta] if quantity == "W" else [name, delta]
    formula = "; ".join(formulas + lines) if formulas else ""
    return NamedStep(number, title, formula, computes, list(dict.fromkeys(uses)))


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
