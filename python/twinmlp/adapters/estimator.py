"""Python only: what scikit-learn's tools ask of every estimator, over MLP."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from ..base.checks import as_numbers
from ..base.errors import fail
from ..data.columns import NUMBERS, Table, match_columns
from ..model.mlp import MLP
from ..model.names import KNOWN

if TYPE_CHECKING:
    from typing_extensions import Self

Array = np.ndarray

# What MLP has and an estimator has not: columns of text are for scikit-learn's encoders, and the
# clones of a search would all write one checkpoint.
LEFT_OUT = ("categorical", "checkpoint", "checkpoint_every")

# Where an estimator, which many use with what it is, starts from another value than MLP.
DEFAULTS = {"hidden": 10, "optimizer": "adam", "learning_rate": 0.01, "epochs": 500}

# What a training that goes on cannot change, and what it goes on from.
OF_THE_NETWORK = ("hidden", "activation", "bias", "optimizer", "scale", "generator")
OF_THE_TRAINING = ("network", "state", "stopped", "losses", "final_loss", "history", *KNOWN)


def estimator_signature() -> inspect.Signature:
    """The arguments of an estimator, by name alone: those of MLP, with DEFAULTS, and warm_start."""
    arguments = [
        parameter.replace(
            kind=inspect.Parameter.KEYWORD_ONLY,
            default=DEFAULTS.get(parameter.name, parameter.default),
        )
        for parameter in inspect.signature(MLP).parameters.values()
        if parameter.name not in LEFT_OUT
    ]
    self = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return inspect.Signature(
        [self, *arguments, arguments[0].replace(name="warm_start", default=False)]
    )


class Estimator(BaseEstimator):
    """The arguments of MLP as an estimator keeps them, and its training."""

    model_: MLP
    n_iter_: int
    warm_start: bool

    def __init__(self, **arguments: Any) -> None:
        try:
            bound = estimator_signature().bind(self, **arguments)
        except TypeError as error:
            raise TypeError(f"{type(self).__name__}.__init__() {error}") from None
        bound.apply_defaults()
        for name in list(bound.arguments)[1:]:
            setattr(self, name, bound.arguments[name])

    __init__.__signature__ = estimator_signature()  # type: ignore[attr-defined]

    def _model(self, **choices: Any) -> MLP:
        """A new model with the estimator's arguments, and the choices it makes itself."""
        arguments = {**self.get_params(deep=False), **choices}
        return MLP(**{name: value for name, value in arguments.items() if name != "warm_start"})

    def _train(
        self,
        X: Array,
        y: Any,
        sample_weight: Any,
        old: MLP | None,
        epochs: int | None,
        **given: Any,
    ) -> Self:
        """Train a new model; or go on with an old one, or for so many epochs."""
        names = getattr(self, "feature_names_in_", None)
        table = X if names is None else Table(list(names), X)
        model = self._model(**given.pop("choices"))
        if old is not None:
            go_on(model, old)
        if old is None and epochs is None:
            model.fit(table, y, sample_weight=sample_weight, **given)
        else:
            epochs = model.config.epochs if epochs is None else epochs
            model.partial_fit(table, y, epochs, sample_weight=sample_weight, **given)
        self.model_, self.n_iter_ = model, len(model.losses)
        return self

    def _before(self, goes_on: bool) -> MLP | None:
        """The model that a training goes on with; None: it begins."""
        return getattr(self, "model_", None) if goes_on else None

    def _outputs(self, X: Any) -> Array:
        """The outputs for inputs of the columns of the training, n x n_L."""
        check_is_fitted(self)
        X = checked(self, X, reset=False)
        return self.model_.predict(X).reshape(len(X), -1)


def checked(estimator: Estimator, X: Any, *y: Any, **options: Any) -> Any:
    """Inputs, and targets, as scikit-learn checks them; what is masked is not a number, a column of
    others is refused by its name.
    """
    data = [as_numbers(one) if isinstance(one, np.ma.MaskedArray) else one for one in (X, *y)]
    try:
        return validate_data(estimator, *data, dtype=np.float64, **options)
    except (TypeError, ValueError) as error:
        if "convert string" in str(error) or "promoted" in str(error):
            match_columns(X, None, "X", NUMBERS)
        raise


def go_on(model: MLP, old: MLP) -> None:
    """Put a new model where an old one's training ended."""
    for name in OF_THE_NETWORK:
        now, before = model.arguments[name], old.arguments[name]
        if now != before:
            fail("E_CHOICE", name, f"{before} while training goes on", str(now))
    for name in OF_THE_TRAINING:
        setattr(model, name, getattr(old, name))
