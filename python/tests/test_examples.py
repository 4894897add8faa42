"""The example at the head of every subject's folder works."""

from __future__ import annotations

import doctest
import importlib

import pytest
from test_layers import SUBJECTS


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_example_works(subject):
    module = importlib.import_module("twinmlp." + subject)
    results = doctest.testmod(module)
    assert results.failed == 0
    assert results.attempted >= 3
