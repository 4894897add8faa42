"""The right lines of an update, once for Python and R: what a mistake's text is put into."""

from __future__ import annotations

START = "start = w * (1 - rate * decay); "
MOVE = "; w = start - move"
MOMENTS = (
    "m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g * g; beta1_power = beta1_power * beta1; beta2_power = beta2_power * beta2; "
    "first_part = 1 - beta1_power; second_part = 1 - beta2_power; "
)
OUTSIDE = MOMENTS + "move = rate * (m / first_part) / (sqrt(v / second_part) + epsilon)"
HAT = MOMENTS + "move = rate * sqrt(second_part) / first_part * m / (sqrt(v) + epsilon)"
MEAN = "squares = rho * squares + (1 - rho) * g * g; "
RECURRENCES = {
    name: START + lines + MOVE
    for name, lines in {
        "sgd": "move = rate * g",
        "momentum": "velocity = momentum * velocity + g; move = rate * velocity",
        "nesterov": "velocity = momentum * velocity + g; move = rate * (g + momentum * velocity)",
        "adagrad": "squares = squares + g * g; move = rate * g / (sqrt(squares) + epsilon)",
        "rmsprop": MEAN + "move = rate * g / (sqrt(squares) + epsilon)",
        "adam outside": OUTSIDE,
        "adamw outside": OUTSIDE,
        "adam hat": HAT,
        "adamw hat": HAT,
        "adadelta": MEAN + "unit = g * sqrt(moves + epsilon) / sqrt(squares + epsilon); "
        "moves = rho * moves + (1 - rho) * unit * unit; move = rate * unit",
        "rprop": "s = sgn(g); agreement = sign * s; longer = minimum(step * increase, largest_step); shorter = maximum(step * decrease, smallest_step); "
        "step = where(agreement > 0, longer, where(agreement < 0, shorter, step)); back = (agreement < 0) * backtracking; "
        "move = where(back > 0, -(sign * step_before), s * step); sign = where(back > 0, 0 * s, s)",
    }.items()
}
GIVEN = "size = l1 * sgn(w) + l2 * w; raw = d + size; kept = where(mask == 0, 0 * raw, raw)"
CLIP = {
    "none": "cut = kept; g = cut",
    "value": "cut = minimum(maximum(kept, -limit), limit); g = cut",
    "norm": "factor = where(norm > limit, limit / norm, 1.0); cut = kept * factor; g = cut",
}
TIME = "t = time; factor = 1; warm = where(t + 1 < warmup, (t + 1) / warmup, 1.0); rate = base * factor * warm"
SCHEDULES = {
    "constant": "factor = 1",
    "step": "factor = drop ** floor(t / every)",
    "exponential": "factor = decay ** t",
    "inverse_scaling": "factor = (t + 1) ** (-power)",
    "cosine": "wave = (1 + cos(pi * minimum(t, period) / period)) / 2; factor = smallest + (1 - smallest) * wave",
}
