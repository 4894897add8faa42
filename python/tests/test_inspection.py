"""Metrics, predictions, names of weights, and the check of derivatives; held against scikit-learn and hand-made values."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as sk
from twinmlp.arithmetic.kinds import ARITHMETICS, NATIVE
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import fixture_path, read_json
from twinmlp.data.metrics import METRICS, confusion_matrix, metric, output_classes
from twinmlp.model.coefficients import coefficient_name, coefficient_table
from twinmlp.model.gradcheck import check_gradients, derivatives, format_gradcheck
from twinmlp.model.mlp import MLP
from twinmlp.trace.case import case_parts

RANDOM = np.random.RandomState(2)
P = RANDOM.uniform(size=(30, 1))
LABELS = RANDOM.randint(0, 2, size=(30, 1)) * 1.0
SHARES = RANDOM.dirichlet([1, 1, 1], size=30)
ONE_HOT = np.eye(3)[RANDOM.randint(0, 3, size=30)]
VALUES, TARGETS = RANDOM.normal(size=(30, 2)), RANDOM.normal(size=(30, 2))


@pytest.mark.parametrize("ops", ARITHMETICS.values(), ids=ARITHMETICS)
def test_metrics_are_scikit_learns(ops):
    expected = [
        ("accuracy", P, LABELS, sk.accuracy_score(LABELS[:, 0], P[:, 0] > 0.5)),
        ("accuracy", SHARES, ONE_HOT, sk.accuracy_score(ONE_HOT.argmax(1), SHARES.argmax(1))),
        ("log_loss", P, LABELS, sk.log_loss(LABELS[:, 0], P[:, 0])),
        ("log_loss", SHARES, ONE_HOT, sk.log_loss(ONE_HOT.argmax(1), SHARES)),
        ("log_loss", LABELS, LABELS, sk.log_loss(LABELS[:, 0], LABELS[:, 0])),
        ("log_loss", 1 - LABELS, LABELS, sk.log_loss(LABELS[:, 0], 1 - LABELS[:, 0])),
        ("r_squared", VALUES, TARGETS, sk.r2_score(TARGETS, VALUES)),
        ("r_squared", VALUES, TARGETS * [1, 0], sk.r2_score(TARGETS * [1, 0], VALUES)),
        ("r_squared", VALUES * 0, TARGETS * 0, sk.r2_score(TARGETS * 0, VALUES * 0)),
        ("mean_absolute_error", VALUES, TARGETS, sk.mean_absolute_error(TARGETS, VALUES)),
        ("mean_squared_error", VALUES, TARGETS, sk.mean_squared_error(TARGETS, VALUES)),
    ]
    assert {name for name, *_ in expected} == set(METRICS)
    for name, A, y, value in expected:
        np.testing.assert_allclose(
            metric(name, A, y, ops), value, rtol=1e-12, atol=1e-15, err_msg=name
        )


def test_confusion_matrices_are_scikit_learns():
    assert np.array_equal(
        confusion_matrix(P, LABELS), sk.confusion_matrix(LABELS[:, 0], P[:, 0] > 0.5)
    )
    assert np.array_equal(
        confusion_matrix(SHARES, ONE_HOT), sk.confusion_matrix(ONE_HOT.argmax(1), SHARES.argmax(1))
    )


def test_classes_at_ties():
    assert output_classes(np.array([[0.5], [0.50001], [0.2]])).tolist() == [0, 1, 0]
    assert output_classes(np.array([[0.4, 0.4, 0.2], [0.1, 0.45, 0.45]])).tolist() == [0, 1]


def test_kinds_of_predictions():
    X = RANDOM.uniform(-1, 1, size=(6, 2))
    model = MLP(hidden=3, epochs=2).fit(X, LABELS[:6])
    A = model.predict(X)
    assert np.array_equal(model.predict(X, "probability"), np.hstack([1 - A, A]))
    assert np.array_equal(model.predict(X, "class"), (A[:, 0] > 0.5) * 1.0)
    outputs = model.layer_outputs(X)
    assert np.array_equal(outputs[-1].A, A) and outputs[0].Z.shape == (6, 3)
    assert model.metrics(X, LABELS[:6], "accuracy") == {
        "accuracy": metric("accuracy", A, LABELS[:6])
    }
    line = MLP(hidden=3, epochs=2, output_activation="identity").fit(X, LABELS[:6])
    with pytest.raises(TwinMLPError) as error:
        line.predict(X, "probability")
    requirement = "one of response, class where the outputs are neither of sigmoid nor of softmax"
    assert str(error.value) == f'`type` must be {requirement}, got "probability".'


def test_weights_by_name():
    case = case_parts(read_json(fixture_path("cases/three_hidden_layers.json"), "case"))
    table = coefficient_table(case.network, ["age", "height"], ["risk"])
    names = [coefficient_name(c) for c in table]
    assert (
        len(set(names))
        == len(names)
        == sum(layer.W.size + (0 if layer.b is None else layer.b.size) for layer in case.network)
    )
    by_name = dict(zip(names, table))
    assert by_name["height -> h1_4"].value == case.network[0].W[1, 3]
    assert by_name["b -> h1_2"].value == case.network[0].b[1]
    assert (
        by_name["h3_3 -> risk"].value == case.network[3].W[2, 0]
        and by_name["h3_3 -> risk"].layer == 4
    )
    assert "b -> h2_1" not in by_name
    single = case_parts(read_json(fixture_path("cases/article_a_uniform.json"), "case"))
    assert [coefficient_name(c) for c in coefficient_table(single.network)][:4] == [
        "x1 -> h1",
        "x1 -> h2",
        "x1 -> h3",
        "x2 -> h1",
    ]


CASES = [
    path.stem
    for path in sorted(fixture_path("cases").glob("*.json"))
    if not {"magnitude", "saturated"} & set(read_json(path, "case")["flags"])
]


@pytest.mark.parametrize("id", CASES)
def test_derivatives_agree_with_differences(id):
    case = case_parts(read_json(fixture_path(f"cases/{id}.json"), "case"))
    found = check_gradients(case.network, case.X, case.y, case.config, NATIVE, weight=case.weight)
    assert found.passed and found.checked + found.skipped > 0, format_gradcheck(found)


def test_a_planted_mistake_is_found_and_named():
    case = case_parts(read_json(fixture_path("cases/two_hidden_layers.json"), "case"))
    gradients = derivatives(case.network, case.X, case.y, case.config, NATIVE)
    gradients[1].dW[2, 0] *= 1.001
    found = check_gradients(case.network, case.X, case.y, case.config, NATIVE, gradients)
    assert not found.passed and (found.worst.place, found.worst.name) == (
        "layer 2, W[2][0]",
        "h1_3 -> h2_1",
    )
    assert format_gradcheck(found)[0] == "A derivative is wrong: 39 checked, 0 skipped at a kink."
    gradients[1].dW[2, 0] /= 1.001
    gradients[2].db[1] = np.nan
    assert (
        check_gradients(case.network, case.X, case.y, case.config, NATIVE, gradients).worst.name
        == "b -> y2"
    )


def test_parameters_at_a_kink_are_skipped():
    case = case_parts(read_json(fixture_path("cases/relu_kinks.json"), "case"))
    found = check_gradients(case.network, case.X, case.y, case.config, NATIVE)
    assert (found.checked, found.skipped) == (
        10,
        3,
    )  # unit 0 is at its kink in two samples: both weights and the bias
