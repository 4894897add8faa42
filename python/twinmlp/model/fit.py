"""How a model is trained: from the start, further, or from a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

from ..arithmetic.kinds import choose_arithmetic
from ..base.checks import check_choice, check_count, check_matrix
from ..optim.frozen import check_frozen
from ..trace.case import Case
from ..trace.record import run_parts
from ..train.config import Samples
from ..train.fit import fit_network, trained_samples
from ..train.history import training_history
from ..train.monitor import with_patience_anew
from ..train.progress import progress_bar
from ..train.warnings import warn_after, warn_before, warn_of_limits
from .arguments import argument_names
from .checkpoint import checkpoint_state, read_checkpoint, saver
from .start import StartMethods, input_names
from .targets import find_target_kind, metrics_for

if TYPE_CHECKING:
    from typing import Self


class TrainingMethods(StartMethods):
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
        self.state, self.classes, self.target_kind = None, None, None
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

    def _run(self, X: Any, y: Any, epochs: int, validation: Any, sample_weight: Any) -> Self:
        """Train to so many epochs, from the start or from where training stands."""
        self.inputs = input_names(X)
        targets, (X, y, self.classes) = y, self._data(X, y)
        self.target_kind = self.target_kind or find_target_kind(targets, y, self.activations[-1])
        weight = self._weights(y, sample_weight)
        ops, config = choose_arithmetic(self.arithmetic), self.config._replace(epochs=epochs)
        network = self.start(X.shape[1], y.shape[1]) if self.state is None else self.state.network
        config = config._replace(frozen=check_frozen(self.masks, "masks", network))
        held_out = None if validation is None else Samples(*self._data(*validation)[:2])
        move, close = (
            progress_bar(epochs, 0 if self.state is None else self.state.epoch)
            if self.verbose
            else (None, None)
        )
        save = saver(
            self.checkpoint,
            self.checkpoint_every,
            {**self.arguments, "epochs": epochs},
            len(X),
            self.arithmetic,
        )
        wanted = self.wanted._replace(
            metrics=metrics_for(self.wanted.metrics, y, self.target_kind),
            validation=held_out,
            after=[act for act in (save, move) if act is not None],
        )
        samples, done = Samples(X, y, weight), len(self.state.losses) if self.state else 0
        out_of_range = warn_before(y, network, config, held_out is not None)
        training = fit_network(network, samples, config, ops, state=self.state, wanted=wanted)
        if save is not None:
            save(training.state, training.stopped, True)
        if close is not None:
            close()
        self.network, self.losses, self.final_loss = (
            training.network,
            training.losses,
            training.final_loss,
        )
        self.state, self.stopped = training.state, training.stopped
        self.history = training_history(training, config, len(X), ops)
        if not out_of_range:
            warn_after(training, trained_samples(samples, config, held_out), config, ops, done)
        if epochs == self.config.epochs:
            warn_of_limits(training, config)
        return self

    def trace(
        self, X: Any, y: Any, steps: Sequence[int] = (0,), sample_weight: Any = None
    ) -> dict[str, Any]:
        """The trace of the training that `fit` does on X and y, with the steps of these numbers.

        A trace is an object, as schemas/trace.schema.json says; write_json writes it.

        >>> trace = MLP(hidden=2, epochs=10).trace([[0], [1]], [0, 1], steps=[0, 9])
        >>> [step["step"] for step in trace["steps"]], trace["steps"][0]["layers"][0]["dW"].shape
        ([0, 9], (1, 2))

        Parameters
        ----------
        steps: Numbers of the steps to record. A list of counts; 0 or more each; default [0].
        X, y, sample_weight: as for fit.
        """
        X, y, _ = self._data(X, y)
        network = self.start(X.shape[1], y.shape[1])
        weight = self._weights(y, sample_weight)
        config = self.config._replace(
            frozen=check_frozen(self.masks, "masks", network), full_loss=True
        )
        return run_parts(
            Case("fit", network, X, y, config, list(steps), self.arithmetic, weight),
            self.arithmetic,
        )
