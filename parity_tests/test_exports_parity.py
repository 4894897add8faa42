"""What leaves the package for other programs, and what is recorded by hand: the same bytes from both languages."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from bridge import to_r
from refusals import RSays
from twinmlp import (
    MLP,
    TwinMLPError,
    from_safetensors,
    read_document,
    run_case,
    to_c,
    to_onnx,
    to_safetensors,
    write_json,
)
from twinmlp.adapters.recorder import Recorder
from twinmlp.base.files import fixture_path
from twinmlp.nn.activations import ACTIVATIONS

DRAWS = np.random.RandomState(5)
X = DRAWS.normal(size=(30, 3))


def layers(activation):
    """Two layers with an activation; softmax is of the last alone."""
    hidden = "tanh" if activation == "softmax" else activation
    return [
        {"W": DRAWS.normal(size=(3, 4)), "b": None, "activation": hidden},
        {"W": DRAWS.normal(size=(4, 2)), "b": DRAWS.normal(size=2), "activation": activation},
    ]


MODELS = {name: MLP.from_layers(layers(name)) for name in ACTIVATIONS} | {
    "alpha": MLP.from_layers(layers({"name": "elu", "alpha": -0.1})),
    "numbers": MLP(
        hidden=[4, 1], epochs=3, scale="standard", learning_rate=0.01, output_activation="identity"
    ).fit(pd.DataFrame(X, columns=["a", "größe", "c"]), X[:, :2]),
    "words": MLP(hidden=1, epochs=3, scale="min_max").fit(X, ["yes", "no", "perhaps"] * 10),
    "truth": MLP(hidden=1, epochs=3).fit(X, X[:, 0] > 0),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_same_bytes(name, r_package, tmp_path):
    MODELS[name].save(tmp_path / "network.json")
    model = r_package.raw("read_mlp")(to_r(str(tmp_path / "network.json")))
    writes = [("to_onnx", to_onnx, "double"), ("to_onnx", to_onnx, "single"), ("to_c", to_c, "net")]
    for function, write, argument in writes:
        write(MODELS[name], tmp_path / "python", argument)
        r_package.raw(function)(model, to_r(str(tmp_path / "r")), to_r(argument))
        assert (tmp_path / "python").read_bytes() == (tmp_path / "r").read_bytes(), function


def test_the_same_recording(r_package, tmp_path):
    """Values of every kind, through the recorder of each language."""
    path = fixture_path("cases/dropout_two_layers.json")
    case = read_document(path, "case")
    (step, *_) = run_case(case)["steps"]
    r, in_r = Recorder(case), r_package.raw("recorder")(to_r(str(path)))
    record = r_package.raw("record")
    values = [
        ("loss", step["loss"]),
        *((name, l, step["layers"][l - 1][name]) for l in (1, 2) for name in ("Z", "mask", "db")),
        ("step", float(case["record"]["steps"][1])),
        ("Z", 2.0, np.array([[np.nan, 1.5], [np.inf, -np.inf]])),
        ("final W", 1.0, np.eye(2)),
        ("losses", np.array([3.0, 2.0, 1.0])),
    ]
    for name, *rest in values:
        r.record(name, *rest)
        record(in_r, to_r(name), *(to_r(float(v) if isinstance(v, int) else v) for v in rest))
    write_json(tmp_path / "python.json", r.trace)
    r_package.raw("write_json")(
        to_r(str(tmp_path / "r.json")), r_package.raw("recorded_trace")(in_r)
    )
    found = [json.loads((tmp_path / f"{name}.json").read_text()) for name in ("python", "r")]
    assert [one.pop("implementation")["language"] for one in found] == ["Python", "R"]
    assert found[0] == found[1] and len(found[0]["steps"]) == 2


@pytest.mark.parametrize("name", MODELS)
def test_safetensors_of_either_language(name, r_package, tmp_path):
    """Read by the other: the same network; the numbers in both files are the same bytes."""
    MODELS[name].save(tmp_path / "network.json")
    model = r_package.raw("read_mlp")(to_r(str(tmp_path / "network.json")))
    to_safetensors(MODELS[name], tmp_path / "python")
    r_package.raw("to_safetensors")(model, to_r(str(tmp_path / "r")))
    count = sum(
        layer.W.size + (layer.b is not None) * layer.W.shape[1] for layer in MODELS[name].network
    )
    ends = [(tmp_path / file).read_bytes()[-8 * count :] for file in ("python", "r")]
    assert ends[0] == ends[1]
    of_r = from_safetensors(tmp_path / "r")
    np.testing.assert_array_equal(of_r.predict(X), MODELS[name].predict(X))
    r_package.raw("write_mlp")(
        r_package.raw("from_safetensors")(to_r(str(tmp_path / "python"))),
        to_r(str(tmp_path / "again.json")),
    )
    again = MLP.load(tmp_path / "again.json")
    np.testing.assert_array_equal(again.predict(X), MODELS[name].predict(X))
    assert again.classes == MODELS[name].classes == of_r.classes


HEADERS = {
    "empty": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "another type": b'{"0.weight": {"dtype": "BF16", "shape": [1, 2], "data_offsets": [0, 16]}}',
    "a list of types": b'{"0.weight": {"dtype": ["F64"], "shape": [1, 2], "data_offsets": [0, 16]}}',
    "more than they need": b'{"0.weight": {"dtype": "F64", "shape": [1, 1], "data_offsets": [0, 8]}}',
    "the same numbers twice": b'{"0.weight": {"dtype": "F64", "shape": [1, 2], "data_offsets": [0, 16]},'
    b' "0.bias": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}}',
    "another size": b'{"0.weight": {"dtype": "F64", "shape": [2, 2], "data_offsets": [0, 16]}}',
    "beyond the end": b'{"0.weight": {"dtype": "F64", "shape": [1, 2], "data_offsets": [90, 106]}}',
    "no object": b'{"0.weight": 1}',
    "another name": b'{"weight": {"dtype": "F64", "shape": [1, 2], "data_offsets": [0, 16]}}',
    "two that do not meet": b'{"0.weight": {"dtype": "F64", "shape": [1, 2], "data_offsets": [0, 16]},'
    b' "2.weight": {"dtype": "F64", "shape": [1, 2], "data_offsets": [0, 16]}}',
    "no activations": b'{"0.weight": {"dtype": "F64", "shape": [2, 4], "data_offsets": [0, 64]}}',
    "no activations of two": b'{"0.weight": {"dtype": "F64", "shape": [2, 2], "data_offsets": [0, 32]},'
    b' "2.weight": {"dtype": "F64", "shape": [2, 2], "data_offsets": [32, 64]}}',
    "a size beyond all": b'{"0.weight": {"dtype": "F64", "shape": [1e300, 1e300], "data_offsets": [0, 16]}}',
    "metadata of no object": b'{"__metadata__": 1}',
    "metadata of no text": b'{"__metadata__": {"twinmlp": 1}}',
    "metadata of nothing": b'{"__metadata__": {"twinmlp": null}}',
    "metadata": b'{"__metadata__": {"twinmlp": "{}"},'
    b' "0.weight": {"dtype": "F64", "shape": [1, 2], "data_offsets": [0, 16]}}',
}


@pytest.mark.parametrize("name", HEADERS)
def test_the_same_refusals(name, r_package, tmp_path):
    path, header = tmp_path / "file", HEADERS[name]
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 64)
    with pytest.raises(TwinMLPError) as found:
        from_safetensors(str(path))
    said = RSays("from_safetensors(path)")(str(path))
    assert said == (found.value.code, str(found.value))
