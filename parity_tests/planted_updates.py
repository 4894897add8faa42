"""Mistakes of the optimizers, one line each, and of decay."""

from __future__ import annotations

from planting import rows

ADAM = ("adam", "adam_minibatch", "adam_options", "clip_norm_adam", "adamw")
ADAMW = ("adamw", "schedule_adam", "adamw_hat_minibatch")
HAT = ("adam_hat", "adamw_hat_minibatch")
MOMENTUM = ("momentum", "momentum_minibatch", "penalty_both")
NESTEROV = ("nesterov", "nesterov_minibatch", "masks_penalty_clip_norm")
ADAGRAD = ("adagrad", "adagrad_minibatch")
RMSPROP = ("rmsprop", "rmsprop_minibatch")
ADADELTA = ("adadelta", "adadelta_minibatch")
RPROP = ("rprop", "rprop_minus", "rprop_limits")
BACK, MINUS = ("rprop", "rprop_limits"), ("rprop_minus",)
FULL = ("momentum", "nesterov", "adagrad", "rmsprop", "adam", "adadelta")
EACH = (
    "momentum_minibatch",
    "nesterov_minibatch",
    "adagrad_minibatch",
    "rmsprop_minibatch",
    "adam_minibatch",
    "adadelta_minibatch",
)
SCHEDULED = ("schedule_exponential", "schedule_adam", "schedule_inverse_scaling", "step_every_step")
DECAYED = (*ADAMW, "sgd_weight_decay", "masks_penalty_clip_norm")
WITH_ZERO = ("relu_rprop",)

ROWS = [
    *rows(
        "W",
        ("UPDATE_SIGN", "w = start + move", (*EACH, *ADAMW)),
        ("NOT_UPDATED", "w = start - 0 * move", EACH),
        ("RATE_MISSING", "w = start - move / rate", EACH[:5]),
        ("RATE_TWICE", "w = start - move * rate", EACH),
        ("RATE_HALVED", "w = start - move / 2", FULL),
        ("UPDATED_TWICE", "w = start - 2 * move", FULL),
        ("RATE_OVER_ROWS", "w = start - move / n", ("rmsprop", "adam", "adamw", "adadelta")),
        ("OTHER_RATE", "w = start - 1.7 * move", EACH),
        ("SGD_STEP", "w = start - rate * g", EACH),
        (
            "SCHEDULE_NOT_USED",
            "start = w * (1 - base_rate * decay); w = start - move * base_rate / rate",
            SCHEDULED,
        ),
        ("SINGLE_PRECISION", "w = single(start - move)", EACH),
        ("DECAY_MISSING", "start = w", DECAYED),
        ("DECAY_WITHOUT_RATE", "start = w * (1 - decay)", DECAYED),
        ("DECAY_AFTER_MOVE", "w = (w - move) * (1 - rate * decay)", DECAYED),
        ("DECAY_HALVED", "start = w * (1 - rate * decay / 2)", DECAYED),
        ("DECAY_SIGN", "start = w * (1 + rate * decay)", DECAYED),
        ("EPSILON_IN_ROOT", "move = rate * g / sqrt(squares + epsilon)", (*ADAGRAD, *RMSPROP)),
        (
            "EPSILON_IN_ROOT",
            "move = rate * (m / first_part) / sqrt(v / second_part + epsilon)",
            ADAM,
        ),
        (
            "EPSILON_MODE",
            "move = rate * sqrt(second_part) / first_part * m / (sqrt(v) + epsilon)",
            ADAM,
        ),
        ("EPSILON_MODE", "move = rate * (m / first_part) / (sqrt(v / second_part) + epsilon)", HAT),
        ("NO_BIAS_CORRECTION", "move = rate * m / (sqrt(v) + epsilon)", (*ADAM, *HAT)),
        ("M_NOT_CORRECTED", "move = rate * m / (sqrt(v / second_part) + epsilon)", ADAM),
        ("V_NOT_CORRECTED", "move = rate * (m / first_part) / (sqrt(v) + epsilon)", ADAM),
        (
            "CORRECTED_AHEAD",
            "first_part = 1 - beta1_power * beta1; second_part = 1 - beta2_power * beta2",
            (*ADAM, *HAT),
        ),
        ("ONE_STEP_EACH", "first_part = 1 - beta1; second_part = 1 - beta2", (*ADAM, *HAT)),
        ("EPSILON_MISSING", "move = rate * (m / first_part) / sqrt(v / second_part)", ADAM),
        ("ROOT_MISSING", "move = rate * (m / first_part) / (v / second_part + epsilon)", ADAM),
        ("NESTEROV_FOR_MOMENTUM", "move = rate * (g + momentum * velocity)", MOMENTUM),
        ("MOMENTUM_FOR_NESTEROV", "move = rate * velocity", NESTEROV),
        ("STATE_OF_STEP_BEFORE", "move = rate * velocity_before", MOMENTUM),
        ("ROOT_MISSING", "move = rate * g / (squares + epsilon)", (*ADAGRAD, *RMSPROP)),
        (
            "STATE_OF_STEP_BEFORE",
            "move = rate * g / (sqrt(squares_before) + epsilon)",
            (*ADAGRAD, *RMSPROP),
        ),
        (
            "OPTIONS_IGNORED",
            "move = rate * g / (sqrt(squares) + default_epsilon)",
            (ADAGRAD[1], RMSPROP[1]),
        ),
        (
            "EPSILON_OUTSIDE_ROOT",
            "move = rate * g * (sqrt(moves_before) + epsilon) / (sqrt(squares) + epsilon)",
            ADADELTA,
        ),
        (
            "MOVES_UPDATED_FIRST",
            "move = rate * g * sqrt(moves + epsilon) / sqrt(squares + epsilon)",
            ADADELTA,
        ),
        ("MOVES_NOT_USED", "move = rate * g / sqrt(squares + epsilon)", ADADELTA),
        ("RATE_MISSING", "move = unit", ADADELTA),
        ("STAYS_WHERE_TURNED", "move = where(agreement < 0, 0 * s, s * step)", RPROP),
        ("SIZE_NOT_SIGN", "move = g * step", RPROP),
        ("STEP_OF_BEFORE", "move = where(back > 0, -(sign * step_before), s * step_before)", RPROP),
        (
            "BACKTRACKING_PRESENT",
            "move = where(agreement < 0, -(sign * step_before), s * step)",
            MINUS,
        ),
        (
            "SIGN_OF_ZERO",
            "move = where(back > 0, -(sign * step_before), where(g < 0, -1, 1) * step)",
            WITH_ZERO,
        ),
    ),
    *rows("b", ("DECAY_ON_BIAS", "start = w * (1 - rate * case_decay)", DECAYED)),
    *rows(
        "W.velocity",
        (
            "GRADIENT_SHARE",
            "velocity = momentum * velocity + (1 - momentum) * g",
            (*MOMENTUM, *NESTEROV),
        ),
        (
            "RATE_IN_VELOCITY",
            "velocity = momentum * velocity - rate * g; move = -velocity",
            MOMENTUM,
        ),
        (
            "RATE_IN_VELOCITY",
            "velocity = momentum * velocity + rate * g; move = rate * g + momentum * velocity",
            NESTEROV,
        ),
        ("STATE_NOT_KEPT", "velocity = g", (*MOMENTUM, *NESTEROV)),
        (
            "DAMPENING",
            "velocity = where(first > 0, g, momentum * velocity + 0.7 * g)",
            (*MOMENTUM, *NESTEROV),
        ),
        ("VELOCITY_SIGN", "velocity = momentum * velocity - g; move = -rate * velocity", MOMENTUM),
        (
            "OPTIONS_IGNORED",
            "velocity = default_momentum * velocity + g",
            ("momentum_minibatch", "momentum_none"),
        ),
        (
            "DECAY_COUPLED",
            "start = w; velocity = momentum * velocity + g + decay * w",
            ("masks_penalty_clip_norm",),
        ),
    ),
    *rows(
        "W.squares",
        ("RHO_EXCHANGED", "squares = (1 - rho) * squares + rho * g * g", (RMSPROP[0], ADADELTA[0])),
        ("SHARE_MISSING", "squares = rho * squares + g * g", (*RMSPROP, *ADADELTA)),
        ("SQUARES_SUMMED", "squares = squares + g * g", (*RMSPROP, *ADADELTA)),
        ("SQUARES_AVERAGED", "squares = 0.9 * squares + 0.1 * g * g", ADAGRAD),
        ("SQUARES_FROM_TENTH", "squares = squares + g * g + 0.1 * first", ADAGRAD),
        ("SQUARES_OF_SIZE", "squares = rho * squares + (1 - rho) * abs(g)", (*RMSPROP, *ADADELTA)),
        ("STATE_NOT_KEPT", "squares = g * g", ADAGRAD),
        (
            "OPTIONS_IGNORED",
            "squares = default_rho * squares + (1 - default_rho) * g * g",
            (RMSPROP[1], ADADELTA[1]),
        ),
    ),
    *rows(
        "W.moves",
        ("MOVES_OF_GRADIENT", "moves = rho * moves + (1 - rho) * g * g", ADADELTA),
        ("MOVES_WITH_RATE", "moves = rho * moves + (1 - rho) * (rate * unit) ** 2", ADADELTA[1:]),
        ("STATE_NOT_KEPT", "moves = (1 - rho) * unit * unit", ADADELTA),
        ("ROOTS_EXCHANGED", "unit = g * sqrt(squares + epsilon) / sqrt(moves + epsilon)", ADADELTA),
    ),
    *rows(
        "W.m",
        (
            "BETAS_EXCHANGED",
            "m = beta2 * m + (1 - beta2) * g; v = beta1 * v + (1 - beta1) * g * g; beta1_power = beta1_power * beta2; "
            "beta2_power = beta2_power_before * beta1",
            (*ADAM, *HAT),
        ),
        (
            "SHARES_EXCHANGED",
            "m = (1 - beta1) * m + beta1 * g; v = (1 - beta2) * v + beta2 * g * g",
            (ADAM[0], ADAM[1], *HAT),
        ),
        ("SHARE_MISSING", "m = beta1 * m + g", (*ADAM, *HAT)),
        ("STATE_NOT_KEPT", "m = (1 - beta1) * g", (*ADAM, *HAT)),
        (
            "OPTIONS_IGNORED",
            "m = default_beta1 * m + (1 - default_beta1) * g",
            ("adam_options", "adam_no_memory"),
        ),
        (
            "DECAY_COUPLED",
            "start = w; m = beta1 * m + (1 - beta1) * (g + decay * w); v = beta2 * v + (1 - beta2) * (g + decay * w) ** 2",
            ADAMW,
        ),
        ("SIGN", "m = -(beta1 * m + (1 - beta1) * g)", ADAM),
    ),
    *rows(
        "W.v",
        ("SQUARES_OF_SIZE", "v = beta2 * v + (1 - beta2) * abs(g)", (*ADAM, *HAT)),
        ("SHARE_MISSING", "v = beta2 * v + g * g", (*ADAM, *HAT)),
        ("SQUARES_OF_MOMENT", "v = beta2 * v + (1 - beta2) * m * m", ADAM),
        ("SQUARES_CENTRED", "v = beta2 * v + (1 - beta2) * (g - m) ** 2", ADAM),
    ),
    *rows("W.beta1_power", ("CORRECTED_AHEAD", "beta1_power = beta1_power * beta1 * beta1", ADAM)),
    *rows(
        "W.step",
        (
            "STEP_NOT_LIMITED",
            "longer = step * increase; shorter = step * decrease",
            ("rprop_limits",),
        ),
        ("RATES_EXCHANGED", "longer = step * decrease; shorter = step * increase", RPROP),
        ("STEP_NOT_CHANGED", "step = step_before", RPROP),
        (
            "STEP_STARTS_ELSEWHERE",
            "step = where(agreement > 0, longer, where(agreement < 0, shorter, step + first * (0.01 - step)))",
            RPROP,
        ),
    ),
    *rows(
        "W.sign",
        ("SIGN_KEPT_WHERE_TURNED", "sign = s", BACK),
        ("BACKTRACKING_MISSING", "back = 0 * agreement", BACK),
    ),
]
