"""The user's face."""

from __future__ import annotations

import warnings

import hand
import numpy as np
import pytest
from helpers import case, column, load, refused, unwarned
from twinmlp.base.files import read_json
from twinmlp.model.mlp import MLP
from twinmlp.trace.case import case_parts
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.record import run_case

X, Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]


def hand_model(**options):
    parameters = [{"W": layer.W.tolist(), "b": layer.b.tolist()} for layer in hand.NETWORK]
    defaults = {
        "hidden": 2,
        "activation": "relu",
        "output_activation": "identity",
        "learning_rate": hand.LEARNING_RATE,
        "epochs": 1,
    }
    return MLP(**{**defaults, "parameters": parameters, **options})


@unwarned
def test_fit_and_predict_by_hand():
    """One update, then the first sample: Z_1 = (1.5 + 4.5 + 1, -7 + 2 + 1.5) = (7, -3.5), A_1 = (7, 0), output 7 (2.5) + 0 = 17.5."""
    model = hand_model().fit(hand.X, hand.Y)
    assert model.losses == [hand.LOSS]
    assert (
        model.coef()[0]["W"].tolist() == hand.NEW_W_1
        and model.coef()[1]["b"].tolist() == hand.NEW_B_2
    )
    assert model.predict([[1, 2]]).tolist() == [[17.5]]


@unwarned
def test_trace_is_that_of_the_fit():
    model = hand_model(epochs=3)
    trace = model.trace(hand.X, hand.Y, steps=[0, 2])
    assert [step["step"] for step in trace["steps"]] == [0, 2]
    assert trace["steps"][0]["layers"][1]["dZ"].tolist() == hand.DZ_2
    model.fit(hand.X, hand.Y)
    assert trace["losses"] == model.losses and trace["final"]["loss"] == model.final_loss


def test_the_article_s_case_through_the_face():
    """The golden values of the true run, within what they allow."""
    parts = case_parts(case())
    model = MLP(epochs=5000, parameters=case()["parameters"]).fit(parts.X, parts.y)
    final = {"loss": model.final_loss, "parameters": model.coef()}
    golden = load("golden/article_a_uniform.json")
    reference = {name: golden[name] for name in ("losses", "losses_tolerance", "final")}
    found = compare_traces({"losses": model.losses, "final": final}, reference)
    assert found.first is None and not found.missing and len(found.worst) == 6


def test_targets_as_a_list_and_as_a_column_are_the_same():
    assert MLP(epochs=20).fit(X, Y).losses == MLP(epochs=20).fit(np.array(X), column(*Y)).losses


@pytest.mark.parametrize("hidden", [[], 2, [3, 2], [2, 3, 4, 2]], ids=str)
def test_any_depth(hidden):
    widths = [hidden] if isinstance(hidden, int) else hidden
    model = MLP(hidden=hidden, epochs=2).fit(X, [[0, 1]] * 4)
    assert [p["W"].shape for p in model.coef()] == list(zip([2, *widths], [*widths, 2]))
    assert model.predict(X).shape == (4, 2)


def test_an_activation_and_a_bias_for_each_layer():
    model = MLP([3, 2], ["tanh", "relu"], "identity", bias=[True, False, True], epochs=1).fit(X, Y)
    assert [layer.activation for layer in model.network] == ["tanh", "relu", "identity"]
    assert [p["b"] is None for p in model.coef()] == [False, True, False]


def test_fit_starts_anew():
    model = MLP(epochs=5)
    assert model.fit(X, Y).losses == model.fit(X, Y).losses


def test_no_epochs_leave_the_starting_weights():
    model = hand_model(epochs=0).fit(hand.X, hand.Y)
    assert model.losses == [] and model.final_loss == hand.LOSS
    assert model.coef()[0]["W"].tolist() == hand.NETWORK[0].W.tolist()


def test_save_and_load(tmp_path):
    model = MLP(
        [3, 2],
        ["tanh", "relu"],
        bias=[True, False, True],
        loss="half_squared_error",
        reduction="mean",
        epochs=10,
    ).fit(X, Y)
    model.save(str(tmp_path / "network.json"))
    again = MLP.load(str(tmp_path / "network.json"))
    assert again.predict(X).tolist() == model.predict(X).tolist()
    assert again.config.reduction == "mean" and again.bias == [True, False, True]
    again.save(str(tmp_path / "again.json"))
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "network.json").read_bytes()


@unwarned
def test_a_loaded_network_trains_on(tmp_path):
    model = hand_model().fit(hand.X, hand.Y)
    model.save(str(tmp_path / "network.json"))
    again = MLP.load(str(tmp_path / "network.json"))
    assert again.fit(hand.X, hand.Y).losses[0] == model.final_loss


@unwarned
@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        (
            lambda d: d["layers"][1].update(W=[[1.0]]),
            "E_SHAPE",
            "`layers[1].W` must be a matrix of 2 rows, the units of the layer before, got a 1 x 1 matrix.",
        ),
        (
            lambda d: d["layers"][0].update(b=[1.0]),
            "E_SHAPE",
            "`layers[0].b` must be a list of 2 finite numbers, got a list of 1.",
        ),
        (lambda d: d.update(version=3), "E_CHOICE", "`version` must be one of 1, 2, got 3."),
        (
            lambda d: d["implementation"].update(arithmetic="exact"),
            "E_CHOICE",
            '`arithmetic` must be one of native, reproducible, got "exact".',
        ),
    ],
    ids=["layers_do_not_meet", "bias_too_short", "version", "arithmetic"],
)
def test_a_network_that_is_refused(tmp_path, change, code, text):
    from twinmlp.base.files import write_json

    path = str(tmp_path / "network.json")
    hand_model().fit(hand.X, hand.Y).save(path)
    document = read_json(path, "network")
    change(document)
    write_json(path, document)
    with refused(code, text):
        MLP.load(path)


def test_before_training():
    with refused(
        "E_TYPE", "`model` must be trained or read from a file before it is used, got a new one."
    ):
        MLP().predict(X)
    assert repr(MLP([3, 2])) == "MLP, hidden [3, 2], not trained"


@unwarned
def test_inputs_of_another_width():
    with refused("E_SHAPE", "`X` must be a n x 2 matrix, got a 1 x 3 matrix."):
        hand_model().fit(hand.X, hand.Y).predict([[1, 2, 3]])


@unwarned
def test_what_a_model_says():
    """9 = 4 + 2 + 2 + 1 parameters; the loss after the update: outputs 17.5 and A_1 = (0.25, 9.5 -> 7 + 1 + 1.5) (2.5, -5.25)."""
    model = hand_model().fit(hand.X, hand.Y)
    # sample 2: Z_1 = (-1.5 + 2.25 + 1, 7 + 1 + 1.5) = (1.75, 9.5), output 1.75 (2.5) - 9.5 (5.25) = -45.5
    # J = ((17.5 - 1.5)^2 + (-45.5 + 7.5)^2) / 2 = (256 + 1444) / 2 = 850
    assert (
        repr(model)
        == "2-2-1 network, relu, identity, 9 parameters\ntrained for 1 epochs, loss 2.5 -> 850"
    )
    assert model.summary().split("\n") == [
        "layer  inputs  units  activation  bias  parameters",
        "1           2      2        relu   yes           6",
        "2           2      1    identity   yes           3",
        "trained for 1 epochs, loss 2.5 -> 850",
    ]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_saturated_units_do_not_warn(activation):
    model = MLP(
        1,
        activation,
        "sigmoid",
        parameters=[{"W": [[1000.0]], "b": [0.0]}, {"W": [[1000.0]], "b": [0.0]}],
        epochs=1,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outputs = model.fit([[1], [-1]], [1, 0]).predict([[1], [-1], [1000], [-1000]])
    # tanh: 1000 (1) and 1000 (-1); sigmoid: 1000 (1) and 1000 (0), and sigmoid(0) = 1/2.
    assert np.allclose(
        outputs.ravel(), [1, 0, 1, 0] if activation == "tanh" else [1, 0.5, 1, 0.5], atol=1e-2
    )


def test_divergence_does_not_warn():
    with refused(
        "E_DIVERGED",
        "`loss` must be finite, but training diverged at step 1 "
        "(try a smaller learning_rate, or the reduction mean), got NaN or Infinity.",
    ):
        hand_model(learning_rate=1e300, epochs=10).fit(hand.X, hand.Y)


def test_global_random_state_is_left_alone():
    np.random.seed(3)
    expected = np.random.RandomState(3).random_sample()
    MLP(epochs=2, order="shuffled").fit(X, Y)
    assert np.random.random_sample() == expected


def test_run_case_and_the_face_agree():
    document = case("shuffled_minibatches")
    parts = case_parts(document)
    config = document["training"]
    order = {"epochs": config["epochs"], "batch_size": 4, "order": "shuffled", "seed": 7}
    model = MLP(
        4,
        "relu",
        "sigmoid",
        learning_rate=0.3,
        parameters=document["parameters"],
        full_loss=True,
        **order,
    )
    assert model.fit(parts.X, parts.y).losses == run_case(document)["losses"]


def test_the_network_does_not_share_the_arrays_it_is_given():
    W = np.array([[1.0], [2.0]])
    model = MLP(hidden=[], parameters=[{"W": W, "b": [0.5]}], epochs=0).fit([[1, 2]], [[1]])
    W[0, 0] = 99.0
    assert model.network[0].W[0, 0] == 1.0
