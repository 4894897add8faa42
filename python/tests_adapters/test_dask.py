"""Rows dealt out to real processes of Dask: the bits of a training without any."""

from __future__ import annotations

import doctest
import os
import signal

import dask.array as da
import joblib
import numpy as np
import pytest
import twinmlp
from dask_workers import HOW, X, Y, assert_same, cluster, late, unwarned
from distributed import Client
from twinmlp import MLP, deal

pytestmark = late
SETTINGS = [
    {},
    {"batch_size": 100, "loss": "binary_cross_entropy"},
    {
        "batch_size": 100,
        "order": "shuffled",
        "dropout": 0.3,
        "optimizer": "adam",
        "penalty": {"l1": 0.001, "l2": 0.01},
        "clipping": {"norm": 0.5},
        "schedule": "cosine",
        "metrics": "accuracy",
        "validation_fraction": 0.2,
        "patience": 2,
    },
    {"optimizer": "lbfgs", "activation": {"name": "leaky_relu", "alpha": 0.1}},
    {
        "activation": {
            "name": "cube",
            "value": lambda Z, ops: Z * Z * Z,
            "derivative": lambda Z, A, ops: 3.0 * Z * Z,
        }
    },
]


@pytest.fixture(scope="module", params=[1, 2, 3, 7])
def client(request):
    with cluster(request.param) as found, Client(found) as client:
        yield client


@unwarned
@pytest.mark.parametrize("settings", SETTINGS)
def test_any_number_of_workers_gives_the_bits_of_none(client, settings):
    here = MLP(**{**HOW, **settings}).fit(X, Y)
    dealt = deal(da.from_array(X, chunks=(100, -1)), shares=8)
    assert_same(MLP(**{**HOW, **settings}).fit(dealt, Y), here)
    assert np.array_equal(here.predict(dealt), here.predict(X))


def test_training_goes_on_and_is_resumed(two, tmp_path):
    path = str(tmp_path / "run.json")
    dealt = deal(X)
    first = MLP(**HOW, checkpoint=path).fit(dealt, Y)
    here = MLP(**{**HOW, "epochs": 5}).fit(X, Y)
    assert_same(MLP.resume(path, dealt, Y, epochs=5), here)
    assert_same(first.partial_fit(dealt, Y, epochs=2), here)


def test_a_worker_that_is_killed_in_mid_epoch_costs_no_bits(two):
    """After three epochs of ten, while the next steps are under way."""
    killed = []

    def kill(row):
        if row["epoch"] == 3 and not killed:
            killed.append(next(iter(two.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    how = {**HOW, "epochs": 10, "batch_size": 50}
    here = MLP(**how, on_epoch=lambda row: None).fit(X, Y)
    dealt = deal(da.from_array(X, chunks=(40, -1)), shares=4)
    assert_same(MLP(**how, on_epoch=kill).fit(dealt, Y), here)
    assert killed and killed[0] not in two.run(os.getpid).values()


@unwarned
def test_restarts_run_on_the_workers(two):
    here = MLP(**HOW, restarts=4).fit(X, Y)
    with joblib.parallel_config(backend="dask"):
        there = MLP(**HOW, restarts=4, jobs=4).fit(X, Y)
    assert there.seed == here.seed
    assert_same(there, here)


@unwarned
def test_a_grid_search_is_the_same_on_the_workers(two):
    from sklearn.model_selection import GridSearchCV
    from twinmlp.sklearn import MLPClassifier

    grid = {"hidden": [2, 4], "learning_rate": [0.1, 0.5]}
    search = GridSearchCV(MLPClassifier(epochs=20, arithmetic="reproducible"), grid, cv=3)
    scores = [search.fit(X, Y[:, 0]).cv_results_["mean_test_score"]]
    with joblib.parallel_config(backend="dask"):
        search.set_params(n_jobs=2)
        scores.append(search.fit(X, Y[:, 0]).cv_results_["mean_test_score"])
    assert np.array_equal(*scores)


def test_the_example_runs():
    names = {name: getattr(twinmlp, name) for name in ("MLP", "deal")}
    found = doctest.DocTestParser().get_doctest(deal.__doc__, names, "deal", None, 0)
    said: list[str] = []
    assert found.examples and doctest.DocTestRunner().run(found, out=said.append).failed == 0, said
