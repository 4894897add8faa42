"""The numbers of a model's training, as a trace."""

from __future__ import annotations

from typing import Any, Sequence

from ..optim.frozen import check_frozen
from ..trace.case import Case
from ..trace.record import run_parts
from ..train.config import Samples
from .run import model_scale, scale_samples
from .start import StartMethods


class RecordingMethods(StartMethods):
    """The methods of MLP that record its training."""

    def trace(
        self, X: Any, y: Any, steps: Sequence[int] = (0,), sample_weight: Any = None
    ) -> dict[str, Any]:
        """The trace of the training that `fit` does on X and y, with the steps of these numbers.

        A trace is an object, as schemas/trace.schema.json says; write_json writes it. Its numbers
        are those that the model scales inputs and targets to, where it does.

        >>> trace = MLP(hidden=2, epochs=10).trace([[0], [1]], [0, 1], steps=[0, 9])
        >>> [step["step"] for step in trace["steps"]], trace["steps"][0]["layers"][0]["dW"].shape
        ([0, 9], (1, 2))

        Parameters
        ----------
        steps: Numbers of the steps to record. A list of counts; 0 or more each; default [0].
        X, y, sample_weight: as for fit.
        """
        X, y, classes = self._data(X, y)
        network = self.start(X.shape[1], y.shape[1])
        samples = Samples(X, y, self._weights(y, sample_weight))
        X, y, weight = scale_samples(samples, model_scale(self, samples, None, classes))
        config = self.config._replace(
            frozen=check_frozen(self.masks, "masks", network), full_loss=True
        )
        return run_parts(
            Case("fit", network, X, y, config, list(steps), self.arithmetic, weight),
            self.arithmetic,
        )
