"""Both languages lay out the same pictures: every step table cell by cell, every shape place by place."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bridge import ROOT, from_r, to_r
from twinmlp.base.files import read_document
from twinmlp.plots.case import case_pictures, case_step, case_step_tables

CASES = [
    "article_a_uniform",
    "article_a_normal",
    "article_b_first_update",
    "minibatch_remainder",
    "shuffled_minibatches",
    "three_hidden_layers",
    "mixed_activations",
    "regression_two_outputs",
    "one_unit",
    "relu_kinks",
    "large_magnitudes",
    "tiny_magnitudes",
]
DIGITS = "0123456789.eE+-"


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """Each case, cut to two epochs, as a file."""
    folder = tmp_path_factory.mktemp("cases")
    for id in CASES:
        case = json.loads((ROOT / f"fixtures/cases/{id}.json").read_text())
        case["training"]["epochs"] = 2
        case["record"] = {"steps": [0]}
        (folder / f"{id}.json").write_text(json.dumps(case))
    return lambda id: str(folder / f"{id}.json")


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize("id", CASES)
def test_step_tables(id, step, documents, r_package):
    """Titles, formulas, notation, names, roles, heads and what is left out are equal; so is each cell, to a unit of its last digit."""
    ours = case_step_tables(case_step(read_document(documents(id), "case"), step), 3, 4)
    theirs = r_package.raw("case_step_tables")(
        r_package.raw("case_step")(
            r_package.raw("read_document")(to_r(documents(id)), to_r("case")), to_r(step)
        ),
        to_r(3),
        to_r(4),
    )
    theirs = from_r(theirs)
    assert len(ours) == len(theirs) > 7
    compared = 0
    for a, b in zip(ours, theirs):
        assert (a.number, a.title, a.formulas, a.notation) == (
            b["number"],
            b["title"],
            as_list(b["formulas"]),
            as_list(b["notation"]),
        )
        assert len(a.tables) == len(b["tables"])
        for mine, other in zip(a.tables, b["tables"]):
            for name in ("name", "symbol", "role", "more_rows", "more_columns"):
                assert getattr(mine, name) == other[name], (id, a.title, name)
            assert mine.rows == as_list(other["rows"]) and mine.columns == as_list(other["columns"])
            cells = np.array(as_list(other["cells"])).reshape(np.array(mine.cells).shape, order="F")
            for cell, twin in zip(np.ravel(mine.cells), np.ravel(cells)):
                assert same_text(cell, twin), (id, a.title, mine.name, cell, twin)
                compared += 1
    assert compared > 10


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "id",
    ["article_a_uniform", "minibatch_remainder", "three_hidden_layers", "regression_two_outputs"],
)
def test_pictures(id, theme, documents, r_package):
    """All shapes of all pictures of a case: kinds, texts and colours are equal, places agree to a hundredth of a point."""
    ours = case_pictures(read_document(documents(id), "case"), 0, 3, theme, 20, "R")
    document = r_package.raw("read_document")(to_r(documents(id)), to_r("case"))
    theirs = from_r(
        r_package.raw("case_pictures")(document, to_r(0), to_r(3), to_r(theme), to_r(20))
    )
    assert list(ours) == list(theirs)
    for name, picture in ours.items():
        twin = theirs[name]
        np.testing.assert_allclose(
            [picture.width, picture.height], [twin["width"], twin["height"]], atol=0.01
        )
        assert picture.paper == twin["paper"] and len(picture.shapes) == len(twin["shapes"])
        for mine, other in zip(picture.shapes, twin["shapes"]):
            same_shape(mine, other, name)


def same_shape(mine, other, name):
    """One shape from both languages; what is NULL in R is left out there."""
    for key, value in mine.items():
        twin = other.get(key)
        if key == "text":
            assert same_text(value, twin), (name, value, twin)
        elif isinstance(value, (str, bool)) or value is None:
            assert value == twin, (name, key)
        elif isinstance(value, list) and value and isinstance(value[0], str):
            assert value == as_list(twin), (name, key)
        elif isinstance(value, float) and isinstance(twin, float):
            assert abs(value - twin) <= 0.01 + 1e-7 * abs(twin), (name, key)
        elif key == "cells":
            assert np.mean(np.asarray(value) != np.asarray(twin)) < 0.01, name
        else:
            np.testing.assert_allclose(
                np.ravel(value), np.ravel(twin), atol=0.01, err_msg=f"{name} {key}"
            )


def same_text(a, b):
    """Equal, or two numbers that are rounded to either side."""
    if a == b:
        return True
    if set(a) - set(DIGITS) or set(b) - set(DIGITS):
        return False
    return len(a) == len(b) and abs(float(a) - float(b)) <= 10.0 ** (
        len(a.split("e")[0].partition(".")[2]) * -1
    ) * 1.01 * 10.0 ** int(a.partition("e")[2] or 0)


def as_list(value):
    """R's vector of one text is one text here."""
    return [] if value is None else [value] if isinstance(value, str) else list(value)
