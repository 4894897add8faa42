"""Mistakes of the plain network, one line each: forward, loss, backward, update, rows."""

from __future__ import annotations

from planting import rows

ANY = ("two_hidden_layers", "mixed_activations", "regression_two_outputs", "logistic_mean")
DEEP = ANY[:3]
SIGMOID = ("two_hidden_layers", "logistic_mean", "article_b_first_update")
SUMMED = ("two_hidden_layers", "mixed_activations", "tanh_hidden")
MEANS = ("three_hidden_layers", "regression_two_outputs", "logistic_mean")
SQUARE = ("three_hidden_layers",)
BATCHES = ("minibatch_remainder",)
SHUFFLED = ("shuffled_minibatches",)

ROWS = [
    *rows(
        "Z",
        ("BIAS_MISSING", "Z = product(A, W)", ANY),
        ("BIAS_TWICE", "Z = product(A, W) + 2 * B", ANY),
        ("BIAS_SIGN", "Z = product(A, W) - B", ANY),
        ("BIAS_OF_ONE", "Z = product(A, W) + 1", ANY),
        ("BIAS_RECYCLED", "Z = product(A, W) + down(b, Z)", DEEP),
        ("W_TRANSPOSED", "Z = product(A, turned(W)) + B", SQUARE),
        ("W_COLUMN_MAJOR", "Z = product(A, by_columns(W)) + B", DEEP),
        ("SINGLE_PRECISION", "Z = single(Z)", ANY),
    ),
    *rows(
        "A",
        (
            "ACTIVATION_MISSING",
            "A = Z",
            ("article_b_first_update", "saturated_40", "tiny_magnitudes", "one_sample"),
        ),
        ("ACTIVATION_SIGN", "A = f(-Z)", ANY),
        ("ACTIVATION_TWICE", "A = f(f(Z))", ANY),
        ("WRONG_ACTIVATION", "A = tanh(Z)", SIGMOID),
        ("WRONG_ACTIVATION", "A = sigmoid(Z)", ("tanh_hidden", "mixed_activations")),
        (
            "WRONG_ACTIVATION",
            "A = where(Z > 0, Z, 0.01 * Z)",
            ("relu_kinks", "shuffled_minibatches"),
        ),
        ("SINGLE_PRECISION", "A = single(A)", ("two_hidden_layers", "tanh_hidden")),
    ),
    *rows(
        "loss",
        ("NOT_HALVED", "J = 2 * J", ANY),
        ("MEAN_FOR_SUM", "J = J / n", SUMMED),
        ("SUM_FOR_MEAN", "J = J * n", MEANS),
        ("MEAN_OVER_ALL", "J = mean(d * d) / 2", DEEP),
        ("LOSS_ROOT", "J = sqrt(mean(d * d))", ANY),
        ("LOSS_ABSOLUTE_MEAN", "J = mean(abs(d))", ANY),
        ("LOSS_NOT_SQUARED", "J = total(d)", SUMMED),
    ),
    *rows(
        "dA last",
        ("ERROR_SIGN", "E = -E", ANY),
        ("NOT_HALVED", "E = 2 * E", ANY),
        ("MEAN_FOR_SUM", "E = E / n", SUMMED),
        ("SUM_FOR_MEAN", "E = E * n", MEANS),
        ("MEAN_OVER_ALL_NOT_HALVED", "E = 2 * d / size(d)", DEEP),
        ("CROSS_ENTROPY_ERROR", "E = E / (A * (1 - A))", SIGMOID),
        ("ERROR_SQUARED", "E = E * E", SUMMED),
        ("OVER_BATCH_SIZE", "E = E * n / 3", BATCHES),
        ("OVER_ALL_ROWS", "E = E * n / 7", BATCHES),
    ),
    *rows(
        "dA below",
        ("W_UPDATED_FIRST", "dA = product(dZ, t(W - rate * dW))", DEEP),
        ("SLOPE_SKIPPED", "dA = product(dA, t(W))", DEEP),
        ("W_TRANSPOSED", "dA = product(dZ, t(turned(W)))", SQUARE),
        ("W_COLUMN_MAJOR", "dA = product(dZ, transposed_by_rows(W))", DEEP),
        ("SIGN", "dA = -D", DEEP),
    ),
    *rows(
        "dZ",
        ("SLOPE_MISSING", "dZ = dA", SIGMOID),
        ("SLOPE_AT_Z", "dZ = dA * (Z * (1 - Z))", SIGMOID),
        ("SLOPE_AT_Z", "dZ = dA * (1 - Z * Z)", ("one_sample", "tanh_hidden")),
        ("SLOPE_OF_A", "dZ = dA * f(A) * (1 - f(A))", SIGMOID),
        ("SLOPE_TWICE", "dZ = dA * d * d", SIGMOID),
        ("SLOPE_HALF_SIGMOID", "dZ = dA * (1 - A)", SIGMOID),
        ("SLOPE_PLUS_SIGMOID", "dZ = dA * A * (1 + A)", SIGMOID),
        ("WRONG_SLOPE", "dZ = dA * (1 - A * A)", SIGMOID),
        ("WRONG_SLOPE", "dZ = dA * A * (1 - A)", ("tanh_hidden",)),
        ("KINK_IS_ONE", "dZ = where(relu > 0, dA * (Z >= 0), dA * d)", ("relu_kinks",)),
        (
            "LEAKY_SLOPE",
            "dZ = where(relu > 0, dA * where(Z > 0, 1, 0.01), dA * d)",
            ("relu_kinks", "mixed_activations"),
        ),
        ("RATE_IN_DELTA", "dZ = dA * d * rate", ANY),
        ("ERROR_MISSING", "dZ = d", SIGMOID),
    ),
    *rows(
        "dW",
        ("ERROR_FOR_DELTA", "dW = product(t(A_in), dA)", SIGMOID),
        ("DIVIDED_BY_ROWS", "dW = dW / n", ANY),
        ("SIGN", "dW = -dW", ANY),
        ("FIRST_ROW_ONLY", "dW = product(t(first_row(A_in)), first_row(dZ))", ANY),
        ("LAST_ROW_ONLY", "dW = product(t(last_row(A_in)), last_row(dZ))", ANY),
        ("RATE_IN_GRADIENT", "dW = rate * dW", ANY),
        ("TRANSPOSED", "dW = turned(dW)", SQUARE),
        ("COLUMN_MAJOR", "dW = by_rows(dW)", DEEP),
        ("GRADIENT_NORMALISED", "dW = dW / sqrt(total(dW * dW))", ANY),
    ),
    *rows(
        "db",
        ("BIAS_AXIS", "db = repeated(row_sums(dZ), db)", ANY),
        ("BIAS_MEAN", "db = column_means(dZ)", ANY),
        ("BIAS_TOTAL", "db = 0 * db + total(dZ)", DEEP),
        ("ZERO", "db = 0 * db", ANY),
        ("ERROR_FOR_DELTA", "db = column_sums(dA)", SIGMOID[:2]),
        ("FACTOR_2", "db = 2 * db", ANY),
        ("LAST_ROW_ONLY", "db = flat(last_row(dZ))", ANY),
    ),
    *rows(
        "W",
        ("UPDATE_SIGN", "w = w + rate * g", ANY),
        ("RATE_TWICE", "w = w - rate * rate * g", ANY),
        ("RATE_MISSING", "w = w - g", ("two_hidden_layers", "logistic_mean")),
        ("UPDATED_TWICE", "w = w - 2 * rate * g", ANY),
        ("RATE_HALVED", "w = w - rate * g / 2", ANY),
        ("NOT_UPDATED", "w = w", ANY),
        ("STEP_BY_SIGN", "w = w - rate * sgn(g)", ANY),
        ("WEIGHT_DECAY", "w = w - rate * (g + 0.01 * w)", ANY),
        ("OTHER_RATE", "w = w - 0.123 * g", ANY),
        ("SINGLE_PRECISION", "w = single(w - rate * g)", ANY),
    ),
    *rows(
        "b",
        ("NOT_UPDATED", "w = w - rate * g * is_W", ANY),
        ("UPDATE_SIGN", "w = w + rate * g * (1 - 2 * is_W)", ANY),
    ),
    *rows(
        "rows",
        ("NOT_SHUFFLED", "batches = cut(in_order)", SHUFFLED),
        ("SAME_SHUFFLE", "batches = cut(same)", SHUFFLED),
        ("ROWS_REVERSED", "batches = each(backwards, batches)", BATCHES),
        ("ROWS_SORTED", "batches = each(ordered, batches)", SHUFFLED),
    ),
]
