"""Every check accepts what it should, as what it should, and refuses the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from helpers import refused
from twinmlp.base.checks import (
    check_all_finite,
    check_choice,
    check_count,
    check_flag,
    check_matrix,
    check_number,
    check_positive,
    check_vector,
)


@pytest.mark.parametrize(
    "value",
    [2, 2.0, np.int32(2), np.float32(2)],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_numbers_become_doubles(value):
    for check in (check_number, check_positive):
        assert type(check(value, "size")) is float and check(value, "size") == 2.0


@pytest.mark.parametrize(
    ("check", "value", "code", "text"),
    [
        (check_number, "2", "E_TYPE", '`size` must be a finite number, got "2".'),
        (check_number, True, "E_TYPE", "`size` must be a finite number, got true."),
        (check_number, math.nan, "E_NOT_FINITE", "`size` must be a finite number, got NaN."),
        (check_number, [2.0], "E_TYPE", "`size` must be a finite number, got a list of 1."),
        (check_positive, 0, "E_RANGE", "`size` must be a positive finite number, got 0."),
        (check_positive, -0.5, "E_RANGE", "`size` must be a positive finite number, got -0.5."),
        (
            check_positive,
            math.inf,
            "E_NOT_FINITE",
            "`size` must be a positive finite number, got Infinity.",
        ),
        (check_positive, None, "E_TYPE", "`size` must be a positive finite number, got null."),
        (check_count, 0, "E_RANGE", "`size` must be a whole number, 1 or more, got 0."),
        (check_count, 1.5, "E_TYPE", "`size` must be a whole number, 1 or more, got 1.5."),
        (
            check_count,
            math.inf,
            "E_TYPE",
            "`size` must be a whole number, 1 or more, got Infinity.",
        ),
        (
            check_count,
            2.0**54,
            "E_RANGE",
            "`size` must be a whole number, 1 or more, got 1.8014398509482e+16.",
        ),
        (check_flag, 1, "E_TYPE", "`size` must be true or false, got 1."),
        (check_flag, "yes", "E_TYPE", '`size` must be true or false, got "yes".'),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_numbers_are_refused(check, value, code, text):
    with refused(code, text):
        check(value, "size")


def test_count_is_whole_and_has_a_minimum():
    assert type(check_count(3.0, "n")) is int
    assert check_count(0, "n", 0) == 0
    assert check_count(2**53, "n") == 2**53


def test_flag_and_choice_give_back_the_value():
    assert check_flag(True, "bias") is True and check_flag(np.bool_(False), "bias") is False
    assert check_choice("b", "kind", {"a": 1, "b": 2}) == "b"


@pytest.mark.parametrize(
    "value", ["c", None, 1, ["a"]], ids=lambda value: getattr(value, "__name__", repr(value))
)
def test_choice_is_refused(value):
    shown = {"c": '"c"', "None": "null", "1": "1"}.get(str(value), "a list of 1")
    with refused("E_CHOICE", f"`kind` must be one of a, b, got {shown}."):
        check_choice(value, "kind", ("a", "b"))


def test_matrix_is_copied_as_rows_of_doubles():
    given = np.array([[1, 2, 3], [4, 5, 6]], order="F")
    matrix = check_matrix(given, "X")
    assert matrix.dtype == np.float64 and matrix.flags.c_contiguous
    given[0, 0] = 9
    assert matrix[0, 0] == 1


def test_matrix_takes_truth_values_and_tuples():
    assert check_matrix([(True, 0.5)], "X").tolist() == [[1.0, 0.5]]


@pytest.mark.parametrize(
    ("rows", "columns", "wanted"),
    [(3, None, "3 x m"), (None, 1, "n x 1"), (100000, 1, "100000 x 1")],
)
def test_matrix_of_the_wrong_size(rows, columns, wanted):
    with refused("E_SHAPE", f"`X` must be a {wanted} matrix, got a 1 x 2 matrix."):
        check_matrix([[1, 2]], "X", rows, columns)


@pytest.mark.parametrize(
    ("value", "code", "given"),
    [
        ([1, 2, 3], "E_SHAPE", "a list of 3"),
        ([[1, 2]], "E_SHAPE", "a 1 x 2 matrix"),
        ("ab", "E_TYPE", '"ab"'),
        (None, "E_TYPE", "null"),
        ([1, None], "E_TYPE", "values that are not numbers"),
        ([1, [2]], "E_TYPE", "values that are not numbers"),
        ({"a": 1}, "E_TYPE", "an object"),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_vector_is_refused(value, code, given):
    with refused(code, f"`b` must be a list of 2 finite numbers, got {given}."):
        check_vector(value, "b", 2)


def test_the_first_value_that_is_not_finite_is_named():
    values = np.array([[1, 2], [3, math.inf], [math.nan, 4]])
    with refused("E_NOT_FINITE", "`X[1][1]` must be a finite number, got Infinity."):
        check_all_finite(values, "X")
    with refused("E_NOT_FINITE", "`b[1]` must be a finite number, got NaN."):
        check_vector([1, math.nan], "b", 2)
