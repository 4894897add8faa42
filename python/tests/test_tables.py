"""Aligned text."""

from __future__ import annotations

import numpy as np
import pytest
from twinmlp.base.text import align, fill_template, format_matrix, format_value, wrap_words


def test_align():
    assert align([["a", "bb", "c"], ["aaa", "b", "ccc"]]) == ["a    bb    c", "aaa   b  ccc"]
    assert align([["a", "bb"], ["aaa", ""]], left=2) == ["a    bb", "aaa"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0000"),
        (1 / 3, "0.3333"),
        (-2.5, "-2.5000"),
        (0.0001, "0.0001"),
        (0.00009, "9.00e-05"),
        (999999.0, "999999.0000"),
        (1000000.0, "1.00e+06"),
        (-1e-300, "-1.00e-300"),
    ],
)
def test_format_value(value, text):
    assert format_value(value) == text


def test_format_value_with_other_decimals():
    assert [format_value(0.000123, d) for d in (1, 2, 6)] == ["1.2e-04", "1.2e-04", "0.000123"]


def test_format_matrix():
    assert format_matrix(np.array([[1.0, -10.0], [0.25, 3.0]]), 2) == [
        "1.00  -10.00",
        "0.25    3.00",
    ]


def test_fill_template():
    assert fill_template("{a}{b} {c}", {"a": "{b}", "c": 1}) == "{b}{b} 1"


def test_wrap_words():
    assert wrap_words("a bb ccc dddddd", 6, " ") == [" a bb", " ccc", " dddddd"]
    assert wrap_words("a bb ccc", 8) == ["a bb ccc"] and wrap_words("a bb ccc", 7) == [
        "a bb",
        "ccc",
    ]
