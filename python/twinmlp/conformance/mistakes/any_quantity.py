"""Known mistakes that any quantity can have: its sign, a factor, its layout, its digits, the step it belongs to."""

from __future__ import annotations

import numpy as np

from .mistake import Mistake, fraction, ratio
from .plain import Array, Phase

EVERY = ("Z", "A", "dA", "dZ", "dW", "db", "W", "b")
NUMBERS = EVERY + ("loss",)
ROW_BY_ROW = "A matrix is a list of rows; a vector is a list; one row is a list of one list."
SINGLE = 2.0**29  # how much coarser single precision is than double


def not_finite(p: Phase) -> Array | None:
    """The trace's value, where it has NaN or an infinity."""
    return None if np.isfinite(p.own).all() else p.own


def single(p: Phase) -> Array | None:
    """The trace's value, if all of it is single numbers, or off by what single precision loses."""
    if p.own.shape != np.shape(p.right):
        return None
    # At the limits of doubles a single number is infinite or nothing.
    distance, allowed = np.abs(p.own - p.right), 4 * SINGLE * p.bound + 2.0**-22 * np.abs(p.right)
    representable = np.all(p.own.astype(np.float32) == p.own) and np.any(p.own != 0)
    visible = distance.max(initial=0) > 2.0**-38 * np.abs(p.right).max(initial=0)
    return p.own if np.all(distance <= allowed) and (representable or visible) else None


def digits_kept(p: Phase) -> str | None:
    """With how many digits the true value was written, if that is the whole difference."""
    if p.true is None or np.shape(p.true) != p.own.shape:
        return None
    for digits in range(1, 13):
        for text, kind in ((f".{digits}f", "decimals"), (f".{digits}g", "significant digits")):
            rounded = np.vectorize(lambda value, text=text: float(format(value, text)))(p.true)
            if (
                digits > 2
                and np.allclose(rounded, p.own, rtol=1e-14, atol=1e-300)
                and np.any(p.own != 0)
            ):
                return f"{digits} {kind}"
    return None


ROWS = [
    (
        "NOT_FINITE",
        NUMBERS,
        "not a number, or infinite: an overflow, 0/0, or a missing value",
        "Look for exp of large numbers, division by zero, and values that were never set.",
        not_finite,
    ),
    (
        "SIGN",
        NUMBERS,
        "the sign is turned",
        "Compare the sign convention with the formula.",
        lambda p: -p.right,
    ),
    ("FACTOR_2", NUMBERS, "twice the right value", "Compare the formula.", lambda p: 2 * p.right),
    ("FACTOR_HALF", NUMBERS, "half the right value", "Compare the formula.", lambda p: p.right / 2),
    (
        "TIMES_ROWS",
        NUMBERS,
        "the number of rows times the right value: summed for averaged",
        "Compare the case's reduction.",
        lambda p: p.right * p.n,
    ),
    (
        "OVER_ROWS",
        NUMBERS,
        "the right value over the number of rows: averaged for summed",
        "Compare the case's reduction.",
        lambda p: p.right / p.n,
    ),
    (
        "TIMES_OUTPUTS",
        NUMBERS,
        "the number of outputs times the right value",
        "Compare the formula.",
        lambda p: p.right * p.outputs,
    ),
    (
        "DIVIDED_BY_OUTPUTS",
        NUMBERS,
        "the right value over the number of outputs",
        "Compare the formula.",
        lambda p: p.right / p.outputs,
    ),
    (
        "TIMES_RATE",
        NUMBERS,
        "the learning rate is multiplied in",
        "The learning rate belongs into the update, once.",
        lambda p: p.right * p.rate,
    ),
    (
        "TRANSPOSED",
        EVERY,
        "transposed",
        ROW_BY_ROW,
        lambda p: None if p.right.ndim < 2 else p.right.T,
    ),
    (
        "COLUMN_MAJOR",
        EVERY,
        "the numbers stand column by column where rows belong",
        ROW_BY_ROW,
        lambda p: p.right.ravel(order="F").reshape(p.right.shape),
    ),
    (
        "ROW_MAJOR",
        EVERY,
        "the numbers, written row by row, are read column by column",
        ROW_BY_ROW,
        lambda p: p.right.ravel().reshape(p.right.shape, order="F"),
    ),
    (
        "FLAT",
        EVERY,
        "the right numbers, but not as a list of rows",
        ROW_BY_ROW,
        lambda p: p.right.reshape(p.own.shape),
    ),
    (
        "FLAT_COLUMN_MAJOR",
        EVERY,
        "the right numbers column by column, and not as a list of rows",
        ROW_BY_ROW,
        lambda p: p.right.ravel(order="F").reshape(p.own.shape),
    ),
    (
        "BATCH_LAST",
        EVERY,
        "samples are columns, not rows",
        ROW_BY_ROW,
        lambda p: p.right.T if p.right.ndim == 2 else None,
    ),
    (
        "ROWS_REVERSED",
        ("Z", "A", "dA", "dZ"),
        "the rows stand in reverse order",
        "Keep the rows of a batch in their order.",
        lambda p: p.right[::-1],
    ),
    (
        "SORTED_ROWS",
        ("Z", "A", "dA", "dZ"),
        "the rows stand in the order of the data, not of the batch",
        "Keep the rows of a batch in their order.",
        lambda p: p.right[np.argsort(p.rows)],
    ),
    (
        "UNITS_REVERSED",
        EVERY,
        "the units stand in reverse order",
        "Keep the units in the order of W's columns.",
        lambda p: p.right[..., ::-1],
    ),
    (
        "STEP_BEFORE",
        NUMBERS,
        "the value of one step before: off by one",
        "Steps are counted from 0; W and b are those after the step.",
        lambda p: p.around["true before"],
    ),
    (
        "STEP_AFTER",
        NUMBERS,
        "the value of one step later: off by one",
        "Steps are counted from 0; W and b are those after the step.",
        lambda p: p.around["true after"],
    ),
    (
        "STALE",
        NUMBERS,
        "left over from the step before: not computed anew",
        "Record the value of this step.",
        lambda p: p.around["own before"],
    ),
    (
        "LAYER_BELOW",
        EVERY,
        "the value of the layer below",
        "Layers are listed first to last.",
        lambda p: p.around["layers"][p.l - 1] if p.l else None,
    ),
    (
        "LAYER_ABOVE",
        EVERY,
        "the value of the layer above",
        "Layers are listed first to last.",
        lambda p: p.around["layers"][p.l + 1],
    ),
    (
        "ZERO",
        NUMBERS,
        "zero throughout: not computed",
        "Record the value of this step.",
        lambda p: np.zeros_like(p.right),
    ),
    ("ONE_MINUS", ("A",), "1 - a for a", "Compare the formula.", lambda p: 1 - p.right),
]
PRECISION = [
    (
        "SINGLE_PRECISION",
        NUMBERS,
        "computed or kept in single precision (float32)",
        "Use 64-bit numbers throughout: float64, double.",
        single,
        None,
    ),
    (
        "FEW_DIGITS",
        NUMBERS,
        "written with %s",
        "Write 17 significant digits (%%.17g); R's jsonlite needs digits = I(17) and version 1.8.5.",
        lambda p: p.own if digits_kept(p) else None,
        digits_kept,
    ),
]
SHAPELESS = [
    (
        "PROPORTIONAL",
        NUMBERS,
        "%s times the right value, throughout",
        "Look for a constant factor.",
        lambda p: None if ratio(p.own, p.right) is None else ratio(p.own, p.right) * p.right,
        lambda p: fraction(ratio(p.own, p.right)),
    ),
    (
        "OFFSET",
        EVERY,
        "the right value plus %s, throughout",
        "Look for a constant that is added.",
        lambda p: p.right + float(np.ravel(p.own - p.right)[0]) if p.right.size > 1 else None,
        lambda p: fraction(float(np.ravel(p.own - p.right)[0])),
    ),
]

# They say how the numbers differ, not why: where a mistake that says why fits, they are not named.
ONLY_HOW = {
    "FACTOR_2",
    "FACTOR_HALF",
    "TIMES_ROWS",
    "OVER_ROWS",
    "TIMES_OUTPUTS",
    "DIVIDED_BY_OUTPUTS",
    "TIMES_RATE",
    "PROPORTIONAL",
    "OFFSET",
}

MISTAKES = [
    *(
        Mistake(code, on, says, mend, value, detail)
        for code, on, says, mend, value, detail in PRECISION
    ),
    *(Mistake(code, on, says, mend, value) for code, on, says, mend, value in ROWS),
    *(
        Mistake(code, on, says, mend, value, detail)
        for code, on, says, mend, value, detail in SHAPELESS
    ),
]
