"""Step tables as data: the matrices of each named step as text.

Each says which matrices are computed, and which ones they come from.
"""

from __future__ import annotations

from typing import NamedTuple, Sequence

from ..arithmetic.kinds import Array
from ..base.text import format_value, has_no_decimals
from ..trace.article_steps import NamedStep
from ..trace.names import Names
from .notation import Place, equation, name_places, symbol


class Table(NamedTuple):
    """A matrix as text; its role is "computed" or "source", and what does not fit is counted."""

    name: str
    symbol: str
    role: str
    rows: list[str]
    columns: list[str]
    cells: list[list[str]]
    more_rows: int
    more_columns: int


class StepTable(NamedTuple):
    """A named step: formulas in the article's names and in SPEC's notation, and its matrices."""

    number: int
    title: str
    formulas: list[str]
    notation: list[str]
    tables: list[Table]


def step_tables(
    steps: Sequence[NamedStep],
    L: int,
    rows: Sequence[float] | None = None,
    decimals: int = 3,
    max_rows: int = 8,
    max_columns: int = 8,
    names: Names = Names(),
) -> list[StepTable]:
    """Return the tables of all named steps that compute or say something, of a network of L layers.

    `rows` are the numbers of the samples, counted from 0.
    """
    known: dict[str, Array] = {}
    places, found = name_places(L), []
    for step in filter(lambda step: step.computes or step.formula, steps):
        matrices = [(name, "source", known[name]) for name in step.uses]
        matrices += [(name, "computed", matrix) for name, matrix in step.computes.items()]
        tables = []
        for name, role, matrix in matrices:
            place, updated = places[name], role == "computed" and name in step.uses
            meaning = symbol(*place) + (", updated" if updated else "")
            heads = row_labels(place, L, rows, shown_of(len(matrix), max_rows), names)
            columns = unit_labels(place.l, L, shown_of(matrix.shape[1], max_columns), names)
            tables.append(matrix_table(name, meaning, role, matrix, heads, columns, decimals))
        known.update(step.computes)
        formulas = step.formula.split("; ") if step.formula else []
        title, notation = step_title(step, L), step_notation(step, known, L)
        found.append(StepTable(step.number, title, formulas, notation, tables))
    return found


def step_title(step: NamedStep, L: int) -> str:
    """Return the title; with several hidden layers, a step that is repeated says which one."""
    if L <= 2 or not step.title.endswith("at the hidden layer"):
        return step.title
    return f"{step.title} {name_places(L)[next(iter(step.computes))].l}"


def step_notation(step: NamedStep, known: dict[str, Array], L: int) -> list[str]:
    """Return the equations of what a step computes."""
    if not step.uses:
        return []
    places = name_places(L)
    biased = {places[name].l for name in known if places[name].quantity == "b"}
    if step.number == 7 and "output" in step.uses:  # a fused loss, or softmax
        return [f"-dZ_{L} = -dJ/dZ_{L}"]
    equations = [equation(*places[name], L, places[name].l in biased) for name in step.computes]
    if step.formula.startswith("of w = "):  # another update than plain gradient descent
        return [text.replace("- learning_rate d", "moved by d") for text in equations]
    return equations


def shown_of(n: int, limit: int) -> int:
    """Return how many of n rows or columns are shown; one more than the limit is shown, too."""
    return n if n <= limit + 1 else limit


def matrix_table(
    name: str,
    meaning: str,
    role: str,
    matrix: Array,
    rows: list[str],
    columns: list[str],
    decimals: int,
) -> Table:
    """Format the rows and columns of a matrix that have labels; the others are counted."""
    cells = format_cells(matrix[: len(rows), : len(columns)], decimals)
    more_rows, more_columns = len(matrix) - len(rows), matrix.shape[1] - len(columns)
    return Table(name, meaning, role, rows, columns, cells, more_rows, more_columns)


def row_labels(
    place: Place, L: int, rows: Sequence[float] | None, n: int, names: Names = Names()
) -> list[str]:
    """Name the first n rows of a matrix: units of the layer before, the bias, or samples."""
    if place.quantity == "W":
        return unit_labels(place.l - 1, L, n, names)
    return ["bias"] * n if place.quantity == "b" else sample_labels(rows, n)


def unit_labels(l: int, L: int, n: int, names: Names = Names()) -> list[str]:
    """Name the first n units of a layer; inputs and outputs by their own names, if they have any.

    x1 is of the input, h1 of the hidden layer (h2.1 of the second), y1 of the output.
    """
    known = names.inputs if l == 0 else names.outputs if l == L else None
    if known is not None:
        return known[:n]
    prefix = "x" if l == 0 else "y" if l == L else "h" if L == 2 else f"h{l}."
    return [f"{prefix}{i}" for i in range(1, n + 1)]


def sample_labels(rows: Sequence[float] | None, n: int) -> list[str]:
    """Name the first n samples, counted from 1."""
    numbers = range(n) if rows is None else rows[:n]
    return [f"s{number + 1:.0f}" for number in numbers]


def format_cells(matrix: Array, decimals: int) -> list[list[str]]:
    """Format numbers; a matrix of small whole numbers has no decimals."""
    whole = has_no_decimals(matrix)
    return [
        [f"{value + 0.0:.0f}" if whole else format_value(float(value), decimals) for value in row]
        for row in matrix
    ]
