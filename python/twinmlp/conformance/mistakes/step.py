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

# What is taken for one of these, with the parts that it keeps besides.
STATE = {part: ADAM[part] for part in ("m", "v", "beta1_power", "beta2_power")}
OPTIMIZERS |= {
    "amsgrad": {
        **STATE,
        "peak": "second = 1 - beta2_power; peak = maximum(peak, v / second)",
        "move": "first = 1 - beta1_power; move = rate * (m / first) / (sqrt(peak) + epsilon)",
    },
    "nadam": {
        **ADAM,
        "move": "first = 1 - beta1_power; second = 1 - beta2_power;"
        "ahead = (beta1 * m + (1 - beta1) * g) / first;"
        "move = rate * ahead / (sqrt(v / second) + epsilon)",
    },
    "nadam with the next correction": {
        **ADAM,
        "move": "first = 1 - beta1_power; second = 1 - beta2_power;"
        "ahead = beta1 * m / (1 - beta1_power * beta1) + (1 - beta1) * g / first;"
        "move = rate * ahead / (sqrt(v / second) + epsilon)",
    },
    "adamax": {
        "m": ADAM["m"],
        "peak": "peak = maximum(beta2 * peak, abs(g) + epsilon)",
        "beta1_power": ADAM["beta1_power"],
        "move": "move = rate * (m / (1 - beta1_power)) / peak",
    },
    "nadam of PyTorch": {
        **STATE,
        "shares": "shares = shares * beta1 * (1 - 0.5 * 0.96 ** (0.004 * (step_number + 1)))",
        "move": "share = beta1 * (1 - 0.5 * 0.96 ** (0.004 * (step_number + 1)));"
        "next = beta1 * (1 - 0.5 * 0.96 ** (0.004 * (step_number + 2)));"
        "ahead = next * m / (1 - shares * next) + (1 - share) * g / (1 - shares);"
        "move = rate * ahead / (sqrt(v / (1 - beta2_power)) + epsilon)",
    },
    "radam": {
        **STATE,
        "move": "most = 2 / (1 - beta2) - 1; second = 1 - beta2_power;"
        "length_now = most - 2 * (step_number + 1) * beta2_power / second;"
        "part = (length_now - 4) * (length_now - 2) * most / ((most - 4) * (most - 2) * length_now);"
        "m_hat = m / (1 - beta1_power);"
        "moved_so = sqrt(maximum(part, 0)) * sqrt(second) / (sqrt(v) + epsilon);"
        "move = rate * m_hat * where(length_now > 5, moved_so, 1)",
    },
    "lion": {
        "sign": "sign = sgn(beta1 * m + (1 - beta1) * g)",
        "m": "m = beta2 * m + (1 - beta2) * g",
        "move": "move = rate * sign",
    },
    "centred rmsprop": {
        "squares": MEAN,
        "average": "average = rho * average + (1 - rho) * g",
        "move": "move = rate * g / (sqrt(squares - average * average) + epsilon)",
    },
    "rmsprop with momentum 0.9": {
        "squares": MEAN,
        "velocity": "velocity = 0.9 * velocity + g / (sqrt(squares) + epsilon)",
        "move": "move = rate * velocity",
    },
    "rmsprop with adam's correction": {
        "squares": MEAN,
        "rho_power": "rho_power = rho_power * rho",
        "move": "move = rate * g / (sqrt(squares / (1 - rho_power)) + epsilon)",
    },
    "a step by the sign of the velocity": {
        "velocity": "velocity = momentum * velocity + g",
        "move": "move = rate * sgn(velocity)",
    },
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

# What a case need not say.
OPTIONS: dict[str, dict[str, Any]] = {
    "sgd": {},
    "momentum": {"momentum": 0.9},
    "nesterov": {"momentum": 0.9},
    "adagrad": {"epsilon": 1e-10},
    "rmsprop": {"rho": 0.9, "epsilon": 1e-8},
    "adam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "epsilon_mode": "outside"},
    "adamw": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "epsilon_mode": "outside"},
    "adadelta": {"rho": 0.9, "epsilon": 1e-6},
    "rprop": {
        "increase": 1.2,
        "decrease": 0.5,
        "smallest_step": 1e-6,
        "largest_step": 50.0,
        "backtracking": True,
    },
    "lbfgs": {"memory": 10, "c1": 1e-4, "c2": 0.9, "evaluations": 20},
}
OPTIONS |= {
    name: OPTIONS["adam"] for name in OPTIMIZERS if "beta1" in "".join(OPTIMIZERS[name].values())
}
OPTIONS |= {name: OPTIONS["rmsprop"] for name in OPTIMIZERS if "rmsprop" in name}
OPTIONS["a step by the sign of the velocity"] = OPTIONS["momentum"]
TIMES = {"drop": 0.5, "every": 10, "decay": 0.99, "power": 0.5, "period": 100, "smallest": 0.0}
TIMES["warmup"] = 0


def name_of(entry: Any) -> str:
    """The name of an activation or a loss, which may have parameters."""
    return entry if isinstance(entry, str) else entry["name"]
