"""Mistakes of the other activations and of dropout, one line each."""

from __future__ import annotations

from planting import rows

FUSED = ("cross_entropy_sum", "binary_cross_entropy_multilabel", "cross_entropy_deep")
DROPOUT = (
    "dropout_half",
    "dropout_two_layers",
    "dropout_second_layer_only",
    "dropout_two_layers_r",
)
UNEVEN = ("dropout_two_layers", "dropout_two_layers_r", "dropout_second_layer_only")
BOTH_LAYERS = ("dropout_two_layers", "dropout_two_layers_r")

ROWS = [
    *rows(
        "dA below",
        ("W_COLUMN_MAJOR", "dA = product(dZ, transposed_by_rows(W))", FUSED),
        ("SIGN", "dA = -D", FUSED),
    ),
    *rows(
        "A gelu",
        ("GELU_ERF", "A = Z * Phi(Z)", ("gelu_hidden", "cross_entropy_deep")),
        ("GELU_QUICK", "A = Z * sigmoid(1.702 * Z)", ("gelu_hidden",)),
    ),
    *rows(
        "dZ gelu",
        ("GELU_ERF", "dZ = dA * (Phi(Z) + Z * phi(Z))", ("gelu_hidden", "cross_entropy_deep")),
        ("SLOPE_AT_A", "dZ = dA * slope(A, A)", ("gelu_hidden",)),
    ),
    *rows(
        "A hard_sigmoid",
        (
            "HARD_SIGMOID_KERAS_2",
            "A = minimum(maximum(0.2 * Z + 0.5, 0), 1)",
            ("hard_sigmoid_hidden", "hard_sigmoid_output"),
        ),
    ),
    *rows(
        "dZ hard_sigmoid",
        (
            "HARD_SIGMOID_KERAS_2",
            "dZ = dA * where(abs(Z) < 2.5, 0.2, 0.0)",
            ("hard_sigmoid_hidden", "hard_sigmoid_output"),
        ),
        ("KINK_FROM_ABOVE", "dZ = dA * where(abs(Z) <= 3, 1 / 6, 0.0)", ("hard_sigmoid_kink",)),
    ),
    *rows(
        "A leaky_relu",
        (
            "ALPHA_OF_OTHERS",
            "A = where(Z > 0, Z, 0.2 * Z)",
            ("leaky_relu_hidden", "leaky_relu_output", "leaky_relu_kink"),
        ),
    ),
    *rows(
        "dZ leaky_relu",
        (
            "ALPHA_OF_OTHERS",
            "dZ = dA * where(Z > 0, 1.0, 0.3)",
            ("leaky_relu_hidden", "leaky_relu_output", "leaky_relu_kink"),
        ),
        ("KINK_FROM_ABOVE", "dZ = dA * where(Z >= 0, 1.0, d)", ("leaky_relu_kink",)),
        ("SLOPE_MISSING", "dZ = dA", ("leaky_relu_hidden", "leaky_relu_output")),
    ),
    *rows(
        "A elu", ("ALPHA_OF_OTHERS", "A = where(Z > 0, Z, exp(Z) - 1)", ("elu_output", "elu_kink"))
    ),
    *rows(
        "dZ elu",
        ("ALPHA_OF_OTHERS", "dZ = dA * where(Z > 0, 1.0, A + 1)", ("elu_output",)),
        ("SLOPE_AT_Z", "dZ = dA * slope(Z, Z)", ("elu_hidden", "elu_output")),
    ),
    *rows(
        "A selu",
        ("SCALE_MISSING", "A = A / 1.0507009873554804934", ("selu_hidden", "selu_kink")),
        ("WRONG_ACTIVATION", "A = where(Z > 0, Z, exp(Z) - 1)", ("selu_hidden",)),
    ),
    *rows(
        "dZ selu",
        ("SLOPE_TWICE", "dZ = dA * d * d", ("selu_hidden",)),
        ("SCALE_MISSING", "dZ = dA * d / 1.0507009873554804934", ("selu_hidden", "selu_kink")),
    ),
    *rows(
        "A softmax", ("WRONG_ACTIVATION", "A = sigmoid(Z)", ("softmax_output", "cross_entropy_sum"))
    ),
    *rows(
        "dZ softmax",
        (
            "SOFTMAX_DIAGONAL",
            "dZ = dA * A * (1 - A)",
            ("softmax_output", "sample_weights_absolute"),
        ),
        ("SLOPE_MISSING", "dZ = dA", ("softmax_output",)),
    ),
    *rows("A silu", ("WRONG_ACTIVATION", "A = sigmoid(Z)", ("silu_hidden", "silu_far"))),
    *rows(
        "dZ silu",
        ("SLOPE_AT_A", "dZ = dA * slope(A, A)", ("silu_hidden",)),
        ("SLOPE_OF_A", "dZ = dA * slope(A, f(A))", ("silu_hidden",)),
        ("WRONG_SLOPE", "dZ = dA * sigmoid(Z)", ("silu_hidden",)),
    ),
    *rows(
        "dZ softplus",
        (
            "SLOPE_AT_A",
            "dZ = dA * slope(A, A)",
            ("softplus_hidden", "softplus_output", "sample_weights_minibatch"),
        ),
        ("SLOPE_MISSING", "dZ = dA", ("softplus_hidden",)),
    ),
    *rows(
        "dZ softsign",
        ("SLOPE_AT_A", "dZ = dA * slope(A, A)", ("softsign_hidden",)),
        ("WRONG_SLOPE", "dZ = dA * (1 - A * A)", ("softsign_hidden",)),
    ),
    *rows(
        "D",
        ("DROPOUT_NOT_SCALED", "D = A * mask", DROPOUT),
        ("DROPOUT_TIMES_KEEP", "D = A * mask * keep", DROPOUT),
        ("DROPOUT_BY_RATE", "D = A * mask / (1 - keep)", UNEVEN),
        ("DROPOUT_TIMES_RATE", "D = A * mask * (1 - keep)", UNEVEN),
        ("DROPOUT_SCALED_TWICE", "D = A * mask / keep / keep", DROPOUT),
        ("DROPOUT_INVERTED", "D = A * (1 - mask) / keep", DROPOUT),
        ("DROPOUT_SKIPPED", "D = A", DROPOUT),
    ),
    *rows("Z dropped", ("DROPOUT_SKIPPED", "D = A", DROPOUT)),
    *rows("A dropped", ("OUTPUT_DROPPED", "A = A * mask / keep", DROPOUT)),
    *rows("dW dropped", ("DROPOUT_SKIPPED", "A_in = A", DROPOUT)),
    *rows(
        "dA dropped",
        ("DROPOUT_NOT_SCALED", "dA = D * mask", DROPOUT),
        ("DROPOUT_NOT_BACKWARD", "dA = D", DROPOUT),
        ("DROPOUT_NOT_BACKWARD", "dA = D / keep", DROPOUT),
        ("DROPOUT_INVERTED", "dA = D * (1 - mask) / keep", DROPOUT),
        ("DROPOUT_SCALED_TWICE", "dA = D * mask / keep / keep", DROPOUT),
    ),
    *rows(
        "mask",
        ("DROPOUT_INVERTED", "mask = where(u < rate, 1.0, 0.0)", DROPOUT),
        ("MASK_COMPARED_AT_KEEP", "mask = where(u < 1 - rate, 1.0, 0.0)", UNEVEN),
        ("MASK_COLUMN_BY_COLUMN", "mask = where(by_columns(u) < rate, 0.0, 1.0)", DROPOUT),
        ("MASK_OF_ONES", "mask = 0 * u + 1", DROPOUT),
        ("MASK_LAYERS_REVERSED", "reversed = 1; mask = where(u < rate, 0.0, 1.0)", BOTH_LAYERS),
        (
            "MASK_ONE_FOR_ALL",
            "mask = where(0 * u + every_row(first_row(u), u) < rate, 0.0, 1.0)",
            DROPOUT,
        ),
    ),
    *rows("mask anew", ("MASK_ANEW", "mask = where(u < rate, 0.0, 1.0)", DROPOUT)),
    *rows(
        "mask other",
        (
            "MASK_OTHER_GENERATOR",
            "mask = where(u < rate, 0.0, 1.0)",
            ("dropout_half", "dropout_half_r"),
        ),
    ),
]
