"""The twin in JavaScript, which the pages carry, in a real browser: its bits are those of the golden files and of Python."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from browser import chromium
from helpers import load
from test_reproducible import FIXTURES, checksum, golden, patterns
from twinmlp.arithmetic.kinds import REPRODUCIBLE
from twinmlp.nn.initializers import INITIALIZERS, initialize
from twinmlp.rng.streams import integers, normal, permutation, sample, stream, uniform
from twinmlp.trace.record import run_case

FUNCTIONS = ("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus")
CASES = sorted(path.stem for path in (FIXTURES / "cases").glob("*.json"))

# Numbers of nested lists and objects as 16 hexadecimal digits, which no reader on the way can change.
BITS = """
const view = new DataView(new ArrayBuffer(8));
const bits = (value) => {
  if (Number.isNaN(value)) return "7ff8000000000000";
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
};
const fromBits = (text) => { view.setBigUint64(0, BigInt("0x" + text)); return view.getFloat64(0); };
const nested = (value) => typeof value === "number" ? bits(value)
  : Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value, nested)
  : value && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, nested(inner)])) : value;
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Runs JavaScript with the twin at hand; the answer goes through JSON text."""
    page = (FIXTURES / "walkthrough/page.html").read_text(encoding="utf-8")
    files = re.findall(r"@@walkthrough/([a-z]+-\w+\.js)@@", page)
    files = files[: files.index("trace-record.js") + 1]  # the views follow
    assert len(files) > 20
    twin = "\n".join(
        (FIXTURES / "walkthrough" / name).read_text(encoding="utf-8") for name in files
    )
    path = tmp_path_factory.mktemp("twin") / "twin.html"
    path.write_text(f"<!DOCTYPE html><script>{twin}\n{BITS}</script>", encoding="utf-8")
    with chromium() as browser:
        browser.get(path.as_uri())
        assert browser.get_log("browser") == []
        yield lambda code, *given: json.loads(
            browser.execute_script(
                "const given = JSON.parse(arguments[0]); const f = (given) => {" + code + "};"
                "return JSON.stringify(f(given))",
                json.dumps(given),
            )
        )


def hexed(value):
    """Numbers of nested values as bits, as the page gives them."""
    if isinstance(value, dict):
        return {key: hexed(inner) for key, inner in value.items()}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(map(hexed, value)) if isinstance(value, (list, tuple)) else patterns(value)[0]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(ask, name):
    file = golden("functions")
    code = f"return given[0].map((text) => bits({name}(fromBits(text))))"
    assert ask(code, file["x"]) == file[name]


def test_products_and_sums(ask):
    code = """
      return given[0].map(({M, K, N, A, B}) => {
        const left = matrix(M, K, Float64Array.from(A.flat(), fromBits));
        const right = matrix(K, N, Float64Array.from(B.flat(), fromBits));
        const turned = (C) => matrix(C.columns, C.rows, Float64Array.from(
          range(C.rows * C.columns), (k) => C.values[(k % C.rows) * C.columns + Math.floor(k / C.rows)]));
        const same = nested(toRows(product(left, right)));
        return {product: same, crossed: nested(toRows(crossprod(turned(left), right))),
          tcrossed: nested(toRows(tcrossprod(left, turned(right)))), row_sums: nested(rowSums(left)),
          column_sums: nested(columnSums(left).values), total: bits(total(left))};
      })"""
    expected = golden("products")["small"]
    for row, found in zip(expected, ask(code, expected), strict=True):
        assert found.pop("crossed") == found.pop("tcrossed") == row["product"]
        assert found == {name: row[name] for name in found}


def test_large_products(ask):
    code = """
      const made = (rows, columns, seed) => matrix(rows, columns, Float64Array.from(
        range(rows * columns), (i) => (((7919 * i + 104729 * seed) % 2003) - 1001) / 997));
      return given[0].map(({M, K, N}) => nested(product(made(M, K, 1), made(K, N, 2)).values))"""
    rows = golden("products")["large"]
    for row, found in zip(rows, ask(code, rows), strict=True):
        assert checksum(bits_of(found)) == row["product"]


def bits_of(texts):
    """Numbers from their bits."""
    return np.array([int(text, 16) for text in texts], dtype=np.uint64).view(np.float64)


def test_golden_training(ask):
    """Every run of the golden bits: W, b and J of the recorded steps, and the end."""
    runs = golden("training")["runs"]
    wanted = list(runs)
    code = """
      return given[0].map((document) => {
        const { steps, final } = runCase(document);
        return nested({
          steps: steps.map(({step, loss, layers}) => ({step: String(step), loss,
            layers: layers.map(({W, b}) => ({W, b}))})),
          final });
      })"""
    found = ask(code, [load(f"cases/{id}.json") for id in wanted])
    assert len(wanted) > 120
    for id, run in zip(wanted, found, strict=True):
        for step in run["steps"]:
            step["step"] = int(step["step"])
        assert run == runs[id], id


# One case for each part of a step, by what it has that others have not.
PARTS = (
    "adam_minibatch,adadelta,rprop_limits,rprop_minus,dropout_two_layers_r,masks_penalty_clip_norm,"
    "penalty_biases,schedule_cosine_smallest,validation_r,validation_fused,patience_restored,"
    "threshold_batches,shuffled_r,sample_weights_minibatch,mixed_activations,huber_mean,lbfgs_masks,"
    "lbfgs_memory,lbfgs_stationary,patience_lbfgs"
).split(",")


@pytest.mark.parametrize("id", PARTS)
def test_every_quantity_is_pythons(ask, id):
    """Every quantity of the recorded steps, the losses and the end, as Python records them."""
    document = load(f"cases/{id}.json")
    trace = run_case(document, "reproducible")
    found = ask("return nested(runCase(given[0]))", document)
    expected = hexed({"steps": trace["steps"], "losses": trace["losses"], "final": trace["final"]})
    assert len(expected["steps"]) > 0
    for step, twin in zip(expected["steps"], found["steps"], strict=True):
        assert step == twin
    assert (found["losses"], found["final"]) == (expected["losses"], expected["final"])
    if "validation_losses" in trace:
        assert found["validation_losses"] == hexed(trace["validation_losses"])
    if "stopping" in trace:
        ends = {name: value for name, value in trace["stopping"].items() if value is not None}
        assert hexed(ends).items() <= found["stopping"].items()


@pytest.mark.parametrize("generator", ["numpy", "r"])
@pytest.mark.parametrize("seed", [0, 42, 2147483647])
def test_streams(ask, generator, seed):
    """Every kind of draw, one after the other from one stream, and the stream after them."""
    code = """
      let draws = stream(given[0], given[1]);
      const taken = (draw) => { draws = draw.stream; return nested(draw.values); };
      const found = [
        taken(uniform(draws, 700, -1, 2)), taken(normal(draws, 401, 1, 2)), taken(normal(draws, 2)),
        taken(integers(draws, 300, -3, 1000000)), taken(integers(draws, 50, 0, 1)),
        taken(integers(draws, 50, 0, 4500000000000000)), taken(permutation(draws, 200)),
        taken(sample(draws, 500, 200)), taken(sample(draws, 500, 200, true))];
      return [found, draws.position, Array.from(draws.key)]"""
    draws, expected = stream(seed, generator), []
    for draw in (
        lambda s: uniform(s, 700, -1, 2),
        lambda s: normal(s, 401, 1, 2, REPRODUCIBLE),
        lambda s: normal(s, 2, ops=REPRODUCIBLE),
        lambda s: integers(s, 300, -3, 1000000),
        lambda s: integers(s, 50, 0, 1),
        lambda s: integers(s, 50, 0, 4500000000000000),
        lambda s: permutation(s, 200),
        lambda s: sample(s, 500, 200),
        lambda s: sample(s, 500, 200, True),
    ):
        values, draws = draw(draws)
        expected.append(hexed(values))
    found = ask(code, seed, generator)
    assert found == [expected, draws.position, draws.key.tolist()]
    golden_rows = [
        row
        for row in load("golden/streams.json")["streams"]
        if (row["generator"], row["seed"]) == (generator, seed)
    ]
    first = ask("return nested(uniform(stream(given[0], given[1]), 8).values)", seed, generator)
    assert [row["uniform"]["first"] for row in golden_rows] == [first]


def test_starting_weights(ask):
    """Every initializer, with biases of their own, from both streams, past some numbers."""
    layers = [{"inputs": 3, "units": 4}, {"inputs": 4, "units": 2, "bias": False}]
    code = """return nested(initialize(given[0], given[1]).map(({W, b}) =>
      ({W: toRows(W), b: b && Array.from(b.values)})))"""
    for name in INITIALIZERS:
        for generator in ("numpy", "r"):
            choice = {"name": name, "bias": {"name": "uniform", "low": -1, "high": 1}}
            mine = initialize(layers, choice, 7, generator, 3, REPRODUCIBLE)
            given = {"initializer": choice, "seed": 7, "generator": generator, "skip": 3}
            assert ask(code, layers, given) == hexed([p._asdict() for p in mine])


def test_every_case_is_computed(ask):
    assert all(ask("return given[0].map(isComputed)", [load(f"cases/{id}.json") for id in CASES]))
