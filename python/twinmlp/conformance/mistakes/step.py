"""One training step as lines of plain equations, in the notation of SPEC: what a mistake is a
changed line of.

A line gives a name; the last line of a quantity gives the quantity. Lines are evaluated in doubles,
and nothing is judged by them: they tell one mistake from another. Names that no line gives are
inputs; `values.py` has their table.
"""

from __future__ import annotations

from typing import Any

from ..bits.tables import ALPHA as SELU_ALPHA
from ..bits.update import SCHEDULE

Case = dict[str, Any]

# f(Z), and what dA is multiplied by (softmax has no slope of its own: see BACK)
ACTIVATIONS = {
    "identity": ("Z + 0", "0 * Z + 1"),
    "sigmoid": ("sigmoid(Z)", "A * (1 - A)"),
    "tanh": ("tanh(Z)", "1 - A * A"),
    "relu": ("maximum(Z, 0)", "(Z > 0) + 0.0"),
    "leaky_relu": ("where(Z > 0, Z, alpha * Z)", "where(Z > 0, 1, alpha)"),
    "elu": ("where(Z > 0, Z, alpha * expm1(minimum(Z, 0)))", "where(Z > 0, 1, A + alpha)"),
    "selu": (
        "scale * where(Z > 0, Z, alpha * expm1(minimum(Z, 0)))",
        "where(Z > 0, scale, A + scale * alpha)",
    ),
    "softplus": ("softplus(Z)", "sigmoid(Z)"),
    "softsign": ("Z / (1 + abs(Z))", "1 / ((1 + abs(Z)) * (1 + abs(Z)))"),
    "silu": ("Z * sigmoid(Z)", "sigmoid(Z) + A * (1 - sigmoid(Z))"),
    "gelu": (
        "Z * sigmoid(gelu_argument(Z))",
        "sigmoid(gelu_argument(Z)) + A * (1 - sigmoid(gelu_argument(Z))) * gelu_slope(Z)",
    ),
    "hard_sigmoid": ("where(abs(Z) < 3, Z / 6 + 0.5, Z > 0)", "where(abs(Z) < 3, 1 / 6, 0)"),
    "softmax": ("softmax(Z)", ""),
}
ALPHA = {"leaky_relu": 0.01, "elu": 1.0, "selu": float(SELU_ALPHA)}
BACK = "A * (dA - row_sums(dA * A))"

# J of one output, and its derivative by A, or of a fused loss by Z
LOSSES = {
    "half_squared_error": ("(A - y) ** 2 / 2", "A - y"),
    "squared_error": ("(A - y) ** 2", "2 * (A - y)"),
    "absolute_error": ("abs(A - y)", "sgn(A - y)"),
    "huber": (
        "minimum(abs(A - y), delta) * (abs(A - y) - minimum(abs(A - y), delta) / 2)",
        "clip(A - y, -delta, delta)",
    ),
    "binary_cross_entropy": ("y * softplus(-Z) + (1 - y) * softplus(Z)", "A - y"),
    "cross_entropy": ("-y * log_softmax(Z)", "A - y"),
}
FUSED = ("binary_cross_entropy", "cross_entropy")

CLIPPING = {
    "none": "g = kept",
    "value": "g = minimum(maximum(kept, -limit), limit)",
    "norm": "g = kept * where(norm > limit, limit / norm, 1)",
    "norm + 1e-6": "g = kept * minimum(limit / (norm_of_all + 1e-6), 1)",  # PyTorch
}
SCHEDULES = {
    "constant": "factor = 1",
    "step": "factor = drop_by ** floor(time / every)",
    "exponential": "factor = decay_by ** time",
    "inverse_scaling": "factor = (time + 1) ** (-power)",
    "cosine": "wave = (1 + cos(pi * minimum(time, period) / period)) / 2;"
    "factor = smallest + (1 - smallest) * wave",
}

# quantity -> its lines; those that depend on the case are chosen in `case_lines.py`
STEP = {
    "rows": "rows = batch",
    "epoch": "epoch = epoch_number",
    "mask": "mask = where(u < drop, 0.0, 1.0)",
    "Z": "Z = product(A_in, W) + B",
    "A": "A = f(Z)",
    "D": "D = A * mask / (1 - drop)",
    "dW": "dW = product(t(A_in), dZ)",
    "db": "db = column_sums(dZ)",
    "gradient_norm": "norm = sqrt(squares_of_all)",
    "losses": "whole = right * usual_divisor / divisor",
    "final loss": "whole = right * usual_divisor / divisor",
}
OF_LOSS = "J = total(terms * weight) / divisor"
PENALTY = " + case_l1 * (sizes_W + on_b * sizes_b) + case_l2 * (squares_W + on_b * squares_b) / 2"
BELOW = "dA = product(dZ_above, t(W_above))"

TIMES = {**SCHEDULE, "warmup": 0}


def name_of(entry: Any) -> str:
    """The name of an activation or a loss, which may have parameters."""
    return entry if isinstance(entry, str) else entry["name"]
