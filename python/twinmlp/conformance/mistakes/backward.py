"""Known mistakes on the way back: dA, dZ, dW and db."""

from __future__ import annotations

from typing import Callable

import numpy as np

from .forward import FACTORS
from .mistake import Mistake
from .plain import ACTIVATIONS, Array, Phase

Value = Callable[[Phase], "Array | None"]


def last(value: Value) -> Value:
    """A mistake at the output only."""
    return lambda p: value(p) if p.is_last else None


def hidden(value: Value) -> Value:
    """A mistake below the output only."""
    return lambda p: None if p.is_last else value(p)


ERROR = 'dA of the last layer is (A - y), over the number of rows if the reduction is "mean".'
AT_OUTPUT = [
    (
        "ERROR_SIGN",
        "the error is taken as y - A, not A - y (the article's sign)",
        "Take A - y and subtract in the update; or keep y - A everywhere, and turn the signs in the trace.",
        lambda p: (p.y - p.A) / p.divisor,
    ),
    *FACTORS,
    (
        "ERROR_OF_Z",
        "Z of the last layer is compared with y, not A",
        ERROR,
        lambda p: (p.Z - p.y) / p.divisor,
    ),
    (
        "ERROR_SQUARED",
        "the squared error is in the place of its derivative",
        ERROR,
        lambda p: (p.A - p.y) ** 2 / p.divisor,
    ),
    (
        "ERROR_HALF_SQUARED",
        "the half squared error is in the place of its derivative",
        ERROR,
        lambda p: (p.A - p.y) ** 2 / 2 / p.divisor,
    ),
    (
        "ERROR_ABSOLUTE",
        "the derivative of the absolute error is in the place of that of the half square",
        ERROR,
        lambda p: np.sign(p.A - p.y) / p.divisor,
    ),
    (
        "CROSS_ENTROPY_ERROR",
        "the derivative of cross entropy is in the place of that of half squared error",
        ERROR,
        lambda p: (p.A - p.y) / (p.A * (1 - p.A)) / p.divisor,
    ),
    (
        "DELTA_FOR_ERROR",
        "dZ, with the slope in it, is in the place of dA",
        "dA comes before the slope, dZ after it.",
        lambda p: p.right * p.slope,
    ),
    ("TARGET_MISSING", "the target is not subtracted", ERROR, lambda p: p.A / p.divisor),
]
BACK = "dA_{l-1} = dZ_l W_l^T, with W_l from before the update."
BELOW_OUTPUT = [
    (
        "W_UPDATED_FIRST",
        "W is updated before the error goes through it",
        "Send the error back through all layers first, then update.",
        lambda p: p.next.dZ @ p.updated(p.l + 1)["W"].T,
    ),
    (
        "SLOPE_SKIPPED",
        "dA of the layer above is sent back, not dZ: its activation is passed over",
        BACK,
        lambda p: p.next.dA @ p.next.W.T,
    ),
    ("W_TRANSPOSED", "W is not transposed on the way back", BACK, lambda p: p.next.dZ @ p.next.W),
    (
        "W_COLUMN_MAJOR",
        "W^T is a reshape, not a transpose",
        BACK,
        lambda p: p.next.dZ @ p.next.W.reshape(p.next.W.shape[::-1]),
    ),
    (
        "W_COLUMN_MAJOR",
        "W^T is a reshape column by column, not a transpose",
        BACK,
        lambda p: p.next.dZ @ p.next.W.ravel(order="F").reshape(p.next.W.shape[::-1], order="F"),
    ),
    (
        "W_OF_WRONG_LAYER",
        "the error goes back through this layer's own W",
        BACK,
        lambda p: p.next.dZ @ p.W.T,
    ),
    (
        "DELTA_FOR_ERROR",
        "dZ, with the slope in it, is in the place of dA",
        "dA comes before the slope, dZ after it.",
        lambda p: p.right * p.slope,
    ),
    (
        "OUTPUT_ERROR_ONLY",
        "the output's error is used in every layer",
        BACK,
        lambda p: np.broadcast_to(p.at(len(p.layers) - 1).dA, p.right.shape),
    ),
    (
        "W_MISSING",
        "the error of the layer above is summed, without its W",
        BACK,
        lambda p: np.broadcast_to(p.next.dZ.sum(axis=1, keepdims=True), p.right.shape),
    ),
]
SLOPE = "dZ_l = dA_l * f'(Z_l), element by element; with A at hand, sigmoid' is A (1 - A) and tanh' is 1 - A^2."


def formula(name: str, Z: Array) -> Array:
    """The derivative's formula in A, fed with something else."""
    return ACTIVATIONS[name][1](Z, Z)


DZ = [
    ("SLOPE_MISSING", "the derivative of the activation is missing", SLOPE, lambda p: p.dA),
    (
        "SLOPE_AT_Z",
        "the derivative's formula for A is fed with Z: a (1 - a), or 1 - a^2, at z",
        SLOPE,
        lambda p: None if p.activation == "relu" else p.dA * formula(p.activation, p.Z),
    ),
    (
        "SLOPE_OF_A",
        "the activation is applied to A once more inside the derivative",
        SLOPE,
        lambda p: p.dA * ACTIVATIONS[p.activation][1](p.A, ACTIVATIONS[p.activation][0](p.A)),
    ),
    (
        "SLOPE_TWICE",
        "the derivative of the activation is multiplied in twice",
        SLOPE,
        lambda p: p.dA * p.slope**2,
    ),
    ("SLOPE_HALF_SIGMOID", "1 - a for a (1 - a)", SLOPE, lambda p: p.dA * (1 - p.A)),
    ("SLOPE_IS_A", "a for the derivative", SLOPE, lambda p: p.dA * p.A),
    (
        "SLOPE_PLUS_SIGMOID",
        "a (1 + a) for a (1 - a), or 1 + a^2 for 1 - a^2",
        SLOPE,
        lambda p: p.dA * (p.A * (1 + p.A) if p.activation == "sigmoid" else 1 + p.A * p.A),
    ),
    (
        "SLOPE_NOT_SQUARED",
        "1 - a for 1 - a^2, with the square forgotten, or (1 - a)^2",
        SLOPE,
        lambda p: p.dA * (1 - p.A) ** 2,
    ),
    ("SLOPE_TIMES_Z", "multiplied by z as well", SLOPE, lambda p: p.right * p.Z),
    (
        "ERROR_MISSING",
        "the slope stands alone: the error is not multiplied in",
        SLOPE,
        lambda p: p.slope,
    ),
    ("SLOPE_DIVIDED", "divided by the slope, not multiplied", SLOPE, lambda p: p.dA / p.slope),
    ("SLOPE_ADDED", "the slope is added, not multiplied", SLOPE, lambda p: p.dA + p.slope),
    (
        "SLOPE_OF_LAYER_BELOW",
        "the slope is that of the layer below",
        SLOPE,
        lambda p: p.dA * p.at(p.l - 1).slope,
    ),
    (
        "SLOPE_OF_LAYER_ABOVE",
        "the slope is that of the layer above",
        SLOPE,
        lambda p: p.dA * p.next.slope,
    ),
    (
        "KINK_IS_ONE",
        "relu'(0) is taken as 1, not 0 (>= for >)",
        "relu'(z) is 1 for z > 0, else 0.",
        lambda p: relu_at_zero(p, 1.0),
    ),
    (
        "KINK_IS_HALF",
        "relu'(0) is taken as 1/2, not 0",
        "relu'(z) is 1 for z > 0, else 0.",
        lambda p: relu_at_zero(p, 0.5),
    ),
    (
        "LEAKY_SLOPE",
        "a leaky slope of 0.01 below 0",
        "relu'(z) is 1 for z > 0, else 0.",
        lambda p: np.where(p.Z > 0, p.dA, 0.01 * p.dA) if p.activation == "relu" else None,
    ),
    (
        "RATE_IN_DELTA",
        "the learning rate is already in dZ",
        "The learning rate belongs into the update, once.",
        lambda p: p.right * p.rate,
    ),
    (
        "OUTPUT_DELTA_ONLY",
        "the output's dZ is used in every layer",
        SLOPE,
        hidden(lambda p: np.broadcast_to(p.at(len(p.layers) - 1).dZ, p.right.shape)),
    ),
    (
        "DIVIDED_BY_ROWS",
        "divided by the number of rows",
        "The mean, if any, is already in dA.",
        lambda p: p.right / p.n,
    ),
]
WRONG_SLOPES = [
    Mistake(
        "WRONG_SLOPE",
        ("dZ",),
        f"the derivative is that of another activation: {name}",
        SLOPE,
        lambda p, f=slope, own=name: None if own == p.activation else p.dA * f(p.Z, p.A),
    )
    for name, (_, slope) in ACTIVATIONS.items()
    if name != "identity"
]


def relu_at_zero(p: Phase, slope: float) -> Array | None:
    """dZ with another relu'(0)."""
    return np.where(p.Z == 0, slope * p.dA, p.right) if p.activation == "relu" else None


SUM = "dW_l = A_{l-1}^T dZ_l, and db_l is the sum of dZ_l over the rows; the mean, if any, is already in dA."
DW = [
    (
        "INPUT_BEFORE_ACTIVATION",
        "Z of the layer below in place of A",
        SUM,
        lambda p: p.at(p.l - 1).Z.T @ p.dZ,
    ),
    (
        "ERROR_FOR_DELTA",
        "dA in place of dZ: the slope is not in the gradient",
        SUM,
        lambda p: p.A_in.T @ p.dA,
    ),
    (
        "OWN_ACTIVATION",
        "A of this layer in place of A of the layer below",
        SUM,
        lambda p: p.A.T @ p.dZ,
    ),
    (
        "INPUT_OF_FIRST_LAYER",
        "the inputs X in place of A of the layer below",
        SUM,
        lambda p: p.X.T @ p.dZ if p.l else None,
    ),
    ("DIVIDED_BY_ROWS", "divided by the number of rows", SUM, lambda p: p.right / p.n),
    ("FIRST_ROW_ONLY", "only the first row counts", SUM, lambda p: p.A_in[:1].T @ p.dZ[:1]),
    ("LAST_ROW_ONLY", "only the last row counts", SUM, lambda p: p.A_in[-1:].T @ p.dZ[-1:]),
    (
        "INPUT_MISSING",
        "dZ is summed over the rows, without the inputs",
        SUM,
        lambda p: np.broadcast_to(p.dZ.sum(axis=0), p.right.shape),
    ),
]
AXIS = "Sum over the samples: colSums(dZ), dZ.sum(axis=0). db has one number a unit."
DB = [
    (
        "BIAS_AXIS",
        "bias gradient summed over units instead of samples",
        AXIS,
        lambda p: p.dZ.sum(axis=1),
    ),
    (
        "BIAS_AXIS",
        "bias gradient summed over units instead of samples, and recycled",
        AXIS,
        lambda p: np.resize(p.dZ.sum(axis=1), p.right.shape),
    ),
    (
        "BIAS_PER_SAMPLE",
        "every sample has a bias of its own: the gradient is not summed at all",
        AXIS,
        lambda p: p.dZ,
    ),
    (
        "BIAS_TOTAL",
        "bias gradient summed over units and samples",
        AXIS,
        lambda p: np.full_like(p.right, p.dZ.sum()),
    ),
    ("BIAS_MEAN", "bias gradient averaged over the rows, not summed", SUM, lambda p: p.right / p.n),
    (
        "ERROR_FOR_DELTA",
        "dA in place of dZ: the slope is not in the bias gradient",
        SUM,
        lambda p: p.dA.sum(axis=0),
    ),
    ("FIRST_ROW_ONLY", "only the first row counts", SUM, lambda p: p.dZ[0]),
    ("LAST_ROW_ONLY", "only the last row counts", SUM, lambda p: p.dZ[-1]),
    (
        "BIAS_INPUTS_SUMMED",
        "the gradient of W is summed over its inputs",
        SUM,
        lambda p: (p.A_in.T @ p.dZ).sum(axis=0),
    ),
]

GRADIENT = [
    (
        "RATE_IN_GRADIENT",
        "the learning rate is already in the gradient",
        "The learning rate belongs into the update, once.",
        lambda p: p.right * p.rate,
    ),
    (
        "GRADIENT_ACCUMULATED",
        "the gradient of the step before is still in it",
        "Set the gradients to zero before every step.",
        lambda p: p.right + p.earlier[p.l][p.quantity],
    ),
    (
        "GRADIENT_CLIPPED",
        "clipped to -1 and 1",
        "The case does not clip.",
        lambda p: np.clip(p.right, -1, 1),
    ),
    (
        "GRADIENT_NORMALISED",
        "scaled to length 1",
        "The case does not clip.",
        lambda p: p.right / np.linalg.norm(p.right),
    ),
]

MISTAKES = [
    *(Mistake(code, ("dA",), says, mend, last(value)) for code, says, mend, value in AT_OUTPUT),
    *(
        Mistake(code, ("dA",), says, mend, hidden(value))
        for code, says, mend, value in BELOW_OUTPUT
    ),
    *(Mistake(code, ("dZ",), says, mend, value) for code, says, mend, value in DZ),
    *WRONG_SLOPES,
    *(Mistake(code, ("dW",), says, mend, value) for code, says, mend, value in DW),
    *(Mistake(code, ("db",), says, mend, value) for code, says, mend, value in DB),
    *(Mistake(code, ("dW", "db"), says, mend, value) for code, says, mend, value in GRADIENT),
]
