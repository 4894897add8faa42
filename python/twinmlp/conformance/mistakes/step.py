"""One training step as lines of plain equations, in the notation of SPEC: what a mistake is a
changed line of.

A line gives a name; the last line of a quantity gives the quantity. Lines are evaluated in doubles,
and nothing is judged by them: they tell one mistake from another. Names that no line gives are
inputs; `values.py` has their table.
"""

from __future__ import annotations

from typing import Any

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
ALPHA = {"leaky_relu": 0.01, "elu": 1.0, "selu": 1.6732632423543772848}
SELU_SCALE = 1.0507009873554804934
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
}
SCHEDULES = {
    "constant": "factor = 1",
    "step": "factor = drop_by ** floor(time / every)",
    "exponential": "factor = decay_by ** time",
    "inverse_scaling": "factor = (time + 1) ** (-power)",
    "cosine": "wave = (1 + cos(pi * minimum(time, period) / period)) / 2;"
    "factor = smallest + (1 - smallest) * wave",
}

ADAM = {
    "m": "m = beta1 * m + (1 - beta1) * g",
    "v": "v = beta2 * v + (1 - beta2) * g * g",
    "beta1_power": "beta1_power = beta1_power * beta1",
    "beta2_power": "beta2_power = beta2_power * beta2",
    "move": "first = 1 - beta1_power; second = 1 - beta2_power;"
    "move = rate * (m / first) / (sqrt(v / second) + epsilon)",
}
HAT = "first = 1 - beta1_power; second = 1 - beta2_power;"
HAT += "move = rate * sqrt(second) / first * m / (sqrt(v) + epsilon)"
MEAN = "squares = rho * squares + (1 - rho) * g * g"
DIVIDED = "move = rate * g / (sqrt(squares) + epsilon)"
UNIT = "unit = g * sqrt(moves + epsilon) / sqrt(squares + epsilon);"
STEPPED = (
    "agreement = sign * sgn(g); longer = minimum(step * increase, largest_step);"
    "shorter = maximum(step * decrease, smallest_step);"
    "stepped = where(agreement > 0, longer, where(agreement < 0, shorter, step));"
    "back = (agreement < 0) * backtracking;"
)
# the parts of the state in their order, and the move
OPTIMIZERS: dict[str, dict[str, str]] = {
    "sgd": {"move": "move = rate * g"},
    "momentum": {
        "velocity": "velocity = momentum * velocity + g",
        "move": "move = rate * velocity",
    },
    "nesterov": {
        "velocity": "velocity = momentum * velocity + g",
        "move": "move = rate * (g + momentum * velocity)",
    },
    "adagrad": {"squares": "squares = squares + g * g", "move": DIVIDED},
    "rmsprop": {"squares": MEAN, "move": DIVIDED},
    "adam": ADAM,
    "adamw": ADAM,
    "adadelta": {
        "squares": MEAN,
        "move": UNIT + "move = rate * unit",
        "moves": UNIT + "moves = rho * moves + (1 - rho) * unit * unit",
    },
    "rprop": {
        "move": STEPPED + "move = where(back > 0, -(sign * step), sgn(g) * stepped)",
        "step": STEPPED + "step = stepped",
        "sign": STEPPED + "sign = where(back > 0, 0, sgn(g))",
    },
}

# quantity -> its lines; those that depend on the case are chosen in `lines`
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


def name_of(entry: Any) -> str:
    """The name of an activation or a loss, which may have parameters."""
    return entry if isinstance(entry, str) else entry["name"]


def raw(case: Case) -> str:
    """The lines of a gradient before clipping."""
    penalty = case.get("penalty") or {}
    penalized = " + l1 * sgn(w) + l2 * w" if penalty.get("l1") or penalty.get("l2") else ""
    kept = "where(trained == 0, 0 * raw, raw)" if case.get("masks") else "raw"
    return f"raw = d{penalized}; kept = {kept};"


def moved(case: Case) -> str:
    """The lines of a parameter after its move."""
    usual = 0.01 if case["optimizer"]["name"] == "adamw" else 0
    decays = case["optimizer"].get("weight_decay", usual)
    start = "w * (1 - rate * decay)" if decays else "w"
    after = "where(trained == 0, w, moved)" if case.get("masks") else "moved"
    return f"start = {start}; moved = start - move; after = {after}"


def lines(case: Case, l: int, quantity: str) -> str:
    """The lines of a quantity of layer l (counted from 0) in a case; none where the case has no
    such quantity."""
    layers, loss = case["network"]["layers"], case["loss"]["name"]
    is_last, fused = l == len(layers) - 1, loss in FUSED
    error = f"error = {LOSSES[loss][1]}; E = error * weight / divisor"
    if quantity == "loss":
        penalty = case.get("penalty") or {}
        penalized = penalty.get("l1") or penalty.get("l2")
        return f"terms = {LOSSES[loss][0]}; {OF_LOSS}{PENALTY if penalized else ''}"
    if quantity == "dA":
        dropped = "" if is_last or not layers[l].get("dropout") else " * mask / (1 - drop)"
        return BELOW + dropped if not is_last else "" if fused else error
    if quantity == "dZ":
        return error if is_last and fused else "dZ = back(dA, Z, A)"
    if quantity in ("gW", "gb"):
        return raw(case) + CLIPPING[next(iter(case.get("clipping") or {}), "none")]
    if quantity == "learning_rate":
        factor = SCHEDULES[case["optimizer"]["schedule"]["name"]]
        warm = "warm = where(time + 1 < warmup, (time + 1) / maximum(warmup, 1), 1)"
        return f"{factor}; {warm}; rate = base_rate * factor * warm"
    parameter, _, part = quantity.partition(".")
    if parameter in ("W", "b"):
        optimizer = case["optimizer"]["name"]
        parts = OPTIMIZERS.get(optimizer, {})
        if optimizer in ("adam", "adamw") and case["optimizer"].get("epsilon_mode") == "hat":
            parts = {**parts, "move": HAT}
        if part:
            return parts.get(part, "")
        return f"{parts['move']}; {moved(case)}" if parts else ""
    return STEP.get(quantity, "")
