"""Python only: MLP as a classifier and as a regressor of scikit-learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, column_or_1d

from ..base.checks import numbers_in
from ..base.errors import describe, fail
from ..base.registry import entry_name
from ..data.metrics import output_classes, output_labels
from .estimator import Estimator, checked

if TYPE_CHECKING:
    from typing_extensions import Self

Array = np.ndarray


class MLPClassifier(ClassifierMixin, Estimator):
    """A network that scikit-learn's tools take as a classifier of their own.

    Arguments are those of MLP, by name, but categorical and the checkpoints; the defaults that
    differ are hidden=10, optimizer="adam", learning_rate=0.01 and epochs=500. warm_start=True: fit
    goes on where it ended. The loss, if it is left out, is a cross-entropy. y has two labels or
    more; or n x k zeros and ones, several labels at once.

    >>> from sklearn.datasets import load_iris
    >>> from sklearn.model_selection import cross_val_score
    >>> X, y = load_iris(return_X_y=True)
    >>> scores = cross_val_score(MLPClassifier(scale="standard"), X, y)
    >>> bool(scores.mean() > 0.9)
    True

    Attributes
    ----------
    classes_: The labels, in ascending order: those of the columns of predict_proba.
    model_: The MLP that was trained; it can be saved, plotted, and recorded.
    n_iter_: How many epochs it was trained for.
    n_features_in_, feature_names_in_: How many inputs there are; their names, if they had any.
    """

    classes_: Array
    several_: bool

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train from the start; with warm_start, go on where the last training ended.

        X: The inputs, n x n_0. y: Labels, n of them, or n x k zeros and ones. sample_weight: None,
        or n numbers, 0 or more each.
        """
        X, y = self._data(X, y, True)
        self.classes_ = np.arange(y.shape[1]) if self.several_ else np.unique(y)
        return self._classify(X, y, sample_weight, self.warm_start, None)

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Self:
        """Go on for one epoch; the first time, `classes` has all labels.

        X, y, sample_weight: as for fit. classes: All labels that are to come, or None where they
        are known.
        """
        first = not hasattr(self, "model_")
        X, y = self._data(X, y, first)
        if self.several_:
            classes = np.arange(y.shape[1])
        if first and classes is None:
            fail("E_TYPE", "classes", "given on the first call to partial_fit", describe(classes))
        if (
            classes is not None
            and not first
            and not np.array_equal(np.unique(classes), self.classes_)
        ):
            known = ", ".join(map(str, self.classes_))
            fail("E_CHOICE", "classes", f"those of training, {known}", ", ".join(map(str, classes)))
        if first:
            self.classes_ = np.unique(classes)
        return self._classify(X, y, sample_weight, True, 1)

    def predict(self, X: Any) -> Array:
        """The label of each sample; of several at once, n x k zeros and ones."""
        A = self._outputs(X)
        if self.several_:
            return output_labels(A).astype(int)
        return self.classes_[output_classes(A).astype(int)]

    def predict_proba(self, X: Any) -> Array:
        """The probability of each class, n x classes; of several labels at once, of each label."""
        check_is_fitted(self)
        if self.several_:
            return self._outputs(X)
        X = checked(self, X, reset=False)
        return self.model_.predict(X, type="probability")

    def predict_log_proba(self, X: Any) -> Array:
        """The logarithm of each probability of predict_proba; -inf of 0."""
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

    def _data(self, X: Any, y: Any, reset: bool) -> tuple[Array, Array]:
        """The data as scikit-learn checks them: y is n labels, or n x k zeros and ones."""
        X, y = checked(self, X, y, multi_output=True, reset=reset)
        if isinstance(np.asarray(y).flat[0], bytes):
            fail("E_TYPE", "y", "labels that are text, numbers or truth values", "bytes")
        try:
            check_classification_targets(y)
            kind = type_of_target(y)
        except TypeError:  # they cannot be sorted
            fail("E_TYPE", "y", "labels of one kind", "labels of several kinds")
        if kind == "multiclass-multioutput":
            fail("E_SHAPE", "y", "n labels, or n x k zeros and ones", describe(y))
        self.several_ = kind == "multilabel-indicator"
        if self.several_:
            return X, np.asarray(y.toarray() if hasattr(y, "toarray") else y, dtype=np.float64)
        return X, column_or_1d(y, warn=True)

    def _classify(
        self, X: Array, y: Array, sample_weight: Any, goes_on: bool, epochs: int | None
    ) -> Self:
        """Train for labels, whose loss is a cross-entropy where none is asked for."""
        count = len(self.classes_)
        if count < 2 and not self.several_:
            fail("E_RANGE", "y", "labels of two classes or more", "1 class")
        fused = "softmax" if count > 2 and not self.several_ else "sigmoid"
        wanted: Any = self.get_params()
        activation, loss = wanted["output_activation"] or fused, wanted["loss"]
        if loss is None and entry_name(activation) in ("sigmoid", "softmax"):
            loss = (
                "binary_cross_entropy" if entry_name(activation) == "sigmoid" else "cross_entropy"
            )
        return self._train(
            X,
            y,
            sample_weight,
            self._before(goes_on),
            epochs,
            classes=None if self.several_ else self.classes_.tolist(),
            choices={"output_activation": activation, "loss": loss},
        )


class MLPRegressor(RegressorMixin, Estimator):
    """A network that scikit-learn's tools take as a regressor of their own.

    Arguments are those of MLP, by name, but categorical and the checkpoints; the defaults that
    differ are hidden=10, optimizer="adam", learning_rate=0.01 and epochs=500, and
    output_activation="identity" where it is left out. warm_start=True: fit goes on where it ended.

    >>> from sklearn.datasets import load_diabetes
    >>> from sklearn.model_selection import cross_val_score
    >>> X, y = load_diabetes(return_X_y=True)
    >>> regressor = MLPRegressor(scale="standard", hidden=2, penalty={"l2": 1}, epochs=200)
    >>> bool(cross_val_score(regressor, X, y).mean() > 0.4)
    True

    Attributes
    ----------
    model_: The MLP that was trained; it can be saved, plotted, and recorded.
    n_iter_: How many epochs it was trained for.
    n_features_in_, feature_names_in_: How many inputs there are; their names, if they had any.
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train from the start; with warm_start, go on where the last training ended.

        X: The inputs, n x n_0. y: n numbers, or n x k. sample_weight: None, or n numbers, 0 or more
        each.
        """
        return self._regress(X, y, sample_weight, self.warm_start, None, True)

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Go on for one epoch. X, y, sample_weight: as for fit."""
        return self._regress(X, y, sample_weight, True, 1, not hasattr(self, "model_"))

    def predict(self, X: Any) -> Array:
        """The outputs: n numbers, or n x k, as the targets of the training were."""
        A = self._outputs(X)
        return A if self.model_.target_kind != "values" else A[:, 0]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _regress(
        self, X: Any, y: Any, sample_weight: Any, goes_on: bool, epochs: int | None, reset: bool
    ) -> Self:
        """Train for numbers, with outputs of any size where nothing else is asked for."""
        X, y = checked(self, X, y, multi_output=True, y_numeric=True, reset=reset)
        choices = {"output_activation": self.get_params()["output_activation"] or "identity"}
        y = numbers_in(y, "y", "n numbers, or n x k").astype(np.float64)
        return self._train(X, y, sample_weight, self._before(goes_on), epochs, choices=choices)
