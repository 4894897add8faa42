"""The article's published numbers from both languages in one process, and its example drawn by either generator."""

from __future__ import annotations

import numpy as np
import pytest
from twinmlp.base.files import fixture_path, read_json
from twinmlp.model.mlp import MLP
from twinmlp.nn.initializers import initialize

B = read_json(fixture_path("published/article_b.json"), "published")
C = read_json(fixture_path("published/article_c.json"), "published")
MOONS = read_json(fixture_path("data/moons_c.json"), "data")
LAYERS = [
    {"inputs": 4, "units": 3, "activation": "sigmoid", "bias": True},
    {"inputs": 3, "units": 1, "activation": "sigmoid", "bias": True},
]


def both(r_package, X, y, arguments):
    """The same call in both languages: the model of Python, and that of R as a dict."""
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    return MLP(**arguments).fit(X, y), r_package.mlp(X, y, **arguments)


def test_initial_squared_errors(r_package):
    for model in both(r_package, B["X"], B["y"], B["initial"]["arguments"]):
        network = model.network if isinstance(model, MLP) else model["network"]
        outputs = r_package.forward(
            network, np.array(B["X"], dtype=float), r_package.arithmetic("native")
        )[-1]["A"]
        errors = (np.array(B["y"]) - outputs) ** 2 / 2
        assert [f"{error:.8f}" for error in errors[:, 0]] == B["initial"]["squared_errors"]


def test_ten_errors_of_the_walk_through(r_package):
    python, r = both(r_package, B["X"], B["y"], B["training"]["arguments"])
    for losses in (python.losses, r["losses"]):
        assert [f"{losses[int(epoch)] / 3:.5f}" for epoch in B["training"]["epochs"]] == B[
            "training"
        ]["errors"]


def test_first_seven_errors_of_the_moons(r_package):
    python, r = both(
        r_package, MOONS["X"], MOONS["y"], {**C["training"]["arguments"], "epochs": 6001}
    )
    for losses in (python.losses, r["losses"]):
        assert [f"{losses[int(epoch)] / 1000:.5f}" for epoch in C["training"]["epochs"][:7]] == C[
            "training"
        ]["errors"][:7]


@pytest.mark.parametrize(
    "initializer",
    [{"name": "uniform", "bias": "uniform"}, {"name": "normal", "bias": "uniform"}],
    ids=["NumPy's way", "R's way"],
)
@pytest.mark.parametrize("generator", ["numpy", "r"])
def test_the_articles_two_ways_of_drawing(r_package, generator, initializer):
    """Example A's starting weights are the same bits in both languages, whichever generator and way."""
    python = initialize(LAYERS, initializer, seed=42, generator=generator)
    r = r_package.initialize(LAYERS, initializer, seed=42, generator=generator)
    for ours, theirs in zip(python, r):
        assert np.array_equal(ours.W, theirs["W"])
        assert np.array_equal(ours.b, np.atleast_1d(theirs["b"]))


def test_numpys_way_is_numpys_own(r_package):
    """The article's Python listing draws wh, bh, wout, bout by numpy.random.uniform."""
    random = np.random.RandomState(42)
    wh, bh, wout, bout = (
        random.uniform(size=(4, 3)),
        random.uniform(size=3),
        random.uniform(size=(3, 1)),
        random.uniform(size=1),
    )
    first, second = r_package.initialize(LAYERS, {"name": "uniform", "bias": "uniform"}, seed=42)
    assert np.array_equal(first["W"], wh) and np.array_equal(first["b"], bh)
    assert np.array_equal(second["W"], wout) and np.array_equal(np.atleast_1d(second["b"]), bout)
