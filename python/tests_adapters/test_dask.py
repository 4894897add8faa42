"""Rows dealt out to real processes of Dask: the bits of a training without any."""

from __future__ import annotations

import doctest
import os
import signal

import dask.array as da
import dask.dataframe as dd
import h5py
import joblib
import numpy as np
import pandas
import pytest
import twinmlp
from distributed import Client, LocalCluster
from twinmlp import MLP, TwinMLPError, deal, moons

# Workers that are ended leave connections that are noticed late.
pytestmark = pytest.mark.filterwarnings("default")
MOONS = moons(257)
X, Y = MOONS.X, MOONS.y
HOW = {"hidden": [5, 4], "epochs": 3, "arithmetic": "reproducible", "reduction": "mean"}
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


def cluster(workers, **options):
    """A cluster of so many processes on this machine."""
    return LocalCluster(workers, threads_per_worker=1, dashboard_address=None, **options)


@pytest.fixture(scope="module", params=[1, 2, 3, 7])
def client(request):
    with cluster(request.param) as found, Client(found) as client:
        yield client


@pytest.fixture
def two():
    with cluster(2) as found, Client(found) as client:
        yield client


def assert_same(dealt, here):
    """Two models have the same bits."""
    assert dealt.losses == here.losses and dealt.final_loss == here.final_loss
    assert dealt.history.columns == here.history.columns
    for a, b in zip(dealt.network, here.network):
        assert np.array_equal(a.W, b.W) and np.array_equal(a.b, b.b)


@pytest.mark.filterwarnings("ignore::twinmlp.base.errors.TwinMLPWarning")
@pytest.mark.parametrize("settings", SETTINGS)
def test_any_number_of_workers_gives_the_bits_of_none(client, settings):
    here = MLP(**{**HOW, **settings}).fit(X, Y)
    dealt = deal(da.from_array(X, chunks=(100, -1)), shares=8)
    assert_same(MLP(**{**HOW, **settings}).fit(dealt, Y), here)
    assert np.array_equal(here.predict(dealt), here.predict(X))


@pytest.mark.parametrize("shares, persist", [(16, True), (2, False)])
def test_files_are_dealt_out(two, tmp_path, shares, persist):
    """Memory-mapped .npy, HDF5, Parquet with its names; the sums of 16 shares are joined in two levels."""
    frame = pandas.DataFrame(X, columns=["east", "north"])
    np.save(tmp_path / "X.npy", X)
    with h5py.File(tmp_path / "X.h5", "w") as file:
        file["X"] = X
    frame.to_parquet(tmp_path / "X.parquet")
    here = MLP(**HOW, batch_size=100).fit(X, Y)
    with h5py.File(tmp_path / "X.h5") as file:
        for rows in (
            da.from_array(np.load(tmp_path / "X.npy", mmap_mode="r"), chunks=(64, -1)),
            da.from_array(file["X"], chunks=(64, -1), lock=True),
            dd.read_parquet(tmp_path / "X.parquet"),
            X.tolist(),
        ):
            model = MLP(**HOW, batch_size=100)
            model.fit(deal(rows, shares=shares, persist=persist), Y)
            assert_same(model, here)
    named = MLP(**HOW, batch_size=100).fit(deal(dd.from_pandas(frame, npartitions=3)), Y)
    assert named.inputs == ["east", "north"]
    assert np.array_equal(named.predict(frame), here.predict(X))


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


def test_workers_hold_a_part_of_data_that_are_not_kept(tmp_path):
    """400 MB, of which a worker never has half beside the 150 MB or so that it needs for itself."""
    n, columns, path = 100_000, 500, tmp_path / "X.npy"
    large = np.lib.format.open_memmap(path, "w+", np.float64, (n, columns))
    random = np.random.RandomState(0)
    for start in range(0, n, 10_000):
        large[start : start + 10_000] = random.uniform(size=(10_000, columns))
    y = (large[:, :1] > 0.5) + 0.0
    how = {"hidden": 2, "epochs": 1, "batch_size": 10_000, "learning_rate": 1e-4}
    how["arithmetic"] = "reproducible"
    here = MLP(**how).fit(large, y)
    blocks = da.map_blocks(rows_of_file, str(path), chunks=((2_500,) * 40, (columns,)), dtype=float)
    with cluster(2) as found, Client(found) as client:
        assert_same(MLP(**how).fit(deal(blocks, shares=2, persist=False), y), here)
        assert max(client.run(peak_megabytes).values()) < 350


def peak_megabytes():
    """The most memory that this process has had, as Linux says."""
    status = dict(line.split(":", 1) for line in open("/proc/self/status", encoding="utf-8"))
    return int(status["VmHWM"].split()[0]) / 1024


def rows_of_file(path, block_info):
    """A block of rows of a .npy file, read on a worker."""
    start, stop = block_info[None]["array-location"][0]
    return np.array(np.load(path, mmap_mode="r")[start:stop])


def refusal(call):
    with pytest.raises(TwinMLPError) as caught:
        call()
    return caught.value.code, str(caught.value)


def test_what_is_refused(two):
    spoilt = X.copy()
    spoilt[200, 1] = np.nan
    assert refusal(lambda: deal(da.from_array(spoilt, chunks=(50, -1)))) == (
        "E_NOT_FINITE",
        "`X[200][1]` must be a finite number, got NaN.",
    )
    assert refusal(lambda: deal(X, shares=3))[0] == "E_RANGE"
    assert refusal(lambda: deal(da.ones((3, 3, 3)))) == (
        "E_SHAPE",
        "`X` must be a matrix of finite numbers, got an array of 3 dimensions.",
    )
    assert refusal(lambda: deal(X, client=1)) == (
        "E_TYPE",
        "`client` must be a Client of Dask, got 1.",
    )
    assert refusal(lambda: deal(X, persist="yes"))[0] == "E_TYPE"
    assert refusal(lambda: MLP(**HOW, restarts=2, jobs=2).fit(deal(X), Y)) == (
        "E_CHOICE",
        "`jobs` must be 1 where rows are dealt out, got 2.",
    )


def test_without_a_client_it_says_so(monkeypatch):
    monkeypatch.setattr("distributed.client._get_global_client", lambda: None)
    assert refusal(lambda: deal(X)) == (
        "E_USAGE",
        "`client` must be a Client of Dask, which may be made before, got none.",
    )


@pytest.mark.filterwarnings("ignore::twinmlp.base.errors.TwinMLPWarning")
def test_restarts_run_on_the_workers(two):
    here = MLP(**HOW, restarts=4).fit(X, Y)
    with joblib.parallel_config(backend="dask"):
        there = MLP(**HOW, restarts=4, jobs=4).fit(X, Y)
    assert there.seed == here.seed
    assert_same(there, here)


@pytest.mark.filterwarnings("ignore::twinmlp.base.errors.TwinMLPWarning")
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
