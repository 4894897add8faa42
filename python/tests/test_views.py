"""Every case through every view: pictures and page are made, and their formulas are true."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers import case
from twinmlp.base.files import fixture_path
from twinmlp.plots.case import case_pictures, case_step, case_step_tables
from twinmlp.trace.article_names import error_formula
from twinmlp.trace.article_steps import article_steps
from twinmlp.walkthrough.page import walkthrough_page

CASES = sorted(path.stem for path in Path(fixture_path("cases")).glob("*.json"))
SOFTMAX = "output * (E - row sums of E * output)"
HUBER = "(y - output, at most delta in size)"


def value_of(formula, found, values):
    """What a formula says, worked out by NumPy."""
    delta = getattr(found.parts.config.loss, "parameters", {}).get("delta", 1.0)
    text = formula.replace(HUBER, f"np.clip(y - output, -{delta}, {delta})").replace(
        SOFTMAX, "output * (E - (E * output).sum(axis=1, keepdims=True))"
    )
    rows = found.record["rows"].astype(int)
    weight = None if found.parts.weight is None else found.parts.weight[rows][:, np.newaxis]
    names = {"np": np, "sign": np.sign, "n": len(found.y), "weight": weight, **values}
    return eval(text, names)


@pytest.mark.parametrize("id", CASES)
def test_the_formulas_of_the_error_are_true(id):
    found = case_step(case(id))
    config = found.parts.config
    error = error_formula(config.loss, config.reduction, found.parts.weight is not None)
    steps = article_steps(found.X, found.y, found.before, found.record, error)
    values = {"y": found.y}
    for step in steps[2:]:
        values.update(step.computes)
        for name in set(step.computes) & {"E", "d_output"}:
            left, right = step.formula.split(" = ")
            assert left == name
            expected = value_of(right, found, values)
            assert np.allclose(step.computes[name], expected, rtol=1e-9, atol=1e-12)
    assert [step.number for step in steps if step.number in (5, 7)] == [5, 7]
    # The same formulas stand on the step tables that pictures and pages are made of.
    tables = {table.number: table for table in case_step_tables(found)}
    assert tables[5].formulas and tables[7].formulas and tables[7].notation


@pytest.mark.parametrize("id", CASES[::4])
def test_pictures_and_page_are_made(id):
    assert {"sheet", "error", "network", "weights", "gradients"} <= set(
        case_pictures(case(id), grid=20)
    )
    page = walkthrough_page(case(id))
    assert page.startswith("<!DOCTYPE html>")
