"""What may stand in the place of what, by mistake: the tables of the grammar of changed lines."""

from __future__ import annotations

import ast

from .optimizers import OPTIONS
from .step import TIMES

# What was changed, in the order in which changes are believed.
KINDS = (
    "left out; another operator; another operand; another step; applied once more; another order; "
    "a number in its place; another call; another number; more than it should be; "
    "another axis or order; another function around it; a bound of its own; a number of its own; "
    "single precision; a number more"
).split("; ")
# Names of values of one shape, of which another may be used; what a case lacks is passed over.
ALIKE = (
    ("Z", "A", "D", "mask", "dA", "dZ", "y", "slope"),
    ("A_in", "X", "Z_below", "A_below", "D_below", "mask_below"),
    ("dZ_above", "dA_above", "A_above", "Z_above", "dZ_last", "dA_last"),
    ("W", "dW", "gW", "W_updated"),
    ("W_above", "dW_above", "W_updated_above", "W"),
    ("b", "B", "db"),
    ("w", "d", "g", "m", "v", "velocity", "squares", "moves", "step", "sign"),
    ("n", "all_rows", "batch_size", "outputs", "divisor", "n - 1", "n * outputs"),
    ("rate", "base_rate", "rate * rate"),
    ("time", "step_number", "epoch_number", "time + 1", "maximum(time - 1, 0)"),
    ("beta1", "beta2", "1 - beta1", "1 - beta2"),
    ("beta1_power", "beta2_power", "beta1", "beta2"),
    ("rho", "1 - rho", "momentum", "1 - momentum"),
    ("l1", "l2", "decay"),
    ("case_l1", "case_l2"),
    (
        "sizes_W",
        "squares_W",
        "norms_W",
        "squares_of_last",
        "squares_of_first",
        "sizes_b",
        "squares_b",
    ),
    ("drop", "1 - drop"),
    ("norm", "norm_of_all", "norm_of_layer", "norm_of_W", "limit"),
    ("weight", "weight * weight", "sqrt(weight)", "mean(weight)"),
    ("batch", "all_of_them", "one_row"),
)
# A value of another step than this one.
OTHER_STEPS = "{x}_earlier; {x}_before; {x}_after; {x} + {x}_earlier; ({x} + {x}_earlier) / 2"
# What may be multiplied in, divided by, added or subtracted.
BESIDE = "n outputs rate epsilon slope weight mask b w divisor A Z y".split()
# What may be done to a part of a line, by its kind; between semicolons.
AROUND = {
    "applied once more": "f({x})",
    "another function around it": "-{x}; 2 * {x}; {x} / 2; {x} * {x}; sqrt({x}); abs({x});"
    "1 - {x}; 1 / {x}; {x} + 1; {x} - 1; sgn({x}); exp({x}); log({x}); {x} / log(2);"
    "floor({x}); trunc({x}); round({x}); maximum({x}, 0); minimum({x}, 0); clip({x}, -1, 1);"
    "clip({x}, 0, 1); sigmoid({x}); softmax({x}); total({x}); mean({x}); {x} / length({x});"
    "{x} - mean({x}); {x} - column_means({x})",
    "another axis or order": "t({x}); read_by_columns({x}); read_by_rows({x}); reshaped({x});"
    "backwards({x}); units_backwards({x}); next_row({x}); row_before({x}); next_class({x});"
    "first_row({x}); last_row({x}); first_column({x}); last_column({x}); without_first({x});"
    "without_last({x}); column_sums({x}); column_means({x}); row_sums({x}); row_means({x})",
    "single precision": "single({x})",
}
# The same with a number to be found; `%s` is the part.
FITTED = {
    "fitted * {x}": "the factor 1 of `%s`",
    "{x} + fitted": "the 0 that is added to `%s`",
    "clip({x}, -fitted, fitted)": "no bound of `%s`",
}
# What may stand for a whole part of the lines of A and dZ.
INSTEAD = ("A", "Z", "exp(Z)", "sigmoid(Z)", "tanh(Z)", "slope")
# What may stand for a part of the lines of an update.
INSTEAD_OF_UPDATE = ("g", "m", "velocity", "w", "squares_of_all", "squares_of_samples")
# How often an update has been made, as some count it.
COUNTS = ("step_number + 2", "maximum(step_number, 1)", "epoch_number + 1", "batch_number + 1", "1")
# Beyond which an argument is cut off.
BOUNDS = (10, 15, 20, 30, 50, 100, 250, 500, 700, 709)
# What pi is taken for.
PI = ("3.14", "3.1416", "3.14159", "22 / 7")
# What may be called in the place of a word.
CALLS = {
    "minimum": ("maximum",),
    "maximum": ("minimum",),
    "expm1": ("exp",),
    "exp": ("expm1",),
    "cos": ("sin",),
    "log": ("log2", "log10", "log1p"),
    "floor": ("ceil", "round"),
    "total": ("mean", "column_sums", "largest"),
    "column_sums": ("column_means", "row_sums", "total", "row_largest"),
    "row_sums": ("column_sums", "row_means", "total"),
    "sigmoid": ("tanh", "softplus"),
    "tanh": ("sigmoid",),
    "softplus": ("sigmoid",),
    "softmax": ("log_softmax", "sigmoid"),
    "log_softmax": ("softmax",),
    "sgn": ("abs",),
    "abs": ("sgn",),
}
OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
COMPARED = (">", ">=", "<", "<=", "==", "!=")
# Names of single numbers, for which another may stand.
NUMBERS = {name for options in OPTIONS.values() for name in options}
NUMBERS |= {*TIMES, "weight_decay", "decay_by", "drop_by", "alpha", "scale", "drop", "delta"}
NUMBERS |= {"limit", "l1", "l2", "rate", "divisor", "n"}
# What is taken for the inputs, the targets, and the parameters at the start.
DATA = {
    "X": {
        "standardised(X)": "standardised",
        "standardised(X, 1)": "standardised, with n - 1 (R's scale, pandas, PyTorch)",
        "to_unit_range(X)": "scaled to [0, 1]",
        "X - column_means(X)": "centred",
        "X / largest(abs(X))": "divided by the largest of them",
        "X / 255": "divided by 255",
        "half(X)": "in half precision (float16)",
        "single(X)": "in single precision (float32)",
        "trunc(X)": "cut off to whole numbers",
        "backwards(X)": "in reverse order",
        "next_row(X)": "those of the row before",
        "row_before(X)": "those of the next row",
        "units_backwards(X)": "with their columns in reverse order",
        "X / sqrt(row_sums(X * X))": "scaled to length 1, row by row",
    },
    "y": {
        "2 * y - 1": "-1 and 1 where 0 and 1 belong",
        "1 - y": "1 - y: the classes are exchanged",
        "y - 0.5": "less 0.5",
        "trunc(y)": "cut off to whole numbers",
        "ones(y)": "all 1",
        "0 * y": "all 0",
        "backwards(y)": "in reverse order",
        "next_row(y)": "those of the row before",
        "row_before(y)": "those of the next row",
        "next_class(y)": "shifted by a class",
        "one_hot(y)": "1 where a row is largest and 0 elsewhere (argmax)",
        "0 * y + class_of(y)": "the numbers of the classes (argmax)",
        "(y > 0.5) + 0.0": "1 above 0.5, and 0 below",
        "units_backwards(y)": "with their classes in reverse order",
        "standardised(y)": "standardised",
        "to_unit_range(y)": "scaled to [0, 1]",
        "half(y)": "in half precision (float16)",
        "single(y)": "in single precision (float32)",
    },
    "w": {
        "single(w)": "W and b in single precision (float32)",
        "half(w)": "W and b in half precision (float16)",
        "0 * w": "W and b at 0",
        "-w": "W and b of the other sign",
    },
    "b": {"0 * w": "b at 0", "1 + 0 * w": "b at 1"},
    "W": {
        "single(w)": "W in single precision (float32)",
        "half(w)": "W in half precision (float16)",
        "t(w)": "W transposed",
        "read_by_columns(w)": "W's numbers read column by column",
        "read_by_rows(w)": "W's numbers read row by row",
        "units_backwards(w)": "the units in reverse order",
        "backwards(w)": "the inputs in reverse order",
        "w / 2": "half of W",
        "2 * w": "twice W",
    },
}
