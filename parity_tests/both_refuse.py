"""What both languages say of one document, file or value."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from bridge import ROOT
from refusals import RSays, python_says
from twinmlp.base.files import read_document
from twinmlp.data.data_file import read_data
from twinmlp.data.tables import read_table
from twinmlp.model.mlp import MLP
from twinmlp.trace.case import case_parts
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.record import run_case

CASE = str(ROOT / "fixtures/cases/one_unit.json")

ARTICLE = json.loads((ROOT / "fixtures/cases/article_a_uniform.json").read_text())

X, Y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [0.0, 1.0, 1.0]


def r_matrix(rows: list[list[float]]) -> str:
    """A matrix as R writes it."""
    return "rbind(" + ", ".join(f"c({', '.join(map(str, row))})" for row in rows) + ")"


REFERENCE = (
    f'compare_traces(run_case(read_document("{CASE}", "case")), read_document(path, "reference"))'
)
MODEL = f"do.call(mlp, c(list(x = {r_matrix(X)}, y = c(0, 1, 1)), jsonlite::parse_json(path)))"
R = {
    "case": 'case_parts(read_document(path, "case"))',
    "network": "read_mlp(path)",
    "reference": REFERENCE,
    "table": 'read_table(path, "data")',
    "data": "read_data(path)",
    "model": MODEL,
    "matrix": 'check_matrix(jsonlite::parse_json(path), "X")',
    "vector": 'check_vector(jsonlite::parse_json(path), "b", 2)',
    "targets": f"mlp({r_matrix(X)}, jsonlite::parse_json(path), epochs = 1)",
}
PYTHON = {
    "case": lambda path: case_parts(read_document(path, "case")),
    "network": MLP.load,
    "reference": lambda path: compare_traces(
        run_case(read_document(CASE, "case")), read_document(path, "reference")
    ),
    "table": lambda path: read_table(path, "data"),
    "data": read_data,
}


@lru_cache(maxsize=None)
def r_says(kind: str) -> RSays:
    """What R says to a path or a text of a kind; R must have been started."""
    return RSays(R[kind])


def both(kind: str, path: Any) -> tuple[str, str]:
    """What both say to a file; they must say the same."""
    python = python_says(PYTHON[kind], str(path))
    assert r_says(kind)(path) == python
    return python


def changed(document: Any, change: dict[str, Any]) -> Any:
    document = json.loads(json.dumps(document))
    for path, *value in [*change.get("set", []), *([path] for path in change.get("remove", []))]:
        parent = document
        for key in path[:-1]:
            parent = parent[key]
        if value:
            parent[path[-1]] = value[0]
        else:
            del parent[path[-1]]
    return document
