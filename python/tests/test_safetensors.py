"""Networks as files of safetensors, and files that claim what is not so."""

from __future__ import annotations

import json

import numpy as np
import pytest
from helpers import unwarned
from twinmlp import MLP, TwinMLPError, from_safetensors, to_safetensors

X = np.random.RandomState(1).normal(size=(30, 3))
WORDS = np.array(["no", "yes", "perhaps"])[np.arange(30) % 3]


def models():
    """A network with a scale and classes; one of numbers, without biases."""
    options = {"epochs": 3, "learning_rate": 0.01}
    yield MLP(hidden=[4, 1], bias=[True, False, True], scale="standard", **options).fit(X, WORDS)
    elu = {"name": "elu", "alpha": 0.5}
    yield MLP(hidden=2, activation=elu, bias=False, output_activation="identity", **options).fit(
        X, X
    )


@unwarned
def test_the_whole_model_comes_back(tmp_path):
    for model in models():
        to_safetensors(model, tmp_path / "network")
        again = from_safetensors(tmp_path / "network")
        np.testing.assert_array_equal(again.predict(X), model.predict(X))
        assert (again.classes, again.bias) == (model.classes, model.bias)
        again.partial_fit(X, WORDS if model.classes else X)


@unwarned
def test_single_precision_is_rounded_once(tmp_path):
    model = next(models())
    to_safetensors(model, tmp_path / "network", "single")
    for layer, rounded in zip(model.network, from_safetensors(tmp_path / "network").network):
        np.testing.assert_array_equal(rounded.W, layer.W.astype(np.float32).astype(np.float64))


@unwarned
def test_the_layout(tmp_path):
    """Eight bytes of length, JSON, the numbers: units x inputs, row by row."""
    model = MLP.from_layers(
        [{"W": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "b": [7.0, 8.0, 9.0], "activation": "tanh"}]
    )
    to_safetensors(model, tmp_path / "network")
    content = (tmp_path / "network").read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    assert size % 8 == 0 and header.pop("__metadata__")["format"] == "pt"
    assert header == {
        "0.weight": {"dtype": "F64", "shape": [3, 2], "data_offsets": [0, 48]},
        "0.bias": {"dtype": "F64", "shape": [3], "data_offsets": [48, 72]},
    }
    assert np.frombuffer(content[8 + size :]).tolist() == [1, 4, 2, 5, 3, 6, 7, 8, 9]


def file_of(path, header, numbers=b"\0" * 64, size=None):
    """A file with a header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes((len(text) if size is None else size).to_bytes(8, "little") + text + numbers)
    return path


ENTRY = {"dtype": "F64", "shape": [1, 2], "data_offsets": [0, 16]}
WRONG = {
    "empty": b"",
    "no JSON": b"{",
    "a list": [],
    "another type": {"0.weight": {**ENTRY, "dtype": "BF16"}},
    "another size": {"0.weight": {**ENTRY, "shape": [2, 2]}},
    "beyond the end": {"0.weight": {**ENTRY, "data_offsets": [1000, 1016]}},
    "a fraction": {"0.weight": {**ENTRY, "shape": [0.5, 4]}},
    "below zero": {"0.weight": {**ENTRY, "data_offsets": [-16, 0]}},
    "three dimensions": {"0.weight": {**ENTRY, "shape": [1, 1, 2]}},
    "no object": {"0.weight": 1},
    "another name": {"weight": ENTRY},
    "two that do not meet": {"0.weight": ENTRY, "2.weight": ENTRY},
    "more layers in the metadata": {"__metadata__": {"twinmlp": '{"layers": [{}, {}]}'}, "0.weight": ENTRY},
    "metadata that are no network": {"__metadata__": {"twinmlp": '{"layers": [1]}'}, "0.weight": ENTRY},
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_files_that_are_refused(name, tmp_path):
    with pytest.raises(TwinMLPError):
        from_safetensors(file_of(tmp_path / "file", WRONG[name]))


def test_a_length_is_not_believed(tmp_path):
    for size in (2**62, 65, 0):
        path = file_of(tmp_path / "file", {"0.weight": ENTRY}, b"", size)
        with pytest.raises(TwinMLPError, match="`path` must be a file of safetensors"):
            from_safetensors(path)
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(TwinMLPError, match="`path` must be a readable file"):
            from_safetensors(path)


def test_activations_are_said_where_there_are_no_metadata(tmp_path):
    path = file_of(tmp_path / "file", {"0.weight": ENTRY}, np.array([2.0, 3.0]).tobytes())
    found = from_safetensors(path, output_activation="identity")
    assert found.predict([[10, 20]]).tolist() == [[80]]
