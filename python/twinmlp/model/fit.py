"""How a model is trained: from the start, further, or from a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

from ..base.checks import check_choice, check_count, check_matrix
from ..optim.frozen import check_frozen
from ..trace.case import Case
from ..trace.record import run_parts
from ..train.config import Samples
from ..train.monitor import with_patience_anew
from .arguments import argument_names
from .checkpoint import checkpoint_state, read_checkpoint
from .run import RunMethods, model_scale, scale_samples

if TYPE_CHECKING:
    from typing import Self


class TrainingMethods(RunMethods):
    """The methods of MLP that train it."""

    def fit(self, X: Any, y: Any, validation: Any = None, sample_weight: Any = None) -> Self:
        """Train from the start on X, n x n_0, and y, n x n_L or n values; gives the model itself.

        A training that grows beyond all numbers is refused with DivergedError.

        >>> model = MLP(hidden=2, epochs=10, arithmetic="reproducible").fit([[0], [1]], [0, 1])
        >>> len(model.losses)
        10

        Parameters
        ----------
        X: The inputs; samples are rows. A matrix or data frame of numbers, n x n_0; finite.
        y: The targets. Labels are words (in R also a factor); for a softmax output whole numbers,
            too. N x n_L numbers, n numbers, or n labels; what the loss accepts; E_SHAPE where X
            has another number of samples.
        validation: Samples that are not trained on, but monitored: they have a validation loss in
            the history, which patience goes by. None, or a pair of X and y; default None.
        sample_weight: Factor of the loss of each sample. None, or n numbers; 0 or more each;
            default None.
        """
        self.network, self.state, self.classes, self.scale = None, None, None, None
        return self._run(X, y, self.config.epochs, validation, sample_weight)

    def partial_fit(
        self, X: Any, y: Any, epochs: int = 1, validation: Any = None, sample_weight: Any = None
    ) -> Self:
        """Go on for so many epochs: fit for a, then partial_fit for b, is fit for a + b.

        A training that patience has ended goes on, and its patience counts anew.

        >>> model = MLP(hidden=2, epochs=10).fit([[0], [1]], [0, 1])
        >>> len(model.partial_fit([[0], [1]], [0, 1], epochs=5).losses)
        15

        Parameters
        ----------
        epochs: How many epochs to go on for. A count; 0 or more; unit: epochs; default 1.
        X, y, validation, sample_weight: as for fit.
        """
        if self.state is not None and self.stopped == "patience":
            self.state = with_patience_anew(self.state)
        done = 0 if self.state is None else self.state.epoch
        return self._run(X, y, done + check_count(epochs, "epochs", 0), validation, sample_weight)

    @classmethod
    def resume(
        cls,
        path: str,
        X: Any,
        y: Any,
        validation: Any = None,
        sample_weight: Any = None,
        **changes: Any,
    ) -> Self:
        """Go on from a checkpoint of either language to the end of its run, or to other epochs.

        Errors: E_FILE for a file that cannot be read, E_FORMAT for one that is no checkpoint.

        >>> X, y = [[0], [1]], [0, 1]
        >>> model = MLP(hidden=2, epochs=10, checkpoint="run.json").fit(X, y)
        >>> len(MLP.resume("run.json", X, y, epochs=15).losses)
        15

        Parameters
        ----------
        path: The checkpoint. A path.
        changes: Arguments that are to be others than in the checkpoint: those that its
            documentation lists. Arguments by name.
        X, y, validation, sample_weight: as for fit.
        """
        document = read_checkpoint(path)
        for name in changes:
            check_choice(name, "changes", argument_names("resume"))
        for name in document["arguments"]:
            check_choice(name, "arguments", argument_names("name"))
        model = cls(**{**document["arguments"], **changes}, parameters=document["parameters"])
        parameters = document["parameters"]
        network = model.start(len(parameters[0]["W"]), len(parameters[-1]["W"][0]))
        model.state = checkpoint_state(document, network, model.config)
        check_matrix(X, "X", rows=int(document["rows"]), columns=len(network[0].W))
        return model._run(
            X,
            y,
            model.config.epochs if document["stopped"] is None else model.state.epoch,
            validation,
            sample_weight,
        )

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
