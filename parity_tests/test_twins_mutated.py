"""One line of nn/layers.py or nn-layers.R changed: the golden values must say so, and at which quantity first."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from bridge import ROOT, from_r
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.quantities import place_name

# Each mistake: the lines in Python and in R with what stands there instead, the case, and the first quantity that must be wrong.
MISTAKES = {
    "sign_of_the_bias": (
        ("Z += layer.b", "Z -= layer.b"),
        ("Z + rep.int(", "Z - rep.int("),
        "tanh_hidden",
        "step 0, forward, layer 1, Z",
    ),
    "sums_handed_on_for_activations": (
        ("A_in = drop_units(values[l].A", "A_in = drop_units(ops.product(A_in, layer.W)"),
        (
            "A_in <- drop_units(values[[l]]$A",
            "A_in <- drop_units(ops$product(A_in, network[[l]]$W)",
        ),
        "tanh_hidden",
        "step 0, forward, layer 2, Z",
    ),
    "sign_of_the_delta": (
        ("return dA *", "return -dA *"),
        ("  dA * activation", "  -dA * activation"),
        "tanh_hidden",
        "step 0, backward, layer 2, dZ",
    ),
    "slope_of_the_square": (
        ("derivative(values.Z, values.A, ops)", "derivative(values.Z, values.A * values.A, ops)"),
        ("derivative(values$Z, values$A, ops)", "derivative(values$Z, values$A * values$A, ops)"),
        "one_sample",
        "step 0, backward, layer 2, dZ",
    ),
    "slope_left_out": (
        (" * activation.derivative(values.Z, values.A, ops)", ""),
        (" * activation$derivative(values$Z, values$A, ops)", ""),
        "tanh_hidden",
        "step 0, backward, layer 2, dZ",
    ),
    "gradient_from_twice_the_activations": (
        ("else values[l - 1].A", "else 2.0 * values[l - 1].A"),
        ("else values[[l - 1L]]$A", "else 2 * values[[l - 1L]]$A"),
        "tanh_hidden",
        "step 0, backward, layer 2, dW",
    ),
    "sum_over_the_wrong_axis": (
        ("column_sums(dZ)", "row_sums(dZ)"),
        ("column_sums(dZ)", "row_sums(dZ)"),
        "one_sample",
        "step 0, backward, layer 2, db",
    ),
    "weights_transposed": (
        ("ops.tcrossprod(gradients", "ops.product(gradients"),
        ("ops$tcrossprod(gradients", "ops$product(gradients"),
        "one_sample",
        "step 0, backward, layer 1, dA",
    ),
    "weights_updated_too_early": (
        ("network[l].W)", "network[l].W - 0.2 * gradients[0].dW)"),
        ("network[[l]]$W)", "network[[l]]$W - 0.2 * gradients[[l]]$dW)"),
        "tanh_hidden",
        "step 0, backward, layer 1, dA",
    ),
}
each_mistake = pytest.mark.parametrize("mistake", MISTAKES)


def replaced(text: str, change: tuple[str, str]) -> str:
    assert text.count(change[0]) == 1, f"the line to change is not there once: {change[0]}"
    return text.replace(*change)


def first_wrong(trace: dict, id: str) -> str | None:
    """The place of the first quantity that is not within what the golden values allow."""
    found = compare_traces(trace, json.loads((ROOT / f"fixtures/golden/{id}.json").read_text()))
    assert not found.missing
    return found.first and place_name(found.first.entry)


def python_trace(folder, change, id: str) -> dict:
    """The trace of a copy of the Python package with one line changed, from a program of its own."""
    left_out = shutil.ignore_patterns("__pycache__", "conformance")
    shutil.copytree(ROOT / "python/twinmlp", folder / "twinmlp", ignore=left_out)
    shutil.copytree(ROOT / "fixtures/schemas", folder / "twinmlp/fixtures/schemas")
    for table in (ROOT / "fixtures").glob("*.json"):
        shutil.copy(table, folder / "twinmlp/fixtures")
    source = folder / "twinmlp/nn/layers.py"
    source.write_text(replaced(source.read_text(), change))
    program = "import sys, twinmlp; from twinmlp.cli.main import main; assert twinmlp.__file__.startswith(sys.argv[1]); sys.exit(main(sys.argv[2:]))"
    case, out = str(ROOT / f"fixtures/cases/{id}.json"), str(folder / "trace.json")
    command = [sys.executable, "-c", program, str(folder), "run-case", case, "--out", out]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(folder)})
    return json.loads((folder / "trace.json").read_text())


@pytest.fixture(scope="module")
def r_trace(r_package):
    """The trace of the R files with one line of nn-layers.R changed, read into an environment of their own."""
    import rpy2.robjects as ro

    run = ro.r("""
        function(files, changed, text, case) {
          package <- new.env(parent = globalenv())
          for (file in files) eval(parse(text = if (file == changed) text else readLines(file), keep.source = FALSE), package)
          package$run_case(package$read_json(case, "case"))
        }
    """)
    collate = (ROOT / "r/DESCRIPTION").read_text().split("Collate:")[1]
    files = [str(ROOT / "r/R" / name.strip(" '")) for name in collate.strip().splitlines()]
    changed = str(ROOT / "r/R/nn-layers.R")

    def trace(change, id: str) -> dict:
        text = replaced((ROOT / "r/R/nn-layers.R").read_text(), change)
        return from_r(
            run(ro.StrVector(files), changed, text, str(ROOT / f"fixtures/cases/{id}.json"))
        )

    return trace


@each_mistake
def test_python(mistake, tmp_path):
    change, _, id, place = MISTAKES[mistake]
    assert first_wrong(python_trace(tmp_path, change, id), id) == place


@each_mistake
def test_r(mistake, r_trace):
    _, change, id, place = MISTAKES[mistake]
    assert first_wrong(as_trace(r_trace(change, id)), id) == place


def as_trace(trace: dict) -> dict:
    """A trace carried over from R, where one number and a list of one are the same."""
    for step in trace["steps"]:
        for layer in step["layers"]:
            layer.update(
                {name: [layer[name]] for name in ("db", "b") if isinstance(layer[name], float)}
            )
    for parameters in trace["final"]["parameters"]:
        parameters.update({"b": [parameters["b"]]} if isinstance(parameters["b"], float) else {})
    return trace


@pytest.mark.parametrize("id", sorted({id for _, _, id, _ in MISTAKES.values()}))
def test_without_a_mistake_nothing_is_wrong(id, tmp_path, r_trace):
    """So that the copies fail because of the mistakes, and not because they are copies."""
    assert first_wrong(python_trace(tmp_path, ("Z += layer.b", "Z = layer.b + Z"), id), id) is None
    assert first_wrong(as_trace(r_trace(("Z + rep.int(", "Z + rep.int("), id)), id) is None
