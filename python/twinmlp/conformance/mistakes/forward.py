"""Known mistakes on the way forward: Z, A and the loss."""

from __future__ import annotations

from typing import Callable

import numpy as np

from .mistake import Mistake
from .plain import ACTIVATIONS, Array, Phase, sigmoid, squares

BIAS = "Add b once to every row: b has one number a unit, whatever the number of samples."
LAYOUT = "W is inputs x units, row by row. Transpose or reshape it where it is read, not where it is used."


def recycled(b: Array, rows: int) -> Array:
    """b repeated down the columns, as R does in Z + b and matrix(rep(b, n), n)."""
    return np.resize(b, rows * len(b)).reshape((rows, len(b)), order="F")


def scaled(X: Array, how: str) -> Array:
    """X standardised, or scaled to [0, 1], column by column."""
    if how == "standard":
        return (X - X.mean(axis=0)) / X.std(axis=0)
    return (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0))


def with_bias(value: Callable[[Phase], Array]) -> Callable[[Phase], Array | None]:
    """A mistake that needs a bias."""
    return lambda p: None if p.b is None else value(p)


def above_first(value: Callable[[Phase], Array]) -> Callable[[Phase], Array | None]:
    """A mistake that needs a layer below."""
    return lambda p: None if p.l == 0 else value(p)


Z = [
    (
        "BIAS_RECYCLED",
        "the bias is added down the columns, as R's Z + b and matrix(rep(b, n), n) recycle it",
        "Add the bias to every row: Z + rep(b, each = nrow(Z)), or sweep(Z, 2, b, `+`).",
        with_bias(lambda p: p.A_in @ p.W + recycled(p.b, p.n)),
    ),
    ("BIAS_MISSING", "the bias is not added", BIAS, with_bias(lambda p: p.A_in @ p.W)),
    ("BIAS_TWICE", "the bias is added twice", BIAS, with_bias(lambda p: p.A_in @ p.W + 2 * p.b)),
    ("BIAS_SIGN", "the bias is subtracted", BIAS, with_bias(lambda p: p.A_in @ p.W - p.b)),
    ("BIAS_OF_ONE", "1 is added in place of the bias", BIAS, lambda p: p.A_in @ p.W + 1),
    (
        "BIAS_PER_SAMPLE",
        "the bias is added by sample, not by unit",
        BIAS,
        with_bias(lambda p: p.A_in @ p.W + p.b[:, np.newaxis]),
    ),
    ("W_TRANSPOSED", "W is used transposed", LAYOUT, lambda p: p.A_in @ p.W.T + p.bias),
    (
        "W_COLUMN_MAJOR",
        "the numbers of W, written row by row, are read column by column (R's matrix(), MATLAB, Fortran)",
        LAYOUT,
        lambda p: p.A_in @ p.W.ravel().reshape(p.W.shape, order="F") + p.bias,
    ),
    (
        "W_ROW_MAJOR",
        "the numbers of W, taken column by column, are read row by row",
        LAYOUT,
        lambda p: p.A_in @ p.W.ravel(order="F").reshape(p.W.shape) + p.bias,
    ),
    (
        "ACTIVATION_SKIPPED",
        "the layer takes Z of the layer below, not A",
        "Z_l = A_{l-1} W_l + b_l.",
        above_first(lambda p: p.at(p.l - 1).Z @ p.W + p.bias),
    ),
    (
        "INPUT_OF_FIRST_LAYER",
        "the layer takes the inputs X, not A of the layer below",
        "Z_l = A_{l-1} W_l + b_l.",
        above_first(lambda p: p.X @ p.W + p.bias),
    ),
    (
        "W_UPDATED_FIRST",
        "the forward pass uses the weights after the update",
        "Record Z before the update, or update later.",
        lambda p: p.A_in @ p.updated(p.l)["W"] + (0 if p.b is None else p.updated(p.l)["b"]),
    ),
    (
        "W_TOO_OLD",
        "the forward pass uses the weights of one step before",
        "Use the weights that the last update gave.",
        lambda p: (
            p.A_in @ p.around["before"][p.l]["W"]
            + (0 if p.b is None else p.around["before"][p.l]["b"])
        ),
    ),
    (
        "X_COLUMN_MAJOR",
        "the numbers of X, written row by row, are read column by column",
        "X has one row a sample.",
        lambda p: p.A_in.ravel().reshape(p.A_in.shape, order="F") @ p.W + p.bias,
    ),
    (
        "X_STANDARDISED",
        "the inputs are standardised first",
        "Take X as the case gives it.",
        lambda p: None if p.l else scaled(p.X, "standard") @ p.W + p.bias,
    ),
    (
        "X_SCALED",
        "the inputs are scaled to [0, 1] first",
        "Take X as the case gives it.",
        lambda p: None if p.l else scaled(p.X, "range") @ p.W + p.bias,
    ),
]


def softmax(Z: Array, axis: int = 1) -> Array:
    """exp(z) over the sum of its row or column."""
    e = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


OTHER_ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    **{name: value for name, (value, _) in ACTIVATIONS.items() if name != "identity"},
    "softmax": softmax,
    "softmax over the samples": lambda Z: softmax(Z, axis=0),
    "leaky relu (0.01)": lambda Z: np.where(Z > 0, Z, 0.01 * Z),
    "leaky relu (0.2)": lambda Z: np.where(Z > 0, Z, 0.2 * Z),
    "elu": lambda Z: np.where(Z > 0, Z, np.expm1(Z)),
    "softplus": lambda Z: np.logaddexp(0, Z),
    "swish": lambda Z: Z * sigmoid(Z),
    "hard sigmoid": lambda Z: np.clip(0.2 * Z + 0.5, 0, 1),
    "a threshold": lambda Z: (Z > 0) + 0.0,
    "LeCun's tanh, 1.7159 tanh(2 z / 3)": lambda Z: 1.7159 * np.tanh(2 * Z / 3),
    "2 sigmoid - 1": lambda Z: 2 * sigmoid(Z) - 1,
    "softsign": lambda Z: Z / (1 + np.abs(Z)),
    "arctan": np.arctan,
    "sine": np.sin,
    "relu6": lambda Z: np.clip(Z, 0, 6),
}
OWN = "Apply the activation that the case names for this layer, element by element."
A = [
    ("ACTIVATION_MISSING", "the activation is not applied", OWN, lambda p: p.Z),
    (
        "ACTIVATION_TWICE",
        "the activation is applied twice",
        OWN,
        lambda p: ACTIVATIONS[p.activation][0](p.right),
    ),
    (
        "ACTIVATION_SIGN",
        "the activation is taken at -z (the minus sign in exp(-z))",
        OWN,
        lambda p: ACTIVATIONS[p.activation][0](-p.Z),
    ),
    (
        "BIAS_MISSING",
        "the activation is taken before the bias is added",
        OWN,
        with_bias(lambda p: ACTIVATIONS[p.activation][0](p.Z - p.b)),
    ),
    (
        "BIAS_TWICE",
        "the bias is added once more inside the activation",
        OWN,
        with_bias(lambda p: ACTIVATIONS[p.activation][0](p.Z + p.b)),
    ),
    (
        "SLOPE_FOR_ACTIVATION",
        "the derivative is in the place of the activation",
        OWN,
        lambda p: ACTIVATIONS[p.activation][1](p.Z, ACTIVATIONS[p.activation][0](p.Z)),
    ),
]


def forward_loss(p: Phase, layers: list, X: Array, y: Array) -> float:
    """J of X and y with other parameters."""
    value = X
    for shape, layer in zip(p.case["network"]["layers"], layers):
        value = ACTIVATIONS[shape["activation"]][0](
            value @ layer["W"] + (0 if layer["b"] is None else layer["b"])
        )
    return ((value - y) ** 2).sum() / 2 / (len(y) if p.divisor_is_n else 1)


def factors(*rows: tuple[str, str, Callable[[Phase], float]]) -> list:
    """Rows for a right value times a factor."""
    return [
        (
            code,
            says,
            "Compare the formula with the case's loss and reduction.",
            lambda p, f=factor: None if f(p) == 1 else p.right * f(p),
        )
        for code, says, factor in rows
    ]


HALF = 'Half squared error, summed over outputs and rows, divided by the number of rows only if the reduction is "mean".'
FACTORS = factors(
    ("NOT_HALVED", "the half of half squared error is missing: twice the right value", lambda p: 2),
    ("SUM_FOR_MEAN", "summed over the rows, not averaged", lambda p: p.divisor),
    ("MEAN_FOR_SUM", "averaged over the rows, not summed", lambda p: p.divisor / p.n),
    (
        "MEAN_OVER_ALL",
        "averaged over rows and outputs (MSELoss): over every number",
        lambda p: p.divisor / (p.n * p.outputs),
    ),
    (
        "MEAN_OVER_ALL_NOT_HALVED",
        "averaged over every number, without the half (PyTorch's and Keras's MSE)",
        lambda p: 2 * p.divisor / (p.n * p.outputs) if not p.divisor_is_n or p.outputs > 1 else 1,
    ),
    (
        "MEAN_NOT_HALVED",
        "averaged over the rows, without the half",
        lambda p: 1 if p.divisor_is_n else 2 / p.n,
    ),
    (
        "SUM_NOT_HALVED",
        "summed over the rows, without the half",
        lambda p: 2 * p.n if p.divisor_is_n else 1,
    ),
    (
        "OVER_OUTPUTS",
        "divided by the number of outputs",
        lambda p: 1 if p.divisor_is_n else 1 / p.outputs,
    ),
    (
        "OVER_ALL_ROWS",
        "divided by all rows of the data, not by those of the batch",
        lambda p: p.n / p.all_rows if p.divisor > 1 else 1,
    ),
    (
        "OVER_BATCH_SIZE",
        "divided by the batch size where the last batch has fewer rows",
        lambda p: (
            p.divisor / (p.case["training"].get("batch_size") or p.n) if p.divisor_is_n else 1
        ),
    ),
    ("HALVED", "half the right value", lambda p: 0.5),
    (
        "MEAN_TWICE",
        "divided by the number of rows twice",
        lambda p: 1 / p.n if p.divisor > 1 else 1,
    ),
)
LOSS = [
    *FACTORS,
    (
        "LOSS_AFTER_UPDATE",
        "the loss is that after the step's update",
        "Record the loss before the update.",
        lambda p: [forward_loss(p, [p.updated(l) for l in range(len(p.before))], p.X, p.y)],
    ),
    (
        "LOSS_OF_ALL_ROWS",
        "the loss is that of all rows, not of the batch's",
        "A step's loss is that of its own rows.",
        lambda p: [
            forward_loss(
                p,
                p.before,
                np.asarray(p.case["data"]["X"], float),
                np.asarray(p.case["data"]["y"], float),
            )
        ],
    ),
    ("LOSS_ROOT", "the root of the mean square", HALF, lambda p: [np.sqrt(squares(p).mean())]),
    (
        "LOSS_ABSOLUTE",
        "absolute errors in place of half squares",
        HALF,
        lambda p: [np.abs(p.A - p.y).sum() / p.divisor],
    ),
    ("LOSS_ABSOLUTE_MEAN", "the mean absolute error", HALF, lambda p: [np.abs(p.A - p.y).mean()]),
    (
        "LOSS_NOT_SQUARED",
        "the errors are summed, not their squares",
        HALF,
        lambda p: [(p.A - p.y).sum() / p.divisor],
    ),
    (
        "LOSS_SQUARE_OF_SUM",
        "the sum of the errors is squared, not each error",
        HALF,
        lambda p: [(p.A - p.y).sum() ** 2 / 2 / p.divisor],
    ),
    (
        "LOSS_OF_Z",
        "Z of the last layer is compared with y, not A",
        HALF,
        lambda p: [((p.Z - p.y) ** 2).sum() / 2 / p.divisor],
    ),
    (
        "LOSS_FIRST_OUTPUT",
        "only the first output counts",
        HALF,
        lambda p: [squares(p)[:, 0].sum() / 2 / p.divisor],
    ),
    ("LOSS_LAST_ROW", "only the last row counts", HALF, lambda p: [squares(p)[-1].sum() / 2]),
    (
        "LOSS_CROSS_ENTROPY",
        "cross entropy in place of half squared error",
        HALF,
        lambda p: [-(p.y * np.log(p.A) + (1 - p.y) * np.log(1 - p.A)).sum() / p.divisor],
    ),
]

WRONG_ACTIVATIONS = [
    Mistake(
        "WRONG_ACTIVATION",
        ("A",),
        f"another activation is applied: {name}",
        OWN,
        lambda p, f=value: f(p.Z),
    )
    for name, value in OTHER_ACTIVATIONS.items()
]
MISTAKES = [
    *(Mistake(code, ("Z",), says, mend, value) for code, says, mend, value in Z),
    *(Mistake(code, ("A",), says, mend, value) for code, says, mend, value in A),
    *WRONG_ACTIVATIONS,
    *(Mistake(code, ("loss",), says, mend, value) for code, says, mend, value in LOSS),
]
