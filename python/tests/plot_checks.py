"""Pictures as the tests look at them: their texts and boxes."""

from __future__ import annotations

from helpers import case
from test_workbook import deep_case
from twinmlp.plots.case import case_step, case_step_tables


def document(id):
    """A case, cut to two epochs."""
    found = deep_case() if id == "deep_40" else case(id)
    found = {**found, "training": {**found["training"], "epochs": 2}}
    found.pop("record", None)
    return found


def tables_of(id, **options):
    return case_step_tables(case_step(document(id)), **options)


def texts(picture):
    return [shape["text"] for shape in picture.shapes if shape["shape"] == "label"]
