"""A model's training as a case, and its numbers as a trace."""

from __future__ import annotations

from copy import copy
from typing import Any, Sequence

from ..base.checks import check_count
from ..base.errors import describe, fail
from ..data.dealt import gathered
from ..optim.frozen import check_frozen
from ..trace.case import Case
from ..trace.case_file import case_document
from ..trace.record import run_parts
from ..train.config import Samples
from .arguments import as_list
from .names import data_names
from .run import model_scale, scale_samples
from .start import StartMethods
from .summary import describe_network


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
        return run_parts(
            self._case("fit", X, y, steps, sample_weight), self.arithmetic, self.engine
        )

    def case(
        self,
        X: Any,
        y: Any,
        id: str = "model",
        steps: Sequence[float] = (0,),
        sample_weight: Any = None,
    ) -> dict[str, Any]:
        """The case of the training that `fit` does on X and y: every view and check works on it.

        A case is an object, as schemas/case.schema.json says; write_json writes it. It starts from
        the model's starting weights; metrics and what is monitored are no part of it.

        X, y, sample_weight: as for fit.
        id: The name of the case; default "model".
        steps: Numbers of the steps to record, counted from 0: a list of counts; default [0].
        Returns: the case.
        Errors: E_RANGE for a step that the run does not have, or no epochs; E_CHOICE where an
            activation is a function of your own.

        >>> case = MLP(hidden=2, epochs=10).case([[0], [1]], [0, 1], steps=[0, 9])
        >>> write_json("case.json", case)
        >>> read_document("case.json", "case")["training"]["epochs"]
        10.0
        """
        if not isinstance(id, str):
            fail("E_TYPE", "id", "a name", describe(id))
        check_count(self.config.epochs, "epochs", 1)
        return case_document(self._case(id, X, y, steps, sample_weight))

    def _case(self, id: str, X: Any, y: Any, steps: Sequence[float], sample_weight: Any) -> Case:
        """The pieces of the training that `fit` does."""
        model, data = copy(self), (X, y)
        if model.network is None:
            model._find_names(X, y)
        X, y, classes = model._data(gathered(X), y)
        network = model.start(X.shape[1], y.shape[1])
        samples = Samples(X, y, model._weights(y, sample_weight))
        # Layers that are there already, as those of a file, have seen inputs on their own scale.
        is_untrained = model.network is not None and model.state is None
        scale = model.scale if is_untrained else model_scale(model, samples, None, classes)
        X, y, weight = scale_samples(samples, scale)
        config = model.config._replace(
            frozen=check_frozen(model.masks, "masks", network), full_loss=True
        )
        numbers = [check_count(step, "steps", 0) for step in as_list(steps)]
        names, title = data_names(model, *data, classes, y.shape[1]), describe_network(network)
        return Case(id, network, X, y, config, numbers, model.arithmetic, weight, title, names)
