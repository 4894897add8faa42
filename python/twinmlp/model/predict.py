"""What a trained model is asked: predictions, metrics, a gradient check, weights by name, a summary."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import Array, choose_arithmetic
from ..base.checks import check_choice, check_matrix
from ..base.errors import fail
from ..data.labels import name_classes
from ..data.metrics import METRICS, metric
from ..nn.layers import Forward, Layer, forward
from ..optim.frozen import check_masks
from ..trace.record import parameters_record
from ..train.objective import network_outputs
from .arguments import as_list
from .coefficients import answer, coefficient_table
from .gradcheck import GradientCheck, check_gradients
from .network_file import describe_network, describe_training, summarize_network


class PredictionMethods:
    """The methods of MLP that use a trained network."""

    def predict(self, X: Any, type: str = "response") -> Array:
        """The outputs A_L for the inputs X, n x n_0; or with type "probability" a column a class, or "class" the classes.

        Classes are the labels of the training, or else numbers, counted from 0.
        """
        network = self.trained()
        X = check_matrix(X, "X", columns=len(network[0].W))
        found = answer(
            network_outputs(network, X, choose_arithmetic(self.arithmetic)), type, network
        )
        return name_classes(found, self.classes) if type == "class" else found

    @np.errstate(over="ignore", invalid="ignore")
    def layer_outputs(self, X: Any) -> list[Forward]:
        """Z_l and A_l of every layer for the inputs X."""
        network = self.trained()
        X = check_matrix(X, "X", columns=len(network[0].W))
        return forward(network, X, choose_arithmetic(self.arithmetic))

    def metrics(self, X: Any, y: Any, names: Sequence[str] | None = None) -> dict[str, float]:
        """The metrics of these names, or all, of the outputs for X against y."""
        X, y, _ = self.data(X, y)
        A, ops = self.predict(X), choose_arithmetic(self.arithmetic)
        return {
            name: metric(name, A, y, ops) for name in (METRICS if names is None else as_list(names))
        }

    def gradcheck(self, X: Any, y: Any, sample_weight: Any = None) -> GradientCheck:
        """Hold the derivatives of the network against central differences of J, with the model's penalty and class weights.

        Parameters that the model's masks freeze are counted, not checked.
        """
        X, y, _ = self.data(X, y)
        network, weight = self.trained(), self.weights(y, sample_weight)
        plan = self.plan._replace(masks=check_masks(self.masks, "masks", network))
        return check_gradients(
            network, X, y, plan, choose_arithmetic(self.arithmetic), weight=weight
        )

    def coef(self, type: str = "layers") -> Any:
        """W and b of every layer; or with type "table" every weight by name, such as "x1 -> h1"."""
        check_choice(type, "type", ("layers", "table"))
        return (
            parameters_record(self.trained())
            if type == "layers"
            else coefficient_table(self.trained(), self.inputs)
        )

    def trained(self) -> list[Layer]:
        """The network, if there is one."""
        if self.network is None:
            fail("E_TYPE", "model", "trained or read from a file before it is used", "a new one")
        return self.network

    def summary(self) -> str:
        """The layers as a table, and what training did."""
        return "\n".join(
            [*summarize_network(self.trained()), describe_training(self.losses, self.final_loss)]
        )

    def __repr__(self) -> str:
        if self.network is None:
            return f"MLP, hidden {self.hidden}, not trained"
        return (
            f"{describe_network(self.network)}\n{describe_training(self.losses, self.final_loss)}"
        )
