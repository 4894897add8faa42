"""Worksheets of both languages: the same bytes, and spreadsheets of R that Python marks."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from test_listing_parity import CASES, case, text
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import fixture_path
from twinmlp.worksheet.answers import read_answers
from twinmlp.worksheet.form import boxes_of
from twinmlp.worksheet.mark import mark_answers
from twinmlp.worksheet.sheet import make_worksheet
from twinmlp.worksheet.write import write_worksheet


def write_in_r(r_package, id, path, *arguments):
    """The worksheet of a case, written by R; the words of a refusal, or None."""
    import rpy2.rinterface as ri
    from rpy2.rinterface_lib.embedded import RRuntimeError

    document = r_package.raw("read_document")(
        text(str(fixture_path(f"cases/{id}.json"))), text("case")
    )
    vectors = {str: ri.StrSexpVector, bool: ri.BoolSexpVector, int: ri.IntSexpVector}
    try:
        r_package.raw("write_worksheet")(
            document, text(str(path)), *(vectors[type(value)]([value]) for value in arguments)
        )
    except RRuntimeError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    "id", [*CASES[::25], "article_a_uniform", "cross_entropy_deep", "softmax_output"]
)
def test_both_languages_write_the_same_bytes(id, r_package, tmp_path):
    """Seeds 0 and 3, named boxes and a share of all."""
    for blank, decimals, seed in (("dZ,dW", 3, 0), ("40%", 2, 3)):
        for form in ("html", "csv", "ipynb", "Rmd"):
            ours, theirs = tmp_path / f"p.{form}", tmp_path / f"r.{form}"
            said = write_in_r(r_package, id, theirs, blank, decimals, True, seed)
            try:
                write_worksheet(case(id), str(ours), blank, decimals, True, seed)
            except TwinMLPError as error:
                assert str(error) in said
                continue
            assert said is None and ours.read_bytes() == theirs.read_bytes(), form


def test_a_spreadsheet_of_r_is_marked(r_package, tmp_path):
    path, id = tmp_path / "sheet.xlsx", "article_a_uniform"
    assert write_in_r(r_package, id, path, "dZ,db", 3, True, 9) is None
    book, boxes = load_workbook(path), boxes_of(make_worksheet(case(id), "dZ,db", 3, 9))
    write_worksheet(case(id), str(tmp_path / "own.xlsx"), "dZ,db", 3, True, 9)
    own = load_workbook(tmp_path / "own.xlsx")
    for name in own.sheetnames:
        cells = {c.coordinate: c.value for row in own[name].iter_rows() for c in row}
        theirs = {c.coordinate: c.value for row in book[name].iter_rows() for c in row}
        assert {k: v for k, v in cells.items() if v not in (None, "")} == {
            k: v for k, v in theirs.items() if v not in (None, "")
        }
    for row, box in enumerate(boxes, start=5):
        address = book["Boxes"].cell(row, 4).value
        assert not book["Worksheet"][address].protection.locked
        book["Worksheet"][address] = box.answer.replace(".", ",")
    book.save(path)
    found = mark_answers(case(id), read_answers(str(path)))
    assert found.points == found.of == len(boxes)
