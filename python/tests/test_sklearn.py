"""scikit-learn's own checks of estimators, and its tools at work with MLPClassifier and MLPRegressor."""

from __future__ import annotations

import doctest
import inspect
import pickle
import re
import subprocess
import sys

import joblib
import numpy as np
import pandas as pd
import pytest
import sklearn
from helpers import unwarned
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_iris
from sklearn.inspection import permutation_importance
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks
from twinmlp import MLP, TwinMLPError
from twinmlp.adapters.estimator import DEFAULTS, LEFT_OUT
from twinmlp.adapters.extras import OLDEST, extra
from twinmlp.sklearn import MLPClassifier, MLPRegressor

IRIS, SPECIES = load_iris(return_X_y=True)
NAMES = ["sepal length", "sepal width", "petal length", "petal width"]
QUICK = {"scale": "standard", "epochs": 100, "learning_rate": 0.05}
WORDS = np.array(["setosa", "versicolor", "virginica"])[SPECIES]


@unwarned
@parametrize_with_checks([MLPClassifier(), MLPRegressor()])
def test_scikit_learn_checks(estimator, check):
    """All of them, and none is expected to fail."""
    check(estimator)


@pytest.mark.parametrize("name", ["MLPClassifier", "MLPRegressor"])
def test_examples_run(name):
    kind = {"MLPClassifier": MLPClassifier, "MLPRegressor": MLPRegressor}[name]
    found = doctest.DocTestParser().get_doctest(inspect.getdoc(kind), {name: kind}, name, None, 0)
    assert found.examples and doctest.DocTestRunner().run(found).failed == 0


def test_arguments_are_those_of_mlp():
    of_mlp = inspect.signature(MLP).parameters
    of_estimator = MLPClassifier().get_params()
    assert [*of_estimator] == sorted(set(of_mlp) - set(LEFT_OUT) | {"warm_start"})
    for name, value in of_estimator.items():
        if name != "warm_start":
            assert value == DEFAULTS.get(name, of_mlp[name].default), name


def test_the_network_is_that_of_mlp():
    """The same numbers as by MLP itself, labels and names included."""
    table = pd.DataFrame(IRIS, columns=NAMES)
    found = MLPClassifier(hidden=[4, 3], **QUICK).fit(table, WORDS)
    expected = MLP(hidden=[4, 3], optimizer="adam", loss="cross_entropy", **QUICK).fit(table, WORDS)
    np.testing.assert_array_equal(found.predict_proba(table), expected.predict(table))
    assert found.predict(table).tolist() == expected.predict(table, type="class").tolist()
    assert found.model_.inputs == NAMES and found.model_.classes == expected.classes
    assert found.n_features_in_ == 4 and found.feature_names_in_.tolist() == NAMES
    assert found.classes_.tolist() == ["setosa", "versicolor", "virginica"]
    assert found.n_iter_ == 100 and found.score(table, WORDS) > 0.9
    with pytest.raises(ValueError, match="feature names should match"):
        found.predict(table[NAMES[::-1]])


def test_two_labels_and_numbers():
    two = SPECIES < 1
    found = MLPClassifier(**QUICK).fit(IRIS, two)
    expected = MLP(hidden=10, optimizer="adam", loss="binary_cross_entropy", **QUICK).fit(IRIS, two)
    np.testing.assert_array_equal(found.predict_proba(IRIS)[:, 1], expected.predict(IRIS))
    assert found.predict(IRIS).dtype == bool and (found.predict(IRIS) == two).all()
    y = IRIS[:, :2] * 2
    of_numbers = MLPRegressor(**QUICK).fit(IRIS, y)
    expected = MLP(hidden=10, optimizer="adam", output_activation="identity", **QUICK).fit(IRIS, y)
    np.testing.assert_array_equal(of_numbers.predict(IRIS), expected.predict(IRIS))
    assert MLPRegressor(**QUICK).fit(IRIS, y[:, 0]).predict(IRIS).shape == (150,)


def test_several_labels_at_once():
    X = np.random.RandomState(1).normal(size=(200, 6))
    y = (X[:, :3] > [0, 1, -1]).astype(int)
    found = MLPClassifier(**QUICK).fit(X, y)
    assert found.predict_proba(X).shape == (200, 3) and found.classes_.tolist() == [0, 1, 2]
    assert found.predict(X).tolist() == (found.predict_proba(X) > 0.5).astype(int).tolist()
    assert found.score(X, y) > 0.5
    with pytest.raises(TwinMLPError, match="n x k zeros and ones"):
        MLPClassifier().fit(X, y * 2 + y[:, ::-1])


def test_training_that_goes_on():
    """fit for a, then for b, is fit for a + b: by warm_start and by partial_fit, its state kept."""
    whole = MLPClassifier(**{**QUICK, "epochs": 12}).fit(IRIS, WORDS)
    warm = MLPClassifier(warm_start=True, **{**QUICK, "epochs": 6})
    first = warm.fit(IRIS, WORDS).model_
    assert warm.fit(IRIS, WORDS).n_iter_ == 12 and len(first.losses) == 6
    steps = MLPClassifier(**QUICK)
    for epoch in range(12):
        steps.partial_fit(IRIS, WORDS, classes=np.unique(WORDS) if epoch == 0 else None)
    for found in (warm, steps):
        np.testing.assert_array_equal(found.predict_proba(IRIS), whole.predict_proba(IRIS))
    cold = MLPClassifier(**{**QUICK, "epochs": 6}).fit(IRIS, WORDS)
    assert cold.fit(IRIS, WORDS).n_iter_ == 6
    with pytest.raises(TwinMLPError, match="`hidden` must be .*10.* while training goes on"):
        warm.set_params(hidden=3).fit(IRIS, WORDS)


def test_partial_fit_needs_all_labels_first():
    with pytest.raises(TwinMLPError, match="`classes` must be given on the first call"):
        MLPClassifier().partial_fit(IRIS, WORDS)
    some = MLPClassifier().partial_fit(IRIS[:60], WORDS[:60], classes=np.unique(WORDS))
    assert some.predict_proba(IRIS).shape == (150, 3)
    with pytest.raises(TwinMLPError, match="`classes` must be those of training, setosa"):
        some.partial_fit(IRIS, WORDS, classes=["a", "b"])


def test_weights_of_samples():
    """A weight of 2 is a sample twice, and of 0 none."""
    weight = np.repeat([0, 1, 2], 50)
    X, y = np.repeat(IRIS, weight, axis=0), np.repeat(IRIS[:, 0], weight)
    options = {"epochs": 20, "learning_rate": 0.01}
    found = MLPRegressor(**options).fit(IRIS, IRIS[:, 0], sample_weight=weight)
    twice = MLPRegressor(**options).fit(X, y)
    np.testing.assert_allclose(found.predict(IRIS), twice.predict(IRIS), rtol=1e-9)


def test_copies():
    """pickle, joblib and clone; an activation with a parameter, too."""
    activation = {"name": "leaky_relu", "alpha": 0.1}
    found = MLPClassifier(activation=activation, **QUICK).fit(IRIS, WORDS)
    for copy in (pickle.loads(pickle.dumps(found)), joblib.load(dumped(found))):
        np.testing.assert_array_equal(copy.predict_proba(IRIS), found.predict_proba(IRIS))
    assert clone(found).get_params() == found.get_params() and not hasattr(clone(found), "model_")


def dumped(estimator):
    """What joblib writes."""
    from io import BytesIO

    stream = BytesIO()
    joblib.dump(estimator, stream)
    stream.seek(0)
    return stream


def test_tools():
    """Pipeline, a search, cross-validation, importance, calibration."""
    steps = make_pipeline(StandardScaler(), MLPClassifier(epochs=60, learning_rate=0.05))
    assert cross_val_score(steps, IRIS, WORDS, cv=3).mean() > 0.9
    search = GridSearchCV(steps, {"mlpclassifier__hidden": [2, [4, 2]]}, cv=3)
    search.fit(IRIS, WORDS)
    assert search.best_score_ > 0.9 and len(search.cv_results_["params"]) == 2
    importance = permutation_importance(steps.fit(IRIS, WORDS), IRIS, WORDS, random_state=1)
    assert importance.importances_mean[2:].min() > importance.importances_mean[:2].max()
    calibrated = CalibratedClassifierCV(steps, cv=3).fit(IRIS, WORDS)
    assert calibrated.score(IRIS, WORDS) > 0.9


def test_probabilities_of_folds_and_their_logarithms():
    classifier = MLPClassifier(**QUICK)
    options = {"X": IRIS, "y": WORDS, "cv": 3}
    p = cross_val_predict(classifier, method="predict_proba", **options)
    logarithms = cross_val_predict(classifier, method="predict_log_proba", **options)
    assert p.shape == (150, 3) and np.array_equal(np.log(p), logarithms)
    far = classifier.set_params(activation="relu").fit(IRIS[:100], WORDS[:100])
    assert np.isneginf(far.predict_log_proba([[1e300] * 4])).any()


def test_tables_pass_through_a_pipeline():
    """set_output: names come through a step, into the network and its file."""
    table = pd.DataFrame(IRIS, columns=NAMES)
    steps = Pipeline([("scale", StandardScaler()), ("net", MLPClassifier(epochs=30))])
    steps.set_output(transform="pandas").fit(table, WORDS)
    assert steps.named_steps["net"].model_.inputs == NAMES
    assert "MLPClassifier" in steps._repr_html_() if hasattr(steps, "_repr_html_") else True


def test_refusals_of_tables_labels_and_arguments():
    """Each says what is wrong in one sentence, and stays an error that scikit-learn's tools know."""
    table = pd.DataFrame({"width": [1.0, 2.0, 3.0, 4.0], "colour": ["red", "blue", "red", "blue"]})
    words = ["a", "b", "a", "b"]
    said = "`X` must be a table of numbers, got other values in the column colour."
    trained = MLPClassifier(epochs=1).fit(table[["width"]].assign(colour=1.0), words)
    for refused in (
        lambda: MLPClassifier().fit(table, words),
        lambda: MLPRegressor().fit(table, [1, 2, 3, 4]),
        lambda: trained.predict(table),
        lambda: trained.predict_proba(table),
    ):
        with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
            refused()
    for y in (["a", 1, "a", 1], ["a", None, "a", "b"]):
        with pytest.raises(
            ValueError, match="^`y` must be labels of one kind, got labels of several"
        ):
            MLPClassifier().fit(IRIS[:4], np.array(y, dtype=object))
    with pytest.raises(ValueError, match="^`y` must be labels that are text, .*, got bytes[.]$"):
        MLPClassifier().fit(IRIS[:4], [b"a", b"b", b"a", b"b"])
    with pytest.raises(ValueError, match="^`y` must be n numbers, .*, got values that are not num"):
        MLPRegressor().fit(IRIS[:4], words)
    times = table[["width"]].assign(day=pd.date_range("2024-01-01", periods=4))
    with pytest.raises(ValueError, match="^`X` must be a table of numbers, got .* the column day"):
        MLPClassifier().fit(times, words)
    with pytest.raises(TypeError, match=r"^MLPRegressor.__init__\(\) got an unexpected keyword"):
        MLPRegressor(hidden_layer_sizes=3)


def test_what_is_masked_is_not_a_number():
    """Values beneath a mask are never trained on; a mask of nothing changes nothing."""
    for X, y in (
        (np.ma.masked_greater(IRIS, 7), SPECIES),
        (IRIS, np.ma.masked_equal(IRIS[:, 0], 5)),
    ):
        with pytest.raises(ValueError, match="^Input [Xy] contains NaN"):
            MLPRegressor(epochs=1).fit(X, y)
    whole = MLPClassifier(epochs=3).fit(np.ma.masked_greater(IRIS, 70), WORDS)
    plain = MLPClassifier(epochs=3).fit(IRIS, WORDS)
    np.testing.assert_array_equal(whole.predict_proba(IRIS), plain.predict_proba(IRIS))


def test_metadata_is_routed():
    """The weights of samples reach fit through a search, when they are asked for."""
    weight = np.where(SPECIES == 0, 0.0, 1.0)
    with sklearn.config_context(enable_metadata_routing=True):
        asking = MLPClassifier(epochs=30).set_fit_request(sample_weight=True)
        asking.set_score_request(sample_weight=False)
        found = GridSearchCV(asking, {"hidden": [3]}, cv=2).fit(IRIS, WORDS, sample_weight=weight)
        alone = MLPClassifier(epochs=30, hidden=3).fit(IRIS, WORDS, sample_weight=weight)
    np.testing.assert_array_equal(found.predict_proba(IRIS), alone.predict_proba(IRIS))


def test_it_is_shown():
    found = MLPClassifier(hidden=4)
    assert repr(found) == "MLPClassifier(hidden=4)" and "MLPClassifier" in found._repr_html_()


def test_the_package_does_not_import_it():
    code = (
        "import sys, twinmlp; print([name for name in sys.modules if name.startswith('sklearn')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_a_library_that_is_missing_or_too_old(monkeypatch, tmp_path):
    with pytest.raises(TwinMLPError) as found:
        extra("no_such_library.part")
    text = "`no_such_library` must be installed (pip install no_such_library), got nothing."
    assert (str(found.value), found.value.code) == (text, "E_USAGE")
    (tmp_path / "needs_more.py").write_text("import no_such_library")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(TwinMLPError) as found:
        extra("needs_more")
    text = (
        "`no_such_library` must be installed (pip install no_such_library), as needs_more needs it"
    )
    assert str(found.value) == text + ", got nothing."
    monkeypatch.setattr(sklearn, "__version__", "1.5.2")
    with pytest.raises(
        TwinMLPError, match=f'pip install "scikit-learn>={OLDEST["sklearn"]}".*1.5.2'
    ):
        extra("sklearn")
