"""Data files: CSV as people write it, and JSON."""

from __future__ import annotations

import math

import numpy as np
import pytest
from helpers import refused
from twinmlp.data.cells import check_rows, is_csv, unquoted
from twinmlp.data.data_file import read_data, read_inputs
from twinmlp.data.tables import format_csv, read_table, to_cell, to_name, write_csv


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(content, name="t.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return write


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1", 1.0),
        ("+1", 1.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("-.5", -0.5),
        ("1e5", 1e5),
        ("1E+5", 1e5),
        ("1.e-2", 0.01),
        (" 2 ", 2.0),
        ("\t2", 2.0),
        ("007", 7.0),
        ("-00.5", -0.5),
        ('"3"', 3.0),
        ("-0", -0.0),
        ("0.1", 0.1),
        ("17.7189402", 17.7189402),
        ("5e-324", 5e-324),
        ("1e-400", 0.0),
        ("9007199254740993", 9007199254740992.0),
        ("0.30000000000000004", 0.30000000000000004),
    ],
)
def test_numbers(file, cell, value):
    names, values = read_table(file(f"a,b\n{cell},2\n"), "data")
    assert names == ["a", "b"] and repr(values.tolist()) == repr([[value, 2.0]])


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n3,4",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a,b\r1,2\r3,4",
        "\ufeffa,b\n1,2\n3,4\n",
        "\na,b\n\n1,2\n\n3,4\n\n",
        '"a"," b "\n1,2\n3,4\n',
        "a , b\n1,2\n3,4\n",
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_tables(file, content):
    names, values = read_table(file(content), "data")
    assert names == ["a", "b"] and values.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("content", "code", "given"),
    [
        ("", "E_FORMAT", "a header line and at least one row, got nothing"),
        ("a,b\n", "E_FORMAT", "a header line and at least one row, got 1 line"),
        ("a,b\n1\n", "E_FORMAT", "a table of 2 columns, got 1 in row 1"),
        ("a,b\n1,2\n1,2,\n", "E_FORMAT", "a table of 2 columns, got 3 in row 2"),
        ("a,b\n1,x\n", "E_TYPE", 'a table of numbers, got "x" in row 1, column b'),
        ("a,b\n,2\n", "E_TYPE", 'a table of numbers, got "" in row 1, column a'),
        ("a,b\n1,2\n1,NA\n", "E_TYPE", 'a table of numbers, got "NA" in row 2, column b'),
        ("a,b\nnan,2\n", "E_TYPE", 'a table of numbers, got "nan" in row 1, column a'),
        ("a,b\n1,0x10\n", "E_TYPE", 'a table of numbers, got "0x10" in row 1, column b'),
        ("a,b\n1,1_0\n", "E_TYPE", 'a table of numbers, got "1_0" in row 1, column b'),
        ("a,b\n1,\u0662\n", "E_TYPE", 'a table of numbers, got "\u0662" in row 1, column b'),
        ("a,b\n1,\u00a02\n", "E_TYPE", 'a table of numbers, got "\u00a02" in row 1, column b'),
        (
            'a,b\n1,"2\n',
            "E_FORMAT",
            'a CSV file, got "t.csv", which has quotes out of place in row 1',
        ),
        (
            'a,b\n1, "2"\n',
            "E_FORMAT",
            'a CSV file, got "t.csv", which has quotes out of place in row 1',
        ),
        (
            'a,b\n1,2"\n',
            "E_FORMAT",
            'a CSV file, got "t.csv", which has quotes out of place in row 1',
        ),
        (
            "a;b\n1,5;2\n",
            "E_FORMAT",
            'a CSV file, got "t.csv", which has semicolons in place of commas',
        ),
        (
            '"a"\tb\n1\t2\n',
            "E_FORMAT",
            'a CSV file, got "t.csv", which has tabs in place of commas',
        ),
        ("a|b\n1|2\n", "E_FORMAT", 'a CSV file, got "t.csv", which has bars in place of commas'),
        # Each cell of the first line a number, or a word of its column: data, not names.
        ("5.1,3\n4.9,3\n", "E_FORMAT", "a table with a line of names, got data in the first line"),
        ("0,0\n1,2\n", "E_FORMAT", "a table with a line of names, got data in the first line"),
        ("5.1,x\n1,x\n", "E_FORMAT", "a table with a line of names, got data in the first line"),
        (
            "1e400,1e400\n1,2\n",
            "E_FORMAT",
            "a table with a line of names, got data in the first line",
        ),
        ('"",a\n1,2\n', "E_FORMAT", "a table of columns with names, got none in column 1"),
        ("a, \n1,2\n", "E_FORMAT", "a table of columns with names, got none in column 2"),
        (b"a,b\n1,\xe9\n", "E_FORMAT", 'a CSV file, got "t.csv", which is not text'),
        (b"a,b\n1,2\x00\n", "E_FORMAT", 'a CSV file, got "t.csv", which is not text'),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_tables_that_are_refused(file, content, code, given):
    with refused(code, f"`data` must be {given}."):
        read_table(file(content), "data")


@pytest.mark.parametrize("header", ["0,1", "2019,2020", "400.5,kind", "5.1,word"])
def test_numbers_that_are_names(file, header):
    names, values = read_table(file(header + "\n1,2\n"), "data")
    assert names == header.split(",") and values.tolist() == [[1, 2]]


def test_a_number_beyond_the_doubles_is_refused(file):
    with refused("E_NOT_FINITE", "`data[0][1]` must be a finite number, got Infinity."):
        read_table(file("a,b\n1,1e400\n"), "data")


def test_a_missing_file_is_refused(file):
    with refused("E_FILE", '`data` must be a readable file, got "no.csv".'):
        read_data("no.csv")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("a,b", ["a", "b"]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a ""b""",', ['a "b"', ""]),
        (",", ["", ""]),
        ('""', [""]),
        ('a"b', None),
        ('"a"b', None),
        ('"a', None),
    ],
)
def test_cells_of_a_line(line, cells):
    if cells is None:
        text = '`data` must be a CSV file, got "t.csv", which has quotes out of place in row 1.'
        with refused("E_FORMAT", text):
            check_rows("t.csv", ["a", line], "data")
    else:
        rows = check_rows("t.csv", [line, line], "data")
        assert unquoted(rows[1].split(",")) == cells


def test_the_target_is_the_last_column_or_those_named(file):
    path = file("a,b,c\n1,2,3\n4,5,6\n")
    X, y = read_data(path)
    assert X.columns == ["a", "b"] and y.columns == ["c"]
    assert X.values.tolist() == [[1, 2], [4, 5]] and y.values.tolist() == [[3], [6]]
    X, y = read_data(path, ["c", "a"])
    assert X.values.tolist() == [[2], [5]] and y.values.tolist() == [[3, 1], [6, 4]]
    X, y = read_data(path, ["c"], ["b"])
    assert X.values.tolist() == [[2], [5]] and y.values.tolist() == [[3], [6]]
    with refused("E_CHOICE", '`target` must be one of a, b, c, got "d".'):
        read_data(path, ["d"])
    with refused(
        "E_SHAPE", "`data` must be a table with a column that is not a target, got a 2 x 3 matrix."
    ):
        read_data(path, ["a", "b", "c"])


@pytest.mark.parametrize(
    ("name", "expected"), [("d.json", False), ("D.JSON", False), ("d.CSV", True), ("json", True)]
)
def test_what_is_read_as_csv(name, expected):
    assert is_csv(name) is expected


def test_json_data(file):
    X, y = read_data(file('{"X": [[1, 2], [3, 4]], "y": [[5], [6]], "more": "text"}', "d.json"))
    assert X.tolist() == [[1, 2], [3, 4]] and y.tolist() == [[5], [6]]


@pytest.mark.parametrize(
    ("content", "code", "text"),
    [
        ("[1]", "E_FORMAT", "`data.X` must be present, got nothing."),
        ('{"X": [[1]]}', "E_FORMAT", "`data.y` must be present, got nothing."),
        (
            '{"X": [[1, null]], "y": [[1]]}',
            "E_TYPE",
            "`data.X` must be a matrix of finite numbers, got values that are not numbers.",
        ),
        (
            '{"X": [[1, null], [2, 3]], "y": [[1]]}',
            "E_TYPE",
            "`data.X` must be a matrix of finite numbers, got values that are not numbers.",
        ),
        (
            '{"X": [1, 2], "y": [[1]]}',
            "E_SHAPE",
            "`data.X` must be a matrix of finite numbers, got a list of 2.",
        ),
        (
            '{"X": [[1, 2], [3]], "y": [[1]]}',
            "E_SHAPE",
            "`data.X` must be a matrix of finite numbers, got rows of different lengths.",
        ),
        (
            '{"X": [[1], [2]], "y": [[1]]}',
            "E_SHAPE",
            "`data.y` must be a 2 x m matrix, got a 1 x 1 matrix.",
        ),
        (
            '{"X": [[1, 1e999]], "y": [[1]]}',
            "E_NOT_FINITE",
            "`data.X[0][1]` must be a finite number, got Infinity.",
        ),
        (
            '{"X": null, "y": [[1]]}',
            "E_TYPE",
            "`data.X` must be a matrix of finite numbers, got null.",
        ),
        (
            '{"X": {"a": [1]}, "y": [[1]]}',
            "E_TYPE",
            "`data.X` must be a matrix of finite numbers, got an object.",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_json_data_that_is_refused(file, content, code, text):
    with refused(code, text):
        read_data(file(content, "d.json"))


def test_inputs_are_found_by_name(file):
    path = file("a,b,c,d\n1,2,3,word\n")
    assert read_inputs(path, ["c", "a"]).values.tolist() == [[3, 1]]
    assert read_inputs(file("a,b\n1,2\n", "all.csv"), None).values.tolist() == [[1, 2]]
    assert read_inputs(file('{"X": [[1, 2]]}', "d.json"), ["c", "a"]).tolist() == [[1, 2]]
    text = "`data` must be a table with the column e, got the columns a, b, c, d."
    with refused("E_CHOICE", text):
        read_inputs(path, ["a", "e"])
    with refused("E_CHOICE", "`data` must be a table of different columns, got two columns a."):
        read_inputs(file("a,a\n1,2\n", "two.csv"), None)


def test_csv_is_written_with_17_digits_and_read_back(file, tmp_path):
    values = np.array([[0.1, -0.0], [1 / 3, 1e-300]])
    names = ["a", 'b, "c"']
    assert format_csv(names, values).split("\n")[:2] == [
        'a,"b, ""c"""',
        "0.10000000000000001,-0.0",
    ]
    write_csv(str(tmp_path / "out.csv"), names, values)
    again = read_table("out.csv", "data")[1]
    assert np.array_equal(values, again) and math.copysign(1, again[0, 1]) == -1


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("=1+1", '"\'=1+1"'),
        ("@SUM(A1)", '"\'@SUM(A1)"'),
        ("-a", '"\'-a"'),
        ("+x", '"\'+x"'),
        ("\tx", '"\'\tx"'),
        ("-1", '"-1"'),
        ("+2.5e3", '"+2.5e3"'),
        ("a=1", '"a=1"'),
        ("", '""'),
    ],
)
def test_words_are_no_formulas(word, written):
    assert to_cell(word) == written
    assert format_csv([word], np.array([[1.0]])).startswith(to_name(word) + "\n")
    assert to_name(word).lstrip('"')[:1] not in "=@\t" or word == ""


def test_plain_tables_and_others_have_the_same_numbers(tmp_path):
    """What is read all at once is what is read cell by cell."""
    texts = [
        "1",
        "-0",
        "0.1",
        "1e22",
        "9007199254740993",
        "1e-400",
        "123456789012345678",
        "-1.5E+3",
    ]
    texts += ["4.9406564584124654e-324", "0.30000000000000004"]
    (tmp_path / "a.csv").write_text("a,b\n" + "".join(f"{t},{t}\n" for t in texts))
    (tmp_path / "b.csv").write_text("a,b\n" + "".join(f"{t}, {t}\n" for t in texts))
    plain, other = (read_table(str(tmp_path / n), "data")[1] for n in ("a.csv", "b.csv"))
    assert plain.tobytes() == other.tobytes()
    assert plain[:, 0].tobytes() == np.array([float(t) for t in texts]).tobytes()
