"""Random streams against NumPy's own RandomState, and against what R's own functions drew (fixtures/golden/streams.json)."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from twinmlp.base.files import fixture_path
from twinmlp.base.json_text import to_json
from twinmlp.rng.mersenne import words
from twinmlp.rng.serialize import bits_number, restore_stream, stream_state
from twinmlp.rng.streams import (
    integers,
    normal,
    permutation,
    sample,
    shuffle,
    skip,
    stream,
    uniform,
)

GOLDEN = json.loads(fixture_path("golden/streams.json").read_text())

SEEDS = [0, 1, 2, 7, 42, 123, 2024, 999999937, 2**31 - 1, 2**31, 2**32 - 1]


def at_same_place(one, random):
    _, key, position, has_cached, cached = random.get_state()
    return (
        (one.key == key).all()
        and one.position == position
        and one.cached == (cached if has_cached else None)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_numpy_stream_is_that_of_RandomState(seed):
    random, s = np.random.RandomState(seed), stream(seed)
    draw = uniform(s, 100000)
    assert (draw.values == random.random_sample(100000)).all() and at_same_place(
        draw.stream, random
    )
    draw = uniform(draw.stream, 1000, -2.5, 3)
    assert (draw.values == random.uniform(-2.5, 3, 1000)).all() and at_same_place(
        draw.stream, random
    )
    for n in (99999, 0, 1, 2, 3):
        draw = normal(draw.stream, n, 1.5, 0.3)
        np.testing.assert_array_max_ulp(draw.values, random.normal(1.5, 0.3, n), 4)
        assert (
            draw.stream.key == random.get_state()[1]
        ).all() and draw.stream.position == random.get_state()[2]
        assert (draw.stream.cached is not None) == bool(random.get_state()[3])
    draw = permutation(draw.stream, 1000)
    assert (draw.values == random.permutation(1000)).all()
    for low, high in (
        (0, 1),
        (0, 10),
        (-5, 6),
        (0, 2**32 - 1),
        (0, 2**32),
        (0, 2**32 + 1),
        (7, 2**50),
    ):
        draw = integers(draw.stream, 500, low, high)
        assert (draw.values == random.randint(low, high, 500, dtype=np.int64)).all()
    draw = sample(draw.stream, 777, 100)
    assert (draw.values == random.choice(777, 100, replace=False)).all()
    draw = sample(draw.stream, 777, 1000, replace=True)
    assert (draw.values == random.choice(777, 1000)).all()
    assert (
        draw.stream.key == random.get_state()[1]
    ).all() and draw.stream.position == random.get_state()[2]


@pytest.mark.parametrize("golden", GOLDEN["streams"], ids=lambda g: f"{g['generator']}-{g['seed']}")
def test_stream_is_the_golden_one(golden):
    operations = {
        "uniform": uniform,
        "normal": normal,
        "integers": integers,
        "permutation": permutation,
        "sample": sample,
        "resample": sample,
    }
    s = stream(golden["seed"], golden["generator"])
    for name, arguments in GOLDEN["draws"].items():
        draw = operations[name](s, **arguments)
        first = np.array([bits_number(bits) for bits in golden[name]["first"]])
        if name == "normal":
            np.testing.assert_array_max_ulp(draw.values[:8], first, 4)
        else:
            assert (draw.values[:8] == first).all(), name
            assert (
                hashlib.md5(draw.values.astype("<f8").tobytes()).hexdigest() == golden[name]["md5"]
            ), name
        s = draw.stream
    assert s.position == golden["position"]
    assert hashlib.md5(s.key.astype("<f8").tobytes()).hexdigest() == golden["key_md5"]


def test_permutation_of_none_and_one():
    for generator in ("numpy", "r"):
        assert permutation(stream(1, generator), 0).values.tolist() == []
        assert permutation(stream(1, generator), 1).values.tolist() == [0]


def test_shuffle_orders_values_and_rows():
    for generator in ("numpy", "r"):
        order = permutation(stream(3, generator), 10).values
        assert (shuffle(stream(3, generator), np.arange(10) * 2.0).values == order * 2.0).all()
        assert (
            shuffle(stream(3, generator), np.arange(20).reshape(10, 2)).values[:, 0] == order * 2
        ).all()


@pytest.mark.parametrize("generator", ["numpy", "r"])
def test_sample_without_replacement_has_no_repeats(generator):
    draw = sample(stream(1, generator), 50, 50)
    assert sorted(draw.values) == list(range(50))


def test_sample_of_very_many():
    values = sample(stream(11, "r"), 20000000, 3000).values
    assert len(set(values.tolist())) == 3000 and values.min() >= 0 and values.max() < 20000000


@pytest.mark.parametrize("generator", ["numpy", "r"])
def test_skip_goes_on_as_if_drawn(generator):
    s = stream(42, generator)
    assert (uniform(skip(s, 30), 5).values == uniform(s, 35).values[30:]).all()
    assert (uniform(skip(s, 1000), 5).values == uniform(s, 1005).values[1000:]).all()


@pytest.mark.parametrize("generator", ["numpy", "r"])
def test_draws_in_pieces_are_draws_at_once(generator):
    s, pieces = stream(5, generator), []
    for n in (1, 2, 3, 311, 313, 400):
        draw = normal(s, n)
        pieces.append(draw.values)
        s = draw.stream
    assert (np.concatenate(pieces) == normal(stream(5, generator), 1030).values).all()


@pytest.mark.parametrize("generator", ["numpy", "r"])
def test_stream_is_a_value(generator):
    s = stream(9, generator)
    before = s.key.copy()
    first = [
        f(s)
        for f in (lambda s: uniform(s, 700), lambda s: normal(s, 7), lambda s: permutation(s, 7))
    ]
    again = [
        f(s)
        for f in (lambda s: uniform(s, 700), lambda s: normal(s, 7), lambda s: permutation(s, 7))
    ]
    assert all((a.values == b.values).all() for a, b in zip(first, again))
    assert (s.key == before).all()


def test_global_state_is_not_touched():
    np.random.seed(77)
    before = np.random.get_state()
    for generator in ("numpy", "r"):
        s = normal(uniform(stream(1, generator), 10).stream, 11).stream
        sample(permutation(integers(s, 5, 0, 9).stream, 5).stream, 9, 3)
    after = np.random.get_state()
    assert all(np.array_equal(a, b) for a, b in zip(before, after))


@pytest.mark.parametrize("generator", ["numpy", "r"])
def test_saved_stream_goes_on(generator):
    s = normal(uniform(stream(42, generator), 1000).stream, 3).stream
    restored = restore_stream(json.loads(to_json(stream_state(s))))
    assert (normal(restored, 99).values == normal(s, 99).values).all()
    assert (
        (restored.key == s.key).all()
        and restored.position == s.position
        and restored.cached == s.cached
    )


def test_words_cross_blocks():
    s = stream(1)
    assert (
        np.concatenate([words(s, 623).values, words(words(s, 623).stream, 2).values])
        == words(s, 625).values
    ).all()
