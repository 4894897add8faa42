"""Train a model: from the start, further, or from a checkpoint."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from ..base.checks import check_choice
from ..train.monitor import with_patience_anew
from .arguments import argument_names, check_named_argument, check_recorded
from .checkpoint import checkpoint_state, read_checkpoint
from .dealt import check_run_rows
from .names import KNOWN, restore_known
from .run import RunMethods

if TYPE_CHECKING:
    from typing_extensions import Self


class TrainingMethods(RunMethods):
    """The methods of MLP that train it."""

    def fit(
        self,
        X: Any,
        y: Any,
        validation: Any = None,
        sample_weight: Any = None,
        classes: Any = None,
    ) -> Self:
        """Train from the start on X, n x n_0, and y, n x n_L or n values; returns the model itself.

        A training that grows beyond all numbers is refused with DivergedError.

        >>> model = MLP(hidden=2, epochs=10, arithmetic="reproducible").fit([[0], [1]], [0, 1])
        >>> len(model.losses)
        10

        Parameters
        ----------
        X: The inputs; samples are rows. A matrix or data frame of numbers, n x n_0; finite.
        y: The targets. Labels are words (also a factor), truth values, or integers from 0 or 1
            on; for a softmax output any numbers in one column. N x n_L numbers, n numbers, or n
            labels; what the loss accepts; E_SHAPE where X has another number of samples.
        validation: Samples that are not trained on, but monitored: they have a validation loss in
            the history, which patience goes by. None, or a pair of X and y; default None.
        sample_weight: Factor of the loss of each sample. None, or n numbers; 0 or more each;
            default None.
        classes: All classes, in the order of the outputs, where some may be missing in y. None,
            or a list of labels; two or more; default None; E_CHOICE where they are not those of a
            model that has some.
        """
        model = copy(self)
        for name in ("network", "state", "stopped", "training", *KNOWN):
            setattr(model, name, None)
        run = model._run(X, y, self.config.epochs, validation, sample_weight, classes)
        vars(self).update(vars(run))
        return self

    def partial_fit(
        self,
        X: Any,
        y: Any,
        epochs: int = 1,
        validation: Any = None,
        sample_weight: Any = None,
        classes: Any = None,
    ) -> Self:
        """Train for more epochs: fit for a, then partial_fit for b, equals fit for a + b.

        A training that patience has ended goes on, and its patience counts anew. A network that is
        read from a file goes on from its weights alone: what the optimizer and the random stream
        remember is in a checkpoint, from which resume goes on.

        >>> model = MLP(hidden=2, epochs=10).fit([[0], [1]], [0, 1])
        >>> len(model.partial_fit([[0], [1]], [0, 1], epochs=5).losses)
        15

        Parameters
        ----------
        epochs: How many epochs to go on for. A count; 0 or more; unit: epochs; default 1.
        X, y, validation, sample_weight, classes: as for fit.
        """
        model = copy(self)
        if model.state is not None and model.stopped == "patience":
            model.state = with_patience_anew(model.state)
        done = 0 if model.state is None else model.state.epoch
        end = done + check_named_argument(epochs, "epochs")
        vars(self).update(vars(model._run(X, y, end, validation, sample_weight, classes)))
        return self

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
        arguments = check_recorded(document["arguments"])
        model = cls(**{**arguments, **changes}, parameters=document["parameters"])
        parameters = document["parameters"]
        network = model.start(len(parameters[0]["W"]), len(parameters[-1]["W"][0]))
        model.state = checkpoint_state(document, network, model.config)
        model.network = model.state.network
        restore_known(model, document)
        check_run_rows(model._inputs(X), int(document["rows"]), len(network[0].W))
        return model._run(
            X,
            y,
            model.config.epochs if document["stopped"] is None else model.state.epoch,
            validation,
            sample_weight,
        )
