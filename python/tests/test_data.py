"""Data sets against scikit-learn's, scaling, one-hot targets, splits and batches."""

import numpy as np
import pytest
from sklearn import datasets, model_selection
from twinmlp.base.errors import TwinMLPError
from twinmlp.data.datasets import DATA_SETS, blobs, linspace, moons
from twinmlp.data.preprocessing import (
    apply_scaling,
    batches,
    min_max_scaling,
    one_hot,
    standard_scaling,
    train_test_split,
)
from twinmlp.rng.streams import permutation, stream


@pytest.mark.parametrize("seed", [0, 42, 2**32 - 1])
@pytest.mark.parametrize(("n", "noise"), [(100, 0), (1000, 0.1), (777, 0.3), (2, 0.1), (3, 1)])
def test_moons_are_those_of_scikit_learn(n, noise, seed):
    for shuffled in (True, False):
        X, y = datasets.make_moons(n, noise=noise, random_state=seed, shuffle=shuffled)
        ours = moons(n, noise, seed, shuffled)
        np.testing.assert_array_max_ulp(ours.X, X, 2)
        assert (ours.y[:, 0] == y).all()


@pytest.mark.parametrize("seed", [0, 42, 2**32 - 1])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"n_samples": 101, "n_features": 5, "centers": 4, "center_box": (-1, 3)},
        {"n_samples": 2, "centers": 5},
        {"n_samples": 7, "centers": [[1.0, 2.0], [3.0, 4.0]], "cluster_std": [0.1, 3]},
        {"n_samples": [5, 10, 3], "cluster_std": [1, 2, 0.5]},
    ],
)
def test_blobs_are_those_of_scikit_learn(options, seed):
    for shuffled in (True, False):
        X, y = datasets.make_blobs(random_state=seed, shuffle=shuffled, **options)
        ours = blobs(seed=seed, shuffled=shuffled, **options)
        np.testing.assert_array_max_ulp(ours.X, X, 2)
        assert (ours.y[:, 0] == y).all()


def test_moons_from_the_other_stream():
    ours = moons(50, 0.1, -5, generator="r")
    assert ours.X.shape == (50, 2) and ours.y.sum() == 25


def test_linspace_is_that_of_numpy():
    for n in (1, 2, 3, 500, 777):
        assert (linspace(0.0, np.pi, n) == np.linspace(0.0, np.pi, n)).all()


def test_article_data():
    assert DATA_SETS["article_a"]().X.tolist() == [[1, 0, 1, 0], [1, 0, 1, 1], [0, 1, 0, 1]]
    assert DATA_SETS["article_b"]().X.tolist() == [[1, 0, 0, 0], [1, 0, 1, 1], [0, 1, 0, 1]]
    assert (
        DATA_SETS["article_a"]().y.tolist()
        == DATA_SETS["article_b"]().y.tolist()
        == [[1], [1], [0]]
    )
    recipe = moons(1000, 0.1, 42)
    stored = DATA_SETS["article_c"]()
    np.testing.assert_allclose(
        apply_scaling(recipe.X, min_max_scaling(recipe.X, by="array")), stored.X, rtol=0, atol=1e-15
    )
    assert (recipe.y == stored.y).all() and stored.X.min() == 0 and stored.X.max() == 1


def test_xor():
    X, y = DATA_SETS["xor"]()
    assert [(a, b, c) for (a, b), (c,) in zip(X.tolist(), y.tolist())] == [
        (0, 0, 0),
        (0, 1, 1),
        (1, 0, 1),
        (1, 1, 0),
    ]


def test_iris():
    theirs = datasets.load_iris()
    X, y = DATA_SETS["iris"]()
    assert (X == theirs.data).all() and (y[:, 0] == theirs.target).all()


def test_cars():
    X, y = DATA_SETS["cars"]()
    assert (len(X), X.sum(), y.sum(), X[0, 0], y[-1, 0]) == (50, 770, 2149, 4, 85)


def test_min_max_of_the_whole_array_is_the_article_s():
    X = np.array([[1.0, 20.0], [3.0, -4.0], [2.0, 0.1]])
    expected = X - X.min()
    expected = expected / expected.max()
    assert (apply_scaling(X, min_max_scaling(X, by="array")) == expected).all()


def test_min_max_by_column():
    X = np.array([[1.0, 20.0, 7.0], [3.0, -4.0, 7.0], [2.0, 8.0, 7.0]])
    scaled = apply_scaling(X, min_max_scaling(X))
    assert scaled.tolist() == [[0, 1, 0], [1, 0, 0], [0.5, 0.5, 0]]


def test_scaling_is_kept_for_new_rows():
    scaling = min_max_scaling([[0.0], [10.0]])
    assert apply_scaling([[5.0], [20.0]], scaling).tolist() == [[0.5], [2]]


def test_standard_scaling():
    # mean 2, mean square deviation (1 + 0 + 1) / 3; a constant column stays 0
    scaled = apply_scaling([[1, 5], [2, 5], [3, 5]], standard_scaling([[1, 5], [2, 5], [3, 5]]))
    np.testing.assert_allclose(scaled, [[-(1.5**0.5), 0], [0, 0], [1.5**0.5, 0]], rtol=1e-15)


def test_one_hot():
    assert one_hot([[0], [2], [1]]).tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert one_hot([[0], [1]], classes=3).tolist() == [[1, 0, 0], [0, 1, 0]]


@pytest.mark.parametrize(("n", "fraction"), [(10, 0.25), (150, 0.2), (7, 0.5)])
def test_split_is_that_of_scikit_learn(n, fraction):
    train, test = model_selection.train_test_split(
        np.arange(n), test_size=fraction, random_state=42
    )
    ours = train_test_split(n, stream(42), fraction)
    assert (ours.train == train).all() and (ours.test == test).all()


def test_batches_in_order():
    assert [rows.tolist() for rows in batches(5, 2).batches] == [[0, 1], [2, 3], [4]]
    assert [rows.tolist() for rows in batches(4, 2).batches] == [[0, 1], [2, 3]]
    assert [rows.tolist() for rows in batches(3).batches] == [[0, 1, 2]]
    assert [rows.tolist() for rows in batches(3, 7).batches] == [[0, 1, 2]]


def test_batches_shuffled():
    random, s = np.random.RandomState(42), stream(42)
    for _ in range(3):
        rows, s = batches(10, 4, "shuffled", s)
        assert [len(r) for r in rows] == [4, 4, 2]
        assert (np.concatenate(rows) == random.permutation(10)).all()
    assert (permutation(s, 10).values == random.permutation(10)).all()


@pytest.mark.parametrize(
    ("call", "code", "text"),
    [
        (
            lambda: batches(10, 0),
            "E_RANGE",
            "`batch_size` must be a whole number, 1 or more, got 0.",
        ),
        (
            lambda: batches(10, 2, "random"),
            "E_CHOICE",
            '`order` must be one of sequential, shuffled, got "random".',
        ),
        (
            lambda: batches(10, 2, "shuffled"),
            "E_TYPE",
            '`stream` must be a stream where `order` is "shuffled", got null.',
        ),
        (
            lambda: one_hot([[0], [1.5]]),
            "E_RANGE",
            "`y[1][0]` must be a whole number from 0 to 1, got 1.5.",
        ),
        (
            lambda: one_hot([[0], [3]], 2),
            "E_RANGE",
            "`y[1][0]` must be a whole number from 0 to 1, got 3.",
        ),
        (
            lambda: train_test_split(3, stream(1), 1),
            "E_RANGE",
            "`test_fraction` must be a number that leaves 1 to 2 of 3 rows for testing, got 1.",
        ),
        (lambda: moons(10, -1), "E_RANGE", "`noise` must be a finite number, 0 or more, got -1."),
        (
            lambda: blobs(10, cluster_std=[1, 2]),
            "E_SHAPE",
            "`cluster_std` must be one number or a list of 3, one for each center, got a list of 2.",
        ),
    ],
)
def test_bad_input_is_refused(call, code, text):
    with pytest.raises(TwinMLPError) as error:
        call()
    assert (error.value.code, str(error.value)) == (code, text)
