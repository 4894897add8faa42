"""Use a trained model: predictions, metrics, a gradient check, weights, a summary."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Array, choose_arithmetic
from ..base.checks import check_choice
from ..data.dealt import gathered
from ..data.labels import name_classes
from ..data.metrics import METRICS
from ..data.scale import check_no_numbers, scale_inputs, scale_targets, unscale_outputs
from ..nn.layers import Forward, forward
from ..optim.frozen import check_frozen
from ..trace.record import parameters_record
from ..train.objective import network_outputs
from .arguments import as_list
from .coefficients import KINDS, answer, coefficient_table
from .gradcheck import GradientCheck, check_gradients
from .names import output_names
from .start import StartMethods
from .summary import describe_classes, describe_network, describe_run, summarize_network
from .targets import metrics_for, shape_answer


class PredictionMethods(StartMethods):
    """The methods of MLP that use a trained network."""

    def predict(self, X: Any, type: str = "response") -> Array:
        """The outputs A_L for the inputs X; or a probability for each class; or the classes.

        Classes are the labels of the training, or else numbers, counted from 0; of several
        independent labels at once, 1 for each that a sample has, else 0.

        X: The inputs, n x n_0: a matrix or a data frame.
        type: "response", "probability" or "class"; default "response".
        Returns: A matrix, n x n_L, or n values where the targets of the training were n values; of
            "probability" n x classes; of "class" n values, or n x n_L of several labels at once.
        Errors: E_CHOICE for "probability" where the outputs are neither of sigmoid nor of
            softmax; E_SHAPE for another number of inputs.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, learning_rate=2, epochs=200, arithmetic="reproducible").fit(X, y)
        >>> model.predict(X, type="class").tolist()
        [0, 1]
        >>> model.predict(X, type="probability").shape
        (2, 2)
        """
        network = self.trained()
        check_no_numbers(check_choice(type, "type", KINDS), self.scale)
        X = scale_inputs(self._inputs(X), self.scale)
        A = network_outputs(network, X, choose_arithmetic(self.arithmetic, self.engine))
        independent = self.target_kind == "labels"
        found = answer(unscale_outputs(A, self.scale), type, network, independent)
        found = name_classes(found, self.classes) if type == "class" else found
        return shape_answer(found, self.target_kind) if type == "response" else found

    @np.errstate(over="ignore", invalid="ignore")
    def layer_outputs(self, X: Any) -> list[Forward]:
        """Z_l and A_l of every layer for the inputs X.

        X: The inputs, n x n_0: a matrix or a data frame.
        Returns: Z and A of every layer, n x n_l.
        Errors: E_SHAPE for another number of inputs.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, learning_rate=2, epochs=200, arithmetic="reproducible").fit(X, y)
        >>> [layer.A.shape for layer in model.layer_outputs(X)]
        [(2, 2), (2, 1)]
        """
        X = scale_inputs(gathered(self._inputs(X)), self.scale)
        return forward(self.trained(), X, choose_arithmetic(self.arithmetic, self.engine))

    def metrics(self, X: Any, y: Any, names: Sequence[str] | None = None) -> dict[str, float]:
        """The metrics of these names, or all, of the outputs for X against y.

        X: The inputs, n x n_0: a matrix or a data frame.
        y: The targets, as for fit.
        names: Names of metrics, as for metric; None, the default, for all.
        Returns: numbers by name.
        Errors: E_CHOICE for another name.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, learning_rate=2, epochs=200, arithmetic="reproducible").fit(X, y)
        >>> model.metrics(X, y, "accuracy")
        {'accuracy': 1.0}
        """
        X, y, _ = self._data(X, y)
        ops = choose_arithmetic(self.arithmetic, self.engine)
        A = network_outputs(self.trained(), scale_inputs(X, self.scale), ops)
        A = unscale_outputs(A, self.scale)
        wanted = list(METRICS) if names is None else as_list(names)
        chosen = metrics_for(wanted, y, self.target_kind)
        return {name: metric(A, y, ops) for name, metric in chosen.items()}

    def gradcheck(self, X: Any, y: Any, sample_weight: Any = None) -> GradientCheck:
        """Compare the derivatives of J, penalty and weights included, with central differences.

        Parameters that the model's masks freeze are counted, not checked.

        X, y, sample_weight: as for fit.
        Returns: whether they agree (passed), the worst parameter, and how many were checked,
            skipped at a kink, and frozen.
        Source: SPEC.md, Checking derivatives.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, learning_rate=2, epochs=200, arithmetic="reproducible").fit(X, y)
        >>> model.gradcheck(X, y).passed
        True
        """
        X, y, _ = self._data(X, y)
        network, weight = self.trained(), self._weights(y, sample_weight)
        X, y = scale_inputs(gathered(X), self.scale), scale_targets(y, self.scale)
        config = self.config._replace(frozen=check_frozen(self.masks, "masks", network))
        return check_gradients(
            network, X, y, config, choose_arithmetic(self.arithmetic, self.engine), weight=weight
        )

    def coef(self, type: str = "layers") -> Any:
        """W and b of every layer; or with type "table" every weight by name, such as "x1 -> h1".

        type: "layers" or "table"; default "layers".
        Returns: copies of W, n_{l-1} x n_l, and b, n_l values or None, of every layer; or a list of
            layer, source, target and value.
        Errors: E_CHOICE for another type.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, learning_rate=2, epochs=200, arithmetic="reproducible").fit(X, y)
        >>> [weight.source + " -> " + weight.target for weight in model.coef("table")][:3]
        ['x1 -> h1', 'x1 -> h2', 'b -> h1']
        """
        check_choice(type, "type", ("layers", "table"))
        if type == "table":
            return coefficient_table(self.trained(), self.inputs, output_names(self))
        return deepcopy(parameters_record(self.trained()))

    def summary(self) -> str:
        """The layers as a table, and what training did.

        Returns: text.
        Errors: E_TYPE before training.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, learning_rate=2, epochs=200, arithmetic="reproducible").fit(X, y)
        >>> model.summary().splitlines()[1].split()
        ['1', '1', '2', 'sigmoid', 'yes', '4']
        """
        lines = [*summarize_network(self.trained()), describe_run(self), *describe_classes(self)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        if self.network is None:
            return f"MLP, hidden {self.hidden}, not trained"
        lines = [describe_network(self.network), describe_run(self), *describe_classes(self)]
        return "\n".join(lines)
