"""Mistakes of penalties, masks, clipping and schedules, one line each."""

from __future__ import annotations

from planting import rows

L1, L2 = ("penalty_l1",), ("penalty_l2", "penalty_both", "masks_penalty_clip_norm")
PENALTY = ("penalty_l1", "penalty_l2", "penalty_both", "masks_penalty_clip_norm")
ADDED = PENALTY[:3]
MASKED = ("masks", "masks_layer")
MASKED_AND_CLIPPED = ("masks_penalty_clip_norm",)
MOVES = ("masks_layer", "masks_penalty_clip_norm")
NORM = ("clip_norm", "clip_norm_adam", "masks_penalty_clip_norm")
VALUE = ("clip_value", "clip_value_and_penalty")
COSINE = ("schedule_cosine", "schedule_cosine_smallest")
WARM = ("schedule_warmup", "schedule_cosine_smallest")
EVERY = (
    "step_every_step",
    "schedule_exponential",
    "schedule_inverse_scaling",
    "schedule_cosine",
    "schedule_adam",
    "masks_penalty_clip_norm",
)

ROWS = [
    *rows(
        "loss penalty",
        ("PENALTY_MISSING", "J = loss", PENALTY),
        ("L2_DOUBLED", "J = loss + l1 * sizes_W + l2 * squares_W", L2),
        ("L2_HALVED", "J = loss + l1 * sizes_W + l2 * squares_W / 4", L2),
        ("PENALTY_OVER_ROWS", "J = loss + (l1 * sizes_W + l2 * squares_W / 2) / n", PENALTY),
        ("PENALTIES_EXCHANGED", "J = loss + l2 * sizes_W + l1 * squares_W / 2", PENALTY),
        (
            "PENALTY_ON_BIAS",
            "J = loss + l1 * (sizes_W + sizes_b) + l2 * (squares_W + squares_b) / 2",
            PENALTY,
        ),
    ),
    *rows(
        "gW",
        ("PENALTY_MISSING", "size = 0 * w", ADDED),
        ("L2_DOUBLED", "size = l1 * sgn(w) + 2 * l2 * w", L2[:2]),
        ("L2_HALVED", "size = l1 * sgn(w) + l2 * w / 2", L2[:2]),
        ("PENALTY_OVER_ROWS", "size = (l1 * sgn(w) + l2 * w) / n", ADDED),
        ("PENALTY_TIMES_ROWS", "size = (l1 * sgn(w) + l2 * w) * n", ADDED),
        ("PENALTIES_EXCHANGED", "size = l2 * sgn(w) + l1 * w", ADDED),
        ("PENALTY_SIGN", "size = -(l1 * sgn(w) + l2 * w)", ADDED),
        ("SIGN_OF_ZERO", "size = l1 * where(w < 0, -1, 1) + l2 * w", L1),
        (
            "PENALTY_AFTER_CLIPPING",
            "raw = d; g = where(mask == 0, 0 * cut, cut + size)",
            ("clip_value_and_penalty",),
        ),
        ("MASK_NOT_IN_GRADIENT", "kept = raw", MASKED),
        ("MASK_INVERTED", "kept = where(mask == 0, raw, 0 * raw)", MASKED),
        ("MASK_IGNORED", "kept = raw; w = after", MASKED),
        (
            "MASK_INVERTED",
            "kept = where(mask == 0, raw, 0 * raw); w = where(mask == 0, after, before)",
            MASKED[:1],
        ),
        ("CLIP_MISSING", "cut = kept", ("clip_norm", "clip_norm_adam", "clip_value")),
        ("CLIP_PER_LAYER", "factor = where(layer_norm > limit, limit / layer_norm, 1.0)", NORM),
        ("CLIP_PER_PARAMETER", "factor = where(own_norm > limit, limit / own_norm, 1.0)", NORM),
        ("CLIP_EPSILON", "factor = where(norm > limit, limit / (norm + 0.000001), 1.0)", NORM),
        ("NORM_SQUARED", "factor = where(norm > limit, limit / (norm * norm), 1.0)", NORM),
        (
            "CLIP_BELOW",
            "factor = where(norm < limit, limit / norm, 1.0)",
            ("clip_norm_loose", "clip_norm_adam_loose"),
        ),
        ("CLIP_ALWAYS", "factor = limit / norm", ("clip_norm_loose", "clip_norm_adam_loose")),
        ("VALUE_FOR_NORM", "cut = minimum(maximum(kept, -limit), limit)", NORM),
        ("NORM_FOR_VALUE", "cut = kept * where(all_norm > limit, limit / all_norm, 1.0)", VALUE),
        ("CLIP_ONE_SIDED", "cut = minimum(kept, limit)", VALUE[1:]),
        ("CLIP_FACTOR_MISSING", "factor = where(norm > limit, 1 / norm, 1.0)", NORM),
    ),
    *rows("gb", ("PENALTY_ON_BIAS", "size = case_l1 * sgn(w) + case_l2 * w", ADDED)),
    *rows(
        "gradient_norm",
        ("NORM_SQUARED", "norm = squares", NORM),
        ("NORM_OF_WEIGHTS", "norm = sqrt(weight_squares)", NORM),
        (
            "PENALTY_AFTER_CLIPPING",
            "raw = d; g = where(mask == 0, 0 * cut, cut + size)",
            MASKED_AND_CLIPPED,
        ),
        ("PENALTY_MISSING", "size = 0 * w", MASKED_AND_CLIPPED),
        ("PENALTY_ON_BIAS", "size = case_l1 * sgn(w) + case_l2 * w", MASKED_AND_CLIPPED),
        ("MASK_NOT_IN_GRADIENT", "kept = raw", MASKED_AND_CLIPPED),
    ),
    *rows(
        "W mask",
        ("MASK_ONLY_IN_GRADIENT", "w = after", MOVES),
        ("MASK_INVERTED", "w = where(mask == 0, after, before)", MASKED),
    ),
    *rows(
        "learning_rate",
        ("TIME_AHEAD", "t = time + 1; warm = where(t < warmup, t / warmup, 1.0)", EVERY),
        ("TIME_BEHIND", "t = maximum(time - 1, 0)", EVERY[:4]),
        ("STEPS_FOR_EPOCHS", "t = step", ("masks_penalty_clip_norm", "step_in_batches")),
        (
            "EPOCHS_FOR_STEPS",
            "t = epoch; warm = where(step + 1 < warmup, (step + 1) / warmup, 1.0)",
            ("schedule_adam",),
        ),
        ("EPOCHS_FOR_STEPS", "t = epoch", ("schedule_cosine_smallest",)),
        ("SCHEDULE_MISSING", "factor = 1", EVERY[:5]),
        ("WARMUP_MISSING", "warm = 1", WARM),
        ("WARMUP_FROM_ZERO", "warm = where(t < warmup, t / warmup, 1.0)", WARM),
        (
            "WARMUP_SHIFTS_TIME",
            "t = maximum(time - warmup, 0); warm = where(time + 1 < warmup, (time + 1) / warmup, 1.0)",
            ("schedule_cosine_smallest",),
        ),
        (
            "NO_FLOOR",
            "factor = drop ** (t / every)",
            ("schedule_step_halves", "momentum_step_halves"),
        ),
        ("COSINE_WHOLE_WAVE", "wave = (1 + cos(2 * pi * t / period)) / 2", COSINE),
        ("COSINE_NOT_HELD", "wave = (1 + cos(pi * t / period)) / 2", ("cosine_of_two",)),
        ("COSINE_SMALLEST_MISSING", "factor = wave", ("schedule_cosine_smallest",)),
        ("COSINE_SMALLEST_ADDED", "factor = wave + smallest", ("schedule_cosine_smallest",)),
        ("BASE_RATE_IGNORED", "rate = factor * warm", EVERY),
        ("BASE_RATE_IGNORED", "rate = 0.01 * factor * warm", EVERY),
    ),
]
