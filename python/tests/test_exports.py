"""Networks that leave the package as a header of C, compiled and run, and as a file of ONNX."""

from __future__ import annotations

import shutil
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import twinmlp
from helpers import load
from networks import X, exported_models, three_layers
from twinmlp import MLP, TwinMLPError, to_c, to_onnx
from twinmlp.adapters.protobuf import PRECISIONS, bytes_field, number_bytes, varint, whole_field
from twinmlp.nn.activation_functions import GELU_CUBIC, GELU_LINEAR, SELU_SCALE, SELU_SCALE_ALPHA
from twinmlp.nn.activations import ACTIVATIONS

PROGRAM = r"""
#include <stdio.h>
#include "net.h"
int main(void) {
  double x[net_INPUTS], y[net_OUTPUTS];
  int i;
  for (;;) {
    for (i = 0; i < net_INPUTS; i++) if (scanf("%lf", x + i) != 1) return 0;
    net_predict(x, y);
    for (i = 0; i < net_OUTPUTS; i++) printf("%.17g ", y[i]);
    printf("\n");
  }
}
"""
FLAGS = ["-Wall", "-Wextra", "-Werror", "-pedantic"]


def scaled():
    """A network whose inputs and targets are scaled, whose columns have names."""
    table = pd.DataFrame(X, columns=list("abcd"))
    options = {"scale": "standard", "output_activation": "identity", "learning_rate": 0.001}
    elu = {"name": "elu", "alpha": 0.3}
    model = MLP(
        hidden=[4, 3], activation=[elu, "softplus"], bias=[True, False, True], epochs=5, **options
    )
    return model.fit(table, X[:, :2] * 5 + 1)


MODELS = {**exported_models(), "scaled": scaled()}


def run_in_c(model, folder, rows, compiler=("cc", "-std=c99", "-O2")):
    """The outputs of the header, compiled with every warning an error."""
    to_c(model, folder / "net.h", "net")
    (folder / "main.c").write_text(PROGRAM)
    command = [*compiler, *FLAGS, "-o", folder / "main", folder / "main.c", "-lm"]
    subprocess.run(command, check=True)
    text = "\n".join(" ".join("%.17g" % value for value in row) for row in rows)
    done = subprocess.run([folder / "main"], input=text, capture_output=True, text=True, check=True)
    return np.array([[float(word) for word in line.split()] for line in done.stdout.splitlines()])


@pytest.mark.parametrize("name", MODELS)
def test_c_computes_what_the_network_does(name, tmp_path):
    """Within 20 units in the last place of the largest output: sums of 4 to 6 terms, three times."""
    expected = MODELS[name].predict(X)
    found = run_in_c(MODELS[name], tmp_path, X)
    np.testing.assert_allclose(found, expected, rtol=0, atol=20 * 2.0**-52 * np.abs(expected).max())


def test_c_of_large_numbers_is_finite(tmp_path):
    """What overflows in a plain formula: softplus, sigmoid, silu and gelu far out."""
    rows = [[-1e5] * 4, [1e5] * 4]
    for name in ("softplus", "sigmoid", "silu", "gelu", "elu", "softmax"):
        expected = MODELS[name].predict(rows)
        np.testing.assert_allclose(run_in_c(MODELS[name], tmp_path, rows), expected, rtol=1e-14)


def test_it_is_a_header_of_cpp_too(tmp_path):
    if shutil.which("c++"):
        found = run_in_c(MODELS["softmax"], tmp_path, X, ("c++", "-x", "c++", "-O2"))
        np.testing.assert_allclose(found, MODELS["softmax"].predict(X), rtol=0, atol=1e-14)


def test_names_of_c(tmp_path):
    for name in ("", "2nd", "a-b", "a b", None):
        with pytest.raises(TwinMLPError, match="`name` must be letters, digits and underscores"):
            to_c(MODELS["tanh"], tmp_path / "net.h", name)


def test_constants_are_those_of_the_activations():
    """Read from the table they are the same doubles."""
    table = load("exports.json")["activations"]
    assert list(table) == list(ACTIVATIONS)
    for name, numbers in (
        ("selu", (SELU_SCALE, SELU_SCALE_ALPHA)),
        ("gelu", (GELU_LINEAR, GELU_CUBIC)),
    ):
        in_onnx = {
            value for node in table[name]["onnx"] for value in node if isinstance(value, float)
        }
        assert in_onnx == set(numbers)
        assert all(repr(number) in table[name]["c"] for number in numbers)


def test_messages():
    """Examples of the documentation of Protocol Buffers: 150, and a field with it."""
    assert varint(150) == b"\x96\x01" and varint(0) == b"\x00" and varint(127) == b"\x7f"
    assert whole_field(1, 150) == b"\x08\x96\x01"
    assert bytes_field(2, b"testing") == b"\x12\x07testing"
    assert number_bytes(np.array([[1.0, 2.0]]), "single") == b"\x00\x00\x80\x3f\x00\x00\x00\x40"
    assert len(number_bytes(X, "double")) == 8 * X.size and list(PRECISIONS) == ["double", "single"]


def test_refusals(tmp_path):
    own = {"value": lambda Z, ops: Z, "derivative": lambda Z, A, ops: Z}
    model = MLP.from_layers(three_layers({**own, "name": "mine"}))
    for write in (to_c, to_onnx):
        with pytest.raises(TwinMLPError, match="a function of your own"):
            write(model, tmp_path / "x")
        with pytest.raises(TwinMLPError, match="trained or read from a file"):
            write(MLP(), tmp_path / "x")
        with pytest.raises(TwinMLPError, match="a trained model, got a module."):
            write(twinmlp, tmp_path / "x")
        with pytest.raises(TwinMLPError, match="got a SimpleNamespace, whose `model_` is one."):
            write(SimpleNamespace(model_=model), tmp_path / "x")
    with pytest.raises(TwinMLPError, match="`precision` must be one of double, single"):
        to_onnx(MODELS["tanh"], tmp_path / "x", "half")
    assert not list(tmp_path.iterdir())


def test_the_package_imports_nothing_but_numpy():
    """No module of another library, and none of Python's that are large, whatever is installed."""
    code = (
        "import sys, numpy\n"
        "before = set(sys.modules)\n"
        "import twinmlp\n"
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    new = set(done.stdout.split()) - {"twinmlp"}
    assert new <= sys.stdlib_module_names and len(new) <= 30, new
    assert not new & {
        "asyncio",
        "concurrent",
        "email",
        "http",
        "multiprocessing",
        "xml",
        "unittest",
    }


def test_adapters_are_imported_when_they_are_asked_for():
    code = (
        "import sys, twinmlp\n"
        "before = [name for name in sys.modules if name.startswith('twinmlp.adapters')]\n"
        "twinmlp.to_onnx\n"
        "print(before, 'twinmlp.adapters.onnx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[] True\n"
    with pytest.raises(AttributeError, match="no attribute 'to_nowhere'"):
        twinmlp.to_nowhere  # noqa: B018


@pytest.mark.parametrize(
    ("convert", "wrong", "text"),
    [
        (twinmlp.from_keras, 1, "`model` must be a Sequential of "),
        (twinmlp.from_keras, [["a"]], "`model[0]` must be numbers, "),
        (twinmlp.from_torch, 1, "`net` must be a Sequential of "),
        (twinmlp.from_torch, {1: 2}, "`net` must be weights and biases of Linear layers, got 1."),
        (twinmlp.from_torch, {"0.weight": [[1, 2], [3]]}, "`net.0.weight` must be numbers, "),
        (twinmlp.from_sklearn, 1, "`estimator` must be an MLPClassifier, "),
    ],
)
def test_what_is_no_network_of_another_library_is_refused(convert, wrong, text):
    with pytest.raises(TwinMLPError) as refusal:
        convert(wrong)
    assert str(refusal.value).startswith(text)
