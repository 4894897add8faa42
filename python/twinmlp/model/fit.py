"""How a model is trained: from the start, further, or from a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

from ..arithmetic.kinds import Array, choose_arithmetic
from ..base.checks import check_choice, check_count, check_matrix
from ..data.labels import (
    check_targets,
    check_weights,
    class_weights,
    combine_weights,
    encode_labels,
)
from ..optim.frozen import check_masks
from ..trace.case import Case
from ..trace.record import run_parts
from ..train.fit import fit_network
from ..train.history import training_history
from ..train.progress import progress_bar
from .arguments import argument_names, as_data, input_names
from .checkpoint import checkpoint_point, read_checkpoint, saver

if TYPE_CHECKING:
    from typing import Self


class TrainingMethods:
    """The methods of MLP that train it."""

    def fit(self, X: Any, y: Any, validation: Any = None, sample_weight: Any = None) -> Self:
        """Train from the start on X, n x n_0, and y, n x n_L or n values; gives the model itself.

        y may be labels, words or for a softmax output numbers, too. validation: X and y that are not trained on, but watched.
        """
        self.point, self.classes = None, None
        return self.run(X, y, self.plan.epochs, validation, sample_weight)

    def partial_fit(
        self, X: Any, y: Any, epochs: int = 1, validation: Any = None, sample_weight: Any = None
    ) -> Self:
        """Go on for so many epochs: fit for a, then partial_fit for b, is fit for a + b."""
        done = 0 if self.point is None else self.point.epoch
        return self.run(X, y, done + check_count(epochs, "epochs", 0), validation, sample_weight)

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
        """Go on from a checkpoint that either language wrote to the end of its run, or to another number of epochs."""
        document = read_checkpoint(path)
        for name in changes:
            check_choice(name, "changes", argument_names("resume"))
        for name in document["arguments"]:
            check_choice(name, "arguments", argument_names("name"))
        model = cls(**{**document["arguments"], **changes}, parameters=document["parameters"])
        parameters = document["parameters"]
        network = model.start(len(parameters[0]["W"]), len(parameters[-1]["W"][0]))
        model.point = checkpoint_point(document, network, model.plan)
        check_matrix(X, "X", rows=int(document["rows"]), columns=len(network[0].W))
        return model.run(
            X,
            y,
            model.plan.epochs if document["stopped"] is None else model.point.epoch,
            validation,
            sample_weight,
        )

    def run(self, X: Any, y: Any, epochs: int, validation: Any, sample_weight: Any) -> Self:
        """Train to so many epochs, from the start or from where training stands."""
        self.inputs = input_names(X)
        X, y, self.classes = self.data(X, y)
        weight = self.weights(y, sample_weight)
        ops, plan = choose_arithmetic(self.arithmetic), self.plan._replace(epochs=epochs)
        network = self.start(X.shape[1], y.shape[1]) if self.point is None else self.point.network
        plan = plan._replace(masks=check_masks(self.masks, "masks", network))
        given = None if validation is None else (*self.data(*validation)[:2], None)
        move, close = (
            progress_bar(epochs, 0 if self.point is None else self.point.epoch)
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
        watching = self.watching._replace(
            validation=given, after=[act for act in (save, move) if act is not None]
        )
        training = fit_network(
            network, X, y, plan, ops, point=self.point, watching=watching, weight=weight
        )
        if save is not None:
            save(training.point, training.stopped, True)
        if close is not None:
            close()
        self.network, self.losses, self.final_loss = (
            training.network,
            training.losses,
            training.final_loss,
        )
        self.point, self.stopped = training.point, training.stopped
        self.history = training_history(training, plan, len(X), ops)
        return self

    def data(self, X: Any, y: Any) -> tuple[Array, Array, list[Any] | None]:
        """X and y as matrices of as many rows, with labels as numbers, and the classes, as they are known or as they occur."""
        labels = encode_labels(y, self.activations[-1], self.classes)
        X, y = as_data(X, labels.y)
        check_targets(y, self.plan.loss, "y")
        return X, y, labels.classes

    def weights(self, y: Array, sample_weight: Any) -> Array | None:
        """The weights of the samples, by sample and by class."""
        by_class = class_weights(y, self.class_weight, self.classes)
        return combine_weights(check_weights(sample_weight, "sample_weight", len(y)), by_class)

    def trace(
        self, X: Any, y: Any, steps: Sequence[int] = (0,), sample_weight: Any = None
    ) -> dict[str, Any]:
        """The trace of the training that `fit` does on X and y, with the steps of these numbers."""
        X, y, _ = self.data(X, y)
        network = self.start(X.shape[1], y.shape[1])
        weight = self.weights(y, sample_weight)
        plan = self.plan._replace(masks=check_masks(self.masks, "masks", network), full_loss=True)
        return run_parts(
            Case("fit", network, X, y, plan, list(steps), self.arithmetic, weight), self.arithmetic
        )
