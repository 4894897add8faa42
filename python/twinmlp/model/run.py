"""Run one training on scaled data, or the best of several from different seeds."""

from __future__ import annotations

import warnings
from copy import copy
from typing import TYPE_CHECKING, Any, Iterator, Sequence

from ..arithmetic.kinds import choose_arithmetic
from ..base.errors import depth_of_caller, describe, fail
from ..base.structures import check_two
from ..data.labels import check_classes
from ..data.scale import Scale, find_scale, scale_inputs, scale_targets, scales_targets
from ..optim.frozen import check_frozen
from ..rng.streams import stream
from ..train.config import Samples, Training
from ..train.fit import fit_network, kept_loss, trained_samples
from ..train.history import training_history
from ..train.progress import progress_bar
from ..train.warnings import is_out_of_range, warn_after, warn_before, warn_of_limits
from .checkpoint import checkpoint_writer
from .dealt import check_not_dealt, setting_not_dealt
from .jobs import Outcome, check_jobs, run_each, run_one
from .names import known_record
from .start import StartMethods
from .targets import find_target_kind, metrics_for

if TYPE_CHECKING:
    from typing_extensions import Self


def model_scale(
    model: StartMethods, samples: Samples, held_out: Samples | None, classes: Any
) -> Scale | None:
    """Find the scale that the arguments name, from the samples that are trained on."""
    kind, activation = model.arguments["scale"], model.activations[-1]
    if kind == "none":
        return None
    X, y, _ = trained_samples(samples, model.config, held_out)
    numbers = scales_targets(y, model.config.loss, activation, classes)
    ops = choose_arithmetic(model.arithmetic, model.engine)
    return find_scale(kind, X, y if numbers else None, activation, ops)


def check_scale(model: StartMethods) -> None:
    """Refuse a scale if the layers were made without one."""
    kind = model.arguments["scale"]
    if model.network is not None and model.scale is None and kind != "none":
        fail("E_CHOICE", "scale", "none where layers were made without it", describe(kind))


def scale_samples(samples: Samples, scale: Scale | None) -> Samples:
    """Scale the samples for the network and the loss."""
    return Samples(scale_inputs(samples.X, scale), scale_targets(samples.y, scale), samples.weight)


class RunMethods(StartMethods):
    """The methods of MLP that run a training."""

    def _run(
        self,
        X: Any,
        y: Any,
        epochs: int,
        validation: Any,
        sample_weight: Any,
        classes: Any = None,
    ) -> Self:
        """Train to `epochs` epochs, from the start or from the current state."""
        check_scale(self)
        asked = self.arguments["scale"], self.arguments["categorical"], self.wanted.on_step
        check_jobs(self.jobs, None, None, X)
        check_not_dealt(setting_not_dealt(self.arithmetic, *asked), X)
        self.classes = check_classes(classes, self.classes)
        if self.network is None:
            self._find_names(X, y)
        targets, (X, y, self.classes) = y, self._data(X, y)
        if self.target_kind is None:
            self.target_kind = find_target_kind(targets, y, self.activations[-1])
        samples = Samples(X, y, self._weights(y, sample_weight))
        held_out = None if validation is None else self._held_out(samples, validation)
        done = 0 if self.state is None else len(self.state.losses)
        if self.network is None and self.restarts > 1:
            best, training = best_run(self, samples, held_out, epochs)
            vars(self).update(vars(best))
        else:
            training = self._train(samples, held_out, epochs)
        ops = choose_arithmetic(self.arithmetic, self.engine, self.threads)
        config = self.config._replace(epochs=epochs)
        trained = scale_samples(trained_samples(samples, config, held_out), self.scale)
        if not is_out_of_range(trained.y, self.activations[-1]):
            warn_after(training, trained, config, ops, done)
        if epochs == self.config.epochs:
            warn_of_limits(training, config)
        return self

    def _held_out(self, samples: Samples, validation: Any) -> Samples:
        """Return the validation data, which have the columns of the samples."""
        model = copy(self)
        model.network = self.network or self.start(samples.X.shape[1], samples.y.shape[1])
        pair = check_two(validation, "validation", "null or a pair of X and y")
        return Samples(*model._data(*pair)[:2])

    def _train(self, samples: Samples, held_out: Samples | None, epochs: int) -> Training:
        """Train once, and store the result in the model."""
        if self.network is None:
            self.scale = model_scale(self, samples, held_out, self.classes)
        n, scaled = len(samples.y), scale_samples(samples, self.scale)
        warn_before(scaled.y, self.activations[-1], self.config, held_out is not None)
        ops = choose_arithmetic(self.arithmetic, self.engine, self.threads)
        config = self.config._replace(epochs=epochs)
        state, network = self.state, None if self.state is None else self.state.network
        if network is None:
            network = self.start(scaled.X.shape[1], scaled.y.shape[1])
        config = config._replace(frozen=check_frozen(self.masks, "masks", network))
        move = close = None
        if self.verbose:
            move, close = progress_bar(epochs, 0 if state is None else state.epoch)
        arguments = {**self.arguments, "epochs": epochs}
        known = known_record(self)
        save = checkpoint_writer(
            self.checkpoint, self.checkpoint_every, arguments, n, self.arithmetic, known
        )
        wanted = self.wanted._replace(
            validation=None if held_out is None else scale_samples(held_out, self.scale),
            after=[act for act in (save, move) if act is not None],
            targets=None if self.scale is None else self.scale.targets,
            metrics=metrics_for(self.wanted.metrics, samples.y, self.target_kind),
            every=None if save is None else self.checkpoint_every,
        )
        try:
            training = fit_network(network, scaled, config, ops, state=state, wanted=wanted)
        except KeyboardInterrupt:
            if save is not None:
                save(None, None, True)
            raise
        if save is not None:
            save(training.state, training.stopped, True)
        if close is not None:
            close()
        self.network, self.losses = training.network, training.losses
        self.final_loss, self.state = training.final_loss, training.state
        self.stopped, self.seed = training.stopped, config.seed
        self.history = training_history(training, config, n, ops)
        return training


def best_run(
    model: Any, samples: Samples, held_out: Samples | None, epochs: int
) -> tuple[Any, Training]:
    """Train as often as `restarts` says, from the seeds seed, seed + 1, ..., and return the first
    training with the smallest loss at its end. One that diverges is left out, unless all do.
    Warnings before a training are shown once.
    """
    first = model.arguments["seed"]
    stream(first, model.config.generator)  # which refuses what is no seed
    best, failed = None, None
    runs = [(model, int(first) + k, samples, held_out, epochs) for k in range(model.restarts)]
    for k, (run, error, warned) in enumerate(train_all(runs, model.jobs)):
        if k == 0:
            for entry in warned:
                warnings.warn(entry, stacklevel=depth_of_caller())
        if error is not None:
            failed = failed or error
        elif best is None or kept_loss(run[1], run[0].config) < kept_loss(best[1], best[0].config):
            best = run
    if best is None:
        raise failed or AssertionError
    return best


def train_all(runs: Sequence[Any], jobs: int) -> Iterator[Outcome]:
    """Run all trainings, `jobs` at a time, and return their outcomes."""
    if jobs > 1:
        yield from run_each(jobs, train_from_seed, runs)
    else:
        yield from (run_one(run, train_from_seed) for run in runs)


def train_from_seed(
    model: Any, seed: int, samples: Samples, held_out: Samples | None, epochs: int
) -> tuple[Any, Training]:
    """Train a copy of the model from a seed; return it and its training."""
    one = copy(model)
    one.config = model.config._replace(seed=seed)
    one.verbose = model.verbose and model.jobs == 1
    return one, one._train(samples, held_out, epochs)
