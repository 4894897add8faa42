"""Every named quantity of a training step, recorded."""

from __future__ import annotations

import math
from typing import Any

from ..arithmetic.kinds import Array, choose_arithmetic
from ..base.files import check_document
from ..base.version import __version__
from ..nn.dropout import Drop, drop_units
from ..nn.layers import Layer
from ..optim.lbfgs import Search
from ..optim.line_search import Evaluation, Trial
from ..optim.update import GradientForUpdate
from ..train.config import Samples, Step, TrainConfig, Training
from ..train.fit import fit_network
from .case import Case, case_parts
from .endings import monitored_endings
from .quantity_table import names_of_scope

Record = dict[str, Any]


def implementation(arithmetic: str) -> Record:
    """Describe the program that computed a trace or a network."""
    return {
        "name": "twinmlp",
        "version": __version__,
        "language": "Python",
        "arithmetic": arithmetic,
    }


def parameters_record(network: list[Layer]) -> list[Record]:
    """Return W and b of every layer."""
    return [{"W": layer.W, "b": layer.b} for layer in network]


def recorded(scope: str, values: Record) -> Record:
    """The values of a scope of the table of quantities, in its order; what is absent is null."""
    return {name: values[name] for name in names_of_scope(scope) if name in values}


def drop_record(A: Array, drop: Drop | None) -> Record:
    """Return the dropout mask, and D, the activations after dropout; nothing without dropout."""
    return {} if drop is None else {"mask": drop.mask, "D": drop_units(A, drop)}


def gradient_record(gradient: GradientForUpdate | None) -> Record:
    """Return gW and gb, the gradient of a layer for the update; nothing where it is dW and db."""
    return {} if gradient is None else {"gW": gradient.dW, "gb": gradient.db}


def pass_records(at: Step | Evaluation) -> list[Record]:
    """Return the results of the forward and backward pass of a step or a trial, layer by layer."""
    changed = at.gradients_for_update or [None] * len(at.values)
    return [
        {"Z": values.Z, "A": values.A, **gradient._asdict(), **gradient_record(for_update)}
        for values, gradient, for_update in zip(at.values, at.gradients, changed)
    ]


def trial_record(trial: Trial) -> Record:
    """Record one trial of a search; only t of one that is not finite, which no file can hold."""
    at = trial.at
    if not (math.isfinite(at.loss) and math.isfinite(trial.slope)):
        return {"t": trial.t, "loss": None, "slope": None, "layers": None}
    layers = zip(parameters_record(at.network), pass_records(at))
    return {
        "t": trial.t,
        "loss": at.loss,
        "slope": trial.slope,
        "layers": [recorded("layer", parameters | values) for parameters, values in layers],
    }


def search_record(search: Search) -> Record:
    """Record the search of a step: the slope, all trials, and the t that was taken."""
    trials = [trial_record(trial) for trial in search.trials]
    return recorded("search", {"slope": search.slope, "trials": trials, "taken": search.taken})


def layer_records(step: Step) -> list[Record]:
    """Every quantity of every layer of a step, in the order of the table of quantities."""
    layers = [
        values | parameters | {"state": {name: state for name, state in states.items() if state}}
        for values, parameters, states in zip(
            pass_records(step), parameters_record(step.network), step.states
        )
    ]
    if step.drops is not None:
        layers = [layer | drop_record(layer["A"], drop) for layer, drop in zip(layers, step.drops)]
    if step.search is not None:
        layers = [layer | {"pW": p.W, "pb": p.b} for layer, p in zip(layers, step.search.direction)]
    return [recorded("layer", layer) for layer in layers]


def step_record(step: Step) -> Record:
    """Return one step as a trace holds it: its numbers, its search and its layers."""
    numbers = {"epoch": step.epoch, "rows": step.rows, "loss": step.loss}
    extra = {
        "gradient_norm": step.norm,
        "learning_rate": step.learning_rate,
    }
    numbers |= {name: value for name, value in extra.items() if value is not None}
    search = {} if step.search is None else {"search": search_record(step.search)}
    return {
        "step": step.step,
        **recorded("step", numbers),
        "layers": layer_records(step),
        **search,
    }


def trace_record(training: Training, config: TrainConfig, id: str, arithmetic: str) -> Record:
    """A whole training run as a trace."""
    return {
        "format": "twinmlp-trace",
        "version": 1,
        "case": id,
        "implementation": implementation(arithmetic),
        "steps": [step_record(step) for step in training.steps],
        **monitored_endings(training, config),
        "losses": training.losses,
        "final": {"loss": training.final_loss, "parameters": parameters_record(training.network)},
    }


def run_parts(parts: Case, arithmetic: str, engine: str = "auto") -> Record:
    """Train as the parts of a case say and return the trace."""
    ops = choose_arithmetic(arithmetic, engine)
    samples = Samples(parts.X, parts.y, parts.weight)
    training = fit_network(parts.network, samples, parts.config, ops, frozenset(parts.record))
    return trace_record(training, parts.config, parts.id, arithmetic)


def run_case(case: Record, arithmetic: str | None = None, engine: str = "auto") -> Record:
    """Train as a case says and return the trace; `arithmetic` overrides the case's own.

    case: The object of a case, as read_document gives it.
    arithmetic: "native", "reproducible" or None, the case's own; default None.
    engine: "auto", "compiled" or "plain", as choose_arithmetic takes it; default "auto".
    Returns: the trace, an object: every named quantity of the recorded steps, the losses and what
        training ended with.
    Errors: E_CHOICE for another arithmetic or engine; those of the schema of a case; E_DIVERGED
        where numbers grow beyond all.
    Source: SPEC.md, Traces.

    >>> case = read_document(fixture_path("cases/one_unit.json"), "case")
    >>> trace = run_case(case)
    >>> [step["step"] for step in trace["steps"]], len(trace["losses"])
    ([0, 1, 2, 9], 10)
    """
    parts = case_parts(check_document(case, "case"))
    return run_parts(parts, parts.arithmetic if arithmetic is None else arithmetic, engine)
