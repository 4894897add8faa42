"""Files of ONNX, held against the checker of ONNX and the predictions of ONNX Runtime."""

from __future__ import annotations

import json

import numpy as np
import onnx
import onnxruntime
import pandas as pd
import pytest
from networks import X, exported_models
from twinmlp import MLP, to_onnx


def fitted(**options):
    """A network of a table with names, whose data are scaled."""
    table, y = pd.DataFrame(X, columns=["a", "b", "größe", "d"]), options.pop("y")
    return MLP(hidden=[4, 3], epochs=30, optimizer="adam", **options).fit(table, y)


MODELS = exported_models() | {
    "numbers": fitted(scale="standard", output_activation="identity", y=X[:, :2] * 9 - 4),
    "classes": fitted(scale="min_max", y=np.array(["no", "yes", "perhaps"])[np.arange(40) % 3]),
}
# name -> type of the inputs, and how far outputs may be off, of the largest: 20 roundings.
PRECISIONS = {"double": (np.float64, 20 * 2.0**-53), "single": (np.float32, 20 * 2.0**-24)}


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", MODELS)
def test_onnx_runtime_predicts_the_same(name, precision, tmp_path):
    kind, close = PRECISIONS[precision]
    path = str(tmp_path / "network.onnx")
    to_onnx(MODELS[name], path, precision)
    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path)
    (found,) = session.run(None, {"X": X.astype(kind)})
    expected = MODELS[name].predict(X).reshape(len(X), -1)
    assert found.dtype == kind and session.get_inputs()[0].shape == ["n", 4]
    np.testing.assert_allclose(found, expected, rtol=0, atol=close * max(1, np.abs(expected).max()))


def test_far_out_nothing_overflows(tmp_path):
    far = np.array([[-1e6] * 4, [1e6] * 4])
    for name in ("softplus", "sigmoid", "silu", "gelu", "elu", "selu", "softmax"):
        to_onnx(MODELS[name], tmp_path / "network.onnx")
        session = onnxruntime.InferenceSession(str(tmp_path / "network.onnx"))
        found = session.run(None, {"X": far})[0]
        np.testing.assert_allclose(found, MODELS[name].predict(far), rtol=1e-13, atol=1e-300)


def test_names_are_metadata(tmp_path):
    path = str(tmp_path / "network.onnx")
    to_onnx(MODELS["classes"], path)
    meta = onnxruntime.InferenceSession(path).get_modelmeta()
    found = {name: json.loads(text) for name, text in meta.custom_metadata_map.items()}
    assert found == {"inputs": ["a", "b", "größe", "d"], "classes": ["no", "perhaps", "yes"]}
    assert meta.producer_name == "twinmlp"
