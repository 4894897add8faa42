"""Seeds, draws and saved streams that are refused."""

from __future__ import annotations

import numpy as np
import pytest
from twinmlp.base.errors import TwinMLPError
from twinmlp.rng.serialize import restore_stream, stream_state
from twinmlp.rng.streams import (
    integers,
    normal,
    sample,
    stream,
    uniform,
)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"position": 625}, "`stream.position` must be a whole number from 1 to 624, got 625."),
        ({"key": np.array([1, 2])}, "`stream.key` must be 624 words, got a list of 2."),
    ],
)
def test_broken_stream_is_refused(change, text):
    with pytest.raises(TwinMLPError) as error:
        uniform(stream(1)._replace(**change), 5)
    assert (error.value.code, str(error.value)) == ("E_FORMAT", text)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"format": "x"}, '`stream.format` must be "twinmlp-stream", got "x".'),
        ({"version": 2}, "`stream.version` must be 1, got 2."),
        ({"generator": "pcg"}, '`stream.generator` must be one of numpy, r, got "pcg".'),
        ({"position": 0}, "`stream.position` must be a whole number from 1 to 624, got 0."),
        (
            {"cached": "7ff0000000000000"},
            '`stream.cached` must be null or the 16 hex digits of a finite number, got "7ff0000000000000".',
        ),
        (
            {"key": [1, 2]},
            "`stream.key` must be 624 whole numbers from 0 to 4294967295, not all 0, got a list of 2.",
        ),
        (
            {"key": [0] * 624},
            "`stream.key` must be 624 whole numbers from 0 to 4294967295, not all 0, got a list of 624.",
        ),
    ],
)
def test_broken_state_is_refused(change, text):
    with pytest.raises(TwinMLPError) as error:
        restore_stream(stream_state(stream(1)) | change)
    assert (error.value.code, str(error.value)) == ("E_FORMAT", text)


@pytest.mark.parametrize(
    ("seed", "generator", "code", "text"),
    [
        (-1, "numpy", "E_RANGE", "`seed` must be a whole number from 0 to 4294967295, got -1."),
        (
            2**32,
            "numpy",
            "E_RANGE",
            "`seed` must be a whole number from 0 to 4294967295, got 4294967296.",
        ),
        (
            2**31,
            "r",
            "E_RANGE",
            "`seed` must be a whole number from -2147483647 to 2147483647, got 2147483648.",
        ),
        (
            -(2**31),
            "r",
            "E_RANGE",
            "`seed` must be a whole number from -2147483647 to 2147483647, got -2147483648.",
        ),
        (1.5, "numpy", "E_TYPE", "`seed` must be a whole number from 0 to 4294967295, got 1.5."),
        (
            float("nan"),
            "r",
            "E_TYPE",
            "`seed` must be a whole number from -2147483647 to 2147483647, got NaN.",
        ),
        ("1", "numpy", "E_TYPE", '`seed` must be a whole number from 0 to 4294967295, got "1".'),
        (True, "numpy", "E_TYPE", "`seed` must be a whole number from 0 to 4294967295, got true."),
        (None, "numpy", "E_TYPE", "`seed` must be a whole number from 0 to 4294967295, got null."),
        (1, "pcg", "E_CHOICE", '`generator` must be one of numpy, r, got "pcg".'),
    ],
)
def test_bad_seed_is_refused(seed, generator, code, text):
    with pytest.raises(TwinMLPError) as error:
        stream(seed, generator)
    assert (error.value.code, str(error.value)) == (code, text)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda s: uniform(s, -1), "`n` must be a whole number, 0 or more, got -1."),
        (lambda s: normal(s, 1, 0, -1), "`sd` must be a finite number, 0 or more, got -1."),
        (
            lambda s: integers(s, 1, 3, 3),
            "`high` must be 1 to 4500000000000000 above `low`, got 3.",
        ),
        (lambda s: sample(s, 3, 4), "`size` must be 3 or less without replacement, got 4."),
    ],
)
def test_bad_draw_is_refused(call, text):
    with pytest.raises(TwinMLPError) as error:
        call(stream(1))
    assert (error.value.code, str(error.value)) == ("E_RANGE", text)
