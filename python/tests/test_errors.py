"""What is refused, with the code and the text of fixtures/errors.json and of hand-written lines."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest
from helpers import case, changed, load, refused
from twinmlp.base.errors import ERRORS, TwinMLPError, describe, fail
from twinmlp.base.files import fixture_path, read_document
from twinmlp.base.schema import check_schema
from twinmlp.cli.main import main
from twinmlp.model.mlp import MLP
from twinmlp.trace.case import case_parts

REFUSED = load("errors.json")
X, Y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [0.0, 1.0, 1.0]


def named(entries):
    return pytest.mark.parametrize("entry", entries, ids=[entry["id"] for entry in entries])


@named(REFUSED["cases"])
def test_case_is_refused(entry):
    with refused(entry["code"], entry["text"]):
        document = changed(case(), entry)
        check_schema(document, load("schemas/case.schema.json"))
        case_parts(document)


@named(REFUSED["files"])
def test_file_is_refused(entry, tmp_path):
    path = tmp_path / "case.json"
    path.write_bytes(entry["content"].encode())
    with refused(entry["code"], entry["text"].replace("{path}", json.dumps(str(path)))):
        read_document(str(path), "case")


@named(REFUSED["models"])
def test_model_is_refused(entry):
    with pytest.raises(TwinMLPError) as caught:
        MLP(**entry["arguments"]).fit(X, Y)
    pattern = re.escape(entry["text"]).replace(r"\{step\}", r"\d+")
    assert caught.value.code == entry["code"]
    assert re.fullmatch(pattern, str(caught.value))


@named(REFUSED["command_lines"])
def test_command_line_is_refused(entry, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    data = str(fixture_path("data/cars.json"))
    assert main([word.replace("{data}", data) for word in entry["arguments"]]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", entry["text"] + "\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", ERRORS)
def test_every_code_has_its_class(code):
    with refused(code, "`size` must be small, got 9."):
        fail(code, "size", "small", "9")
    assert issubclass(ERRORS[code], ValueError)


@pytest.mark.parametrize(
    ("bad", "code", "text"),
    [
        (
            [[0, math.nan], [1, 2], [3, 4]],
            "E_NOT_FINITE",
            "`X[0][1]` must be a finite number, got NaN.",
        ),
        (
            [[0, 1], [1, 2], [-math.inf, 4]],
            "E_NOT_FINITE",
            "`X[2][0]` must be a finite number, got -Infinity.",
        ),
        (
            [["a", 1], [1, 2], [3, 4]],
            "E_TYPE",
            "`X` must be a matrix of finite numbers, got values that are not numbers.",
        ),
        (
            [[None, 1], [1, 2], [3, 4]],
            "E_TYPE",
            "`X` must be a matrix of finite numbers, got values that are not numbers.",
        ),
        (
            [[0, 1], [1], [3, 4]],
            "E_SHAPE",
            "`X` must be a matrix of finite numbers, got rows of different lengths.",
        ),
        ([], "E_SHAPE", "`X` must be a matrix of finite numbers, got a list of 0."),
        ([[], []], "E_SHAPE", "`X` must be a n x m matrix, got a 2 x 0 matrix."),
        ([1, 2, 3], "E_SHAPE", "`X` must be a matrix of finite numbers, got a list of 3."),
        (5, "E_SHAPE", "`X` must be a matrix of finite numbers, got 5."),
        (None, "E_TYPE", "`X` must be a matrix of finite numbers, got null."),
        ("text", "E_TYPE", '`X` must be a matrix of finite numbers, got "text".'),
        ({"a": [1, 2]}, "E_TYPE", "`X` must be a matrix of finite numbers, got an object."),
        (
            np.zeros((3, 2, 1)),
            "E_SHAPE",
            "`X` must be a matrix of finite numbers, got an array of 3 dimensions.",
        ),
    ],
    ids=[
        "nan",
        "infinity",
        "text",
        "null",
        "ragged",
        "empty",
        "no_columns",
        "a_list",
        "a_number",
        "nothing",
        "a_word",
        "an_object",
        "a_cube",
    ],
)
def test_inputs_are_refused(bad, code, text):
    with refused(code, text):
        MLP(epochs=1).fit(bad, Y)


@pytest.mark.parametrize(
    ("bad", "code", "text"),
    [
        ([0, 1], "E_SHAPE", "`y` must be a 3 x m matrix, got a 2 x 1 matrix."),
        ([0, 1, math.nan], "E_NOT_FINITE", "`y[2][0]` must be a finite number, got NaN."),
        (["a", "a", "a"], "E_RANGE", "`y` must be numbers, or labels of two classes, got 1 class."),
        (
            ["a", 1, 0],
            "E_TYPE",
            "`y` must be a matrix of finite numbers, got values that are not numbers.",
        ),
        (
            ["a", None, "b"],
            "E_TYPE",
            "`y[1]` must be a label, got nothing.",
        ),
        (
            [["a", "b"], ["b", "a"], ["a", "a"]],
            "E_TYPE",
            "`y` must be a matrix of finite numbers, got values that are not numbers.",
        ),
        (["a", "b"], "E_SHAPE", "`y` must be a 3 x m matrix, got a 2 x 1 matrix."),
        (
            [[0], [1, 2], [3]],
            "E_SHAPE",
            "`y` must be a matrix of finite numbers, got rows of different lengths.",
        ),
        ([], "E_SHAPE", "`y` must be a matrix of finite numbers, got a list of 0."),
        (None, "E_TYPE", "`y` must be a matrix of finite numbers, got null."),
    ],
    ids=[
        "too_few",
        "nan",
        "one_word",
        "words_and_numbers",
        "words_and_null",
        "words_in_two_columns",
        "too_few_words",
        "ragged",
        "empty",
        "nothing",
    ],
)
def test_targets_are_refused(bad, code, text):
    with refused(code, text):
        MLP(epochs=1).fit(X, bad)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        ('a "b"\n', '"a \\"b\\"\\n"'),
        ("x" * 60, '"' + "x" * 60 + '"'),
        ("x" * 61, '"' + "x" * 57 + '..."'),
        (5, "5"),
        (-0.1, "-0.1"),
        (0.1 + 0.2, "0.3"),
        (1e5, "100000"),
        (1e16, "1e+16"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        ([], "a list of 0"),
        ([1, 2], "a list of 2"),
        ({}, "an object"),
        (np.zeros((2, 3)), "a 2 x 3 matrix"),
        (np.zeros(1), "a list of 1"),
        (np.float64(2.5), "2.5"),
        (..., "a ellipsis"),
        (len, "a function"),
        (b"ab", "a bytes"),
        ({1, 2}, "a set"),
        ({1: 2}.keys(), "a dict_keys"),
    ],
    ids=str,
)
def test_describe(value, words):
    assert describe(value) == words
