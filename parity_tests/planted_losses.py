"""Mistakes of losses and of the weights of samples, one line each."""

from __future__ import annotations

from planting import rows

HUBER = ("huber_sum", "huber_mean", "huber_kinks")
DELTA = ("huber_mean", "huber_kinks")
BINARY = ("binary_cross_entropy_sum", "binary_cross_entropy_multilabel", "sample_weights_minibatch")
CROSS = ("cross_entropy_sum", "cross_entropy_soft_targets", "sample_weights_cross_entropy")
SATURATED = ("binary_cross_entropy_saturated",)
WEIGHTED = ("sample_weights_sum", "sample_weights_absolute")
FUSED_WEIGHTED = ("sample_weights_cross_entropy", "sample_weights_minibatch")
ALL_WEIGHTED = (*WEIGHTED, *FUSED_WEIGHTED)
SUMMED = (
    "squared_error_sum",
    "absolute_error_sum",
    "huber_sum",
    "binary_cross_entropy_sum",
    "cross_entropy_sum",
)
MEANS = ("squared_error_mean", "absolute_error_mean", "huber_mean")
FUSED_MEANS = (
    "binary_cross_entropy_multilabel",
    "cross_entropy_soft_targets",
    "cross_entropy_deep",
)
LOST = "where(abs(d) > delta, {}, d * d / 2)"

ROWS = [
    *rows(
        "loss",
        ("SUM_FOR_MEAN", "J = J * n", (*MEANS, *FUSED_MEANS)),
        ("MEAN_FOR_SUM", "J = J / n", SUMMED),
        ("MEAN_OVER_ALL", "J = J * divisor / n / m", (*MEANS, *FUSED_MEANS)),
        ("TWO_MISSING", "J = J / 2", ("squared_error_sum", "squared_error_mean")),
        ("OTHER_LOSS", "J = total(d * d) / divisor", ("absolute_error_sum", "huber_mean")),
        (
            "HUBER_NOT_HALVED",
            "J = total(where(abs(d) > delta, delta * (abs(d) - delta / 2), d * d)) / divisor",
            HUBER,
        ),
        ("HUBER_LINE", f"J = total({LOST.format('delta * abs(d)')}) / divisor", HUBER[:2]),
        ("HUBER_LINE", f"J = total({LOST.format('delta * (abs(d) - delta)')}) / divisor", HUBER),
        (
            "HUBER_SWAPPED",
            "J = total(where(abs(d) > delta, d * d / 2, delta * (abs(d) - delta / 2))) / divisor",
            HUBER,
        ),
        ("HUBER_OVER_DELTA", "J = J / delta", DELTA),
        ("HUBER_DELTA", "J = total(where(abs(d) > 1, abs(d) - 0.5, d * d / 2)) / divisor", DELTA),
        ("WEIGHTS_IGNORED", "J = total(d * d) / 2", WEIGHTED[:1]),
        ("WEIGHTS_IGNORED", "J = total(-y * log(P)) / divisor", FUSED_WEIGHTED[:1]),
        ("WEIGHTS_SQUARED", "J = total(abs(d) * weight * weight) / divisor", WEIGHTED[1:]),
        ("MEAN_OVER_WEIGHTS", "J = J * divisor / total(weight)", ALL_WEIGHTED),
        (
            "WEIGHTS_OF_OTHER_ROWS",
            "J = total(-(y * log(P) + (1 - y) * log(1 - P)) * first_weights) / divisor",
            FUSED_WEIGHTED[1:],
        ),
        ("PROBABILITIES_FOR_LOGITS", "J = total((softplus(P) - y * P) * weight) / divisor", BINARY),
        (
            "PROBABILITIES_FOR_LOGITS",
            "J = total(y * (log(row_sums(exp(P))) - P) * weight) / divisor",
            CROSS[:2],
        ),
        ("ONE_TERM_ONLY", "J = total(-y * log(P) * weight) / divisor", BINARY),
        (
            "LOG_CLIPPED",
            "q = minimum(maximum(P, 0.0000001), 1 - 0.0000001); "
            "J = total(-(y * log(q) + (1 - y) * log(1 - q))) / divisor",
            SATURATED,
        ),
        ("LOG_CLIPPED", "J = total(-y * log(P + 0.00000001) * weight) / divisor", CROSS),
    ),
    *rows(
        "dA last",
        ("SUM_FOR_MEAN", "E = E * n", MEANS),
        ("MEAN_FOR_SUM", "E = E / n", SUMMED[:3]),
        ("MEAN_OVER_ALL", "E = E * divisor / n / m", MEANS),
        ("ERROR_SIGN", "E = -E", (*SUMMED[:3], *MEANS, *WEIGHTED)),
        ("TWO_MISSING", "E = E / 2", ("squared_error_sum", "squared_error_mean")),
        ("HUBER_NOT_HELD", "E = d / divisor", HUBER),
        ("HUBER_SIGN", "E = where(abs(d) > delta, sgn(d), d) / divisor", DELTA),
        ("HUBER_DELTA", "E = minimum(maximum(d, -1), 1) / divisor", DELTA),
        ("WEIGHTS_IGNORED", "E = d / divisor", WEIGHTED[:1]),
        ("WEIGHTS_IGNORED", "E = sgn(d) / divisor", WEIGHTED[1:]),
        ("WEIGHTS_SQUARED", "E = E * weight", WEIGHTED),
        ("MEAN_OVER_WEIGHTS", "E = E * divisor / total(weight)", WEIGHTED),
    ),
    *rows(
        "dZ fused",
        ("SUM_FOR_MEAN", "E = E * n", FUSED_MEANS),
        ("MEAN_FOR_SUM", "E = E / n", SUMMED[3:]),
        ("ERROR_SIGN", "E = -E", (*BINARY, *CROSS)),
        ("FUSED_SLOPE_TWICE", "E = E * A * (1 - A)", BINARY),
        ("FUSED_SLOPE_TWICE", "E = A * (E - row_sums(A * E))", CROSS),
        ("WEIGHTS_IGNORED", "E = d / divisor", FUSED_WEIGHTED),
        ("WEIGHTS_SQUARED", "E = E * weight", FUSED_WEIGHTED),
        ("MEAN_OVER_WEIGHTS", "E = E * divisor / total(weight)", FUSED_WEIGHTED),
        ("TARGET_MISSING", "E = (A - 0 * y) / divisor * weight", (*BINARY, *CROSS)),
    ),
]
