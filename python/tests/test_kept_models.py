"""Models that are kept: in files, by pickle, and made of layers."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest
from helpers import refused
from named_models import LAYERS, linear
from twinmlp import MLP


def test_a_model_of_layers():
    model = linear(optimizer="adam", learning_rate=0.5)
    assert repr(model) == "2-1 network, identity, 3 parameters\nits training is not known"
    # Adam's first step is learning_rate * sign(gradient): the errors of (1, 0) and (0, 1) are
    # 1 - 2 and 10 - 20, so each parameter grows by 0.5.
    model.partial_fit([[1, 0], [0, 1]], [2, 20])
    assert np.allclose(model.coef()[0]["W"], [[1.5], [10.5]], rtol=1e-7, atol=0)
    again = MLP.from_layers(model.network)
    assert again.coef()[0]["W"].tolist() == model.coef()[0]["W"].tolist()
    for layers, code, text in (
        ([], "E_TYPE", "`layers` must be a list of 1 layer or more, got a list of 0."),
        ([1], "E_TYPE", "`layers[0]` must be an object with W and b, got 1."),
        (
            LAYERS * 2,
            "E_SHAPE",
            "`layers[1].W` must be a matrix of 1 rows, the units of the layer before, got a 2 x 1 matrix.",
        ),
    ):
        with refused(code, text):
            MLP.from_layers(layers)
    with refused("E_USAGE", "`hidden` must be left out, got an argument that the layers say."):
        MLP.from_layers(LAYERS, hidden=3)
    with refused("E_SHAPE", "`inputs` must be a list of 2 different names, got a list of 1."):
        MLP.from_layers(LAYERS, inputs=["a"])
    with refused("E_TYPE", "`outputs[0]` must be a name, got 1."):
        MLP.from_layers(LAYERS, outputs=[1])


def test_a_loaded_model_keeps_its_settings(tmp_path):
    X, y = np.linspace(-1, 1, 40).reshape(20, 2), np.linspace(0, 1, 20)
    settings = {
        "optimizer": "adam",
        "learning_rate": 0.01,
        "batch_size": 16,
        "penalty": {"l2": 0.1, "biases": True},
    }
    model = MLP(hidden=2, epochs=7, **settings).fit(X, y)
    path = str(tmp_path / "network.json")
    model.save(path)
    again = MLP.load(path)
    assert {name: again.arguments[name] for name in settings} == settings
    assert again.config == model.config and repr(again) == repr(model)
    # As if trained from these weights with these settings.
    layers = [layer._asdict() for layer in model.trained()]
    same = MLP.from_layers(layers, epochs=7, **settings)
    assert np.array_equal(
        again.partial_fit(X, y, epochs=3).predict(X), same.partial_fit(X, y, epochs=3).predict(X)
    )
    assert repr(again).splitlines()[1].startswith("trained for 10 epochs, loss ")


def test_a_first_version_is_read(tmp_path):
    path = tmp_path / "network.json"
    linear().save(str(path))
    document = json.loads(path.read_text())
    for name in ("inputs", "outputs", "arguments"):
        del document[name]
    path.write_text(json.dumps({**document, "version": 1}))
    model = MLP.load(str(path))
    assert model.inputs is None and model.predict([[1, 2]]).tolist() == [[21]]


@pytest.mark.parametrize("kind", ["network", "checkpoint"])
def test_a_file_names_no_other_file(tmp_path, kind):
    path = tmp_path / "file.json"
    model = MLP(hidden=2, epochs=1, checkpoint=str(path)).fit([[0], [1]], [0, 1])
    if kind == "network":
        model.save(str(path))
    document = json.loads(path.read_text())
    document["arguments"]["checkpoint"] = str(tmp_path / "mine.txt")
    path.write_text(json.dumps(document))
    with pytest.raises(
        ValueError, match='^`arguments` must be one of hidden, .*got "checkpoint".$'
    ):
        MLP.load(str(path)) if kind == "network" else MLP.resume(str(path), [[0], [1]], [0, 1])
    assert not (tmp_path / "mine.txt").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        {"activation": {"name": "leaky_relu", "alpha": 0.2}},
        {"activation": {"name": "elu", "alpha": 0.5}},
        {"loss": {"name": "huber", "delta": 0.5}, "optimizer": "adam"},
        {"hidden": [], "output_activation": "softmax", "loss": "cross_entropy"},
    ],
    ids=["leaky_relu", "elu", "huber", "softmax"],
)
def test_models_can_be_pickled(arguments):
    X, y = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1]
    model = MLP(**{"hidden": 3, "epochs": 5, **arguments}).fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.predict(X), model.predict(X))
    model.partial_fit(X, y, epochs=3)
    assert np.array_equal(again.partial_fit(X, y, epochs=3).predict(X), model.predict(X))
