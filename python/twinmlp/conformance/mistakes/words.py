"""The words of a patched line, and how a line is evaluated: a restricted expression over names,
nothing else."""

from __future__ import annotations

import ast
import math
from functools import lru_cache
from types import CodeType
from typing import Any, Mapping

import numpy as np

from . import arrays
from .applicable import NotApplicable, need

erf = np.vectorize(math.erf, otypes=[float])
GELU = 2 * math.sqrt(2 / math.pi)
OF_NUMPY = (
    "sqrt abs exp expm1 log log2 log10 log1p tanh arctan sin cos pi floor ceil round trunc where "
    "minimum maximum clip isfinite any all mean size argsort append"
)
OF_ARRAYS = (
    "product square softmax log_softmax sigmoid single shaped_as on_rows "
    "ratio ratio_of_moves in_single digits_of few_digits"
)

WORDS: dict[str, Any] = {
    **{name: getattr(np, name) for name in OF_NUMPY.split()},
    **{name: getattr(arrays, name) for name in OF_ARRAYS.split()},
    # element by element
    "sgn": np.sign,
    "softplus": lambda Z: np.logaddexp(0, Z),
    "Phi": lambda Z: (1 + erf(Z / math.sqrt(2))) / 2,
    "phi": lambda Z: np.exp(-Z * Z / 2) / math.sqrt(2 * math.pi),
    "gelu_argument": lambda Z: GELU * (Z + 0.044715 * Z**3),
    "gelu_slope": lambda Z: GELU * (1 + 3 * 0.044715 * Z * Z),
    "half": lambda values: np.asarray(values).astype(np.float16).astype(float),
    "to_four_digits": np.vectorize(lambda value: float(f"{value:.4g}"), otypes=[float]),
    # rows and columns
    "t": arrays.transposed,
    "total": np.sum,
    "largest": np.max,
    "length": lambda M: np.sqrt((M * M).sum()),
    "row_sums": lambda M: M.sum(axis=1, keepdims=True),
    "row_means": lambda M: M.mean(axis=1, keepdims=True),
    "row_largest": lambda M: M.max(axis=1, keepdims=True),
    "column_sums": lambda M: M.sum(axis=0),
    "column_means": lambda M: M.mean(axis=0),
    "without_first": lambda M: np.concatenate([0 * M[:1], M[1:]]),
    "without_last": lambda M: np.concatenate([M[:-1], 0 * M[-1:]]),
    "first_row": lambda M: M[:1],
    "last_row": lambda M: M[-1:],
    "first_column": lambda M: M[:, :1],
    "last_column": lambda M: M[:, -1:],
    "ordered": np.sort,
    "backwards": lambda M: M[::-1],
    "units_backwards": lambda M: M[..., ::-1],
    "next_row": lambda M: np.roll(M, 1, axis=0),
    "row_before": lambda M: np.roll(M, -1, axis=0),
    "class_of": lambda M: M.argmax(axis=1)[:, np.newaxis],
    "one_hot": lambda M: np.eye(M.shape[1])[M.argmax(axis=1)],
    "next_class": lambda M: np.roll(M, 1, axis=1),
    "standardised": lambda X, less=0: (X - X.mean(axis=0)) / X.std(axis=0, ddof=less),
    "to_unit_range": lambda X: (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0)),
    # shapes
    "flat": np.ravel,
    "ones": np.ones_like,
    "repeated": lambda values, M: np.resize(values, np.shape(M)),
    "recycled_down": lambda b, M: np.resize(b, np.size(M)).reshape(np.shape(M), order="F"),
    "read_by_columns": lambda M: M.ravel().reshape(M.shape, order="F"),
    "read_by_rows": lambda M: M.ravel(order="F").reshape(M.shape),
    "reshaped": lambda M: M.reshape(M.shape[::-1]),
    "reshaped_by_columns": lambda M: M.ravel(order="F").reshape(M.shape[::-1], order="F"),
    "in_shape_of": lambda M, other: arrays.read_as(M, np.shape(other)),
    "in_shape_of_by_columns": lambda M, other: arrays.read_as(M.ravel(order="F"), np.shape(other)),
    "alternate": lambda M: (np.arange(M.size) % 2).reshape(M.shape),
    # conditions
    "need": lambda condition, value: (need(condition), value)[1],
    "is_permutation": lambda rows, n: len({*rows} & {*range(n)}) == len(rows),
    "True": True,
    "False": False,
}
ALLOWED = (
    *(ast.Expression, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Call, ast.Name),
    *(ast.Constant, ast.Load, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.keyword),
    *(ast.Subscript, ast.Slice, ast.Tuple, ast.IfExp),
)


@lru_cache(maxsize=None)
def compiled(expression: str) -> CodeType:
    """An expression of names, numbers, texts, operators and calls."""
    tree = ast.parse(expression.strip(), mode="eval")
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED):
            raise SyntaxError(f"{type(node).__name__} in a patched line: {expression}")
    return compile(tree, f"<{expression.strip()}>", "eval")


GLOBALS = {"__builtins__": {}, **WORDS}


def value_of(expression: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression; a name that is neither a word nor one of these is a NameError.

    NotApplicable where shapes do not go together.
    """
    try:
        return eval(compiled(expression), GLOBALS, names)  # type: ignore[arg-type]
    except ValueError as error:
        if "could not be broadcast" in str(error):
            raise NotApplicable(expression) from None
        raise


@lru_cache(maxsize=None)
def lines_of(text: str) -> tuple[tuple[str, str], ...]:
    """The lines of a text, as (name, expression)."""
    parts = [line.partition(" = ") for line in text.split(";") if line.strip()]
    return tuple((name.strip(), expression.strip()) for name, _, expression in parts)


def only_lines(text: str, right: str) -> str:
    """The lines of a text that give names of the right lines."""
    known = {target for target, _ in lines_of(right)}
    return ";".join(f"{target} = {line}" for target, line in lines_of(text) if target in known)
