"""Labels that are whole numbers or truth values, classes by list, text inputs, stratified splits."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from twinmlp import MLP, TwinMLPError
from twinmlp.data.columns import sort_words
from twinmlp.data.labels import counts_classes
from twinmlp.data.preprocessing import share_of_classes, train_test_split
from twinmlp.rng.streams import permutation, stream

X = np.array([[0.0], [1], [2], [0.1], [1.1], [2.1]])
THREE = [0, 1, 2, 0, 1, 2]


@pytest.mark.parametrize("start", [0, 1])
def test_whole_numbers_are_classes_and_come_back_as_integers(tmp_path, start):
    y = np.array(THREE) + start
    model = MLP(epochs=400, optimizer="adam", learning_rate=0.05).fit(X, y)
    assert model.classes == [start, start + 1, start + 2]
    assert (model.activations[-1], model.config.loss) == ("softmax", "cross_entropy")
    found = model.predict(X, "class")
    assert found.dtype.kind == "i" and np.array_equal(found, y)
    assert repr(model).endswith(f"classes {start}, {start + 1}, {start + 2}; loss cross_entropy")
    words = MLP(epochs=400, optimizer="adam", learning_rate=0.05).fit(X, list(map(str, y)))
    assert np.array_equal(words.predict(X), model.predict(X))  # the names alone are others
    model.save(str(tmp_path / "network.json"))
    again = MLP.load(str(tmp_path / "network.json"))
    assert np.array_equal(again.predict(X, "class"), y)
    assert again.predict(X, "class").dtype.kind == "i"
    assert again.metrics(X, y, "accuracy") == {"accuracy": 1.0}


@pytest.mark.parametrize(
    "y", [[0, 1, 1, 0, 1, 1], [1, 2, 2, 1, 2, 2], [-1, 1, 1, -1, 1, 1], X[:, 0] > 0.5]
)
def test_two_labels_are_one_sigmoid(y):
    model = MLP(epochs=400, optimizer="adam", learning_rate=0.05).fit(X, y)
    assert (model.activations[-1], model.config.loss) == ("sigmoid", "half_squared_error")
    found = model.predict(X, "class")
    assert found.dtype == np.asarray(y).dtype and np.array_equal(found, y)


@pytest.mark.parametrize(
    ("y", "labels"),
    [
        ([0, 1, 2], True), ([[0], [1]], True), (np.array([1, 2], np.uint8), True),
        (np.array([0, 1], object), True), (list(range(10)), True), (list(range(11)), False),
        (2 * list(range(11)), True), ([0, 2], False), ([2, 3], False), ([1, 1], False),
        ([0.0, 1.0], False), ([0, 1.0], False), ([True, False], True), ([[0, 1], [1, 0]], False),
        ([20000, 35000, 60000], False), ([], False), ([[1], [2, 3]], False),
    ],
)  # fmt: skip
def test_what_counts_classes(y, labels):
    assert counts_classes(y) is labels


def test_numbers_stay_numbers_where_another_output_is_asked_for():
    model = MLP(output_activation="identity", epochs=2).fit(X, THREE)
    assert model.classes is None and model.predict(X).shape == (6,)
    assert MLP(loss="half_squared_error", epochs=2).fit(X, [0, 1] * 3).classes is None


def test_classes_that_a_first_batch_lacks():
    model = MLP(epochs=1).partial_fit(X[:2], [0, 1], classes=[0, 1, 2])
    assert model.classes == [0, 1, 2] and model.predict(X).shape == (6, 3)
    model.partial_fit(X, THREE, epochs=3, classes=[2, 1, 0])
    assert model.classes == [0, 1, 2]
    words = MLP(epochs=1).fit(X[:2], ["b", "c"], classes=["c", "b", "a"])
    assert words.classes == ["c", "b", "a"]
    assert words.partial_fit(X[:1], ["a"]).predict(X).shape == (6, 3)


def test_class_weights_by_the_names_of_whole_numbers():
    y = [0, 1, 1, 0, 1, 1]
    by_name = MLP(epochs=5, class_weight={0: 2, 1: 1}).fit(X, y).predict(X)
    assert np.array_equal(by_name, MLP(epochs=5, class_weight=[2, 1]).fit(X, y).predict(X))


FRAME = pd.DataFrame(
    {"size": ["big", "small", "mid", "big"], "age": [1.0, 2, 3, 4], "who": ["a", "b", "c", "d"]}
)


def test_text_inputs_are_a_column_for_each_level(tmp_path):
    y = [0.1, 0.2, 0.3, 0.4]
    hot = np.array([[1, 0, 0, 1], [0, 0, 1, 2], [0, 1, 0, 3], [1, 0, 0, 4.0]])
    names = ["size=big", "size=mid", "size=small", "age"]
    model = MLP(epochs=5, categorical="size", scale="min_max").fit(FRAME[["size", "age"]], y)
    plain = MLP(epochs=5, scale="min_max").fit(hot, y)
    assert model.inputs == names and model.levels == {"size": ["big", "mid", "small"]}
    assert np.array_equal(model.predict(FRAME), plain.predict(hot))
    path = str(tmp_path / "network.json")
    model.save(path)
    again = MLP.load(path)
    assert np.array_equal(again.predict(FRAME.iloc[::-1]), plain.predict(hot[::-1]))
    encoded = pd.DataFrame(hot, columns=names)
    assert np.array_equal(again.predict(encoded), plain.predict(hot))
    case = MLP(epochs=5, categorical="size", scale="min_max").case(FRAME[["size", "age"]], y)
    assert np.array_equal(case["data"]["X"], plain.case(hot, y)["data"]["X"])
    loaded = again.case(FRAME, y)  # the scale is the network's, whatever data the case has
    assert np.array_equal(loaded["data"]["X"], case["data"]["X"])


@pytest.mark.parametrize("shape", [lambda y: y, pd.Series, lambda y: pd.DataFrame({"y": y})])
def test_levels_of_a_factor_that_occur_are_classes_in_their_order(shape):
    y = pd.Categorical(["u", "v", "w"] * 2, categories=["w", "none", "v", "u"])
    model = MLP(epochs=1).fit(X, shape(y))
    assert model.classes == ["w", "v", "u"] and model.predict(X).shape == (6, 3)
    two = pd.Series(["u", "v"] * 3, dtype=pd.CategoricalDtype(["w", "v", "u"]))
    model = MLP(epochs=1).fit(X, two)
    assert model.classes == ["v", "u"] and model.predict(X).shape == (6,)
    assert MLP(epochs=1).fit(X, two, classes=["u", "v", "w"]).predict(X).shape == (6, 3)
    frame = pd.DataFrame({"kind": y, "n": range(6)})
    model = MLP(epochs=1, categorical="kind").fit(frame, [0.5] * 6)
    assert model.inputs == ["kind=w", "kind=v", "kind=u", "n"]


def test_categories_without_an_order_are_no_levels():
    class Endless:
        """What some types of polars have there: it has no length, and an item for every place."""

        def __getitem__(self, place):
            return place

    values = SimpleNamespace(dtype=SimpleNamespace(categories=Endless()))
    assert sort_words(["b", "a", "b"], values) == ["a", "b"]


def test_a_split_takes_its_share_of_each_class():
    # 7, 3 and 3 samples, 4 of 13 set aside: 28 = 2*13 + 2, 12 = 0*13 + 12, 12 = 0*13 + 12
    assert share_of_classes(np.array([7, 3, 3]), 4).tolist() == [2, 1, 1]
    assert share_of_classes(np.array([2, 2, 2]), 2).tolist() == [1, 1, 0]  # equal remainders
    classes = np.array([0, 1, 2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2])
    rows = permutation(stream(5, "numpy"), 13).values.tolist()
    by_hand = [r for r in rows if classes[r] == 0][:2] + [
        next(r for r in rows if classes[r] == k) for k in (1, 2)
    ]
    split = train_test_split(13, stream(5, "numpy"), 0.3, classes=classes)
    assert split.test.tolist() == [r for r in rows if r in by_hand]
    assert split.train.tolist() == [r for r in rows if r not in by_hand]


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (lambda: MLP(stratify=True),
         "`stratify` must be false without a validation_fraction, got true."),
        (lambda: MLP(stratify=True, validation_fraction=0.5).fit(X, X[:, 0] / 3),
         "`stratify` must be false where the targets are not classes (0 and 1, or one-hot rows), got true."),
        (lambda: MLP(epochs=1).fit(X, THREE, classes=[0]),
         "`classes` must be a list of two different labels or more, got a list of 1."),
        (lambda: MLP(epochs=1).fit(X, THREE, classes="abc"),
         '`classes` must be a list of two different labels or more, got "abc".'),
        (lambda: MLP(epochs=1).fit(X, THREE, classes=[0, 1]),
         "`y[2]` must be one of 0, 1, got 2."),
        (lambda: MLP(epochs=1).fit(X, THREE).partial_fit(X, THREE, classes=[0, 1]),
         "`classes` must be those of training, 0, 1, 2, got 0, 1."),
        (lambda: MLP(epochs=1).fit(X, THREE).metrics(X, [0, 1, 2, 3, 0, 1]),
         "`y[3]` must be one of 0, 1, 2, got 3."),
        (lambda: MLP(epochs=1).fit(FRAME[["size", "age"]], [0.0, 1, 0, 1]),
         "`X` must be a table of numbers, or text in the columns of `categorical`, got other values in the column size."),
        (lambda: MLP(epochs=1, categorical="colour").fit(FRAME, [0.0, 1, 0, 1]),
         "`X` must be a table with the column colour, got the columns size, age, who."),
        (lambda: MLP(epochs=1, categorical="x").fit(X[:4], [0.0, 1, 0, 1]),
         "`X` must be a table with named columns, got none."),
        (lambda: MLP(epochs=1, categorical=["size"]).fit(FRAME.iloc[[0, 3], :2], [0.0, 1]),
         "`X.size` must be text of two levels or more, got 1 level."),
        (lambda: MLP(epochs=1, categorical="size").fit(FRAME[["size", "age"]], [0.0, 1, 0, 1]).predict(
            pd.DataFrame({"age": [1], "size": ["huge"]})),
         '`X.size[0]` must be one of big, mid, small, got "huge".'),
        (lambda: MLP(categorical=[3]), "`categorical` must be a name, got 3."),
    ],
)  # fmt: skip
def test_refusals(run, text):
    with pytest.raises(TwinMLPError) as error:
        run()
    assert str(error.value) == text


@pytest.mark.parametrize("gap", [None, float("nan"), pd.NA])
@pytest.mark.parametrize("output", [None, "softmax"])
def test_a_missing_label_is_refused(gap, output):
    with pytest.raises(TwinMLPError) as error:
        MLP(output_activation=output).fit(X[:4], ["a", gap, "b", "a"])
    assert str(error.value) == "`y[1]` must be a label, got nothing."
