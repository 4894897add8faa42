"""Labels, weights of samples and classes, activations with parameters and of one's own, in the model and in its file."""

from __future__ import annotations

import json

import numpy as np
import pytest
from helpers import unwarned
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import FIXTURES
from twinmlp.conformance.bits import run as scalar_run
from twinmlp.data import labels
from twinmlp.data.labels import encode_labels, name_classes
from twinmlp.data.weights import class_weights
from twinmlp.model.mlp import MLP
from twinmlp.nn.activations import Activation
from twinmlp.trace.case import case_parts
from twinmlp.trace.record import run_case

X = np.array([[0.0, 0.1], [1.0, -0.2], [0.5, 0.9], [-0.3, 0.4], [0.8, 0.6]])
CASES = {
    path.stem: json.loads(path.read_text()) for path in sorted((FIXTURES / "cases").glob("*.json"))
}
OWN = [
    name for name, case in CASES.items() if {"activation", "loss", "weights"} & set(case["flags"])
]


def test_labels_become_numbers():
    labels = encode_labels(["b", "a", "c", "a"], "softmax")
    assert labels.classes == ["a", "b", "c"]
    assert labels.y.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1], [1, 0, 0]]
    assert encode_labels(["no", "yes", "no"], "sigmoid").y.tolist() == [[0], [1], [0]]
    assert encode_labels([3, 1, 3], "softmax").classes == [1, 3]
    assert encode_labels([[0, 1], [1, 0]], "softmax").classes is None
    assert encode_labels([0, 1, 1], "sigmoid").y.tolist() == [[0], [1], [1]]
    assert encode_labels(["c"], "softmax", ["a", "b", "c"]).y.tolist() == [[0, 0, 1]]
    assert name_classes(np.array([2.0, 0.0]), ["a", "b", "c"]).tolist() == ["c", "a"]


@pytest.mark.parametrize(
    ("y", "activation", "classes", "text"),
    [
        (["a", "a"], "softmax", None, "`y` must be labels of two classes or more, got 1 class."),
        (
            ["a", "b", "c"],
            "sigmoid",
            None,
            "`y` must be numbers, or labels of two classes; of more where output_activation is left out, got 3 classes.",
        ),
        (["a", "d"], "softmax", ["a", "b"], '`y[1]` must be one of a, b, got "d".'),
        ([1, 2], "softmax", [1.0, 3.0], "`y[1]` must be one of 1, 3, got 2."),
    ],
)
def test_labels_that_are_refused(y, activation, classes, text):
    with pytest.raises(TwinMLPError) as error:
        encode_labels(y, activation, classes)
    assert str(error.value) == text


def test_class_weights():
    y = np.array([[0.0], [1.0], [1.0], [1.0]])
    assert class_weights(y, None) is None
    assert class_weights(y, "balanced").tolist() == [
        2.0,
        2 / 3,
        2 / 3,
        2 / 3,
    ]  # 4 / (2 1), 4 / (2 3)
    assert class_weights(y, [5, 0.5]).tolist() == [5, 0.5, 0.5, 0.5]
    assert class_weights(y, {"no": 3}, ["no", "yes"]).tolist() == [3, 1, 1, 1]
    assert class_weights(np.eye(3)[[2, 0, 2]], [1, 2, 3]).tolist() == [3, 1, 3]
    with pytest.raises(
        TwinMLPError, match="`class_weight` must be null where the targets are not classes"
    ):
        class_weights(np.array([[0.5]]), "balanced")


def test_a_weight_of_two_is_a_row_twice():
    y, how = [1, 0, 1, 1, 0], {"hidden": 2, "loss": "binary_cross_entropy", "epochs": 7}
    weighted = MLP(**how).fit(X, y, sample_weight=[1, 2, 1, 0, 1])
    repeated = MLP(**how).fit(X[[0, 1, 1, 2, 4]], [1, 0, 0, 1, 0])
    for a, b in zip(weighted.coef(), repeated.coef()):
        assert np.allclose(a["W"], b["W"], rtol=1e-13) and np.allclose(a["b"], b["b"], rtol=1e-13)


@unwarned
def test_labels_and_parameters_go_through_the_file(tmp_path):
    how = {
        "output_activation": "softmax",
        "loss": "cross_entropy",
        "epochs": 30,
        "class_weight": "balanced",
    }
    model = MLP(hidden=[3, 2], activation=[{"name": "elu", "alpha": 0.5}, "gelu"], **how)
    model.fit(X, ["x", "y", "z", "x", "y"])
    model.save(str(tmp_path / "network.json"))
    again = MLP.load(str(tmp_path / "network.json"))
    assert again.classes == ["x", "y", "z"]
    assert again.predict(X).tolist() == model.predict(X).tolist()
    assert again.predict(X, "class").tolist() == model.predict(X, "class").tolist()
    assert "elu(alpha = 0.5)" in again.summary()
    huber = MLP(loss={"name": "huber", "delta": 0.5}, epochs=1).fit(X, [1, 2, 3, 4, 5])
    huber.save(str(tmp_path / "huber.json"))
    assert MLP.load(str(tmp_path / "huber.json")).config.loss.parameters == {"delta": 0.5}


def test_an_activation_of_ones_own(tmp_path):
    cube = {
        "name": "cube",
        "value": lambda Z, ops: Z * Z * Z,
        "derivative": lambda Z, A, ops: 3.0 * Z * Z,
    }
    model = MLP(activation=cube, epochs=5).fit(X, [1, 0, 1, 1, 0])
    same = MLP(activation=Activation(cube["value"], cube["derivative"]), epochs=5).fit(
        X, [1, 0, 1, 1, 0]
    )
    assert model.predict(X).tolist() == same.predict(X).tolist()
    assert model.gradcheck(X, [1, 0, 1, 1, 0]).passed
    with pytest.raises(TwinMLPError, match="to be written to a file, got a function of your own"):
        model.save(str(tmp_path / "network.json"))
    with pytest.raises(
        TwinMLPError,
        match="`activation.name` must be a name that is not in the table of activations",
    ):
        MLP(activation={**cube, "name": "tanh"})


def plain(value):
    """Lists in place of arrays."""
    return (
        {name: plain(part) for name, part in value.items()}
        if isinstance(value, dict)
        else value.tolist()
        if isinstance(value, np.ndarray)
        else [plain(part) for part in value]
        if isinstance(value, list)
        else value
    )


@pytest.mark.parametrize("name", OWN)
def test_reproducible_runs_have_the_bits_of_the_scalar_run(name):
    case = CASES[name]
    assert scalar_run.supports(case)
    trace, expected = run_case(case, "reproducible"), scalar_run.run(case)
    assert np.array(trace["losses"]).tolist() == expected["losses"]
    assert trace["final"]["loss"] == expected["final"]["loss"]
    for step, other in zip(trace["steps"], expected["steps"], strict=True):
        assert step["loss"] == other["loss"]
        for layer, values in zip(step["layers"], other["layers"], strict=True):
            for quantity, value in values.items():
                assert plain(layer[quantity]) == value, quantity


def test_a_case_without_parameters_of_its_activation_has_the_default():
    case = json.loads(json.dumps(CASES["leaky_relu_hidden"]))
    case["network"]["layers"][0]["activation"] = {"name": "leaky_relu"}
    assert case_parts(case).network[0].activation == "leaky_relu"


def test_the_time_to_look_at_targets_grows_with_their_number_alone(monkeypatch):
    """All samples are looked at once, not once for each sample."""
    looks = []
    monkeypatch.setattr(
        labels, "any", lambda values: looks.append(len(values)) or any(values), raising=False
    )
    assert not labels.is_text([0, 1] * 50)
    assert sum(looks) <= 100
