"""Random streams, starting weights and data sets in both languages at once, against NumPy's, R's and scikit-learn's own."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bridge import from_r
from sklearn.datasets import make_blobs, make_moons
from twinmlp.arithmetic.kinds import ARITHMETICS
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.json_text import to_json
from twinmlp.data import datasets as data_sets
from twinmlp.data import preprocessing as data
from twinmlp.nn import initializers
from twinmlp.rng import streams as rng
from twinmlp.rng.serialize import restore_stream, stream_state

SEEDS = {
    "numpy": [0, 1, 2, 7, 42, 123, 2024, 123456789, 999999937, 2**31 - 1, 2**31, 2**32 - 1],
    "r": [-(2**31 - 1), -123456789, -5, -1, 0, 1, 7, 42, 123, 2024, 999999937, 2**31 - 1],
}
BOTH = [(generator, seed) for generator in SEEDS for seed in SEEDS[generator]]
DRAWS = 100000


def own(code: str) -> np.ndarray:
    """What R itself makes of some code, in its global environment."""
    import rpy2.robjects as ro

    return np.array(from_r(ro.r(code)), dtype=float, ndmin=1)


@pytest.fixture
def r_session(r_package):
    """R's own stream with seed and kinds as somebody left them; after the test as before it."""
    import rpy2.robjects as ro

    ro.r('suppressWarnings(RNGkind("default", "default", "default")); set.seed(99)')
    before = own(".Random.seed")
    yield r_package
    after = own(".Random.seed")
    ro.r('rm(".Random.seed")')
    assert np.array_equal(before, after, equal_nan=True), "the caller's .Random.seed has changed"


def same_place(one: rng.Stream, other: dict) -> bool:
    """Say whether a stream of Python and one of R stand at the same place."""
    return (
        np.array_equal(one.key, other["key"])
        and one.position == other["position"]
        and one.cached == other["cached"]
    )


@pytest.mark.parametrize("seed", SEEDS["numpy"])
def test_numpy_stream_in_r_is_RandomState(r_session, seed):
    random, s = np.random.RandomState(seed), r_session.stream(seed, "numpy")
    for name, arguments, expected in [
        ("uniform", (DRAWS,), random.random_sample(DRAWS)),
        ("uniform", (DRAWS, -2.5, 3), random.uniform(-2.5, 3, DRAWS)),
        ("normal", (DRAWS + 1,), random.standard_normal(DRAWS + 1)),
        ("normal", (999, 1.5, 0.3), random.normal(1.5, 0.3, 999)),
        ("normal", (3,), random.standard_normal(3)),
        ("integers", (DRAWS, -3, 1000), random.randint(-3, 1000, DRAWS, dtype=np.int64)),
        ("integers", (500, 0, 2**40), random.randint(0, 2**40, 500, dtype=np.int64)),
        ("permutation", (DRAWS,), random.permutation(DRAWS)),
        ("sample", (777, 100, False), random.choice(777, 100, replace=False)),
        ("sample", (777, 1000, True), random.choice(777, 1000)),
    ]:
        draw = getattr(r_session, name)(s, *arguments)
        assert np.array_equal(draw["values"], expected), (name, arguments)
        s = draw["stream"]
    _, key, position, has_cached, cached = random.get_state()
    assert (
        np.array_equal(s["key"], key)
        and s["position"] == position
        and s["cached"] == (cached if has_cached else None)
    )


@pytest.mark.parametrize("seed", SEEDS["r"])
def test_r_stream_in_python_is_that_of_set_seed(r_package, seed):
    own(f"{{ set.seed({seed}); 0 }}")
    s = rng.stream(seed, "r")
    for name, arguments, code in [
        ("uniform", (DRAWS,), f"runif({DRAWS})"),
        ("normal", (DRAWS,), f"rnorm({DRAWS})"),
        ("normal", (999, 1.5, 0.3), "rnorm(999, 1.5, 0.3)"),
        ("integers", (DRAWS, -3, 1000), f"sample.int(1003, {DRAWS}, TRUE) - 4"),
        ("permutation", (DRAWS,), f"sample.int({DRAWS}) - 1"),
        ("permutation", (1,), "sample.int(1) - 1"),
        ("sample", (777, 100, False), "sample.int(777, 100) - 1"),
        ("sample", (777, 1000, True), "sample.int(777, 1000, TRUE) - 1"),
        ("sample", (20000000, 3000, False), "sample.int(20000000, 3000) - 1"),
        ("sample", (2**40, 500, True), "sample.int(2^40, 500, TRUE) - 1"),
    ]:
        draw = getattr(rng, name)(s, *arguments)
        assert np.array_equal(draw.values, own(code)), (name, arguments)
        s = draw.stream
    assert np.array_equal(
        s.key, own("{ k <- as.double(.Random.seed[-(1:2)]); k[is.na(k)] <- -2^31; k %% 2^32 }")
    )
    assert s.position == own(".Random.seed[2]")[0]


@pytest.mark.parametrize(("generator", "seed"), BOTH)
@pytest.mark.parametrize("arithmetic", list(ARITHMETICS))
def test_both_languages_draw_the_same(r_session, generator, seed, arithmetic):
    ours, theirs = rng.stream(seed, generator), r_session.stream(seed, generator)
    for name, arguments in [
        ("uniform", (1001, -0.5, 0.1)),
        ("integers", (100, 0, 70000)),
        ("permutation", (500,)),
        ("sample", (90, 20, False)),
    ]:
        one, other = (
            getattr(rng, name)(ours, *arguments),
            getattr(r_session, name)(theirs, *arguments),
        )
        assert np.array_equal(one.values, other["values"]), name
        ours, theirs = one.stream, other["stream"]
    one = rng.normal(ours, 9999, ops=ARITHMETICS[arithmetic])
    other = r_session.normal(theirs, 9999, ops=r_session.arithmetic(arithmetic))
    assert np.array_equal(one.values, other["values"]) and same_place(one.stream, other["stream"])


@pytest.mark.parametrize(("generator", "seed"), BOTH)
def test_stream_handed_over_in_the_middle(r_session, generator, seed):
    drawn = rng.normal(rng.uniform(rng.stream(seed, generator), 1000).stream, 7).stream
    text = to_json(stream_state(drawn))
    in_r = r_session.restore_stream(r_session.read_json(text))
    assert same_place(drawn, in_r)
    assert r_session.to_json(r_session.stream_state(in_r)) == text
    on = r_session.normal(r_session.uniform(in_r, 700)["stream"], 4)
    expected = rng.normal(rng.uniform(drawn, 700).stream, 4)
    assert np.array_equal(on["values"], expected.values) and same_place(
        expected.stream, on["stream"]
    )
    back = restore_stream(json.loads(r_session.to_json(r_session.stream_state(on["stream"]))))
    last, other = rng.permutation(back, 100), r_session.permutation(on["stream"], 100)
    assert np.array_equal(last.values, other["values"]) and same_place(last.stream, other["stream"])


@pytest.mark.parametrize(
    "kinds",
    ['"Wichmann-Hill", "Box-Muller", "Rounding"', '"L\'Ecuyer-CMRG", "Ahrens-Dieter", "Rejection"'],
)
def test_session_without_a_seed_stays_without(r_package, kinds):
    import rpy2.robjects as ro

    ro.r(f'suppressWarnings(RNGkind({kinds})); if (exists(".Random.seed")) rm(".Random.seed")')
    before = list(ro.r("RNGkind()"))
    try:
        for generator in SEEDS:
            s = r_package.normal(r_package.stream(1, generator), 11)["stream"]
            r_package.sample(
                r_package.permutation(r_package.integers(s, 5, 0, 9)["stream"], 5)["stream"], 9, 3
            )
        r_package.moons(10, 0.1)
        r_package.initialize([{"inputs": 2, "units": 3}], "glorot_normal")
        assert not ro.r('exists(".Random.seed")')[0]
        assert list(ro.r("RNGkind()")) == before
    finally:
        ro.r('suppressWarnings(RNGkind("default", "default", "default")); rm(".Random.seed")')


LAYERS = [
    {"inputs": 4, "units": 3, "bias": True},
    {"inputs": 3, "units": 5, "bias": False},
    {"inputs": 5, "units": 1, "bias": True},
]


@pytest.mark.parametrize("generator", list(SEEDS))
@pytest.mark.parametrize("name", list(initializers.INITIALIZERS))
def test_starting_weights_are_the_same(r_session, name, generator):
    initializer = {"name": name, "bias": {"name": "normal", "mean": 1, "sd": 0.5}}
    ours = initializers.initialize(LAYERS, initializer, 7, generator, 11)
    theirs = r_session.initialize(LAYERS, initializer, 7, generator, 11)
    for one, other in zip(ours, theirs, strict=True):
        assert np.array_equal(one.W, other["W"])
        assert (
            other["b"] is None
            if one.b is None
            else np.array_equal(one.b, np.atleast_1d(other["b"]))
        )


@pytest.mark.parametrize(
    ("arguments", "seed"),
    [
        ({}, 42),
        ({"n_samples": 1000, "noise": 0.1}, 42),
        ({"n_samples": 333, "noise": 0.3, "shuffled": False}, 7),
        ({"n_samples": 3}, 0),
    ],
)
def test_moons_of_r_are_those_of_scikit_learn(r_session, arguments, seed):
    X, y = make_moons(
        random_state=seed,
        **{{"shuffled": "shuffle"}.get(name, name): value for name, value in arguments.items()},
    )
    moons = r_session.moons(seed=seed, **arguments)
    np.testing.assert_array_max_ulp(moons["X"], X, 2)
    assert np.array_equal(moons["y"][:, 0], y)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"n_samples": 101, "n_features": 5, "centers": 4, "center_box": (-1, 3)},
        {"n_samples": 7, "centers": np.array([[1.0, 2.0], [3.0, 4.0]])},
        {"n_samples": [5, 10, 3], "cluster_std": [1, 2, 0.5]},
    ],
)
def test_blobs_of_r_are_those_of_scikit_learn(r_session, arguments):
    X, y = make_blobs(
        random_state=3,
        **({"centers": None} if isinstance(arguments.get("n_samples"), list) else {}) | arguments,
    )
    blobs = r_session.blobs(
        seed=3,
        **{n: np.array(v) if isinstance(v, (list, tuple)) else v for n, v in arguments.items()},
    )
    np.testing.assert_array_max_ulp(blobs["X"], X, 2)
    assert np.array_equal(blobs["y"][:, 0], y)


@pytest.mark.parametrize("name", ["article_a", "article_b", "article_c", "xor", "iris", "cars"])
def test_stored_data_sets_are_the_same(r_package, name):
    import rpy2.robjects as ro

    theirs = from_r(ro.r(f'getNamespace("twinmlp")$DATA_SETS${name}()'))
    ours = data_sets.DATA_SETS[name]()
    assert np.array_equal(ours.X, theirs["X"]) and np.array_equal(ours.y, theirs["y"])


@pytest.mark.parametrize("order", ["sequential", "shuffled"])
@pytest.mark.parametrize("size", [None, 1, 3, 10, 11])
def test_batches_are_the_same(r_session, order, size):
    ours, theirs = rng.stream(5), r_session.stream(5)
    for _ in range(3):
        one, other = data.batches(10, size, order, ours), r_session.batches(10, size, order, theirs)
        assert [rows.tolist() for rows in one.batches] == [
            np.atleast_1d(rows).tolist() for rows in other["batches"]
        ]
        ours, theirs = one.stream, other["stream"]
        assert same_place(ours, theirs)


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (rng.stream, (-1, "numpy")),
        (rng.stream, (2**32, "numpy")),
        (rng.stream, (2**31, "r")),
        (rng.stream, (-(2**31), "r")),
        (rng.stream, (1.5, "r")),
        (rng.stream, ("x", "numpy")),
        (rng.stream, (None, "numpy")),
        (rng.stream, (True, "numpy")),
        (rng.stream, (1, "pcg")),
        (initializers.initialize, (LAYERS, "gauss")),
        (initializers.initialize, (LAYERS, 3)),
        (initializers.initialize, (LAYERS, {"name": "normal", "sd": -1})),
        (initializers.initialize, (LAYERS, {"name": "uniform", "hi": 1})),
        (initializers.initialize, (LAYERS, {"name": "zeros", "bias": {"name": "x"}})),
        (initializers.initialize, (LAYERS, "zeros", 42, "numpy", -1)),
        (initializers.initialize, (LAYERS, {"name": "file", "path": "/nonexistent.json"})),
        (initializers.initialize, (LAYERS, {"name": "file"})),
        (data_sets.moons, (1,)),
        (data_sets.moons, (10, -1)),
        (data.one_hot, (np.array([[0.0], [1.5]]),)),
        (data.batches, (10, 0)),
        (data.batches, (10, 2, "random")),
        (data.batches, (10, 2, "shuffled")),
        (data.min_max_scaling, (np.ones((2, 2)), "row")),
    ],
)
def test_refusals_are_the_same(r_package, call, arguments):
    from rpy2.rinterface_lib.embedded import RRuntimeError

    with pytest.raises(TwinMLPError) as ours:
        call(*arguments)
    with pytest.raises(RRuntimeError) as theirs:
        getattr(r_package, call.__name__)(*arguments)
    assert str(theirs.value).strip().removeprefix("Error: ") == str(ours.value)
