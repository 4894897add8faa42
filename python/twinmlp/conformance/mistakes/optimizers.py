"""The updates of all optimizers as lines of plain equations, in the notation of SPEC, and of those
that are taken for one of them."""

from __future__ import annotations

from typing import Any

from ..bits import optimizers as bits
from ..bits import search

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
        "part = (length_now - 4) * (length_now - 2) * most;"
        "part = part / ((most - 4) * (most - 2) * length_now);"
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

# What a case need not say.
OPTIONS: dict[str, dict[str, Any]] = {name: entry[1] for name, entry in bits.OPTIMIZERS.items()}
OPTIONS["lbfgs"] = search.DEFAULTS
OTHERS = [name for name in OPTIMIZERS if name not in OPTIONS]
OPTIONS |= {name: OPTIONS["adam"] for name in OTHERS if "m" in OPTIMIZERS[name]}
OPTIONS |= {name: OPTIONS["rmsprop"] for name in OTHERS if "rmsprop" in name}
OPTIONS["a step by the sign of the velocity"] = OPTIONS["momentum"]
