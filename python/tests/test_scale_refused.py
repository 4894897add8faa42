"""Scales that are refused, in the arguments and in files."""

from __future__ import annotations

import json

import pytest
from helpers import refused
from scaled_data import HOW, X, Y
from twinmlp.model.mlp import MLP


def test_errors():
    text = '`scale` must be one of "none", "standard", "min_max", got "robust".'
    with refused(
        "E_CHOICE", text.replace('"none", "standard", "min_max"', "none, standard, min_max")
    ):
        MLP(scale="robust")
    with refused("E_RANGE", "`restarts` must be a whole number, 1 or more, got 0."):
        MLP(restarts=0)
    with refused(
        "E_CHOICE", '`checkpoint` must be null where `restarts` is above 1, got "run.json".'
    ):
        MLP(restarts=2, checkpoint="run.json")


BAD_SCALES = [
    (
        {"inputs": {"shift": [1, 2], "divisor": [1, 1, 1]}},
        "E_SHAPE",
        "`scale.inputs.shift` must be a list of 3 finite numbers, got a list of 2.",
    ),
    (
        {"targets": {"shift": [1], "divisor": [1, 2]}},
        "E_SHAPE",
        "`scale.targets.divisor` must be a list of 1 finite numbers, got a list of 2.",
    ),
    (
        {"targets": {"shift": [1], "divisor": [0]}},
        "E_RANGE",
        "`scale.targets.divisor[0]` must be a number above 0, got 0.",
    ),
    (
        {"inputs": {"shift": [1, 2, 3], "divisor": [1, 1, -2]}},
        "E_RANGE",
        "`scale.inputs.divisor[2]` must be a number above 0, got -2.",
    ),
    (
        {"kind": "robust"},
        "E_CHOICE",
        '`scale.kind` must be one of "standard", "min_max", got "robust".',
    ),
]


@pytest.mark.parametrize(("change", "code", "text"), BAD_SCALES)
def test_a_scale_that_is_refused(change, code, text, tmp_path):
    path = tmp_path / "network.json"
    MLP(**HOW, output_activation="identity", scale="standard").fit(X, Y).save(str(path))
    document = json.loads(path.read_text())
    document["scale"].update(change)
    path.write_text(json.dumps(document))
    with refused(code, text):
        MLP.load(str(path))
