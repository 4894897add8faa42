"""The numbers that the article prints, from the seed alone."""

from __future__ import annotations

import numpy as np
import pytest
from twinmlp.base.files import fixture_path, read_json
from twinmlp.model.mlp import MLP

B = read_json(fixture_path("published/article_b.json"), "published")
C = read_json(fixture_path("published/article_c.json"), "published")


def test_initial_squared_errors_to_eight_digits():
    model = MLP(**B["initial"]["arguments"]).fit(B["X"], B["y"])
    errors = (np.array(B["y"]) - model.predict(B["X"])) ** 2 / 2
    assert [f"{error:.8f}" for error in errors[:, 0]] == B["initial"]["squared_errors"]


@pytest.mark.parametrize("arithmetic", ["native", "reproducible"])
def test_ten_errors_of_the_walk_through(arithmetic):
    model = MLP(**B["training"]["arguments"], arithmetic=arithmetic).fit(B["X"], B["y"])
    errors = [model.losses[int(epoch)] / len(B["X"]) for epoch in B["training"]["epochs"]]
    assert [f"{error:.5f}" for error in errors] == B["training"]["errors"]


@pytest.mark.parametrize("arithmetic", ["native", "reproducible"])
def test_first_seven_errors_of_the_moons(arithmetic):
    moons = read_json(fixture_path("data/moons_c.json"), "data")
    model = MLP(**{**C["training"]["arguments"], "epochs": 6001}, arithmetic=arithmetic).fit(
        moons["X"], moons["y"]
    )
    count = int(C["training"]["reproducible"])
    errors = [
        model.losses[int(epoch)] / len(moons["X"]) for epoch in C["training"]["epochs"][:count]
    ]
    assert [f"{error:.5f}" for error in errors] == C["training"]["errors"][:count]
    assert count == 7
