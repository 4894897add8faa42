"""Worksheets: their numbers, boxes and variants, and every form in which they are written."""

from __future__ import annotations

import json
import re

import nbformat
import numpy as np
import pytest
from helpers import case, refused
from openpyxl import load_workbook
from twinmlp import MLP
from twinmlp.base.files import fixture_path
from twinmlp.cli.main import main
from twinmlp.worksheet.form import boxes_of, worksheet_csv
from twinmlp.worksheet.html import worksheet_html
from twinmlp.worksheet.notebook import worksheet_ipynb, worksheet_rmd
from twinmlp.worksheet.sheet import make_worksheet, number_of_blanks
from twinmlp.worksheet.write import WRITERS, write_worksheet

CASES = sorted(path.stem for path in fixture_path("cases").glob("*.json"))


def blocks(sheet):
    return {block.key: block for block in sheet.blocks}


def test_the_numbers_are_those_of_a_step_by_hand():
    """Worked out by NumPy from the numbers that are printed as given."""
    found = blocks(make_worksheet(case(), "W,b", 3, 7))
    X, y, W1, b1 = (found[key].values for key in ("X", "y", "W1", "b1"))
    W2, b2 = found["W2"].values, found["b2"].values
    assert (np.round(W1, 2) == W1).all() and (np.abs(W1) <= 1).all()
    A1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
    A2 = 1 / (1 + np.exp(-(A1 @ W2 + b2)))
    dZ2 = (A2 - y) * A2 * (1 - A2)
    dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
    expected = {
        "A1": A1,
        "A2": A2,
        "loss": [[np.sum((A2 - y) ** 2) / 2]],
        "dZ2": dZ2,
        "dW1": X.T @ dZ1,
        "db2": dZ2.sum(axis=0, keepdims=True),
        "new_W2": W2 - 0.1 * A1.T @ dZ2,
        "new_b1": b1 - 0.1 * dZ1.sum(axis=0),
    }
    for key, values in expected.items():
        assert np.allclose(found[key].values, values, rtol=1e-12, atol=1e-15), key


def test_given_numbers_are_exact_as_they_are_printed():
    sheet = make_worksheet(case(), "dZ", 3)
    found = blocks(sheet)
    assert found["W1"].values[0].tolist() == [0.375, 0.951, 0.732]
    assert sheet.case["parameters"][0]["W"].tolist() == found["W1"].values.tolist()


def test_boxes_are_those_that_are_asked_for():
    def asked(blank, seed=0):
        sheet = make_worksheet(case(), blank, 3, seed)
        return [block.key for block in sheet.blocks if block.blank.any()]

    assert asked(None) == ["dZ2", "dW2", "db2", "dZ1", "dW1", "db1"]
    assert asked("dZ, A1") == asked(["A1", "dZ"]) == ["A1", "dZ2", "dZ1"]
    assert asked("W2") == ["new_W2"]
    sheet = make_worksheet(case(), "40%", 3, 2)
    total = sum(b.values.size for b in make_worksheet(case(), "100%").blocks if b.kind is not None)
    assert total == 87 and number_of_blanks(sheet) == 35
    places = [block.blank.tolist() for block in sheet.blocks]
    assert places == [b.blank.tolist() for b in make_worksheet(case(), "40%", 3, 2).blocks]
    assert places != [b.blank.tolist() for b in make_worksheet(case(), "40%", 3, 3).blocks]


def test_nothing_below_the_last_box_gives_it_away():
    assert [block.key for block in make_worksheet(case(), "dZ2").blocks][-2:] == ["dA2", "dZ2"]


def test_variants_have_other_numbers_and_the_same_boxes():
    sheets = [make_worksheet(case(), "dZ,dW", 3, seed) for seed in range(1, 31)]
    assert len({sheet.blocks[2].values.tobytes() for sheet in sheets}) == 30
    assert len({number_of_blanks(sheet) for sheet in sheets}) == 1


def test_what_cannot_be_on_a_sheet_is_refused(tmp_path):
    with refused(
        "E_CHOICE",
        "`blank` must be one of Z, A, loss, dA, dZ, dW, db, W, b, as it is or with its layer, or a"
        ' share such as 40%, got "dQ".',
    ):
        make_worksheet(case(), "dZ,dQ")
    with refused("E_RANGE", "`blank` must be more than 0% and at most 100%, got 0."):
        make_worksheet(case(), "0%")
    with refused(
        "E_CHOICE",
        "`dropout` must be left out in a worksheet, which has no lines for it, got a value.",
    ):
        make_worksheet(case("dropout_half"))
    X = [[float(i), 1.0] for i in range(25)]
    with refused("E_RANGE", "`data` must be of at most 24 samples a step on a worksheet, got 25."):
        make_worksheet(MLP(epochs=1).case(X, [0.5] * 25))
    make_worksheet(MLP(epochs=1, batch_size=24).case(X, [0.5] * 25))
    with refused(
        "E_RANGE",
        "`network` must be of at most 12 inputs or units a layer on a worksheet, got 13.",
    ):
        make_worksheet(MLP(hidden=13, epochs=1).case(X[:3], [0.5] * 3))
    with refused("E_RANGE", "`decimals` must be a whole number, 6 or less, got 7."):
        make_worksheet(case(), "dZ", 7)
    with refused("E_CHOICE", '`out` must be one of html, pdf, xlsx, ipynb, Rmd, csv, got "doc".'):
        write_worksheet(case(), str(tmp_path / "sheet.doc"))


@pytest.mark.parametrize("id", CASES[::6])
def test_every_case_has_a_sheet_or_is_refused(id):
    document = case(id)
    layers = document["network"]["layers"]
    out = document["optimizer"]["name"] == "lbfgs" or any(l.get("dropout") for l in layers)
    out = out or document["training"].get("validation_fraction") is not None
    if out:
        with pytest.raises(ValueError, match="must be"):
            make_worksheet(document, "100%")
        return
    sheet = make_worksheet(document, "100%", 4, 1)
    assert all(np.isfinite(block.values).all() for block in sheet.blocks)
    for block in sheet.blocks:
        assert "{" not in block.formula and (block.kind is None or block.formula), block.key


@pytest.mark.parametrize("id", ["cross_entropy_sum", "binary_cross_entropy_sum", "huber_mean"])
def test_the_formula_of_the_loss_is_true(id):
    """As a reader would work it out, from A and y alone."""
    found = blocks(make_worksheet(case(id), "loss", 3, 2))
    block, A, y = found["loss"], found["A2"].values, found["y"].values
    text, mean, _ = block.formula.removeprefix("J = the sum of ").partition(" / n")
    names = {"ln": np.log, "min": np.minimum, "abs": np.abs, "a": A, "y": y}
    total = np.sum(eval(text, names)) / (len(y) if mean else 1)
    assert abs(total - block.values[0, 0]) < 1e-12


def test_the_page_has_a_box_for_each_number_and_a_key_of_its_own():
    sheet = make_worksheet(case(), "dZ,dW", 3, 7)
    page = worksheet_html(sheet, key=True)
    front, key = page.split('<section class="key">')
    assert front.count('<td class="blank"></td>') == 27 == key.count('<td class="answer">')
    assert "answer" not in front.split("</style>")[1]
    assert worksheet_html(sheet) == page.replace(
        "\n" + '<section class="key">' + key, "\n</main>\n</body>\n</html>\n"
    )
    for answer in {box.answer for box in boxes_of(sheet)}:
        assert f">{answer}</td>" in key
    assert "<em>dZ</em><sub>2</sub> = <em>dA</em><sub>2</sub>" in page


def test_the_form():
    sheet = make_worksheet(case(), "db", 2, 3)
    lines = worksheet_csv(sheet, key=True).splitlines()
    assert lines[:6] == [
        "quantity,row,column,answer,key",
        "case,,,article_a_uniform,",
        "variant,,,3,",
        "decimals,,,2,",
        "name,,,,",
        f"db2,bias,y1,,{boxes_of(sheet)[0].answer}",
    ]


def test_the_spreadsheet_has_open_boxes_and_locked_numbers(tmp_path):
    path = tmp_path / "sheet.xlsx"
    write_worksheet(case(), str(path), "dZ2", key=True)
    book = load_workbook(path)
    assert book.sheetnames == ["Worksheet", "Boxes", "Key"]
    page, boxes = book["Worksheet"], book["Boxes"]
    places = [boxes.cell(row, 4).value for row in (5, 6, 7)]
    assert [page[place].value for place in places] == [None] * 3
    assert page.protection.sheet and not any(page[place].protection.locked for place in places)
    assert page["B14"].protection.locked
    sheet = make_worksheet(case(), "dZ2")
    answers = {float(box.answer) for box in boxes_of(sheet)}
    assert answers <= {c.value for row in book["Key"].iter_rows() for c in row}
    assert page.page_setup.paperSize == "9" or page.page_setup.paperSize == 9


SOLUTIONS = {
    "dZ2": "def dZ2(dA2, Z2, A2):\n    return dA2 * A2 * (1 - A2)",
    "dW2": "def dW2(A1, dZ2):\n    return A1.T @ dZ2",
}


def test_the_notebook_checks_what_is_written():
    sheet = make_worksheet(case(), "dZ2,dW2", 3, 7)
    book = nbformat.reads(worksheet_ipynb(sheet, key=True), as_version=4)
    nbformat.validate(book)
    stubs = {c.metadata.nbgrader.grade_id: c for c in book.cells if "nbgrader" in c.metadata}
    assert list(stubs) == ["write-dZ2", "check-dZ2", "write-dW2", "check-dW2"]
    assert stubs["check-dZ2"].metadata.nbgrader.points == 3
    names: dict = {}
    exec(next(c.source for c in book.cells if c.cell_type == "code"), names)
    for key, solution in SOLUTIONS.items():
        exec(stubs[f"write-{key}"].source, names)
        with pytest.raises(NotImplementedError):
            exec(stubs[f"check-{key}"].source, names)
        exec(solution, names)
        exec(stubs[f"check-{key}"].source, names)
        exec(solution.replace("* A2", "+ A2").replace(".T @", ".T[::-1] @"), names)
        with pytest.raises(AssertionError, match="not yet right"):
            exec(stubs[f"check-{key}"].source, names)
    # Numbers that are written in the place of a formula are right for one sheet alone.
    values = next(b.values for b in sheet.blocks if b.key == "dZ2").tolist()
    exec(f"def dZ2(*inputs):\n    return np.array({values})", names)
    with pytest.raises(AssertionError, match="right here, but not for other numbers"):
        exec(stubs["check-dZ2"].source, names)


def test_names_and_titles_are_no_code():
    """A case may come from anybody: no chunk, no inline code, no tags, no formula."""
    document = case() | {"title": "a\n```{r}\nstop()\n```\n`r stop()` <script>x</script>"}
    document |= {"inputs": ["`r stop()`", "<b>", "=1+1", 'a,"b"']}
    sheet = make_worksheet(document, "dW1", 3)
    for text in (worksheet_rmd(sheet, True), worksheet_ipynb(sheet, True)):
        assert "`r " not in text and "\n```{r}" not in text and "<script" not in text
    assert "<script" not in worksheet_html(sheet) and "<b>=" not in worksheet_html(sheet)
    assert 'dW1,"a,""b""",h1,' in worksheet_csv(sheet)


def test_it_can_be_printed(tmp_path, monkeypatch):
    path = tmp_path / "sheet.pdf"
    write_worksheet(case(), str(path), "dZ", key=True)
    assert path.read_bytes().startswith(b"%PDF")
    monkeypatch.setattr("twinmlp.worksheet.write.shutil.which", lambda name: None)
    with refused(
        "E_PLATFORM",
        "`Chromium` must be installed to write a PDF; a page, .html, can be printed from any"
        " browser, got no such program.",
    ):
        write_worksheet(case(), str(path), "dZ")


def test_the_command_and_the_method(tmp_path):
    out = tmp_path / "sheet.html"
    words = ["--blank", "dZ,dW", "--decimals", "4", "--seed", "12", "--key"]
    assert main(["worksheet", "article_a_uniform", "--out", str(out), *words]) == 0
    assert out.read_text() == worksheet_html(make_worksheet(case(), "dZ,dW", 4, 12), True)
    X, y = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1]
    model = MLP(hidden=2, epochs=4)
    for form in set(WRITERS) - {"pdf"}:
        model.worksheet(X, y, str(tmp_path / f"sheet.{form}"), "dZ", seed=1)
    notebook = json.loads((tmp_path / "sheet.ipynb").read_text())
    assert notebook["nbformat"] == 4
    assert re.search("^dZ2 <- function", (tmp_path / "sheet.Rmd").read_text(), re.MULTILINE)
