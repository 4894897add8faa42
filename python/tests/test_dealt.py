"""Rows that workers hold: what asks for their numbers is told where they are."""

from __future__ import annotations

import numpy as np
import pytest
from twinmlp import MLP, TwinMLPError
from twinmlp.data.dealt import Deal, Dealt

DEALT = Dealt(Deal(2, 2, lambda *_: None), np.arange(3))
SAID = "`X` must be a matrix whose numbers are here, got rows that workers hold."


def test_they_say_what_they_are():
    assert repr(DEALT) == "3 x 2 matrix in 2 shares"


@pytest.mark.parametrize(
    "ask", [np.asarray, np.array, lambda X: X + np.ones(2), np.sum, np.linalg.norm]
)
def test_they_are_no_array(ask):
    """The same text in R, where as.matrix takes the place of NumPy's asarray."""
    with pytest.raises(TwinMLPError) as found:
        ask(DEALT)
    assert (str(found.value), found.value.code) == (SAID, "E_TYPE")


def test_they_are_no_targets():
    with pytest.raises(TwinMLPError, match="^`y` must be a matrix of finite .*, got a Dealt.$"):
        MLP(epochs=1).fit([[1.0], [2.0], [3.0]], DEALT)
