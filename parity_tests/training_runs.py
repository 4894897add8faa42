"""Data, arguments and cases of the tests of training in both languages."""

from __future__ import annotations

import json

import numpy as np
from bridge import ROOT

RANDOM = np.random.RandomState(4)

X = RANDOM.uniform(-1, 1, size=(24, 3))

Y = (X[:, :1] * X[:, 1:2] > 0) * 1.0


def load(id: str) -> dict:
    return json.loads((ROOT / f"fixtures/cases/{id}.json").read_text())


def r_arguments(*values):
    from bridge import to_r

    return [to_r(value) for value in values]
