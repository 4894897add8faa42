"""Python only: networks of scikit-learn, in and out."""

from __future__ import annotations

from typing import Any, Callable, Iterable

import numpy as np

from ..base.errors import describe_class, fail
from ..base.foreign import attribute
from ..base.registry import entry_name
from ..data.labels import plain_label
from ..data.preprocessing import Scaling
from ..data.scale import Scale
from ..model.mlp import MLP
from .export_table import check_exported
from .extras import extra
from .modules import folded_network

# scikit-learn's names of activations, and how outputs are called there.
NAMES = {"identity": "identity", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu"}
OUTPUTS = {**NAMES, "softmax": "softmax"}

# The loss that goes with an output activation of a classifier.
LOSSES_OF_OUTPUTS = {"sigmoid": "binary_cross_entropy", "softmax": "cross_entropy"}

# The scaling (X - shift) / divisor of a scaler; a part that is off, or cannot be, is None there.
SCALERS: dict[str, Callable[[Any], tuple[Any, Any]]] = {
    "StandardScaler": lambda s: (s.mean_ if s.with_mean else None, s.scale_),
    "MinMaxScaler": lambda s: (s.data_min_ - s.feature_range[0] / s.scale_, 1.0 / s.scale_),
    "MaxAbsScaler": lambda s: (None, s.scale_),
    "RobustScaler": lambda s: (s.center_, s.scale_),
}


# Where an estimator that trains another one has it.
INSIDE = ("best_estimator_", "regressor_", "estimator_")


def is_of_sklearn(step: Any, names: Iterable[str]) -> bool:
    """Whether something is of one of scikit-learn's classes, not of one that is made from it."""
    kind = type(step)
    return kind.__name__ in names and kind.__module__.startswith("sklearn.")


def scale_of_step(step: Any) -> Scale:
    """The scale of a step of a Pipeline."""
    if not is_of_sklearn(step, SCALERS) or getattr(step, "clip", False):
        requirement = "a Pipeline of one of " + ", ".join(SCALERS) + ", none that clips"
        fail("E_CHOICE", "estimator", requirement, describe_class(step))
    shift, divisor = SCALERS[type(step).__name__](step)
    zeros = np.zeros(step.n_features_in_)
    scaling = Scaling(
        zeros if shift is None else shift, zeros + 1.0 if divisor is None else divisor
    )
    kind = "min_max" if type(step).__name__ == "MinMaxScaler" else "standard"
    return Scale(kind, scaling, None)


def from_sklearn(estimator: Any) -> MLP:
    """Make a model of a trained MLPClassifier or MLPRegressor of scikit-learn, or of a Pipeline of
    a scaler and one of these: StandardScaler, MinMaxScaler, MaxAbsScaler or RobustScaler.

    estimator: the trained network, or the Pipeline.
    Returns: the model, with the names of inputs and classes; its predictions are the same.
    Errors: E_CHOICE for another estimator, E_TYPE for one that is not trained.

    >>> from sklearn.neural_network import MLPRegressor
    >>> net = MLPRegressor(hidden_layer_sizes=[2], solver="lbfgs")
    >>> X, y = [[0.0], [1.0]], [0.0, 1.0]
    >>> model = from_sklearn(net.fit(X, y))
    >>> bool(abs(model.predict(X) - net.predict(X)).max() < 1e-15)
    True
    """
    steps = [step for _, step in attribute(estimator, "steps") or [("", estimator)]]
    net, before = steps[-1], [step for step in steps[:-1] if step not in (None, "passthrough")]
    if isinstance(attribute(net, "model_"), MLP) and not before:
        return net.model_
    if not is_of_sklearn(net, ("MLPClassifier", "MLPRegressor")) or len(before) > 1:
        requirement = (
            "an MLPClassifier, an MLPRegressor, or a Pipeline of a scaler and one of these"
        )
        inside = [name for name in INSIDE if attribute(estimator, name) is not None]
        hint = f", whose `{inside[0]}` may be one" if inside else ""
        fail("E_CHOICE", "estimator", requirement, describe_class(estimator) + hint)
    if not hasattr(net, "coefs_"):
        fail("E_TYPE", "estimator", "trained", "one that is not")
    if net.out_activation_ not in OUTPUTS:
        requirement = "one with outputs of one of " + ", ".join(OUTPUTS.values())
        fail("E_CHOICE", "estimator", requirement, net.out_activation_)
    output = OUTPUTS[net.out_activation_]
    activations = [NAMES[net.activation]] * (len(net.coefs_) - 1) + [output]
    layers = [
        {
            "W": np.asarray(W, dtype=np.float64),
            "b": np.asarray(b, dtype=np.float64),
            "activation": f,
        }
        for W, b, f in zip(net.coefs_, net.intercepts_, activations)
    ]
    binarizer = getattr(net, "_label_binarizer", None)
    several = getattr(binarizer, "y_type_", "").startswith("multilabel")
    named = binarizer is not None and not several
    loss = "half_squared_error" if binarizer is None else LOSSES_OF_OUTPUTS[output]
    names = getattr(steps[0], "feature_names_in_", None)
    model = MLP.from_layers(
        layers,
        inputs=None if names is None else list(map(str, names)),
        classes=[plain_label(label) for label in net.classes_] if named else None,
        loss=loss,
        reduction="mean",
        scale="none" if not before else scale_of_step(before[0]).kind,
    )
    model.scale = scale_of_step(before[0]) if before else None
    model.target_kind = "labels" if several else "values" if net.n_outputs_ == 1 else "matrix"
    return model


def to_sklearn(model: MLP) -> Any:
    """Make a trained MLPClassifier or MLPRegressor of scikit-learn of a trained model.

    It predicts what the model does, and can be trained further by its partial_fit; a scale goes
    into its first and its last layer. A model with classes becomes a classifier.

    model: A trained model whose hidden layers have one activation: identity, sigmoid, tanh or relu.
    Returns: the estimator of scikit-learn.
    Errors: E_CHOICE for activations that scikit-learn does not have.

    >>> model = MLP(hidden=2, epochs=2000, seed=1).fit([[0], [1]], ["no", "yes"])
    >>> to_sklearn(model).predict([[0], [1]]).tolist()
    ['no', 'yes']
    """
    check_exported(model)
    networks = extra("sklearn.neural_network")
    layers = folded_network(model)
    theirs = {here: there for there, here in OUTPUTS.items()}
    names = [entry_name(layer.activation) for layer in layers]
    hidden = set(names[:-1]) or {"identity"}
    if len(hidden) > 1 or not hidden <= set(NAMES.values()):
        requirement = "one of " + ", ".join(NAMES.values()) + " in all hidden layers"
        fail("E_CHOICE", "activation", requirement, ", ".join(sorted(hidden)))
    if names[-1] not in theirs:
        fail("E_CHOICE", "output_activation", "one of " + ", ".join(OUTPUTS.values()), names[-1])
    kind = networks.MLPRegressor if model.classes is None else networks.MLPClassifier
    widths = [layer.W.shape[1] for layer in layers]
    net = kind(hidden_layer_sizes=widths[:-1], activation=theirs[hidden.pop()])
    net.coefs_ = [layer.W.copy() for layer in layers]
    net.intercepts_ = [
        np.zeros(width) if layer.b is None else layer.b.copy()
        for layer, width in zip(layers, widths)
    ]
    net.n_layers_, net.n_outputs_, net.out_activation_ = (
        len(layers) + 1,
        widths[-1],
        theirs[names[-1]],
    )
    net.n_features_in_, net.n_iter_, net.t_ = len(layers[0].W), 0, 0
    net.loss_curve_, net.best_loss_, net._no_improvement_count = [], np.inf, 0  # of partial_fit
    if model.inputs is not None:
        net.feature_names_in_ = np.array(model.inputs, dtype=object)
    if model.classes is not None:
        net.classes_ = np.array(model.classes)
        net._label_binarizer = extra("sklearn.preprocessing").LabelBinarizer().fit(net.classes_)
    return net
