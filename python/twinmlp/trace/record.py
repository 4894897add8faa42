"""Every named quantity of a training step, recorded."""

from __future__ import annotations

import math
from typing import Any

from ..arithmetic.kinds import Array, choose_arithmetic
from ..base.version import __version__
from ..nn.dropout import Drop, drop_units
from ..nn.layers import Layer
from ..optim.lbfgs import Search
from ..optim.line_search import Trial
from ..train.config import Plan, Step, Training
from ..train.fit import fit_network
from .case import Case, case_parts
from .endings import watched_record

Record = dict[str, Any]


def implementation(arithmetic: str) -> Record:
    """Who computed a trace or a network."""
    return {
        "name": "twinmlp",
        "version": __version__,
        "language": "Python",
        "arithmetic": arithmetic,
    }


def parameters_record(network: list[Layer]) -> list[Record]:
    """W and b of every layer."""
    return [{"W": layer.W, "b": layer.b} for layer in network]


def drop_record(A: Array, drop: Drop | None) -> Record:
    """What dropout did to a layer: mask, and D, what it leaves of A for the next layer; nothing in a layer without dropout."""
    return {} if drop is None else {"mask": drop.mask, "D": drop_units(A, drop)}


def trial_record(trial: Trial) -> Record:
    """One trial of a search: t, J, slope, and of every layer W, b, Z, A, dA, dZ, dW, db and, if there are any, gW and gb.

    Of a trial that is not finite, which no file can hold, only t.
    """
    at = trial.at
    if not (math.isfinite(at.loss) and math.isfinite(trial.slope)):
        return {"t": trial.t, "loss": None, "slope": None, "layers": None}
    layers = [
        {"W": layer.W, "b": layer.b, "Z": values.Z, "A": values.A, **gradient._asdict()}
        for layer, values, gradient in zip(at.network, at.values, at.gradients)
    ]
    if at.given is not None:
        layers = [
            layer | {"gW": given.dW, "gb": given.db} for layer, given in zip(layers, at.given)
        ]
    return {"t": trial.t, "loss": at.loss, "slope": trial.slope, "layers": layers}


def search_record(search: Search) -> Record:
    """The search of a step: the slope, all trials, and the t that was taken."""
    return {
        "slope": search.slope,
        "trials": [trial_record(trial) for trial in search.trials],
        "taken": search.taken,
    }


def step_record(step: Step) -> Record:
    """One step as a trace holds it: Z, A, dA, dZ, dW, db, then W and b after the update and the optimizer's state.

    With a penalty, masks or clipping also gW and gb, what the optimizer is given; with a schedule the learning rate; of a
    search pW and pb, the direction, and the search.
    """
    layers = [
        {
            "Z": values.Z,
            "A": values.A,
            "dA": gradient.dA,
            "dZ": gradient.dZ,
            "dW": gradient.dW,
            "db": gradient.db,
            "W": layer.W,
            "b": layer.b,
            "state": {name: state for name, state in states.items() if state},
        }
        for values, gradient, layer, states in zip(
            step.values, step.gradients, step.network, step.states
        )
    ]
    if step.drops is not None:
        layers = [layer | drop_record(layer["A"], drop) for layer, drop in zip(layers, step.drops)]
    if step.given is not None:
        layers = [
            layer | {"gW": given.dW, "gb": given.db} for layer, given in zip(layers, step.given)
        ]
    if step.search is not None:
        layers = [layer | {"pW": p.W, "pb": p.b} for layer, p in zip(layers, step.search.direction)]
    record = {
        "step": step.step,
        "epoch": step.epoch,
        "rows": step.rows,
        "loss": step.loss,
        "layers": layers,
    }
    extra = {"gradient_norm": step.norm, "learning_rate": step.learning_rate}
    record |= {name: value for name, value in extra.items() if value is not None}
    return record if step.search is None else record | {"search": search_record(step.search)}


def trace_record(training: Training, plan: Plan, id: str, arithmetic: str) -> Record:
    """A whole training run as a trace."""
    return {
        "format": "twinmlp-trace",
        "version": 1,
        "case": id,
        "implementation": implementation(arithmetic),
        "steps": [step_record(step) for step in training.steps],
        **watched_record(training, plan),
        "losses": training.losses,
        "final": {"loss": training.final_loss, "parameters": parameters_record(training.network)},
    }


def run_parts(parts: Case, arithmetic: str) -> Record:
    """Train as the parts of a case say and give the trace."""
    ops = choose_arithmetic(arithmetic)
    training = fit_network(
        parts.network,
        parts.X,
        parts.y,
        parts.plan,
        ops,
        frozenset(parts.record),
        weight=parts.weight,
    )
    return trace_record(training, parts.plan, parts.id, arithmetic)


def run_case(case: Record, arithmetic: str | None = None) -> Record:
    """Train as a case says and give the trace; `arithmetic` goes before the case's own.

    case: The object of a case, as read_document gives it.
    arithmetic: "native", "reproducible" or None, the case's own; default None.
    Gives: the trace, an object: every named quantity of the recorded steps, the losses and what
        training ended with.
    Errors: E_CHOICE for another arithmetic; those of the schema of a case; E_DIVERGED where
        numbers grow beyond all.
    Source: SPEC.md, Traces.

    >>> case = read_document(fixture_path("cases/one_unit.json"), "case")
    >>> trace = run_case(case)
    >>> [step["step"] for step in trace["steps"]], len(trace["losses"])
    ([0, 1, 2, 9], 10)
    """
    parts = case_parts(case)
    return run_parts(parts, arithmetic or parts.arithmetic)
