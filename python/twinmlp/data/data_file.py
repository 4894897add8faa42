"""X and y of a data file: JSON with X and y where its name ends in .json, else CSV with a header
line.
"""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix
from ..base.errors import describe, fail
from ..base.files import read_json
from .cells import DECIMAL, Cells, is_csv, read_cells
from .columns import NUMBERS_OR_TEXT, Table, check_columns
from .tables import number_columns


def input_columns(
    cells: Cells, wanted: Sequence[str], categorical: Sequence[str] | None, argument: str
) -> Table:
    """Read the inputs that are wanted: as text what is categorical, the others as numbers."""
    categorical = check_columns(cells.names, categorical or [], argument)
    numeric = [name for name in wanted if name not in categorical]
    table = None
    if numeric:
        table = number_columns(cells, numeric, argument, NUMBERS_OR_TEXT)
    if table is not None and numeric == list(wanted):
        return table
    values = np.empty((len(cells.numbers), len(wanted)), dtype=object)
    for place, name in enumerate(wanted):
        text = cells.column(cells.names.index(name)) if name in categorical else None
        values[:, place] = table[name] if text is None and table is not None else text
    return Table(wanted, values)


def target_columns(cells: Cells, wanted: Sequence[str], argument: str) -> Table:
    """Read the targets as numbers, whole ones as integers; one column without any number holds
    labels.
    """
    place = cells.names.index(wanted[0])
    if len(wanted) == 1 and np.isnan(cells.numbers[:, place]).all():
        labels = cells.column(place)
        if any(labels) and not any(map(DECIMAL.fullmatch, labels)):
            if "" in labels:
                found = f"nothing in row {labels.index('') + 1}, column {wanted[0]}"
                fail("E_TYPE", argument, "a table with a label in each row", found)
            return Table(wanted, np.array([[label] for label in labels], dtype=object))
    return Table(wanted, integer_column(number_columns(cells, wanted, argument).values))


def integer_column(values: Array) -> Array:
    """Return one column of whole numbers as integers; other values as they are."""
    whole = values.shape[1] == 1 and (values == np.floor(values)).all()
    return values.astype(np.int64) if whole and np.abs(values).max() < 2**53 else values


def read_data(
    path: str,
    targets: Sequence[str] | None = None,
    inputs: Sequence[str] | None = None,
    categorical: Sequence[str] | None = None,
    origin: str = "",
) -> tuple[Any, Any]:
    """Read X and y from a data file: tables from a CSV file, matrices from a JSON file.

    In a CSV file y is the columns named in `targets`, or the last one, numbers or words; X is those
    named in `inputs`, or all others: numbers, or text what is categorical. `origin` says where the
    names of the inputs come from.
    """
    if is_csv(path):
        cells = read_cells(path, "data")
        names = cells.names
        targets = names[-1:] if targets is None else targets
        for name in targets:
            if name not in names:
                fail("E_CHOICE", "target", "one of " + ", ".join(names), describe(name))
        others = check_columns(names, inputs or [], "data", origin)
        others = others or [name for name in names if name not in targets]
        if not others:
            requirement = "a table with a column that is not a target"
            fail("E_SHAPE", "data", requirement, f"a {len(cells.numbers)} x {len(names)} matrix")
        return (
            input_columns(cells, others, categorical, "data"),
            target_columns(cells, targets, "data"),
        )
    document = read_json(path, "data")
    for name in ("X", "y"):
        if not isinstance(document, dict) or name not in document:
            fail("E_FORMAT", "data." + name, "present", "nothing")
    X = check_matrix(document["X"], "data.X")
    return X, integer_column(check_matrix(document["y"], "data.y", rows=len(X)))


def read_inputs(
    path: str,
    inputs: Sequence[str] | None,
    categorical: Sequence[str] | None = None,
    origin: str = "",
) -> Any:
    """Read X from a data file for a network with inputs of these names.

    Further columns of a CSV file are left out; where the names are not known, all are inputs.
    """
    if is_csv(path):
        cells = read_cells(path, "data")
        wanted = check_columns(cells.names, inputs or cells.names, "data", origin)
        return input_columns(cells, wanted, categorical, "data")
    document = read_json(path, "data")
    if not isinstance(document, dict) or "X" not in document:
        fail("E_FORMAT", "data.X", "present", "nothing")
    return check_matrix(document["X"], "data.X")
