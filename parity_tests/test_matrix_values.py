"""What stands for a matrix or a vector is accepted or refused alike in both languages."""

from __future__ import annotations

import json

import numpy as np
import pytest
from both_refuse import X, both, r_says
from refusals import python_says
from twinmlp.model.mlp import MLP

NOT_MATRICES = [
    None,
    5,
    "a",
    True,
    [],
    [1, 2],
    [[]],
    [[], []],
    [[1, 2], [3]],
    [1, [2]],
    [[1, None]],
    [[1, None], [2, 3]],
    [["1", 2]],
    [[True, 2]],
    {"a": [1]},
    [{"a": 1}],
    [[{"a": 1}]],
    [[[1]]],
    [[[1], [2]], [[3], [4]]],
    [[[1], 2]],
    ["ab", "cd"],
    ["a"],
    [[["a"]]],
    [None],
    [[1, 1e999]],
    [1e999, 2],
    [1],
    [[1], [2]],
    [1, "2"],
    [1, None],
    [1, True],
]


@pytest.mark.parametrize("value", NOT_MATRICES, ids=str)
def test_what_stands_for_a_matrix_or_a_vector(value, r_package):
    from twinmlp.base.checks import check_matrix, check_vector

    text = json.dumps(value).replace("Infinity", "1e999")
    assert r_says("matrix")(text) == python_says(check_matrix, value, "X")
    if not np.isscalar(value):  # in R one value is a list of one
        assert r_says("vector")(text) == python_says(check_vector, value, "b", 2)
        assert r_says("targets")(text) == python_says(MLP(epochs=1).fit, X, value)


@pytest.mark.parametrize("value", NOT_MATRICES, ids=str)
def test_data_files(value, r_package, tmp_path):
    path = tmp_path / "d.json"
    path.write_text(json.dumps({"X": value, "y": [[1.0]]}).replace("Infinity", "1e999"))
    both("data", path)
