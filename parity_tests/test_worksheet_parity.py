"""Worksheets of both languages: the same bytes, and spreadsheets of R that Python marks."""

from __future__ import annotations

import os
import re

import numpy as np
import pytest
from bridge import ROOT, to_r
from openpyxl import load_workbook
from programs import run
from sample import sampled
from test_listing_parity import CASES, case
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import fixture_path
from twinmlp.worksheet.answers import read_answers
from twinmlp.worksheet.form import boxes_of
from twinmlp.worksheet.mark import mark_answers, points_of
from twinmlp.worksheet.marks import format_marks
from twinmlp.worksheet.sheet import make_worksheet
from twinmlp.worksheet.step import page_step
from twinmlp.worksheet.write import write_worksheet


def write_in_r(r_package, id, path, *arguments):
    """The worksheet of a case, written by R; the words of a refusal, or None."""
    import rpy2.rinterface as ri
    from rpy2.rinterface_lib.embedded import RRuntimeError

    document = r_package.raw("read_document")(
        to_r(str(fixture_path(f"cases/{id}.json"))), to_r("case")
    )
    vectors = {str: ri.StrSexpVector, bool: ri.BoolSexpVector, int: ri.IntSexpVector}
    try:
        r_package.raw("write_worksheet")(
            document, to_r(str(path)), *(vectors[type(value)]([value]) for value in arguments)
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
    assert points_of(found) == (len(boxes), len(boxes))


# How a class fills in its sheets: from the box and its right answer to what is written there.
WAYS = {
    "right": lambda box, text: text,
    "signs": lambda box, text: f"{-float(text)}" if box.key.startswith("dZ") else text,
    "commas": lambda box, text: text.replace(".", ","),
    "nothing": lambda box, text: "",
    "words": lambda box, text: "?" if box.key.startswith("db") else text,
    "slip": lambda box, text: f"{float(text) + 0.3}" if (box.i, box.j) == (0, 0) else text,
    "tenfold": lambda box, text: f"{10 * float(text):.6g}" if box.key.startswith("dW") else text,
    "zeros": lambda box, text: "0",
    "minus": lambda box, text: text.replace("-", "\u2212"),
    "exponents": lambda box, text: f"{float(text):e}",
}
MARKED = {
    "article_a_uniform": ("A2,loss,dZ,dW,db,W,b", 4, 7),
    "adam": ("100%", 3, 5),
    "cross_entropy_deep": ("40%", 2, 3),
    "masks_penalty_clip_norm": ("dA,W,b", 3, 0),
    "softmax_output": ("dZ,A", 6, 1),
}


def filled_in(id, folder):
    """A class set of sheets, the last ones spreadsheets; their paths."""
    blank, decimals, seed = MARKED[id]
    boxes = boxes_of(make_worksheet(case(id), blank, decimals, seed))
    paths = []
    for k, (name, way) in enumerate(WAYS.items()):
        form = "xlsx" if k % 3 == 2 else "csv"
        path = folder / f"{name}.{form}"
        write_worksheet(case(id), str(path), blank, decimals, False, seed)
        texts = [way(box, box.answer) for box in boxes]
        if form == "xlsx":
            book = load_workbook(path)
            for row, text in enumerate(texts, start=5):
                book["Worksheet"][book["Boxes"].cell(row, 4).value] = text
            book.save(path)
        else:
            head = path.read_text(encoding="utf-8").splitlines()[:5]
            lines = [[box.key, box.row, box.column, text] for box, text in zip(boxes, texts)]
            mark = ";" if name == "commas" else ","
            rows = [line.replace(",", mark) for line in head] + [mark.join(line) for line in lines]
            path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        paths.append(str(path))
    return paths


@pytest.mark.parametrize("id", sampled(MARKED, 3))
def test_both_languages_mark_alike(id, tmp_path):
    """The same points and texts of a class that fills in its sheets in ten ways, and one table."""
    paths = filled_in(id, tmp_path)
    table = tmp_path / "class.csv"
    ours = run("Python", "mark", id, *paths, "--out", str(table))
    lines, written = ours.out.splitlines(), table.read_bytes()
    assert ours.status == 0 and "right (variant" in lines[0] and "zeros" in ours.out
    table.unlink()
    alone = {**os.environ, "TWINMLP_PYTHON": "none"}
    theirs = run("R", "mark", id, *paths, "--out", str(table), env=alone)
    assert (theirs.status, theirs.err) == (0, "") and table.read_bytes() == written
    unnamed = [re.sub(r"(; |  )[^;]* \[[A-Z_]+\]", "", line).rstrip() for line in lines]
    if "Made more than once:" in unnamed:
        del unnamed[unnamed.index("Made more than once:") - 1 :]
    *rest, blank, last = theirs.out.splitlines()
    assert last == "What was done wrong is named where the Python program twinmlp is installed."
    assert [line.split() for line in rest] == [line.split() for line in unnamed] and blank == ""
    asking = {**os.environ, "TWINMLP_PYTHON": str(ROOT / ".venv/bin/python")}
    asked = run("R", "mark", id, *paths, "--out", str(table), env=asking)
    assert (asked.status, asked.out) == (0, ours.out) and table.read_bytes() == written


@pytest.mark.parametrize("id, number", [("adam_minibatch", 3), ("article_a_uniform", 2)])
def test_answers_of_a_page_are_marked_alike(id, number, tmp_path):
    """A later training step, with the optimizer's state before it; one wrong number is gone on with
    in none of the others.
    """
    parts = [block.key for block in page_step(case(id), number, "Z").blocks if block.kind]
    blocks = page_step(case(id), number, ",".join(parts)).blocks
    lines = ["quantity,row,column,answer", f"case,,,{id}", "variant,,,0", "decimals,,,4"]
    lines += ["name,,,Ada", f"step,,,{number + 1}"]
    for block in blocks:
        for i, j in zip(*np.nonzero(block.blank)):
            text = "9.5" if (block.key, i, j) == ("dZ1", 0, 0) else f"{block.values[i, j]:.4f}"
            lines.append(f"{block.key},{block.rows[i]},{block.columns[j]},{text}")
    path = tmp_path / "page.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = mark_answers(case(id), read_answers(str(path)))
    points, of = points_of(found)
    assert of == len(lines) - 6 and [b.key for b in found.blocks if b.wrong] == ["dZ1"]
    alone = {**os.environ, "TWINMLP_PYTHON": "none"}
    theirs = run("R", "mark", id, str(path), env=alone)
    assert theirs.out.splitlines()[:-2] == format_marks([found])
    assert theirs.out.startswith(f"Ada (training step {number + 1}): {of - 1} of {of} points\n")
