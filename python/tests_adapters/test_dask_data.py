"""Data that Dask deals out: of files, in odd blocks, larger than memory, and what is refused."""

from __future__ import annotations

import dask
import dask.array as da
import dask.dataframe as dd
import h5py
import numpy as np
import pandas
import pytest
from dask_workers import HOW, X, Y, assert_same, cluster, late, refusal
from distributed import Client
from twinmlp import MLP, deal

pytestmark = late


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


HALF = da.from_array(np.arange(len(X)) < 200, chunks=90)
ODD = {
    "odd blocks": lambda: da.from_array(X, chunks=((1, 255, 1), 1)),
    "an empty block": lambda: da.concatenate([da.from_array(X[:0]), da.from_array(X, chunks=50)]),
    "blocks of unknown sizes": lambda: da.from_array(X, chunks=50)[HALF],
    "columns that were rows": lambda: da.from_array(X.T.copy(), chunks=(1, 50)).T,
    "float32": lambda: da.from_array(X.astype(np.float32), chunks=50),
    "truth values": lambda: da.from_array(X > 0, chunks=50),
    "other bytes": lambda: da.from_array(X.astype(">f8"), chunks=50),
}


def test_odd_arrays_are_dealt_out(two):
    for rows in ODD.values():
        here = rows().compute()
        assert_same(
            MLP(**HOW).fit(deal(rows()), Y[: len(here)]), MLP(**HOW).fit(here, Y[: len(here)])
        )


def test_targets_may_be_of_dask(two):
    here = MLP(**HOW).fit(X, Y)
    for y in (da.from_array(Y, chunks=50), dd.from_pandas(pandas.Series(Y[:, 0]), npartitions=3)):
        assert_same(MLP(**HOW).fit(deal(X), y), here)


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


def test_what_is_refused(two):
    spoilt = X.copy()
    spoilt[200, 1] = np.nan
    assert refusal(lambda: deal(da.from_array(spoilt, chunks=(50, -1)))) == (
        "E_NOT_FINITE",
        "`X[200][1]` must be a finite number, got NaN.",
    )
    mask = np.arange(X.size).reshape(X.shape) == 60 * 2 + 1
    masked = da.ma.masked_array(da.from_array(X, chunks=50), mask)
    assert refusal(lambda: deal(masked)) == (
        "E_NOT_FINITE",
        "`X[60][1]` must be a finite number, got NaN.",
    )
    short = da.from_delayed(dask.delayed(X[:100]), X.shape, X.dtype)
    assert refusal(lambda: deal(short)) == (
        "E_SHAPE",
        "`X` must be an array whose block 0 is a 257 x 2 matrix, got one of 100 x 2.",
    )
    assert refusal(lambda: deal(da.from_array(X[:0]))) == (
        "E_SHAPE",
        "`X` must be a n x m matrix, got a 0 x 2 matrix.",
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


def test_rows_that_workers_hold_are_no_matrix_here(two):
    """What asks for their numbers, as NumPy and scikit-learn do, is told where they are."""
    from twinmlp.sklearn import MLPClassifier  # not on the workers, whose memory is measured

    dealt = deal(X, shares=4)
    assert repr(dealt) == "257 x 2 matrix in 4 shares"
    said = ("E_TYPE", "`X` must be a matrix whose numbers are here, got rows that workers hold.")
    classifier = MLPClassifier(epochs=1)
    for ask in (
        lambda: np.asarray(dealt),
        lambda: dealt + np.ones(2),
        lambda: classifier.fit(dealt, Y[:, 0]),
        lambda: classifier.fit(X, Y[:, 0]).predict(dealt),
    ):
        assert refusal(ask) == said
    assert refusal(lambda: MLP(**HOW).fit(X, dealt)) == (
        "E_TYPE",
        "`y` must be a matrix of finite numbers, got a Dealt.",
    )


def test_without_a_client_it_says_so(monkeypatch):
    monkeypatch.setattr("distributed.client._get_global_client", lambda: None)
    assert refusal(lambda: deal(X)) == (
        "E_USAGE",
        "`client` must be a Client of Dask, which may be made before, got none.",
    )
