"""What trains but cannot have been meant: the warnings of fixtures/warnings.json, where they are due and nowhere else."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
from helpers import load
from twinmlp import MLP, TwinMLPWarning
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.cli.main import main
from twinmlp.nn.activations import ACTIVATIONS
from twinmlp.train.config import Samples, TrainConfig
from twinmlp.train.warnings import constant_loss

TABLE = load("warnings.json")
EXAMPLES = {example["id"]: example for example in TABLE["examples"]}
XOR = [[0, 0], [0, 1], [1, 0], [1, 1]]


def said(call):
    """The texts of all warnings of a call."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    assert all(warning.category is TwinMLPWarning for warning in caught)
    assert all(warning.filename == __file__ for warning in caught)
    return [str(warning.message) for warning in caught]


@pytest.mark.parametrize("arithmetic", ["native", "reproducible"])
@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_examples(example, arithmetic):
    model = MLP(**example["arguments"], arithmetic=arithmetic)
    data = example["X"], example["y"], example.get("validation")
    assert said(lambda: model.fit(*data)) == example["texts"]


def test_every_warning_has_an_example():
    texts = [text for example in EXAMPLES.values() for text in example["texts"]]
    for entry in TABLE["warnings"]:
        assert any(text.endswith(": " + entry["remedy"] + ".") for text in texts), entry["name"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_ranges_hold_all_values_and_no_more(name):
    """Values on a fine grid come within 0.001 of every finite end of the range, and never leave it."""
    Z = np.linspace(-1000, 1000, 2_000_001)[:, np.newaxis]
    Z = np.concatenate([Z, -0.5 * Z], axis=1) if name == "softmax" else Z
    low, high = ACTIVATIONS[name].range
    A = ACTIVATIONS[name].value(Z, NATIVE)
    assert low <= A.min() and A.max() <= high
    assert A.min() - low < 1e-2 if np.isfinite(low) else A.min() < -9
    assert high - A.max() < 1e-2 if np.isfinite(high) else A.max() > 9


def test_the_loss_of_a_constant():
    y, weight = np.array([[0.0, 1], [1, 0], [1, 0], [0, 1]]), np.array([1.0, 1, 1, 3])
    samples, config = Samples(y, y, weight), TrainConfig(options={}, epochs=1)
    share = np.array([2, 4]) / 6  # of each class, by weight
    squares = (weight[:, np.newaxis] * (y - share) ** 2).sum()
    entropy = -(weight[:, np.newaxis] * y * np.log(share)).sum()
    both = entropy - (weight[:, np.newaxis] * (1 - y) * np.log(1 - share)).sum()
    for loss, expected in (
        ("half_squared_error", squares / 2),
        ("squared_error", squares),
        ("cross_entropy", entropy),
        ("binary_cross_entropy", both),
    ):
        assert constant_loss(samples, config._replace(loss=loss), NATIVE) == pytest.approx(expected)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "rprop", "lbfgs"])
@pytest.mark.parametrize("seed", range(3))
def test_ordinary_runs_and_going_on_at_an_optimum_do_not_warn(optimizer, seed):
    X = np.random.RandomState(seed).uniform(-1, 1, (50, 2))
    y = 0.3 * X[:, 0] - 0.1 * X[:, 1] ** 2
    model = MLP(4, output_activation="identity", optimizer=optimizer, learning_rate=0.01)
    assert said(lambda: model.fit(X, y)) == []
    for _ in range(3):
        assert said(lambda: model.partial_fit(X, y)) == []
    assert said(lambda: model.partial_fit(X, y, epochs=50)) == []


def test_going_on_does_not_say_what_was_not_reached():
    """partial_fit says itself how far to go; a run that reaches its end says it once."""
    model = MLP(2, epochs=3, threshold=1e-9)
    assert len(said(lambda: model.fit(XOR, [0, 1, 1, 0]))) == 1
    assert said(lambda: model.partial_fit(XOR, [0, 1, 1, 0])) == []


def test_units_are_looked_at_in_rows_from_everywhere():
    """The first half of the rows has inputs 0, where a relu unit is dead; the others are not."""
    X = np.concatenate([np.zeros((5000, 1)), np.ones((5000, 1))])
    alive = [{"W": [[1.0]], "b": [0.0]}, {"W": [[0.0]], "b": [0.5]}]
    how = {"hidden": 1, "activation": "relu", "output_activation": "identity", "epochs": 1}
    model = MLP(**how, parameters=alive, learning_rate=1e-9)
    assert said(lambda: model.fit(X, X)) == []


def test_a_warning_can_be_an_error_or_be_switched_off():
    with warnings.catch_warnings():
        warnings.simplefilter("error", TwinMLPWarning)
        with pytest.raises(TwinMLPWarning, match="`y` has targets from 1.5 to 2"):
            MLP(epochs=1).fit([[0], [1]], [1.5, 2])
        warnings.simplefilter("ignore", TwinMLPWarning)
        MLP(epochs=1).fit([[0], [1]], [1.5, 2])


def test_the_command_line_says_each_once_on_standard_error(tmp_path, capsys):
    data, out = tmp_path / "data.json", str(tmp_path / "network.json")
    example = EXAMPLES["wages_sigmoid"]
    data.write_text(json.dumps({"X": example["X"], "y": [[y] for y in example["y"]]}))
    assert main(["train", str(data), "--out", out, "--epochs", "2", "--patience", "9"]) == 0
    printed = capsys.readouterr()
    patience = "`patience` of 9 epochs was not reached in 2 epochs: use more epochs, or a smaller patience."
    assert printed.err == f"warning: {example['texts'][0]}\nwarning: {patience}\n"
    assert len(printed.out.splitlines()) == 2
