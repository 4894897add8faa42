"""The words of a patched line, and how a line is evaluated: a restricted expression over names, nothing else."""

from __future__ import annotations

import ast
import math
from functools import lru_cache
from types import CodeType
from typing import Any, Mapping

import numpy as np

Array = np.ndarray


class NotApplicable(Exception):
    """A mistake that cannot be made here: a shape that cannot be, no such layer, or nothing recorded to make it from."""


def need(condition: Any) -> None:
    """Go on only where a mistake can be made."""
    if not condition:
        raise NotApplicable


def product(A: Array, B: Array) -> Array:
    """The matrix product, of matrices that fit."""
    need(np.ndim(A) == np.ndim(B) == 2 and A.shape[1] == B.shape[0])
    return A @ B


def transposed(M: Array) -> Array:
    """M^T, of a matrix."""
    need(np.ndim(M) == 2)
    return M.T


def square(M: Array) -> Array:
    """M, if its transpose has the same shape."""
    need(np.ndim(M) == 2 and M.shape[0] == M.shape[1])
    return M


def shaped_as(values: Array, other: Array) -> Array:
    """Values that have the shape of others."""
    need(np.shape(values) == np.shape(other))
    return values


def on_rows(values: Array, M: Array) -> Array:
    """One value a row of M, in every column."""
    need(np.ndim(values) == 1 and len(values) == len(M))
    return np.broadcast_to(values[:, np.newaxis], M.shape)


def read_as(values: Array, shape: tuple[int, ...], order: str = "C") -> Array:
    """The numbers in another shape."""
    need(np.size(values) == math.prod(shape))
    return values.reshape(shape, order=order)


def single(values: Array) -> Array:
    """Rounded to single precision."""
    return np.asarray(values).astype(np.float32).astype(float)


def softmax(Z: Array, axis: int = 1) -> Array:
    """exp(z) over the sum of its row, or of its column."""
    e = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(Z: Array) -> Array:
    """log(softmax(Z))."""
    D = Z - Z.max(axis=1, keepdims=True)
    return D - np.log(np.exp(D).sum(axis=1, keepdims=True))


def sigmoid(Z: Array) -> Array:
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-Z))


def ratio(values: Array, reference: Array) -> float:
    """The one factor between two arrays, where there is one, and more than one number to tell it from."""
    values, reference = np.ravel(values), np.ravel(reference)
    large = np.abs(reference) > 1e-6 * np.abs(reference).max(initial=0.0)
    need(values.shape == reference.shape and large.sum() >= 2)
    factors = values[large] / reference[large]
    factor = factors[np.argmax(np.abs(reference[large]))]
    need(np.allclose(factors, factor, rtol=1e-7, atol=0) and factor != 0)
    return float(factor)


def ratio_of_moves(start: Array, own: Array, right: Array) -> float:
    """How many times the right move a parameter has moved."""
    moves = start - own, start - right
    large = np.abs(moves[1]) > 1e-7 * np.abs(start)  # else the difference has no digits left
    need(np.shape(own) == np.shape(right) and large.sum() >= 2)
    used = moves[0][large] / moves[1][large]
    factor = used[np.argmax(np.abs(moves[1][large]))]
    need(np.allclose(used, factor, rtol=1e-6, atol=0) and factor != 0)
    return float(factor)


def in_single(own: Array, right: Array, bound: Array) -> Array:
    """The trace's value, if all of it is single numbers, or off by what single precision loses."""
    need(np.shape(own) == np.shape(right))
    # At the limits of doubles a single number is infinite or nothing.
    distance, allowed = np.abs(own - right), 2.0**31 * bound + 2.0**-22 * np.abs(right)
    representable = np.all(own.astype(np.float32) == own) and np.any(own != 0)
    visible = distance.max(initial=0) > 2.0**-38 * np.abs(right).max(initial=0)
    need(np.all(distance <= allowed) and (representable or visible))
    return own


def digits_of(own: Array, true: Array) -> str:
    """With how many digits the true value was written, if that is the whole difference."""
    need(np.shape(true) == np.shape(own) and np.any(own != 0))
    for digits in range(3, 13):
        for text, kind in ((f".{digits}f", "decimals"), (f".{digits}g", "significant digits")):
            rounded = np.vectorize(lambda value, text=text: float(format(value, text)))(true)
            if np.allclose(rounded, own, rtol=1e-14, atol=1e-300):
                return f"{digits} {kind}"
    raise NotApplicable


def few_digits(own: Array, true: Array) -> Array:
    """The trace's value, if it is the true one written with few digits."""
    return own if digits_of(own, true) else own


erf = np.vectorize(math.erf, otypes=[float])
GELU = 2 * math.sqrt(2 / math.pi)
WORDS: dict[str, Any] = {
    # arithmetic, element by element
    **{name: getattr(np, name) for name in ("sqrt", "abs", "exp", "expm1", "log", "tanh", "cos")},
    **{name: getattr(np, name) for name in ("floor", "arctan", "sin", "where", "pi", "isfinite")},
    "sgn": np.sign,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "clip": np.clip,
    "sigmoid": sigmoid,
    "softplus": lambda Z: np.logaddexp(0, Z),
    "Phi": lambda Z: (1 + erf(Z / math.sqrt(2))) / 2,
    "phi": lambda Z: np.exp(-Z * Z / 2) / math.sqrt(2 * math.pi),
    "gelu_argument": lambda Z: GELU * (Z + 0.044715 * Z**3),
    "gelu_slope": lambda Z: GELU * (1 + 3 * 0.044715 * Z * Z),
    "single": single,
    # rows and columns
    "product": product,
    "t": transposed,
    "square": square,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "total": np.sum,
    "mean": np.mean,
    "size": np.size,
    "row_sums": lambda M: M.sum(axis=1, keepdims=True),
    "column_sums": lambda M: M.sum(axis=0),
    "column_means": lambda M: M.mean(axis=0),
    "length": lambda M: np.sqrt((M * M).sum()),
    "first_row": lambda M: M[:1],
    "last_row": lambda M: M[-1:],
    "flat": np.ravel,
    "ordered": np.sort,
    "backwards": lambda M: M[::-1],
    "units_backwards": lambda M: M[..., ::-1],
    "argsort": np.argsort,
    "standardised": lambda X: (X - X.mean(axis=0)) / X.std(axis=0),
    "to_unit_range": lambda X: (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0)),
    # shapes
    "like": np.broadcast_to,
    "shaped_as": shaped_as,
    "on_rows": on_rows,
    "ones": np.ones_like,
    "repeated": lambda values, M: np.resize(values, np.shape(M)),
    "recycled_down": lambda b, M: np.resize(b, np.size(M)).reshape(np.shape(M), order="F"),
    "read_by_columns": lambda M: M.ravel().reshape(M.shape, order="F"),
    "read_by_rows": lambda M: M.ravel(order="F").reshape(M.shape),
    "reshaped": lambda M: M.reshape(M.shape[::-1]),
    "reshaped_by_columns": lambda M: M.ravel(order="F").reshape(M.shape[::-1], order="F"),
    "in_shape_of": lambda M, other: read_as(M, np.shape(other)),
    "in_shape_of_by_columns": lambda M, other: read_as(np.ravel(M, order="F"), np.shape(other)),
    "alternate": lambda M: (np.arange(M.size) % 2).reshape(M.shape),
    # what a trace's own value tells
    "ratio": ratio,
    "ratio_of_moves": ratio_of_moves,
    "in_single": in_single,
    "digits_of": digits_of,
    "few_digits": few_digits,
    "to_four_digits": np.vectorize(lambda value: float(f"{value:.4g}"), otypes=[float]),
    "need": lambda condition, value: (need(condition), value)[1],
    "any": np.any,
    "all": np.all,
    "append": np.append,
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
