"""Right programs that compute an activation or a loss in another form, or sum in single precision,
are right; a few units more are wrong."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import case as case_of
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.judge.other_forms import LOSSES, SLOPES, VALUES
from twinmlp.trace.record import run_case


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def log_softmax(z):
    m = z.max(axis=1, keepdims=True)
    return z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True))


def gelu_tanh(z):
    return np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))


def gelu_slope(z):
    t, w = gelu_tanh(z), np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * z * z)
    return (1 + t) / 2 + z * (1 - t * t) * w / 2


SELU = 1.0507009873554805, 1.6732632423543772
# activation -> a case, and A of Z and f'(Z) in other forms
FORMS = {
    "sigmoid": (
        "two_hidden_layers",
        [lambda z: (1 + np.tanh(z / 2)) / 2, lambda z: np.exp(z) / (1 + np.exp(z))],
        [lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2, lambda z: sigmoid(z) - sigmoid(z) ** 2],
    ),
    "tanh": (
        "tanh_hidden",
        [
            lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
            lambda z: 2 * sigmoid(2 * z) - 1,
            lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1),
        ],
        [lambda z: 1 / np.cosh(z) ** 2],
    ),
    "elu": (
        "elu_hidden",
        [lambda z: np.where(z > 0, z, np.exp(z) - 1)],
        [lambda z: np.where(z > 0, 1, np.exp(z))],
    ),
    "selu": (
        "selu_hidden",
        [lambda z: SELU[0] * np.where(z > 0, z, SELU[1] * (np.exp(z) - 1))],
        [lambda z: SELU[0] * np.where(z > 0, 1, SELU[1] * np.exp(z))],
    ),
    "softplus": (
        "softplus_hidden",
        [lambda z: np.log(1 + np.exp(z))],
        [lambda z: 1 - np.exp(-np.log1p(np.exp(z))), lambda z: np.exp(z) / (1 + np.exp(z))],
    ),
    "silu": (
        "silu_far",
        [lambda z: z * (1 + np.tanh(z / 2)) / 2],
        [lambda z: (1 + np.tanh(z / 2)) / 2 * (1 + z * (1 - np.tanh(z / 2)) / 2)],
    ),
    "gelu": ("gelu_hidden", [lambda z: z * (1 + gelu_tanh(z)) / 2], [gelu_slope]),
    "softmax": ("cross_entropy_sum", [lambda z: np.exp(log_softmax(z))], []),
}


def test_every_form_is_tried():
    assert set(FORMS) == {*VALUES, *SLOPES}
    assert set(LOSSES) == {"cross_entropy", "binary_cross_entropy"}


def changed(id, kind, name, form):
    """The trace of a case, in which all layers of an activation have a quantity in another form."""
    case = case_of(id)
    trace = run_case(case)
    for step in trace["steps"]:
        for layer, record in zip(case["network"]["layers"], step["layers"]):
            if layer["activation"] == kind:
                record[name] = form(record)
    return case, listed(trace)


def wrong(case, trace):
    """The quantities that a report finds wrong by themselves."""
    return {finding.place[3] for finding in check(case, trace).findings}


@pytest.mark.parametrize("kind", FORMS)
def test_another_form_is_right(kind, unnamed):
    id, values, slopes = FORMS[kind]
    forms = [("A", lambda record, f=f: f(record["Z"])) for f in values]
    forms += [("dZ", lambda record, f=f: record["dA"] * f(record["Z"])) for f in slopes]
    for name, form in forms:
        assert name not in wrong(*changed(id, kind, name, form))
        assert name in wrong(*changed(id, kind, name, lambda record, f=form: f(record) + 2e-14))


# loss -> a case, and J and dZ of Z, A and y in another form
LOSS_FORMS = {
    "cross_entropy": (
        "cross_entropy_sum",
        lambda z, y: np.log(np.exp(z).sum(axis=1, keepdims=True)) * y - z * y,
        lambda z, y: np.exp(log_softmax(z)) - y,
    ),
    "binary_cross_entropy": (
        "binary_cross_entropy_sum",
        lambda z, y: -y * np.log(sigmoid(z)) - (1 - y) * np.log(1 - sigmoid(z)),
        lambda z, y: (-y / sigmoid(z) + (1 - y) / (1 - sigmoid(z))) * sigmoid(z) * sigmoid(-z),
    ),
}


@pytest.mark.parametrize("loss", LOSS_FORMS)
def test_another_form_of_a_loss_is_right(loss, unnamed):
    id, terms, slope = LOSS_FORMS[loss]
    case = case_of(id)
    y, trace = np.array(case["data"]["y"], dtype=float), run_case(case)
    for more in (0.0, 1e-13):
        for step in trace["steps"]:
            last, targets = step["layers"][-1], y[step["rows"]]
            step["loss"] = float(terms(last["Z"], targets).sum()) * (1 + more)
            last["dZ"] = slope(last["Z"], targets) + more
        report = check(case, listed(trace))
        assert report.passed == (not more)


def test_softmax_of_a_large_logarithm_is_right():
    """z - (m + log(sum)), where m is 800: the sum has no more digits."""
    case, trace = case_of("cross_entropy_saturated"), run_case(case_of("cross_entropy_saturated"))
    for step in trace["steps"]:
        z = step["layers"][0]["Z"]
        m = z.max(axis=1, keepdims=True)
        step["layers"][0]["A"] = np.exp(z - (m + np.log(np.exp(z - m).sum(axis=1, keepdims=True))))
    assert "A" not in wrong(case, listed(trace))


@pytest.mark.parametrize("more", [0.0, 1e-12])
def test_a_mean_by_its_difference_is_right(more):
    """old + (1 - share) (new - old), as Keras and PyTorch have it, where beta2 is 0."""
    case = case_of("adam_no_memory")
    trace, old = run_case(case), {}
    for step in trace["steps"]:
        for l, layer in enumerate(step["layers"]):
            for name, state in layer["state"].items():
                before = old.get((l, name), 0.0)
                state["v"] = before + (layer["d" + name] ** 2 - before) + more
                old[l, name] = state["v"]
    assert any(name.endswith(".v") for name in wrong(case, listed(trace))) == (more > 0)


@pytest.mark.parametrize("more", [0.0, 1e-12])
def test_a_sum_that_is_divided_afterwards_is_right(more):
    case = case_of("dropout_two_layers")
    trace = run_case(case)
    for step in trace["steps"]:
        for layer in step["layers"]:
            n = len(layer["dZ"])
            layer["db"] = (layer["dZ"] * n).sum(axis=0) / n * (1 + more)
    assert ("db" in wrong(case, listed(trace))) == (more > 0)


def test_sums_of_single_numbers_are_not_exact_in_single_precision():
    """A column of 60 numbers that add up exactly in doubles, added one by one in single ones."""
    case = case_of("one_unit")
    rows = np.random.RandomState(3).normal(size=(60, 1)).astype(np.float32)
    case["id"] = "sums"
    case["data"] = {"X": rows.tolist(), "y": np.tanh(rows).tolist()}
    case["network"]["layers"][-1]["activation"] = "identity"
    del case["network"]["layers"][:-1], case["parameters"][:-1]
    case["network"]["layers"][0]["inputs"], case["parameters"][0]["W"] = 1, [[0.25]]
    trace = run_case(case)
    for step in trace["steps"]:
        layer = step["layers"][0]
        for name in layer:
            if isinstance(layer[name], np.ndarray):
                layer[name] = layer[name].astype(np.float32)
        total = np.float32(0)
        for number in layer["dZ"][:, 0]:
            total += number
        layer["db"] = np.array([total])
    step = {k: v for k, v in trace["steps"][0].items() if k in ("step", "layers")}
    report = check(case, listed({"steps": [step]}))
    assert report.passed and report.precision.kind == "single"
