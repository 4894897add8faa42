"""Every case, every recorded step: Python against R, and each against the true value."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bridge import ROOT
from twinmlp.arithmetic import NATIVE
from twinmlp.cases import case_parts
from twinmlp.compare import Entry, compare_traces, difference_of, format_difference
from twinmlp.conformance.oracle import resync
from twinmlp.losses import loss_gradient, loss_value
from twinmlp.network import Forward, layer_backward, layer_forward
from twinmlp.trace import run_case
from twinmlp.training import update_layer

CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))


def load(folder: str, id: str) -> dict:
    return json.loads((ROOT / f"fixtures/{folder}/{id}.json").read_text())


@pytest.fixture(scope="module")
def traces(r_package):
    """Each case, its golden values, and its trace from Python and from R; run once."""
    known = {}

    def give(id: str):
        if id not in known:
            text = (ROOT / f"fixtures/cases/{id}.json").read_text()
            known[id] = json.loads(text), load("golden", id), run_case(json.loads(text)), r_package.run_case(r_package.read_json(text))
        return known[id]

    return give


def assert_close(id: str, trace: dict, reference: dict, factor: float) -> None:
    found = compare_traces(trace, reference, factor)
    assert found.first is None, f"case {id}, {format_difference(found.first)}"
    assert not found.missing, f"case {id}, missing {found.missing[0]}"
    assert found.worst, f"case {id}: nothing was compared"


@pytest.mark.parametrize("id", CASES)
def test_python_is_true(id, traces):
    case, golden, python, r = traces(id)
    assert_close(id, python, golden, 1)


@pytest.mark.parametrize("id", CASES)
def test_r_is_true(id, traces):
    case, golden, python, r = traces(id)
    assert_close(id, r, golden, 1)


@pytest.mark.parametrize("id", CASES)
def test_python_agrees_with_r(id, traces):
    """Two values within the tolerance of the truth are within twice of it of each other."""
    case, golden, python, r = traces(id)
    reference = with_tolerances(r, golden)
    assert_close(id, python, reference, 2)


def with_tolerances(trace: dict, golden: dict) -> dict:
    """A trace with the tolerances that the golden file states."""
    steps = [
        {
            **step, "tolerance": true["tolerance"],
            "layers": [{**layer, "tolerance": t["tolerance"]} for layer, t in zip(step["layers"], true["layers"])],
        }
        for step, true in zip(trace["steps"], golden["steps"])
    ]
    final = {**trace["final"], "tolerance": golden["final"]["tolerance"]}
    return {**trace, "steps": steps, "final": final, "losses_tolerance": golden["losses_tolerance"]}


@pytest.mark.parametrize("id", CASES)
def test_each_phase_from_the_same_inputs(id, traces, r_package):
    """Both languages are fed the recorded inputs of every phase; one mistake is one failure here, not a chain."""
    case, golden, python, r = traces(id)
    parts = case_parts(case)
    compared = 0
    for step, before in resync_starts(parts, golden):
        expected = resync(case, parameters(before), step)
        rows = np.array(step["rows"], dtype=int)
        for language, phase in (("Python", PythonPhases(parts)), ("R", RPhases(parts, r_package))):
            for place, value in phase.recompute(before, step, parts.X[rows], parts.y[rows]):
                layer, quantity = place
                reference, bound = expected[quantity] if layer is None else expected["layers"][layer][quantity]
                entry = Entry(step["step"], "resync", layer, quantity, np.atleast_1d(value), None)
                allowed = np.atleast_1d(np.asarray(bound, dtype=float))
                found = difference_of(entry, entry._replace(values=np.atleast_1d(np.asarray(reference)), allowed=allowed))
                assert found.difference <= found.allowed, f"{language}, case {id}, {format_difference(found)}"
                compared += 1
    assert compared > 0


def resync_starts(parts, golden):
    """Each recorded step whose starting weights are known, with these: the first one, and those that follow another."""
    before, last = parts.network, -1
    for step in golden["steps"]:
        if step["step"] == last + 1:
            yield step, before
        before = [
            layer._replace(W=np.array(now["W"]), b=None if now["b"] is None else np.array(now["b"]))
            for layer, now in zip(parts.network, step["layers"])
        ]
        last = step["step"]


def parameters(network):
    return [{"W": layer.W.tolist(), "b": None if layer.b is None else layer.b.tolist()} for layer in network]


class PythonPhases:
    """The phases of a step, computed by the Python package from given inputs."""

    def __init__(self, parts):
        self.parts, self.ops = parts, NATIVE

    def layer_forward(self, layer, A):
        return layer_forward(layer, A, self.ops)._asdict()

    def activate(self, layer, Z):
        identity = layer._replace(W=np.eye(Z.shape[1]), b=None)
        return layer_forward(identity, Z, self.ops)._asdict()["A"]

    def layer_backward(self, layer, A, values, dA):
        return layer_backward(layer, A, Forward(**values), dA, self.ops)._asdict()

    def loss(self, A, y):
        plan = self.parts.plan
        arguments = (A, y, plan.loss, plan.reduction, self.ops)
        return loss_value(*arguments), loss_gradient(*arguments)

    def tcrossprod(self, A, B):
        return self.ops.tcrossprod(A, B)

    def update(self, layer, gradient):
        gradient = type("Gradient", (), gradient)
        updated = update_layer(layer, gradient, {"W": {}, "b": {}}, self.parts.plan, self.ops)[0]
        return updated.W, updated.b

    def recompute(self, before, step, X, y):
        """Every quantity of a step, each from the recorded values of its own inputs."""
        recorded = [{name: None if v is None else np.array(v) for name, v in layer.items() if name not in ("state", "tolerance")} for layer in step["layers"]]
        loss, dA_L = self.loss(recorded[-1]["A"], y)
        yield (None, "loss"), loss
        for l, (layer, now) in enumerate(zip(before, recorded)):
            A = X if l == 0 else recorded[l - 1]["A"]
            yield (l, "Z"), self.layer_forward(layer, A)["Z"]
            yield (l, "A"), self.activate(layer, now["Z"])
            dA = dA_L if l == len(before) - 1 else self.tcrossprod(recorded[l + 1]["dZ"], before[l + 1].W)
            yield (l, "dA"), dA
            values = {"Z": now["Z"], "A": now["A"]}
            yield (l, "dZ"), self.layer_backward(layer, A, values, now["dA"])["dZ"]
            # dW and db from the recorded dZ: an identity layer hands dA through as dZ.
            gradient = self.layer_backward(layer._replace(activation="identity"), A, values, now["dZ"])
            yield (l, "dW"), gradient["dW"]
            if layer.b is not None:
                yield (l, "db"), gradient["db"]
            W, b = self.update(layer, {"dW": now["dW"], "db": now["db"]})
            yield (l, "W"), W
            if layer.b is not None:
                yield (l, "b"), b


class RPhases(PythonPhases):
    """The phases of a step, computed by the R package from given inputs."""

    def __init__(self, parts, r):
        self.parts, self.r, self.ops = parts, r, r.arithmetic("native")

    def layer_forward(self, layer, A):
        return self.r.layer_forward(layer, A, self.ops)

    def activate(self, layer, Z):
        return self.r.layer_forward(layer._replace(W=np.eye(Z.shape[1]), b=None), Z, self.ops)["A"]

    def layer_backward(self, layer, A, values, dA):
        return self.r.layer_backward(layer, A, values, dA, self.ops)

    def loss(self, A, y):
        arguments = (A, y, self.parts.plan.loss, self.parts.plan.reduction, self.ops)
        return self.r.loss_value(*arguments), self.r.loss_gradient(*arguments)

    def tcrossprod(self, A, B):
        from bridge import from_r, to_r

        return from_r(list(self.ops)[list(self.ops.names).index("tcrossprod")](to_r(A), to_r(B)))

    def update(self, layer, gradient):
        updated = self.r.update_layer(layer, gradient, {"W": {}, "b": {}}, self.parts.plan, self.ops)["layer"]
        return updated["W"], updated["b"]
