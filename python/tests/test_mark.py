"""The marking of worksheets: a class that fills in its sheets wrong in many ways."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import case, refused
from openpyxl import load_workbook
from twinmlp.cli.main import main
from twinmlp.worksheet.answers import Answers, as_answer, read_answers
from twinmlp.worksheet.cells import cell_texts
from twinmlp.worksheet.form import boxes_of, worksheet_csv
from twinmlp.worksheet.mark import mark_answers, points_of
from twinmlp.worksheet.marks import format_marks
from twinmlp.worksheet.mistakes import known_mistake
from twinmlp.worksheet.sheet import make_worksheet
from twinmlp.worksheet.write import write_worksheet

BLANK, DECIMALS, SEED = "A2,loss,dZ,dW,db,W", 4, 7
SHEET = make_worksheet(case(), BLANK, DECIMALS, SEED)


def printed(block):
    return np.array([[float(text) for text in row] for row in cell_texts(block, DECIMALS)])


def by_hand(change):
    """The numbers of somebody who takes what is printed, and makes a mistake at one place: what
    comes after it goes on with the wrong numbers, rounded.
    """
    v = {b.key: b.values if b.kind is None else printed(b) for b in SHEET.blocks}
    rounded = lambda values: np.round(values, DECIMALS)
    steps = {
        "A2": lambda: 1 / (1 + np.exp(-v["Z2"])),
        "loss": lambda: [[np.sum((v["A2"] - v["y"]) ** 2) / 2]],
        "dZ2": lambda: v["dA2"] * v["A2"] * (1 - v["A2"]),
        "dW2": lambda: v["A1"].T @ v["dZ2"],
        "db2": lambda: v["dZ2"].sum(axis=0, keepdims=True),
        "dZ1": lambda: v["dA1"] * v["A1"] * (1 - v["A1"]),
        "dW1": lambda: v["X"].T @ v["dZ1"],
        "db1": lambda: v["dZ1"].sum(axis=0, keepdims=True),
        "new_W1": lambda: v["W1"] - 0.1 * v["dW1"],
        "new_W2": lambda: v["W2"] - 0.1 * v["dW2"],
    }
    for key, step in steps.items():
        v[key] = rounded(np.asarray(change(v).get(key, step)()))
    return v


def marked(change, name="somebody"):
    values = by_hand(change)
    numbers = {
        (box.key, box.row, box.column): float(values[box.key][box.i, box.j])
        for box in boxes_of(SHEET)
    }
    answers = Answers(name, case()["id"], SEED, DECIMALS, numbers)
    return mark_answers(case(), answers, None, known_mistake)


def slipped(v):
    values = v["dA2"] * v["A2"] * (1 - v["A2"])
    values[1, 0] += 0.01
    return values


# What was done, the quantities in which points are lost, how many, and the name of the mistake.
CLASS = {
    "nothing wrong": (lambda v: {}, [], 0, None),
    "no slope": (lambda v: {"dZ2": lambda: v["dA2"]}, ["dZ2"], 3, "SLOPE_MISSING"),
    "slope at Z": (
        lambda v: {"dZ1": lambda: v["dA1"] * v["Z1"] * (1 - v["Z1"])},
        ["dZ1"],
        9,
        "SLOPE_AT_Z",
    ),
    "sign": (lambda v: {"dZ2": lambda: -v["dA2"] * v["A2"] * (1 - v["A2"])}, ["dZ2"], 3, "SIGN"),
    "mean for sum": (
        lambda v: {"db1": lambda: v["dZ1"].mean(axis=0, keepdims=True)},
        ["db1"],
        3,
        "BIAS_MEAN",
    ),
    "sum over units": (
        lambda v: {"db1": lambda: v["dZ1"].sum(axis=1)[np.newaxis]},
        ["db1"],
        3,
        "BIAS_AXIS",
    ),
    "uphill": (
        lambda v: {"new_W1": lambda: v["W1"] + 0.1 * v["dW1"]},
        ["new_W1"],
        12,
        "UPDATE_SIGN",
    ),
    "no rate": (lambda v: {"new_W2": lambda: v["W2"] - v["dW2"]}, ["new_W2"], 3, "RATE_MISSING"),
    "no activation": (lambda v: {"A2": lambda: v["Z2"]}, ["A2"], 3, "ACTIVATION_MISSING"),
    "not halved": (
        lambda v: {"loss": lambda: [[np.sum((v["A2"] - v["y"]) ** 2)]]},
        ["loss"],
        1,
        "NOT_HALVED",
    ),
    "a slip": (lambda v: {"dZ2": lambda: slipped(v)}, ["dZ2"], 1, None),
}


@pytest.mark.parametrize("name", CLASS)
def test_an_error_costs_once_and_is_named(name):
    change, lost, points, code = CLASS[name]
    found = marked(change)
    got, of = points_of(found)
    assert of - got == points
    assert [block.key for block in found.blocks if block.points < block.of] == lost
    named = [block.mistake[0] for block in found.blocks if block.mistake is not None]
    assert named == ([] if code is None else [code])
    carried = sum(block.carried for block in found.blocks)
    follow = {"dZ2": 4, "dZ1": 12, "A2": 1}
    assert carried >= 1 if lost and lost[0] in follow else carried == 0


def test_a_slip_of_one_unit_is_wrong_and_rounding_is_not():
    boxes = boxes_of(SHEET)
    exact = {b.key: b.values for b in SHEET.blocks}
    numbers = {(b.key, b.row, b.column): float(exact[b.key][b.i, b.j]) for b in boxes}
    whole = Answers("exact", case()["id"], SEED, DECIMALS, numbers)
    assert points_of(mark_answers(case(), whole))[0] == len(boxes)
    box = next(b for b in boxes if b.key == "new_W2")
    off = {**numbers, (box.key, box.row, box.column): float(box.answer) + 2e-4}
    assert points_of(mark_answers(case(), whole._replace(numbers=off)))[0] == len(boxes) - 1
    empty = {**numbers, (box.key, box.row, box.column): None}
    found = mark_answers(case(), whole._replace(numbers=empty))
    assert points_of(found)[0] == len(boxes) - 1 and sum(b.empty for b in found.blocks) == 1


@pytest.mark.parametrize("id", ["adam", "penalty_both", "cross_entropy_deep", "softmax_output"])
def test_right_answers_are_right_in_other_networks(id):
    sheet = make_worksheet(case(id), "100%", 3, 5)
    numbers = {(b.key, b.row, b.column): float(b.answer) for b in boxes_of(sheet)}
    found = mark_answers(case(id), Answers("", id, 5, 3, numbers))
    assert points_of(found) == (len(numbers), len(numbers))


def test_numbers_as_people_write_them():
    written = ["0.5", "0,5", " -1.25 ", "\u22120.5", 3, "", None, "?", "1e-3", "nan", "inf"]
    expected = [0.5, 0.5, -1.25, -0.5, 3.0, None, None, None, 1e-3, None, None]
    assert [as_answer(value) for value in written] == expected


def test_files_that_were_filled_in(tmp_path, capsys):
    """A form with commas, one with semicolons and decimal commas, and a spreadsheet."""
    id, blank = "article_a_uniform", "dZ2,dW2"
    sheet = make_worksheet(case(), blank, 3, 4)
    boxes = boxes_of(sheet)
    lines = worksheet_csv(sheet).splitlines()
    filled = [*lines[:5], *(f"{b.key},{b.row},{b.column},{b.answer}" for b in boxes)]
    (tmp_path / "ada.csv").write_text("\n".join(filled))
    swapped = [line.replace(",", ";").replace(".", ",") for line in filled]
    swapped[4] = "name;;;Blaise"
    (tmp_path / "b.csv").write_text("\ufeff" + "\r\n".join(swapped))
    write_worksheet(case(), str(tmp_path / "c.xlsx"), blank, 3, False, 4)
    book = load_workbook(tmp_path / "c.xlsx")
    for row, box in enumerate(boxes, start=5):
        address = book["Boxes"].cell(row, 4).value
        book["Worksheet"][address] = float(box.answer) + (box.key == "dW2") * 0.1
    book.save(tmp_path / "c.xlsx")
    assert read_answers(str(tmp_path / "b.csv")).name == "Blaise"
    files = [str(tmp_path / name) for name in ("ada.csv", "b.csv", "c.xlsx")]
    table = tmp_path / "class.csv"
    assert main(["mark", id, *files, "--out", str(table)]) == 0
    assert table.read_text().splitlines() == [
        "name,variant,dZ2,dW2,points,of",
        "ada,4,3,3,6,6",
        "Blaise,4,3,3,6,6",
        "c,4,3,0,3,6",
    ]
    said = capsys.readouterr().out
    assert "ada (variant 4): 6 of 6 points\n" in said
    assert "3 sheets; 83% of the points on average\n" in said


def test_a_class_has_a_table_and_what_was_wrong_more_than_once():
    change = CLASS["no slope"][0]
    text = "\n".join(format_marks([marked(change, "Ada"), marked(change, "Blaise")]))
    line = "2 times dZ2: the derivative of the activation is missing [SLOPE_MISSING]"
    assert "The class\nname    variant  A2" in text and text.endswith(line)


def test_files_that_are_no_sheets(tmp_path):
    path = str(tmp_path / "notes.csv")
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    expected = f'`answers` must be a worksheet of twinmlp, .xlsx or .csv, got "{path}".'
    with refused("E_FORMAT", expected):
        read_answers(path)
    (tmp_path / "notes.xlsx").write_text("no book")
    with refused("E_FORMAT", expected.replace("notes.csv", "notes.xlsx")):
        read_answers(str(tmp_path / "notes.xlsx"))
    other = Answers("", "adam", 1, 3, {("dZ2", "s1", "y1"): 1.0})
    with refused("E_FORMAT", '`answers` must be of the case "article_a_uniform", got "adam".'):
        mark_answers(case(), other)


@pytest.mark.parametrize(
    ("row", "status", "text"),
    [
        (
            "dZ1,s1,nobody,1",
            2,
            "`answers` must be a worksheet with boxes of the case, got one with ",
        ),
        ("dZ1,s1,y1," + "1" * 200_000, 0, "s (variant 0): 0 of 1 points\n  dZ1  0/1  1 empty"),
    ],
    ids=["no_boxes", "long"],
)
def test_forms_with_odd_boxes(row, status, text, tmp_path, capsys):
    head = "quantity,row,column,answer\ncase,,,one_unit\nvariant,,,0\ndecimals,,,3\n"
    (tmp_path / "s.csv").write_text(head + row + "\n")
    assert main(["mark", "one_unit", str(tmp_path / "s.csv")]) == status
    said = capsys.readouterr()
    assert (said.err or said.out).startswith(text)
